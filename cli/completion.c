/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion.c - completion scripts of three shells, one command's part at a time. Words that help
 * texts contain are quoted as each shell wants it.
 */
#include "completion.h"

#include <stdio.h>
#include <string.h>

static bool has_short(const struct argp_option *option)
{
    return option->key > 32 && option->key < 127;
}

/* What may follow an option, or NULL: a file, or anything. */
static const char *find_words(const struct argp_option *option)
{
    if (!option->arg) {
        return NULL;
    }
    if (strcmp(option->arg, "MODE") == 0 || strcmp(option->arg, "A,B,C") == 0) {
        return BL_COMPLETION_MODES;
    }
    return strcmp(option->arg, "svg,png,pdf") == 0 ? "svg png pdf" : NULL;
}

static void put_escaped(const char *text, const char *special)
{
    for (; *text != '\0'; text++) {
        if (strchr(special, *text)) {
            putchar('\\');
        }
        putchar(*text);
    }
}

void bl_completion_write_bash(const bl_table_of_options *table)
{
    printf("    %s) words='", table->cmd->name);
    const char *between = "";
    for (size_t i = 0; i < table->options_len; i++) {
        if (table->options[i]->name) {
            printf("%s--%s%s", between, table->options[i]->name,
                   table->options[i]->arg && !(table->options[i]->flags & OPTION_ARG_OPTIONAL)
                       ? "="
                       : "");
            between = " ";
        }
    }
    puts("' ;;");
}

/* A single quote cannot stand in single quotes: it is closed, written, opened again. */
static void put_zsh(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            fputs("'\\''", stdout);
        } else if (strchr("[]:\\", *text)) {
            printf("\\%c", *text);
        } else {
            putchar(*text);
        }
    }
}

void bl_completion_write_zsh(const bl_table_of_options *table)
{
    printf("        %s)\n            _arguments", table->cmd->name);
    for (size_t i = 0; i < table->options_len; i++) {
        const struct argp_option *it = table->options[i];
        const char *words = find_words(it);
        if (!it->name) {
            continue;
        }
        printf(" \\\n                '*--%s%s[", it->name, it->arg ? "=" : "");
        put_zsh(it->doc ? it->doc : "");
        putchar(']');
        if (it->arg) {
            putchar(':');
            put_zsh(it->arg);
            printf(words ? ":(%s)" : ":_files", words);
        }
        putchar('\'');
    }
    fputs(" \\\n                '*:file:_files'\n            ;;\n", stdout);
}

void bl_completion_write_fish(const bl_table_of_options *table)
{
    printf("complete -c ballast -n __fish_use_subcommand -f -a %s -d '", table->cmd->name);
    put_escaped(table->cmd->help, "'\\");
    puts("'");
    for (size_t i = 0; i < table->options_len; i++) {
        const struct argp_option *it = table->options[i];
        const char *words = find_words(it);
        if (!it->name) {
            continue;
        }
        printf("complete -c ballast -n '__fish_seen_subcommand_from %s' -l %s", table->cmd->name,
               it->name);
        if (has_short(it)) {
            printf(" -s %c", it->key);
        }
        if (it->arg && !(it->flags & OPTION_ARG_OPTIONAL)) {
            fputs(" -r", stdout);
        }
        if (words) {
            printf(" -f -a '%s'", words);
        }
        fputs(" -d '", stdout);
        put_escaped(it->doc ? it->doc : "", "'\\");
        puts("'");
    }
}

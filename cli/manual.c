/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * manual.c - manual pages as scdoc sources: a page is the command's help, so they cannot differ.
 * Lines of a help text that begin with two spaces are commands and stay as they are.
 */
#include "manual.h"

#include <stdio.h>
#include <string.h>

/* Text in which nothing is markup. */
static void put_text(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const bool first = i == 0 || text[i - 1] == '\n';
        if (strchr("\\*_`~<>", text[i]) || (first && strchr("#[]|-.!;", text[i]))) {
            putchar('\\');
        }
        putchar(text[i]);
    }
}

static void put_paragraphs(const char *text, const char *end)
{
    bool literal = false;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        stop = stop ? stop : end;
        const bool indented = end - text > 1 && text[0] == ' ' && text[1] == ' ';
        if (indented != literal) {
            puts(indented ? "\n```" : "```\n");
            literal = indented;
        }
        if (literal) {
            printf("%.*s", (int)(stop - text - 2), text + 2);
        } else {
            put_text(text, (size_t)(stop - text));
        }
        puts(literal ? "" : "\n"); /* a help text breaks lines only between paragraphs */
        text = stop < end ? stop + 1 : end;
    }
    if (literal) {
        puts("```");
    }
}

static void put_option(const struct argp_option *option)
{
    if (!option->name) {
        if (option->doc) {
            printf("## %s\n\n", option->doc);
        }
        return;
    }
    if (option->key > 32 && option->key < 127) {
        printf("*-%c*, ", option->key);
    }
    printf("*--%s*", option->name);
    if (option->arg) {
        fputs(option->flags & OPTION_ARG_OPTIONAL ? "[=" : "=", stdout);
        put_text(option->arg, strlen(option->arg));
        fputs(option->flags & OPTION_ARG_OPTIONAL ? "]" : "", stdout);
    }
    fputs("\n\t", stdout);
    put_text(option->doc ? option->doc : "", option->doc ? strlen(option->doc) : 0);
    fputs("\n\n", stdout);
}

/* Groups from 0 up, then those below it, as argp prints them. */
static bool comes_later(int a, int b)
{
    return (a < 0) == (b < 0) ? a > b : a < 0;
}

/* An insertion sort keeps the order within a group. */
static void put_options(const bl_table_of_options *table)
{
    size_t order[BL_TABLES_OPTIONS_MAX];
    for (size_t i = 0; i < table->options_len; i++) {
        size_t at = i;
        while (at > 0 && comes_later(table->groups[order[at - 1]], table->groups[i])) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
    puts("# OPTIONS\n");
    for (size_t i = 0; i < table->options_len; i++) {
        put_option(table->options[order[i]]);
    }
}

static void put_head(const char *title, const char *name, const char *help)
{
    printf("%s(1) \"ballast\" \"ballast\"\n\n# NAME\n\n%s - %s\n\n# SYNOPSIS\n\n", title, name,
           help);
}

void bl_manual_write_page(const bl_table_of_options *table)
{
    const bl_cmd *cmd = table->cmd;
    char title[64];
    snprintf(title, sizeof title, "ballast-%s", cmd->name);
    put_head(title, title, cmd->help);
    printf("*ballast %s*%s ", cmd->name, table->options_len > 0 ? " [OPTION...]" : "");
    put_text(table->args ? table->args : "", table->args ? strlen(table->args) : 0);
    puts("\n");
    const char *doc = table->doc ? table->doc : "";
    const size_t before = strcspn(doc, "\v");
    if (before > 0) {
        puts("# DESCRIPTION\n");
        put_paragraphs(doc, doc + before);
        puts("");
    }
    if (table->options_len > 0) {
        put_options(table);
    }
    if (doc[before] == '\v') {
        puts("# NOTES\n");
        put_paragraphs(doc + before + 1, doc + strlen(doc));
        puts("");
    }
    puts("# SEE ALSO\n\n*ballast*(1)");
}

void bl_manual_write_overview(void)
{
    const bl_cmd *cmd;
    put_head("ballast", "ballast",
             "replays a vault that LPs enter and leave while a manager trades it");
    puts("*ballast* COMMAND [OPTION...] ...\n\n# COMMANDS\n");
    for (unsigned i = 0; (cmd = bl_cmd_at(i)) != NULL; i++) {
        if (cmd->group[0] != '\0') {
            printf("*ballast-%s*(1)\n\t%s\n\n", cmd->name, cmd->help);
        }
    }
    puts("# FILES\n\n"
         "A run folder has one folder for each mode, with series.csv, flows.csv, fills.csv, "
         "lps.csv, audit.jsonl, summary.json and manifest.json in it. The formats are in "
         "docs/formats.md of the distribution.\n\n"
         "# EXIT STATUS\n\n"
         "0\n\tdone\n\n"
         "1\n\tdone, and a limit broke, something expected does not hold, or two runs differ\n\n"
         "2\n\twrong usage\n\n"
         "3\n\tinput refused\n\n"
         "4\n\tsurroundings: a file cannot be read or written, memory, gnuplot is missing\n\n"
         "5\n\tintegrity: a run was changed\n\n"
         "70\n\ta bug; please report it\n\n"
         "128+n\n\tstopped by signal n; nothing was written\n\n"
         "# EXAMPLES\n\n```\nballast init demo && cd demo\nballast compare scenario.yaml\n"
         "ballast diff runs/scenario/4h runs/scenario/24h\n```");
}

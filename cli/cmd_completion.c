/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_completion.c - `ballast completion bash|zsh|fish`, and `ballast completion scdoc [COMMAND]`
 * for `make man`. All of it comes from the tables that the commands parse with.
 */
#include <stdio.h>
#include <string.h>

#include "completion.h"
#include "manual.h"
#include "say.h"

enum { EXIT_SURROUNDINGS = 4 };

/* The commands that people are told of. */
static bool tell_all(void (*tell)(const bl_table_of_options *table))
{
    const bl_cmd *cmd;
    for (unsigned i = 0; (cmd = bl_cmd_at(i)) != NULL; i++) {
        if (cmd->group[0] != '\0' && !bl_tables_tell(cmd, tell)) {
            return false;
        }
    }
    return true;
}

static void put_names(const char *format)
{
    const bl_cmd *cmd;
    for (unsigned i = 0; (cmd = bl_cmd_at(i)) != NULL; i++) {
        if (cmd->group[0] != '\0') {
            printf("%s%s", i > 0 ? " " : "", cmd->name);
        }
    }
    fputs(format, stdout);
}

static bool write_bash(void)
{
    fputs("# bash completion for ballast, by `ballast completion bash`\n"
          "_ballast() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=\n"
          "    local names='",
          stdout);
    put_names("'\n");
    fputs("    [ \"$word\" = = ] && word=\n"
          "    [ \"$before\" = = ] && before=${COMP_WORDS[COMP_CWORD - 2]}\n"
          "    if [ \"$COMP_CWORD\" = 1 ] || [ \"$before\" = help ]; then\n"
          "        COMPREPLY=($(compgen -W \"$names\" -- \"$word\"))\n"
          "        return\n"
          "    fi\n"
          "    case $before in\n"
          "    -m | --mode | --modes)\n"
          "        COMPREPLY=($(compgen -W '" BL_COMPLETION_MODES "' -- \"$word\"))\n"
          "        return\n"
          "        ;;\n"
          "    esac\n"
          "    case ${COMP_WORDS[1]} in\n",
          stdout);
    if (!tell_all(bl_completion_write_bash)) {
        return false;
    }
    fputs("    esac\n"
          "    case $word in\n"
          "    -*)\n"
          "        COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
          "        [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null\n"
          "        ;;\n"
          "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
          "    esac\n"
          "    return 0\n"
          "}\n"
          "complete -o filenames -F _ballast ballast\n",
          stdout);
    return true;
}

static bool write_zsh(void)
{
    const bl_cmd *cmd;
    fputs("#compdef ballast\n"
          "# zsh completion for ballast, by `ballast completion zsh`\n"
          "_ballast() {\n"
          "    local -a names\n"
          "    names=(\n",
          stdout);
    for (unsigned i = 0; (cmd = bl_cmd_at(i)) != NULL; i++) {
        if (cmd->group[0] != '\0') {
            printf("        '%s:%s'\n", cmd->name, cmd->help);
        }
    }
    fputs("    )\n"
          "    if (( CURRENT == 2 )) || [[ ${words[2]} == help ]]; then\n"
          "        _describe command names\n"
          "        return\n"
          "    fi\n"
          "    case ${words[2]} in\n",
          stdout);
    if (!tell_all(bl_completion_write_zsh)) {
        return false;
    }
    fputs("    esac\n"
          "}\n"
          "if [ \"$funcstack[1]\" = _ballast ]; then\n"
          "    _ballast \"$@\"\n"
          "else\n"
          "    compdef _ballast ballast\n"
          "fi\n",
          stdout);
    return true;
}

static bool write_fish(void)
{
    fputs("# fish completion for ballast, by `ballast completion fish`\n", stdout);
    return tell_all(bl_completion_write_fish);
}

static int write_page(const char *name)
{
    const bl_cmd *near;
    const bl_cmd *cmd = bl_cmd_find(name, &near);
    if (!cmd) {
        return bl_say_usage("no command '%s' to write a page of", name);
    }
    return bl_tables_tell(cmd, bl_manual_write_page) ? 0 : EXIT_SURROUNDINGS;
}

int bl_cmd_completion_main(int argc, char **argv)
{
    static const struct {
        const char *name;
        bool (*write)(void);
    } shells[] = {{"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};
    if (argc == 3 && strcmp(argv[1], "scdoc") == 0) {
        return write_page(argv[2]);
    }
    if (argc == 2 && strcmp(argv[1], "scdoc") == 0) {
        bl_manual_write_overview();
        return 0;
    }
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
        if (argc == 2 && strcmp(shells[i].name, argv[1]) == 0) {
            return shells[i].write() ? 0 : EXIT_SURROUNDINGS;
        }
    }
    return bl_say_usage("completion takes bash, zsh, fish, or scdoc and a COMMAND");
}

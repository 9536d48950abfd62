/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tables.h - the option tables that commands hand to argp, for completion scripts and manual pages:
 * what is printed there is what is parsed. A command's table is seen in a child process that asks
 * argp for it and ends; nothing is run.
 */
#ifndef BL_TABLES_H
#define BL_TABLES_H

#include <argp.h>
#include <stdbool.h>

#include "cmd.h"

enum { BL_TABLES_OPTIONS_MAX = 64 };

typedef struct {
    const bl_cmd *cmd;
    const char *args; /* "SCENARIO"; NULL: none */
    const char *doc;  /* before and after the options, parted by \v */
    const struct argp_option *options[BL_TABLES_OPTIONS_MAX];
    int groups[BL_TABLES_OPTIONS_MAX]; /* of each: those below 0 come last */
    size_t options_len;                /* headings too: a name of NULL; no hidden ones */
} bl_table_of_options;

/* Has `tell` print about one command's table to stdout, in order with what was printed before.
 * Commands without a table are told with no options. False: it could not be had. */
bool bl_tables_tell(const bl_cmd *cmd, void (*tell)(const bl_table_of_options *table));

#endif

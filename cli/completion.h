/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion.h - completion scripts: one command's part for each shell, printed to stdout.
 */
#ifndef BL_COMPLETION_H
#define BL_COMPLETION_H

#include "tables.h"

/* What is offered after --mode. */
#define BL_COMPLETION_MODES "immediate 4h 24h never ideal"

void bl_completion_write_bash(const bl_table_of_options *table);
void bl_completion_write_zsh(const bl_table_of_options *table);
void bl_completion_write_fish(const bl_table_of_options *table);

#endif

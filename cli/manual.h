/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * manual.h - manual pages as scdoc sources, printed to stdout.
 */
#ifndef BL_MANUAL_H
#define BL_MANUAL_H

#include "tables.h"

/* The page of one command. */
void bl_manual_write_page(const bl_table_of_options *table);
/* The page of the whole. */
void bl_manual_write_overview(void);

#endif

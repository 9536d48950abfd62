/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * compare.h - several modes of one scenario beside each other: a table with modes as columns,
 * limits first, and a sentence of verdict for each; for people and as JSON.
 */
#ifndef BL_COMPARE_H
#define BL_COMPARE_H

#include "summary.h"

/* columns: the runs of one scenario, one a mode. Prints at most 100 characters a line, three modes
 * beside each other, more in further blocks. asset: unit of amounts for people ("USDC"); NULL:
 * "asset units". False: no memory or a failed write; err says which. */
bool bl_compare_print(const bl_summary *columns, size_t len, const char *asset, FILE *out,
                      bl_err *err);
/* Whether all were asked for with the same band; a report may set other runs beside each other. */
bool bl_compare_have_one_band(const bl_summary *columns, size_t len);
/* The same rows and verdicts: schema ballast.compare/1. */
bool bl_compare_write_json(const bl_summary *columns, size_t len, FILE *out, bl_err *err);

#endif

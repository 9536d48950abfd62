/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * deflated.h - the deflated Sharpe ratio (metrics 8; Bailey and Lopez de Prado 2014): of several
 * modes that were tried one does best by luck alone, so a Sharpe ratio is held against the largest
 * that as many trials without merit would show.
 */
#ifndef BL_DEFLATED_H
#define BL_DEFLATED_H

#include "summary.h"

/* The chance, 0 to 1, that the true Sharpe ratio of a column is above the largest expected of all
 * trials: the columns but the ideal vault. False: undefined, why says. */
bool bl_deflated_find(const bl_summary *columns, size_t len, size_t column, double *out,
                      const char **why);

#endif

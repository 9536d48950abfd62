/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cases.h - the end of a test program's main() where its tests share a fixture or are looped.
 */
#ifndef BL_CASES_H
#define BL_CASES_H

#include <check.h>

/* Runs one case; what main() returns. */
int cases_run(const char *name, TCase *list);

#endif

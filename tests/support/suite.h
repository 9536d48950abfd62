/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * suite.h - the main() of a test program: one list of tests, run by Check.
 */
#ifndef BL_SUITE_H
#define BL_SUITE_H

#include <check.h>

/* Runs the tests, a list that ends with NULL; what main() returns. */
int suite_run(const char *name, const TTest *const *tests);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cases.c - see cases.h.
 */
#include "cases.h"

#include <stdlib.h>

int cases_run(const char *name, TCase *list)
{
    Suite *suite = suite_create(name);
    suite_add_tcase(suite, list);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * suite.c - see suite.h. The time a test may take is Check's, CK_DEFAULT_TIMEOUT.
 */
#include "suite.h"

#include <stdlib.h>

int suite_run(const char *name, const TTest *const *tests)
{
    Suite *suite = suite_create(name);
    TCase *list = tcase_create(name);
    for (; *tests != NULL; tests++) {
        tcase_add_test(list, *tests);
    }
    suite_add_tcase(suite, list);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

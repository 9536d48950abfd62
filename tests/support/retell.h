/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * retell.h - a scenario's run for tests that only want its series.
 */
#ifndef BL_TESTS_RETELL_H
#define BL_TESTS_RETELL_H

#include "../../scenarios/scenario.h"
#include "../../sim/run.h"

/* Opens a scenario that must be good. */
void retell_open(const char *path, bl_scenario *scenario);
/* Replays one mode; every row of series.csv goes to `series`, everything else is dropped. */
void retell_series(const bl_scenario *scenario, size_t mode,
                   bool (*series)(void *context, const bl_series_row *row), void *context);

#endif

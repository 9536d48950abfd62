/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_json.h - the data report of a scenario as JSON, schema "ballast.validate/1".
 */
#ifndef BL_FEED_JSON_H
#define BL_FEED_JSON_H

#include "../scenarios/scenario.h"
#include "../sim/err.h"

/* One object and a LF on stdout. */
bool bl_feed_json_print(const bl_scenario *scenario, bl_err *err);

#endif

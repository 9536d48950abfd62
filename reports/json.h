/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * json.h - what summary and comparison share of JSON. A value is rounded to fixed places first and
 * dumped with 15 significant digits, which print such a value as it is written by hand (0.1, not
 * 0.10000000000000001).
 */
#ifndef BL_JSON_H
#define BL_JSON_H

#include "metrics.h"

#include <jansson.h>
#include <stdio.h>

/* A number with that many places, an integer where there are none; not finite: null. */
json_t *bl_json_make_number(double value, int places);
/* 2024-01-01T00:00:00Z */
json_t *bl_json_make_time(int64_t time_ns);
/* Text as a string; bytes that are no UTF-8 give "?". */
json_t *bl_json_make_text(const char *text);
/* Writes and frees root, with a final LF. root NULL: no memory. */
bool bl_json_write(json_t *root, FILE *out, bl_err *err);

#endif

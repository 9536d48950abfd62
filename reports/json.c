/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * json.c - numbers, times and documents for summary.json and `--json`.
 */
#include "json.h"

#include "../data/timestamp.h"

#include <math.h>

enum { DIGITS = 15 };

json_t *bl_json_make_number(double value, int places)
{
    if (!isfinite(value)) {
        return json_null();
    }
    const double power = pow(10, places);
    const double rounded = nearbyint(value * power) / power + 0.0;
    if (places == 0 && fabs(rounded) < 9007199254740992.0) {
        return json_integer((json_int_t)rounded);
    }
    return json_real(rounded);
}

json_t *bl_json_make_time(int64_t time_ns)
{
    char text[BL_TIMESTAMP_TEXT];
    return json_stringn(text, bl_timestamp_print(time_ns, text));
}

json_t *bl_json_make_text(const char *text)
{
    json_t *made = json_string(text);
    return made ? made : json_string("?");
}

bool bl_json_write(json_t *root, FILE *out, bl_err *err)
{
    if (!root) {
        bl_err_set(err, BL_MEMORY, "JSON: out of memory");
        return false;
    }
    const int failed = json_dumpf(root, out, JSON_INDENT(2) | JSON_REAL_PRECISION(DIGITS));
    json_decref(root);
    if (failed || fputc('\n', out) == EOF || ferror(out)) {
        bl_err_set(err, BL_SYSTEM, "JSON: write failed");
        return false;
    }
    return true;
}

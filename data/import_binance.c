/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_binance.c - klines of the exchange: the JSON arrays of its API and the CSV files of its
 * archive (12 columns, with a header since 2024 for some markets, microseconds since 2025). Both
 * hold open time, open, high, low, close and volume first; decimals are strings and stay so.
 */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "import_job.h"

enum { CANDLE_FIELDS = 6, TIME_TEXT = 24 };

static bool complain(bl_import_job *job, const char *path, size_t candle, const char *what)
{
    bl_diag_add(job->diags, BL_DIAG_ERROR, path, 0, 0, "candle %zu: %s", candle + 1, what);
    return false;
}

/* Open time as digits in `time`, the rest as the strings they are. */
static bool read_candle(const json_t *candle, char *time, bl_import_field *fields)
{
    const json_t *const open_time = json_array_get(candle, 0);
    if (!json_is_integer(open_time)) {
        return false;
    }
    const int len =
        snprintf(time, TIME_TEXT, "%" JSON_INTEGER_FORMAT, json_integer_value(open_time));
    fields[0] = (bl_import_field){time, (size_t)len};
    for (size_t i = 1; i < CANDLE_FIELDS; i++) {
        const json_t *const value = json_array_get(candle, i);
        if (!json_is_string(value)) {
            return false;
        }
        fields[i] = (bl_import_field){json_string_value(value), json_string_length(value)};
    }
    return true;
}

static bool put_candle(bl_import_job *job, const char *path, const json_t *candle, size_t index)
{
    char time[TIME_TEXT];
    char text[BL_IMPORT_REASON + 32];
    bl_import_field fields[BL_IMPORT_ROLES_MAX];
    bl_import_reason reason;
    if (!read_candle(candle, time, fields)) {
        return complain(job, path, index,
                        "allowed is [open time, \"open\", \"high\", \"low\", "
                        "\"close\", \"volume\", ...]");
    }
    if (bl_import_job_put_row(job, fields, &reason)) {
        return true;
    }
    if (job->system_failed) {
        return complain(job, path, index, "no memory left");
    }
    snprintf(text, sizeof text, "%s: %s", bl_import_job_shape(BL_IMPORT_PRICES)->roles[reason.role],
             reason.text);
    return complain(job, path, index, text);
}

static bool put_candles(bl_import_job *job, const char *path, const json_t *candles)
{
    if (!json_is_array(candles)) {
        bl_diag_add(job->diags, BL_DIAG_ERROR, path, 1, 1, "allowed is an array of candles");
        return false;
    }
    bool good = true;
    for (size_t i = 0; i < json_array_size(candles) && job->diags->len < BL_DIAG_MAX; i++) {
        good = put_candle(job, path, json_array_get(candles, i), i) && good;
    }
    return good;
}

static bool read_json(bl_import_job *job, const char *path, FILE *in)
{
    json_error_t error;
    json_t *const candles = json_loadf(in, JSON_REJECT_DUPLICATES, &error);
    if (!candles) {
        job->system_failed = json_error_code(&error) == json_error_out_of_memory;
        bl_diag_add(job->diags, BL_DIAG_ERROR, path, error.line > 0 ? (size_t)error.line : 0,
                    error.column > 0 ? (size_t)error.column : 0, "%s", error.text);
        return false;
    }
    const bool good = put_candles(job, path, candles);
    json_decref(candles);
    return good;
}

static int peek_first(FILE *in)
{
    int first;
    do {
        first = getc(in);
    } while (first == ' ' || first == '\t' || first == '\r' || first == '\n');
    rewind(in);
    return first;
}

/* The first byte tells them apart: an array, a header, or digits. */
bool bl_import_binance_read(bl_import_job *job, const char *path)
{
    FILE *const in = fopen(path, "r");
    if (!in) {
        job->system_failed = true;
        bl_diag_add(job->diags, BL_DIAG_ERROR, path, 0, 0, "cannot read: %s", strerror(errno));
        return false;
    }
    const int first = peek_first(in);
    job->time.style = BL_IMPORT_TIME_MAGNITUDE;
    if (first == '[' || first == '{') {
        const bool good = read_json(job, path, in);
        fclose(in);
        return good;
    }
    fclose(in);
    const bool has_header = first < '0' || first > '9';
    const bl_import_layout layout = {"time=1,open=2,high=3,low=4,close=5,volume=6", ',', true,
                                     has_header ? 1 : 0};
    return bl_import_csv_read_layout(job, path, &layout);
}

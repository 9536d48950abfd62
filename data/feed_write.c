/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_write.c - see feed_write.h.
 */
#include "feed_write.h"

#include <inttypes.h>

#include "decimal.h"
#include "timestamp.h"

enum { RATE_PLACES = 9 };

static void put_time(FILE *out, int64_t time_ns)
{
    char text[BL_TIMESTAMP_TEXT];
    fwrite(text, 1, bl_timestamp_print(time_ns, text), out);
}

/* Behind a comma. */
static void put_number(FILE *out, int64_t value, int places)
{
    char text[BL_DECIMAL_TEXT];
    const size_t len = bl_decimal_print64(value, places, text);
    fputc(',', out);
    fwrite(text, 1, len, out);
}

void bl_feed_write_bars(FILE *out, const bl_bars *bars, int places)
{
    fputs("time,open,high,low,close,volume\n", out);
    for (size_t i = 0; i < bars->len; i++) {
        const int64_t close = bars->close[i];
        const int64_t open = bars->close[i > 0 ? i - 1 : 0];
        put_time(out, bl_bars_time(bars, i));
        put_number(out, open, places);
        put_number(out, open > close ? open : close, places);
        put_number(out, open < close ? open : close, places);
        put_number(out, close, places);
        put_number(out, bars->volume[i], places);
        fputc('\n', out);
    }
}

void bl_feed_write_flows(FILE *out, const bl_flows *flows, int places)
{
    fputs("time,lp,kind,amount\n", out);
    for (size_t i = 0; i < flows->len; i++) {
        const bool pays_in = flows->kind[i] == BL_FLOW_DEPOSIT;
        put_time(out, flows->time_ns[i]);
        fprintf(out, ",lp-%04" PRIu32 ",%s", flows->lp[i] + 1, pays_in ? "deposit" : "withdraw");
        if (flows->kind[i] == BL_FLOW_WITHDRAW_ALL) {
            fputs(",all", out);
        } else {
            put_number(out, (int64_t)flows->amount[i], places);
        }
        fputc('\n', out);
    }
}

static void put_series(FILE *out, const char *header, const int64_t *time_ns, const int64_t *ppb,
                       size_t len)
{
    fputs(header, out);
    for (size_t i = 0; i < len; i++) {
        put_time(out, time_ns[i]);
        put_number(out, ppb[i], RATE_PLACES);
        fputc('\n', out);
    }
}

void bl_feed_write_rates(FILE *out, const bl_rates *rates)
{
    put_series(out, "time,rate\n", rates->time_ns, rates->rate_ppb, rates->len);
}

void bl_feed_write_utilisation(FILE *out, const bl_utilisation *utilisation)
{
    put_series(out, "time,utilisation\n", utilisation->time_ns, utilisation->share_ppb,
               utilisation->len);
}

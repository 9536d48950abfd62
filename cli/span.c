/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * span.c - a length of time for people.
 */
#include "span.h"

#include <inttypes.h>
#include <stdio.h>

#include "../data/decimal.h"

void bl_span_print(int64_t span_ns)
{
    static const struct {
        int64_t ns;
        const char *name;
    } units[] = {{BL_NS_PER_DAY, "d"},
                 {3600 * BL_NS_PER_S, "h"},
                 {60 * BL_NS_PER_S, "min"},
                 {BL_NS_PER_S, "s"}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (span_ns >= units[i].ns && span_ns % units[i].ns == 0) {
            printf("%" PRId64 " %s", span_ns / units[i].ns, units[i].name);
            return;
        }
    }
    char text[BL_DECIMAL_TEXT];
    printf("%.*s s", (int)bl_decimal_print64(span_ns, 9, text), text);
}

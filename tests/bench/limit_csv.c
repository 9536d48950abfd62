/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * limit_csv.c - W2 at the limit: the price file into six columns, and a sum to show they are there.
 */
#include "support/columns.h"

#include <inttypes.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    columns prices;
    if (argc != 2 || !columns_read(argv[1], &prices)) {
        return 3;
    }
    int64_t minutes = 0;
    double closes = 0;
    for (size_t i = 0; i < prices.len; i++) {
        minutes += prices.time_ms[i] / 60000;
        closes += prices.numbers[COLUMN_CLOSE][i];
    }
    printf("check rows=%zu minutes=%" PRId64 " closes=%.0f\n", prices.len, minutes, closes);
    return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ours_csv.c - W2 with ballast's own reader (data/feed.h): `ours_csv FILE [digest|libcsv|both]`;
 * with `digest` the SHA-256 of the file's bytes is taken on the way, as a run does for its
 * manifest; with `libcsv` no row is read by the fast way; with `both` two threads read.
 */
#include "../../data/feed.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 3) {
        return 2;
    }
    static bl_diags diags;
    const char *how = argc == 3 ? argv[2] : "";
    const bl_feed_bars_options options = {.price_decimals = 8,
                                          .quantity_decimals = 8,
                                          .bar_ns = 60 * BL_NS_PER_S,
                                          .skip_hash = strcmp(how, "digest") != 0,
                                          .general_only = strcmp(how, "libcsv") == 0,
                                          .share_min = strcmp(how, "both") == 0 ? 0 : SIZE_MAX};
    bl_feed_bars feed;
    bl_diag_init(&diags);
    if (!bl_feed_read_bars(argv[1], &options, &feed, &diags)) {
        fprintf(stderr, "%s\n", diags.items[0].message);
        return 3;
    }
    int64_t minutes = 0;
    double closes = 0;
    for (size_t i = 0; i < feed.bars.len; i++) {
        minutes += bl_bars_time(&feed.bars, i) / options.bar_ns - 1;
        closes += (double)feed.bars.close[i] / 1e8;
    }
    printf("check rows=%zu minutes=%" PRId64 " closes=%.0f\n", feed.bars.len, minutes, closes);
    bl_feed_close_bars(&feed);
    return 0;
}

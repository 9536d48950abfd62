/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * outages.c - pure functions of columns; what they make belongs to the pool.
 */
#include "outages.h"

bool bl_outages_join(bl_pool *pool, const bl_windows *from, const uint8_t *kinds, unsigned set,
                     bl_windows *out)
{
    int64_t *begin = bl_pool_take(pool, (from->len + 1) * sizeof *begin);
    int64_t *end = bl_pool_take(pool, (from->len + 1) * sizeof *end);
    size_t len = 0;
    if (begin == NULL || end == NULL) {
        return false;
    }
    for (size_t i = 0; i < from->len; i++) {
        const bool wanted = kinds == NULL || (set >> kinds[i] & 1) != 0;
        if (!wanted || from->begin_ns[i] >= from->end_ns[i]) {
            continue;
        }
        if (len > 0 && from->begin_ns[i] <= end[len - 1]) {
            end[len - 1] = from->end_ns[i] > end[len - 1] ? from->end_ns[i] : end[len - 1];
        } else {
            begin[len] = from->begin_ns[i];
            end[len] = from->end_ns[i];
            len++;
        }
    }
    *out = (bl_windows){.len = len, .begin_ns = begin, .end_ns = end};
    return true;
}

/* Columns of a tape under way. */
typedef struct {
    int64_t *visible_ns, *close, *volume;
    size_t len;
} tape;

static void copy_bar(tape *to, const bl_bars *from, size_t row, int64_t visible_ns)
{
    to->visible_ns[to->len] = visible_ns;
    to->close[to->len] = from->close[row];
    to->volume[to->len] = from->volume[row];
    to->len++;
}

/* Copies the bars before the window, then the last of those in it, at its end: unless one that
 * becomes visible just then is newer. Answers the first row past the window. */
static size_t freeze_one(const bl_bars *bars, size_t row, int64_t begin_ns, int64_t end_ns,
                         tape *to, bl_world_facts *facts)
{
    for (; row < bars->len && bl_bars_time(bars, row) < begin_ns; row++) {
        copy_bar(to, bars, row, bl_bars_time(bars, row));
    }
    const size_t first = row;
    while (row < bars->len && bl_bars_time(bars, row) < end_ns) {
        row++;
    }
    if (row == first) {
        return row;
    }
    const bool newer = row < bars->len && bl_bars_time(bars, row) == end_ns;
    if (!newer) {
        copy_bar(to, bars, row - 1, end_ns);
        facts->bars_late++;
    }
    facts->bars_lost += row - first - (newer ? 0 : 1);
    return row;
}

bool bl_outages_freeze(bl_pool *pool, const bl_windows *frozen, bl_bars *bars,
                       bl_world_facts *facts)
{
    const size_t bytes = (bars->len + 1) * sizeof(int64_t);
    tape to = {bl_pool_take(pool, bytes), bl_pool_take(pool, bytes), bl_pool_take(pool, bytes), 0};
    size_t row = 0;
    if (to.visible_ns == NULL || to.close == NULL || to.volume == NULL) {
        return false;
    }
    for (size_t i = 0; i < frozen->len; i++) {
        row = freeze_one(bars, row, frozen->begin_ns[i], frozen->end_ns[i], &to, facts);
    }
    for (; row < bars->len; row++) {
        copy_bar(&to, bars, row, bl_bars_time(bars, row));
    }
    *bars = (bl_bars){
        .len = to.len, .visible_ns = to.visible_ns, .close = to.close, .volume = to.volume};
    return true;
}

static int64_t total_ns(const bl_windows *windows, int64_t until_ns)
{
    int64_t sum_ns = 0;
    for (size_t i = 0; i < windows->len; i++) {
        const int64_t end_ns = windows->end_ns[i] < until_ns ? windows->end_ns[i] : until_ns;
        sum_ns += end_ns - windows->begin_ns[i];
    }
    return sum_ns;
}

bool bl_outages_draw(bl_pool *pool, const bl_outage_plan *plan, bl_venue *venue,
                     bl_world_facts *facts, size_t *len)
{
    const size_t bytes = BL_OUTAGES_MAX * sizeof(int64_t);
    int64_t *begin_ns = bl_pool_take(pool, bytes);
    int64_t *end_ns = bl_pool_take(pool, bytes);
    if (begin_ns == NULL || end_ns == NULL) {
        return false;
    }
    *len = venue->availability->draw(venue->availability_params, plan, begin_ns, end_ns,
                                     BL_OUTAGES_MAX);
    if (*len > BL_OUTAGES_MAX) {
        return true;
    }
    const bl_windows drawn = {*len, begin_ns, end_ns};
    if (!bl_outages_join(pool, &drawn, NULL, 0, &venue->windows)) {
        return false;
    }
    facts->windows_drawn = venue->windows.len;
    facts->drawn_ns = total_ns(&venue->windows, plan->end_ns);
    return true;
}

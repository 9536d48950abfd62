/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_unlock_tail.c - the curve of a locked profit of 10^9 through a whole run, to the last unit:
 * at six hours exactly 6 units are still locked, since 21 600 s at 46 296 296 are a little less
 * than the whole, and a second later none is.
 */
#include "../../sim/muldiv.h"
#include "../support/lending.h"
#include "../support/suite.h"

#define CAPITAL UINT64_C(10000000000)
#define GAIN UINT64_C(1047640559) /* less the fee of 47 640 559 that is unlocked at once */
#define CRANK_S 100

static lending *run_curve(const char *unlock, int64_t record_ns, int64_t end_s)
{
    lending *l = lending_new();
    lending_clear(l, CAPITAL);
    lending_unlock(l, unlock);
    (void)lending_strategy(l, "jup_lend", 10000);
    int64_t price = 0;
    ck_assert(bl_muldiv_signed((bl_i128)(CAPITAL + GAIN - 10), BL_PRICE_ONE,
                               (bl_i128)(CAPITAL - 10), BL_CEIL, &price));
    lending_price(l, 0, CRANK_S * BL_NS_PER_S, price, BL_NO_LIMIT);
    lending_crank(l, CRANK_S * BL_NS_PER_S, 0, true, 10);
    l->setup.record_ns = record_ns;
    bl_err err = {0};
    ck_assert_msg(lending_run(l, end_s * BL_NS_PER_S, &err) == BL_OK, "%s", err.text);
    return l;
}

START_TEST(six_units_of_a_thousand_million_are_locked_at_six_hours_and_none_a_second_later)
{
    static const struct {
        int64_t after_s;
        uint64_t locked;
    } rows[] = {{0, 1000000000},  {1, 999953703},    {60, 997222222},
                {600, 972222222}, {3600, 833333334}, {10800, 500000003},
                {21599, 46302},   {21600, 6},        {21601, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        lending *l = run_curve("meteora", 0, CRANK_S + rows[i].after_s);
        const bl_series_row *end = lending_last(l, BL_EVENT_END);
        ck_assert_uint_eq(end->locked.v, rows[i].locked);
        ck_assert_uint_eq(end->unlocked.v, CAPITAL + GAIN - rows[i].locked);
        ck_assert_uint_eq(end->supply.v, CAPITAL + 47640559);
        lending_free(l);
    }
}
END_TEST

START_TEST(the_price_is_the_same_before_and_after_the_crank_and_whole_at_the_end)
{
    lending *l = run_curve("meteora", 0, CRANK_S + 21601);
    ck_assert(lending_last(l, BL_EVENT_CRANK)->share_price == BL_PRICE_ONE);
    bl_i128 whole = (bl_i128)(CAPITAL + GAIN) * BL_PRICE_ONE / (CAPITAL + 47640559);
    ck_assert(lending_last(l, BL_EVENT_END)->share_price == whole);
    lending_free(l);
}
END_TEST

/* Sampled every 100 s: it falls by the same each time, give or take a unit. */
START_TEST(the_lock_falls_on_a_straight_line)
{
    lending *l = run_curve("meteora", CRANK_S * BL_NS_PER_S, CRANK_S + 21601);
    size_t steps = 0;
    for (size_t k = 1; k < l->series_len; k++) {
        const bl_series_row *row = &l->series[k];
        if (row->event != BL_EVENT_SAMPLE || l->series[k - 1].event != BL_EVENT_SAMPLE) {
            continue;
        }
        int64_t step = (int64_t)(l->series[k - 1].locked.v - row->locked.v);
        ck_assert_int_ge(step, 4629629);
        ck_assert_int_le(step, 4629630);
        steps++;
    }
    ck_assert_uint_eq(steps, 216);
    lending_free(l);
}
END_TEST

int main(void)
{
    return suite_run(
        "unlock_tail",
        (const TTest *const[]){
            six_units_of_a_thousand_million_are_locked_at_six_hours_and_none_a_second_later,
            the_price_is_the_same_before_and_after_the_crank_and_whole_at_the_end,
            the_lock_falls_on_a_straight_line, NULL});
}

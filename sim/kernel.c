/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * kernel.c - between two instants at which anything but a price happens, state is constant, so
 * bars are skipped in one inner loop: as long as nobody waits for them and the mark stays where
 * no liquidation can be, only the last one matters.
 */
#include "kernel.h"

#include "admin.h"
#include "calendar.h"
#include "emit.h"
#include "fees.h"
#include "flow.h"
#include "keeper.h"
#include "limits.h"
#include "liquidation.h"
#include "money.h"
#include "oracle.h"
#include "rebalance.h"
#include "review.h"
#include "windows.h"
#include "work.h"

/* -- cursors ---------------------------------------------------------------------------------- */

static void take_bars(bl_run *run)
{
    for (size_t i = 0; i < run->market.len; i++) {
        const bl_bars *bars = &run->market.instruments[i].bars;
        size_t *next = &run->cursors.bar[i];
        const size_t visible = bl_bars_count_visible(bars, *next, run->now_ns);
        if (visible > *next) {
            bl_order_show_bar(&run->market, i, visible - 1);
            run->instant.bar = true;
            run->counts.bars += visible - *next;
            *next = visible;
        }
    }
}

static void take_index_rows(bl_run *run)
{
    const bool rated = bl_keeper_is_used(run);
    for (size_t j = 0; j < run->setup->pool.strategies_len; j++) {
        const bl_index *index = &run->setup->pool.strategies[j].index;
        bl_lender *lender = &run->state.capital.lenders[j];
        size_t *next = &run->cursors.index[j];
        for (; *next < index->len && index->time_ns[*next] <= run->now_ns; (*next)++) {
            lender->price = index->price[*next];
            lender->limited = index->available[*next] != BL_NO_LIMIT;
            lender->available = index->available[*next];
            lender->rate_ppb = rated ? bl_keeper_growth_ppb(index, *next) : 0;
            run->instant.index = true;
        }
    }
}

/* Borrowers at a modelled liquidity layer; a strategy has this feed or an index, one cursor. */
static void take_utilisation(bl_run *run)
{
    for (size_t j = 0; j < run->setup->pool.strategies_len; j++) {
        const bl_strategy *strategy = &run->setup->pool.strategies[j];
        const bl_utilisation *rows = &strategy->utilisation;
        const bl_strategy_view view = bl_capital_view(run, j);
        size_t *next = &run->cursors.index[j];
        for (; *next < rows->len && rows->time_ns[*next] <= run->now_ns; (*next)++) {
            BL_FITS(&run->trap, "utilisation",
                    strategy->model->observe(&view, &run->state.capital.held[j],
                                             rows->share_ppb[*next]));
            run->instant.index = true;
        }
    }
}

static void take_rows(bl_run *run)
{
    take_bars(run);
    take_index_rows(run);
    take_utilisation(run);
}

/* The next row of a strategy's own feed. */
static int64_t next_row_ns(const bl_run *run, size_t strategy)
{
    const bl_index *index = &run->setup->pool.strategies[strategy].index;
    const bl_utilisation *rows = &run->setup->pool.strategies[strategy].utilisation;
    const size_t next = run->cursors.index[strategy];
    if (next < index->len) {
        return index->time_ns[next];
    }
    return next < rows->len ? rows->time_ns[next] : INT64_MAX;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The next instant at which something other than a bar may happen. */
static int64_t next_event_ns(bl_run *run)
{
    const bl_cursors *at = &run->cursors;
    const bl_setup *setup = run->setup;
    int64_t next_ns = least(least(at->month_ns, at->midnight_ns),
                            least(least(at->tick_ns, at->sample_ns), at->report_ns));
    int64_t queued_ns;
    if (bl_queue_peek_time(run->queue, &queued_ns)) {
        next_ns = least(next_ns, queued_ns);
    }
    if (at->flow < setup->flows.len) {
        next_ns = least(next_ns, setup->flows.time_ns[at->flow]);
    }
    if (at->target < setup->targets.len) {
        next_ns = least(next_ns, setup->targets.time_ns[at->target]);
    }
    if (at->crank < setup->pool.cranks.len) {
        next_ns = least(next_ns, setup->pool.cranks.time_ns[at->crank]);
    }
    if (at->admin < setup->pool.admin.len) {
        next_ns = least(next_ns, setup->pool.admin.time_ns[at->admin]);
    }
    for (size_t j = 0; j < setup->pool.strategies_len; j++) {
        next_ns = least(next_ns, next_row_ns(run, j));
    }
    for (size_t i = 0; i < run->market.len; i++) {
        const bl_rates *funding = &run->market.instruments[i].funding;
        if (at->funding[i] < funding->len) {
            next_ns = least(next_ns, funding->time_ns[at->funding[i]]);
        }
    }
    next_ns = least(next_ns, at->rail_ns);
    return least(next_ns, least(bl_work_next_ns(run), bl_review_next_ns(run)));
}

static int64_t next_bar_ns(const bl_run *run)
{
    int64_t next_ns = INT64_MAX;
    for (size_t i = 0; i < run->market.len; i++) {
        const bl_bars *bars = &run->market.instruments[i].bars;
        if (run->cursors.bar[i] < bars->len) {
            next_ns = least(next_ns, bl_bars_time(bars, run->cursors.bar[i]));
        }
    }
    return next_ns;
}

/* -- skipping bars ---------------------------------------------------------------------------- */

/* Marks at which the book is certainly solvent and its values fit, a little too narrow rather
 * than too wide: outside it the exact test of spec 5.4 decides. */
typedef struct {
    int64_t low, high;
} safe_marks;

/* floor(value*K/q); where that does not fit, no mark reaches the value. */
static int64_t mark_of(int64_t value, bl_i128 scale, int64_t q)
{
    int64_t mark = INT64_MAX;
    (void)bl_muldiv_signed(value, scale, q, BL_FLOOR, &mark);
    return mark;
}

/* floor(value/q)*K, at most the same and a division of 64 bits, for a value far out of reach. */
static int64_t mark_below(int64_t value, bl_i128 scale, int64_t q)
{
    if (scale > INT64_MAX) {
        return mark_of(value, scale, q);
    }
    const bl_i128 mark = (value / q) * scale;
    return mark < INT64_MAX ? (int64_t)mark : INT64_MAX;
}

/* At least lack*10^9/(10^9-mm), by a factor with 32 places rounded up. False: it does not fit. */
static bool cover(uint64_t lack, int64_t mm_ppb, int64_t *out)
{
    const uint64_t factor = ((uint64_t)BL_PPB << 32) / (uint64_t)(BL_PPB - mm_ppb) + 1;
    const bl_u128 value = ((bl_u128)lack * factor >> 32) + 1;
    *out = (int64_t)value;
    return value <= INT64_MAX;
}

/* The largest rate of maintenance margin: no position ever needs more. */
static int64_t mm_max_ppb(const bl_venue *venue)
{
    int64_t max_ppb = venue->tiers.len == 0 ? venue->mm_ppb : 0;
    for (size_t i = 0; i < venue->tiers.len; i++) {
        max_ppb = venue->tiers.mm_ppb[i] > max_ppb ? venue->tiers.mm_ppb[i] : max_ppb;
    }
    return max_ppb;
}

static safe_marks safe_for_long(const bl_run *run, int64_t q, int64_t value_max)
{
    int64_t cash = run->state.book.cash.v;
    int64_t mm_ppb = mm_max_ppb(&run->setup->venue);
    bl_i128 scale = run->market.scale[0];
    safe_marks safe = {1, 0};
    int64_t value_min = 0;
    if (cash < 0 && (mm_ppb >= BL_PPB || !cover(1 - (uint64_t)cash, mm_ppb, &value_min))) {
        return safe;
    }
    if (bl_muldiv_signed(value_min, scale, q, BL_CEIL, &safe.low)) {
        safe.high = mark_below(value_max, scale, q);
    }
    return safe;
}

static safe_marks safe_for_short(const bl_run *run, int64_t q, int64_t value_max)
{
    int64_t cash = run->state.book.cash.v;
    bl_i128 scale = run->market.scale[0];
    safe_marks safe = {1, 0};
    int64_t gross_max = 0;
    if (cash > 0 && bl_muldiv_signed(cash - 1, BL_PPB, BL_PPB + mm_max_ppb(&run->setup->venue),
                                     BL_FLOOR, &gross_max)) {
        safe.high = mark_of(gross_max < value_max ? gross_max : value_max, scale, -q);
    }
    return safe;
}

static safe_marks safe_range(const bl_run *run)
{
    int64_t q = run->state.book.q[0].v;
    int64_t cash = run->state.book.cash.v;
    if (cash == INT64_MIN || q == INT64_MIN) {
        return (safe_marks){1, 0};
    }
    int64_t value_max = (INT64_MAX - (cash < 0 ? -cash : cash)) / 2;
    if (q == 0) {
        return (safe_marks){1, INT64_MAX};
    }
    return q > 0 ? safe_for_long(run, q, value_max) : safe_for_short(run, q, value_max);
}

static bool bars_matter(const bl_run *run)
{
    const bl_setup *setup = run->setup;
    bool waited_for = (run->ledger.waiting.len > 0 && !bl_engine_settles_at_ticks(run)) ||
                      bl_work_waits_for_bar(run);
    bool checks = setup->mode.model->check != NULL && setup->mode.model->next_tick == NULL;
    bool watched = checks || setup->oracle.on || setup->limits.on;
    return run->market.len != 1 || bl_capital_is_used(run) || waited_for || watched;
}

/* The closes that permanent impact moves to those marks: floor(close*(10^9+shift)/10^9) is at
 * least low, and below high + 1. */
static safe_marks closes_of(safe_marks marks, int64_t shift_ppb)
{
    const bl_i128 factor = BL_PPB + (bl_i128)shift_ppb;
    safe_marks closes = {1, 0};
    int64_t beyond;
    if (shift_ppb == 0 || marks.low > marks.high) {
        return marks;
    }
    if (bl_muldiv_signed(marks.low > 1 ? marks.low : 1, BL_PPB, factor, BL_CEIL, &closes.low)) {
        closes.high = bl_muldiv_signed((bl_i128)marks.high + 1, BL_PPB, factor, BL_CEIL, &beyond)
                          ? beyond - 1
                          : INT64_MAX;
    }
    return closes;
}

/* Bars before until_ns that nobody looks at. */
static void skip_bars(bl_run *run, int64_t until_ns)
{
    if (bars_matter(run)) {
        return;
    }
    const bl_bars *bars = &run->market.instruments[0].bars;
    const safe_marks safe = closes_of(safe_range(run), run->market.left[0].shift_ppb);
    if (safe.low > safe.high) {
        return;
    }
    const size_t first = run->cursors.bar[0];
    const size_t end = bl_bars_count_visible(bars, first, until_ns - 1);
    const uint64_t low = (uint64_t)safe.low;
    const uint64_t span = (uint64_t)safe.high - low;
    size_t row = first;
    while (row < end && (uint64_t)bars->close[row] - low <= span) { /* low to high, told at once */
        row++;
    }
    if (row > first) {
        bl_order_show_bar(&run->market, 0, row - 1);
        run->cursors.bar[0] = row;
        run->counts.bars += row - first;
        run->counts.instants += row - first;
    }
}

/* -- phases ----------------------------------------------------------------------------------- */

static void settle_funding(bl_run *run, size_t i, int64_t rate_ppb)
{
    bl_cash paid = {0};
    BL_FITS(&run->trap, "funding",
            bl_money_funding(run->state.book.q[i], run->market.mark[i], rate_ppb,
                             run->market.scale[i], &paid));
    if (paid.v == 0) {
        return;
    }
    BL_FITS(&run->trap, "cash",
            !__builtin_sub_overflow(run->state.book.cash.v, paid.v, &run->state.book.cash.v));
    run->tally.funded += paid.v;
    bl_emit_series(run, BL_EVENT_FUNDING);
}

static void fund(bl_run *run)
{
    for (size_t i = 0; i < run->market.len; i++) {
        const bl_rates *funding = &run->market.instruments[i].funding;
        size_t *next = &run->cursors.funding[i];
        for (; *next < funding->len && funding->time_ns[*next] == run->now_ns; (*next)++) {
            run->instant.funding = true;
            settle_funding(run, i, funding->rate_ppb[*next]);
        }
    }
}

static void check_oracle(bl_run *run)
{
    const bl_instant *instant = &run->instant;
    if (instant->start) {
        bl_oracle_open(run);
    }
    if (run->cursors.report_ns == run->now_ns) {
        bl_oracle_report(run);
        run->cursors.report_ns = bl_calendar_next_tick(
            run->now_ns, run->setup->oracle.report_every_ns, run->setup->start_ns);
    }
    if (instant->start || instant->bar || instant->funding || instant->report ||
        instant->midnight) {
        bl_oracle_check(run);
        bl_limits_check(run);
    }
}

static void crystallise(bl_run *run)
{
    if (run->cursors.month_ns == run->now_ns) {
        bl_fees_month(run);
        run->cursors.month_ns = bl_calendar_next_month(run->now_ns);
    }
}

/* A sample asks the program what is unlocked (its get_unlocked_amount). */
static void tell_unlocked(bl_run *run)
{
    if (bl_capital_is_used(run) && run->sink->event != NULL) {
        bl_emit_chain(run,
                      &(bl_emit_event){BL_CHAIN_TOTAL_AMOUNT, 0, {bl_capital_unlocked(run), 0}});
    }
}

static void sample(bl_run *run)
{
    if (run->cursors.sample_ns == run->now_ns) {
        bl_emit_series(run, BL_EVENT_SAMPLE);
        tell_unlocked(run);
        run->cursors.sample_ns =
            bl_calendar_next_tick(run->now_ns, run->setup->record_ns, run->setup->start_ns);
    }
}

/* What the run itself scheduled for now. */
static void take_queue(bl_run *run)
{
    int64_t time_ns;
    bl_queue_event event;
    while (bl_queue_peek_time(run->queue, &time_ns) && time_ns <= run->now_ns &&
           bl_queue_take(run->queue, &event)) {
        if (event.phase == BL_PHASE_ORACLE) {
            bl_oracle_receive(run, event.payload);
        } else {
            bl_flow_mature(run, event.payload);
        }
    }
}

static int64_t next_tick_ns(const bl_run *run)
{
    const bl_mode_choice *mode = &run->setup->mode;
    return mode->model->next_tick != NULL ? mode->model->next_tick(mode->params, run->now_ns)
                                          : INT64_MAX;
}

/* Midnights, ticks and openings of the rail that fall now. */
static void take_recurring(bl_run *run)
{
    if (run->cursors.midnight_ns == run->now_ns) {
        run->instant.midnight = true;
        run->cursors.midnight_ns = bl_calendar_next_tick(run->now_ns, BL_NS_PER_DAY, 0);
    }
    if (run->cursors.rail_ns == run->now_ns) {
        run->instant.rail = true;
        run->cursors.rail_ns = bl_windows_next_end(&run->setup->vault.rail, run->now_ns);
    }
    if (run->cursors.tick_ns == run->now_ns) {
        run->instant.tick = true;
        run->cursors.tick_ns = next_tick_ns(run);
    }
}

static void enter(bl_run *run, bl_phase phase)
{
    run->phase = phase;
}

/* VENUE and later; MARKET is done. */
static void run_phases(bl_run *run)
{
    const bl_instant *instant = &run->instant;
    enter(run, BL_PHASE_VENUE);
    bl_work_phase(run);
    enter(run, BL_PHASE_FUNDING);
    fund(run);
    enter(run, BL_PHASE_MARGIN);
    if (instant->start || instant->bar || instant->funding) {
        bl_liquidation_check(run);
    }
    enter(run, BL_PHASE_ORACLE);
    check_oracle(run);
    enter(run, BL_PHASE_FEES);
    crystallise(run);
    enter(run, BL_PHASE_REVIEW);
    bl_review_phase(run);
    enter(run, BL_PHASE_REQUEST);
    bl_flow_request_all(run);
    enter(run, BL_PHASE_SETTLE);
    bl_flow_settle_all(run);
    enter(run, BL_PHASE_REBALANCE);
    bl_rebalance_phase(run);
    bl_work_yield(run);
    enter(run, BL_PHASE_RECORD);
    sample(run);
}

static void begin(bl_run *run, int64_t now_ns)
{
    run->now_ns = now_ns;
    run->crash.time_ns = now_ns;
    run->instant = (bl_instant){.start = false};
    run->counts.instants++;
    enter(run, BL_PHASE_MARKET);
}

/* -- the run ---------------------------------------------------------------------------------- */

static void set_cursors(bl_run *run)
{
    const bl_setup *setup = run->setup;
    bl_cursors *at = &run->cursors;
    int64_t start_ns = setup->start_ns;
    for (size_t i = 0; i < run->market.len; i++) {
        const bl_rates *funding = &run->market.instruments[i].funding;
        while (at->funding[i] < funding->len && funding->time_ns[at->funding[i]] < start_ns) {
            at->funding[i]++;
        }
    }
    const bl_targets *targets = &setup->targets;
    for (; at->target < targets->len && targets->time_ns[at->target] <= start_ns; at->target++) {
        run->weight_ppb[targets->instrument[at->target]] = targets->leverage_ppb[at->target];
    }
    at->month_ns = bl_calendar_next_month(start_ns);
    at->rail_ns = bl_windows_next_end(&setup->vault.rail, start_ns);
    at->midnight_ns =
        setup->limits.on ? bl_calendar_next_tick(start_ns, BL_NS_PER_DAY, 0) : INT64_MAX;
    at->tick_ns = next_tick_ns(run);
    at->sample_ns = setup->record_ns > 0
                        ? bl_calendar_next_tick(start_ns, setup->record_ns, start_ns)
                        : INT64_MAX;
    at->report_ns = setup->oracle.on
                        ? bl_calendar_next_tick(start_ns, setup->oracle.report_every_ns, start_ns)
                        : INT64_MAX;
}

/* Seed's deposit: shares one to one (spec 3.2). */
static void seed_vault(bl_run *run)
{
    uint64_t capital = run->setup->vault.capital;
    BL_FITS(&run->trap, "capital", capital <= INT64_MAX);
    if (bl_capital_is_used(run)) {
        run->state.capital.total = run->state.capital.reserve = capital;
        run->state.capital.lock.report_s = bl_capital_now_s(run);
        bl_admin_open(run);
    } else {
        run->state.book.cash.v = (int64_t)capital;
    }
    run->state.supply.v = capital;
    run->state.high_water = BL_PRICE_ONE;
    run->state.net_flow = capital;
    run->tally.held = capital;
    run->ledger.lps[0].paid_in.v = capital;
    run->ledger.lps[0].basis.v = capital;
    bl_ledger_credit(&run->ledger, 0, (bl_shares){capital}, run->now_ns);
    bl_emit_share(run, &(bl_share_row){.event = BL_EVENT_OPEN,
                                       .flow = BL_NO_CAUSE,
                                       .gained = capital,
                                       .paid = {capital},
                                       .basis = {capital}});
}

static void open_strategies(bl_run *run)
{
    for (size_t j = 0; j < run->setup->pool.strategies_len; j++) {
        const bl_strategy_model *model = run->setup->pool.strategies[j].model;
        const bl_strategy_view view = bl_capital_view(run, j);
        if (model->open != NULL) {
            BL_FITS(&run->trap, "liquidity layer", model->open(&view, &run->state.capital.held[j]));
        }
    }
}

void bl_kernel_start(bl_run *run)
{
    begin(run, run->setup->start_ns);
    open_strategies(run);
    take_rows(run);
    run->counts.bars = 0;
    set_cursors(run);
    seed_vault(run);
    bl_rebalance_open(run);
    bl_limits_reset(run);
    run->instant = (bl_instant){
        .start = true, .midnight = run->now_ns % BL_NS_PER_DAY == 0, /* spec 6.13 */
    };
    run_phases(run);
}

void bl_kernel_advance(bl_run *run)
{
    for (;;) {
        int64_t event_ns = next_event_ns(run);
        skip_bars(run, least(event_ns, run->setup->end_ns));
        int64_t next_ns = least(event_ns, next_bar_ns(run));
        if (next_ns > run->setup->end_ns) {
            return;
        }
        begin(run, next_ns);
        take_rows(run);
        take_queue(run);
        take_recurring(run);
        run_phases(run);
    }
}

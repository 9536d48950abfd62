/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_oracle_faults.c - what LPs are dealt at while reports stop, lie or come late (spec 6.12). A
 * report a minute; one deposit of 1 000 at each time that is asked about.
 */
#include "../support/suite.h"
#include "../support/world.h"

#include <stdlib.h>

enum { SECOND_MAX = 2000, FAULTS_MAX = 2 };
#define AT(seconds) ((int64_t)(seconds)*BL_NS_PER_S)
#define ONE 1000000000000.0

typedef struct {
    world *w;
    int64_t begin_ns[FAULTS_MAX], end_ns[FAULTS_MAX], value[FAULTS_MAX];
    uint8_t kind[FAULTS_MAX];
    size_t len;
} faulty;

/* 20 coins on 1 000 000, no cost. */
static faulty faulty_new(void)
{
    faulty f = {.w = world_new()};
    f.w->setup.instruments[0].target_ppb = BL_PPB;
    f.w->setup.instruments[0].gap = BL_GAP_HOLD;
    f.w->setup.oracle.on = true;
    f.w->setup.oracle.report_every_ns = AT(60);
    world_mode(f.w, "never");
    world_mark(f.w, 0, 0, INT64_C(5000000000000), 0);
    return f;
}

static void add_fault(faulty *f, bl_fault_kind kind, int64_t begin_s, int64_t end_s, int64_t value)
{
    f->begin_ns[f->len] = AT(begin_s);
    f->end_ns[f->len] = AT(end_s);
    f->kind[f->len] = (uint8_t)kind;
    f->value[f->len] = value;
    f->len++;
}

static void ask(faulty *f, int64_t at_s)
{
    world_flow(f->w, AT(at_s), 1, BL_FLOW_DEPOSIT, 1000 * WORLD_UNIT);
}

static void run(faulty *f)
{
    bl_err err = {0};
    f->w->setup.oracle.faults = (bl_faults){f->len, f->begin_ns, f->end_ns, f->kind, f->value};
    ck_assert_msg(world_run(f->w, AT(SECOND_MAX), &err) == BL_OK, "%s", err.text);
}

/* The share price of the n-th deposit. */
static double price(const faulty *f, size_t n)
{
    ck_assert_int_eq(f->w->flows[n].outcome, BL_OUTCOME_SETTLED);
    return (double)f->w->flows[n].share_price / ONE;
}

#define ck_price(f, n, wanted) ck_assert_double_eq_tol(price(f, n), wanted, 1e-4)

START_TEST(an_outlier_is_one_report_and_the_next_is_good)
{
    faulty f = faulty_new();
    add_fault(&f, BL_FAULT_OUTLIER, 100, 300, 1010000000);
    const int64_t asked[] = {119, 121, 179, 181, 299};
    for (size_t i = 0; i < 5; i++) {
        ask(&f, asked[i]);
    }
    run(&f);
    ck_price(&f, 0, 1);
    ck_price(&f, 1, 1.01);
    ck_price(&f, 2, 1.01);
    ck_price(&f, 3, 1);
    ck_price(&f, 4, 1);
    ck_assert_uint_eq(f.w->counts.trips, 0);
    world_free(f.w);
}
END_TEST

START_TEST(an_outlier_from_the_start_is_the_first_report)
{
    faulty f = faulty_new();
    add_fault(&f, BL_FAULT_OUTLIER, 0, 300, 990000000);
    ask(&f, 59);
    ask(&f, 61);
    ask(&f, 121);
    run(&f);
    ck_price(&f, 0, 1);
    ck_price(&f, 1, 0.99);
    ck_price(&f, 2, 1);
    world_free(f.w);
}
END_TEST

START_TEST(an_outlier_behind_another_window_is_not_made_up_later)
{
    faulty f = faulty_new();
    add_fault(&f, BL_FAULT_FREEZE, 100, 130, 0);
    add_fault(&f, BL_FAULT_OUTLIER, 100, 300, 1010000000);
    ask(&f, 121);
    ask(&f, 181);
    run(&f);
    ck_price(&f, 0, 1);
    ck_price(&f, 1, 1);
    world_free(f.w);
}
END_TEST

START_TEST(an_outlier_beyond_two_percent_trips_and_stays_until_a_review)
{
    faulty f = faulty_new();
    add_fault(&f, BL_FAULT_OUTLIER, 100, 300, 1030000000);
    world_mark(f.w, 0, AT(130), INT64_C(5000000000000), 0); /* the check looks at bars, too */
    ask(&f, 200);
    run(&f);
    ck_assert_uint_eq(f.w->counts.trips, 1);
    ck_assert_int_eq(f.w->flows[0].reason, BL_REASON_GATE_SHUT);
    bool diverged = false;
    for (size_t i = 0; i < f.w->audit_len; i++) {
        diverged |= f.w->audit[i].event == BL_EVENT_ALERT && f.w->audit[i].time_ns == AT(120) &&
                    f.w->audit[i].reason == BL_REASON_DIVERGENCE;
    }
    ck_assert(diverged);
    world_free(f.w);
}
END_TEST

START_TEST(a_scaled_oracle_lies_in_every_report_of_its_window)
{
    faulty f = faulty_new();
    add_fault(&f, BL_FAULT_SCALE, 100, 300, 990000000);
    ask(&f, 121);
    ask(&f, 241);
    ask(&f, 301);
    run(&f);
    ck_price(&f, 0, 0.99);
    ck_price(&f, 1, 0.99);
    ck_price(&f, 2, 1);
    world_free(f.w);
}
END_TEST

START_TEST(a_late_report_says_what_was_when_it_was_made)
{
    faulty f = faulty_new();
    add_fault(&f, BL_FAULT_DELAY, 100, 150, AT(30));
    world_mark(f.w, 0, AT(110), INT64_C(5050000000000), 0);
    ask(&f, 125);
    ask(&f, 155);
    run(&f);
    ck_price(&f, 0, 1);
    ck_price(&f, 1, 1.01);
    world_free(f.w);
}
END_TEST

START_TEST(a_frozen_oracle_shuts_withdrawals_when_its_last_report_is_300_s_old)
{
    faulty f = faulty_new();
    add_fault(&f, BL_FAULT_FREEZE, 100, 1000, 0);
    world_flow(f.w, AT(360), 0, BL_FLOW_WITHDRAW_AMOUNT, 1000 * WORLD_UNIT);
    world_flow(f.w, AT(361), 0, BL_FLOW_WITHDRAW_AMOUNT, 1000 * WORLD_UNIT);
    run(&f);
    ck_assert_int_eq(f.w->flows[0].outcome, BL_OUTCOME_SETTLED);
    ck_assert_int_eq(f.w->flows[1].outcome, BL_OUTCOME_PENDING);
    ck_assert_int_eq(f.w->flows[1].reason, BL_REASON_GATE_SHUT);
    world_free(f.w);
}
END_TEST

int main(void)
{
    return suite_run("oracle faults",
                     (const TTest *const[]){
                         an_outlier_is_one_report_and_the_next_is_good,
                         an_outlier_from_the_start_is_the_first_report,
                         an_outlier_behind_another_window_is_not_made_up_later,
                         an_outlier_beyond_two_percent_trips_and_stays_until_a_review,
                         a_scaled_oracle_lies_in_every_report_of_its_window,
                         a_late_report_says_what_was_when_it_was_made,
                         a_frozen_oracle_shuts_withdrawals_when_its_last_report_is_300_s_old,
                         NULL,
                     });
}

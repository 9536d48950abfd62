/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_queueing.c - the kernel's heap as a discrete-event simulator against queueing theory (models
 * 3.8). A replication goes from an empty station to the first moment it is empty again behind so
 * many customers; a mean over replications lies within 4 standard errors of the closed form, and
 * Little's law holds to the nanosecond. Rates are per second. `test_queueing 10` draws ten times as
 * many replications.
 */
#include "../../sim/queue.h"
#include "../support/draws.h"
#include "../support/sample.h"
#include "../support/suite.h"

#include <stdlib.h>

enum { DEPARTURE, ARRIVAL, LINE_MAX = 1 << 12, PENDING_MAX = 64, STATES = 5 };

static uint64_t effort = 1;

typedef struct {
    int64_t servers, room; /* room: at most so many in the system; 0: any number */
    double arrival, service;
    bool constant; /* services take 1 / service, always */
} plan;

typedef struct {
    const plan *plan;
    draws random;
    bl_queue *queue;
    int64_t now_ns, present, busy;
    int64_t line_ns[LINE_MAX]; /* when those in line came, first at head */
    uint64_t head, tail;
    uint64_t arrivals, lost, waited, served;
    bl_i128 present_area, line_area; /* integrals over time */
    bl_i128 square_area;             /* of present squared */
    int64_t in_state_ns[STATES];     /* how long so many were present */
    bl_i128 stay, wait;              /* sums over customers */
} station;

static int64_t draw_ns(station *s, double rate)
{
    return llround(-log(draws_uniform(&s->random)) / rate * (double)BL_NS_PER_S);
}

static void serve(station *s, int64_t came_ns)
{
    const double rate = s->plan->service;
    const int64_t ns = s->plan->constant ? llround((double)BL_NS_PER_S / rate) : draw_ns(s, rate);
    s->busy++;
    s->wait += s->now_ns - came_ns;
    BL_ASSERT(bl_queue_put(s->queue, s->now_ns + ns, DEPARTURE, (uint64_t)came_ns).v != 0);
}

static void arrive(station *s)
{
    s->arrivals++;
    const int64_t next_ns = s->now_ns + draw_ns(s, s->plan->arrival);
    BL_ASSERT(bl_queue_put(s->queue, next_ns, ARRIVAL, 0).v != 0);
    if (s->plan->room > 0 && s->present == s->plan->room) {
        s->lost++;
        return;
    }
    s->present++;
    if (s->busy < s->plan->servers) {
        serve(s, s->now_ns);
        return;
    }
    BL_ASSERT(s->tail - s->head < LINE_MAX);
    s->line_ns[s->tail++ % LINE_MAX] = s->now_ns;
    s->waited++;
}

static void depart(station *s, int64_t came_ns)
{
    s->present--;
    s->busy--;
    s->served++;
    s->stay += s->now_ns - came_ns;
    if (s->head < s->tail) {
        serve(s, s->line_ns[s->head++ % LINE_MAX]);
    }
}

static void pass_time(station *s, int64_t until_ns)
{
    const bl_i128 ns = until_ns - s->now_ns;
    s->present_area += ns * s->present;
    s->line_area += ns * (bl_i128)(s->tail - s->head);
    s->square_area += ns * s->present * s->present;
    if (s->present < STATES) {
        s->in_state_ns[s->present] += (int64_t)ns;
    }
    s->now_ns = until_ns;
}

/* From empty to the first emptiness behind `customers` arrivals. */
static void run_station(station *s, const plan *p, uint64_t customers, uint64_t replication)
{
    void *memory = malloc(bl_queue_bytes(PENDING_MAX));
    ck_assert_ptr_nonnull(memory);
    *s = (station){.plan = p,
                   .random = draws_new(7, replication),
                   .queue = bl_queue_init(memory, PENDING_MAX)};
    bl_queue_event event;
    bl_queue_put(s->queue, draw_ns(s, p->arrival), ARRIVAL, 0);
    while ((s->arrivals < customers || s->present > 0) && bl_queue_take(s->queue, &event)) {
        pass_time(s, event.time_ns);
        if (event.phase == ARRIVAL) {
            arrive(s);
        } else {
            depart(s, (int64_t)event.payload);
        }
    }
    free(memory);
}

/* Theory; below 0: not in the table. */
typedef struct {
    double present, line, stay, wait, must_wait, lost;
} theory;

typedef struct {
    sample present, line, stay, wait, must_wait, lost;
} measures;

/* L T = sum W and Lq T = sum Wq, exactly: between two emptinesses nobody is cut off. */
static void check_little(const station *s)
{
    ck_assert_int_eq(s->present, 0);
    ck_assert_uint_eq(s->served + s->lost, s->arrivals);
    ck_assert(s->present_area == s->stay);
    ck_assert(s->line_area == s->wait);
}

static void add_replication(measures *m, const station *s)
{
    const double seconds = (double)s->now_ns;
    const double served_ns = (double)s->served * (double)BL_NS_PER_S;
    sample_add(&m->present, (double)s->present_area / seconds);
    sample_add(&m->line, (double)s->line_area / seconds);
    sample_add(&m->stay, (double)s->stay / served_ns);
    sample_add(&m->wait, (double)s->wait / served_ns);
    sample_add(&m->must_wait, (double)s->waited / (double)s->served);
    sample_add(&m->lost, (double)s->lost / (double)s->arrivals);
}

/* Within 4 standard errors, which themselves are below 2 % (5 % of a rare loss). */
static void check_mean(const char *what, const sample *s, double want)
{
    if (want < 0) {
        return;
    }
    const double error = sample_error(s);
    ck_assert_msg(fabs(sample_mean(s) - want) <= 4 * error, "%s: %g +- %g, theory %g", what,
                  sample_mean(s), error, want);
    ck_assert_msg(error <= (want < 0.05 ? 0.05 : 0.02) * want, "%s: %g +- %g is no test", what,
                  sample_mean(s), error);
}

static measures check_station(const plan *p, const theory *want, uint64_t customers)
{
    static station s;
    measures m = {.present = {0}};
    for (uint64_t i = 0; i < 24 * effort; i++) {
        run_station(&s, p, customers, i);
        check_little(&s);
        add_replication(&m, &s);
    }
    check_mean("L", &m.present, want->present);
    check_mean("Lq", &m.line, want->line);
    check_mean("W", &m.stay, want->stay);
    check_mean("Wq", &m.wait, want->wait);
    check_mean("P(wait)", &m.must_wait, want->must_wait);
    check_mean("loss", &m.lost, want->lost);
    return m;
}

START_TEST(one_server_half_busy)
{
    check_station(&(plan){1, 0, 0.5, 1, false}, &(theory){1, 0.5, 2, 1, 0.5, -1}, 20000);
}
END_TEST

/* The time average of L over T has the deviation sqrt(2 rho (1+rho) / ((1-rho)^4 mu T)); of 24
 * replications it is known to a factor of 1 +- 4 / sqrt(2 * 23). */
START_TEST(one_server_four_fifths_busy)
{
    const measures m =
        check_station(&(plan){1, 0, 0.8, 1, false}, &(theory){4, 3.2, 5, 4, 0.8, -1}, 80000);
    const double ratio = sample_deviation(&m.present) / 0.1342;
    ck_assert_double_lt(fabs(ratio - 1), 4 / sqrt(46));
}
END_TEST

START_TEST(three_servers_wait_as_erlang_says)
{
    check_station(&(plan){3, 0, 2, 1, false},
                  &(theory){2.8888889, 0.8888889, 1.4444444, 0.4444444, 0.4444444, -1}, 40000);
}
END_TEST

START_TEST(ten_servers_wait_as_erlang_says)
{
    check_station(&(plan){10, 0, 9, 1, false},
                  &(theory){15.0185837, 6.0185837, 1.6687315, 0.6687315, 0.6687315, -1}, 150000);
}
END_TEST

/* Erlang's B; nobody waits where there is room only to be served. */
START_TEST(three_servers_without_a_waiting_room_lose_as_erlang_says)
{
    check_station(&(plan){3, 3, 2, 1, false}, &(theory){-1, -1, 1, -1, -1, 0.2105263}, 20000);
}
END_TEST

START_TEST(constant_services_halve_the_line)
{
    check_station(&(plan){1, 0, 0.8, 1, true}, &(theory){-1, 1.6, -1, 2, -1, -1}, 40000);
}
END_TEST

START_TEST(a_full_waiting_room_turns_customers_away)
{
    check_station(&(plan){1, 10, 0.8, 1, false}, &(theory){2.9663143, -1, -1, -1, -1, 0.0234928576},
                  40000);
}
END_TEST

/* -- M/M/infinity: outages that overlap ------------------------------------------------------- */

/* Two outages a second that last 1.5 s in the mean: their number is Poisson(3). */
START_TEST(outages_under_way_are_poisson)
{
    static const plan outages = {PENDING_MAX - 2, 0, 2, 1 / 1.5, false};
    sample part[STATES] = {{0}};
    sample number = {0};
    sample square = {0};
    for (uint64_t i = 0; i < 24 * effort; i++) {
        static station s;
        run_station(&s, &outages, 20000, i);
        check_little(&s);
        ck_assert_uint_eq(s.waited, 0);
        sample_add(&number, (double)s.present_area / (double)s.now_ns);
        sample_add(&square, (double)s.square_area / (double)s.now_ns);
        for (size_t k = 0; k < STATES; k++) {
            sample_add(&part[k], (double)s.in_state_ns[k] / (double)s.now_ns);
        }
    }
    check_mean("mean", &number, 3);
    check_mean("mean square", &square, 12); /* variance 3 */
    double probability = exp(-3);
    for (size_t k = 0; k < STATES; k++) {
        check_mean("part of the time", &part[k], probability);
        probability *= 3.0 / (double)(k + 1);
    }
}
END_TEST

int main(int argc, char **argv)
{
    if (argc > 1) {
        effort = strtoull(argv[1], NULL, 10);
    }
    return suite_run("queueing",
                     (const TTest *const[]){
                         one_server_half_busy, one_server_four_fifths_busy,
                         three_servers_wait_as_erlang_says, ten_servers_wait_as_erlang_says,
                         three_servers_without_a_waiting_room_lose_as_erlang_says,
                         constant_services_halve_the_line, a_full_waiting_room_turns_customers_away,
                         outages_under_way_are_poisson, NULL});
}

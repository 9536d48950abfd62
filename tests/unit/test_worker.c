/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_worker.c - jobs are done once each, in order, with a thread or without one.
 */
#include <pthread.h>
#include <stdbool.h>

#include "../../data/worker.h"
#include "../support/suite.h"

enum { JOBS = 5000 };

typedef struct {
    int done;
    pthread_t by;
} tally;

static void count(void *context)
{
    tally *all = context;
    all->done++;
    all->by = pthread_self();
}

START_TEST(every_job_is_done_once_by_the_other_thread)
{
    tally all = {.done = 0};
    bl_worker *worker = bl_worker_open();
    ck_assert_ptr_nonnull(worker);
    for (int i = 0; i < JOBS; i++) {
        bl_worker_begin(worker, count, &all);
        bl_worker_wait(worker);
        ck_assert_int_eq(all.done, i + 1);
        ck_assert(!pthread_equal(all.by, pthread_self()));
    }
    bl_worker_wait(worker); /* for nothing */
    bl_worker_close(worker);
    ck_assert_int_eq(all.done, JOBS);
}
END_TEST

START_TEST(closing_waits_for_the_job_in_hand)
{
    for (int i = 0; i < 200; i++) {
        tally all = {.done = 0};
        bl_worker *worker = bl_worker_open();
        bl_worker_begin(worker, count, &all);
        bl_worker_close(worker);
        ck_assert_int_eq(all.done, 1);
    }
}
END_TEST

START_TEST(without_a_thread_the_caller_does_it)
{
    tally all = {.done = 0};
    bl_worker_begin(NULL, count, &all);
    ck_assert_int_eq(all.done, 1);
    ck_assert(pthread_equal(all.by, pthread_self()));
    bl_worker_wait(NULL);
    bl_worker_close(NULL);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {every_job_is_done_once_by_the_other_thread,
                                  closing_waits_for_the_job_in_hand,
                                  without_a_thread_the_caller_does_it, NULL};
    return suite_run("worker", tests);
}

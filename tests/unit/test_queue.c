/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_queue.c - the promises of sim/queue.h at their limits.
 */
#include "../../sim/queue.h"

#include <check.h>
#include <stdlib.h>

static bl_queue *make_queue(size_t capacity)
{
    void *memory = malloc(bl_queue_bytes(capacity));
    ck_assert_ptr_nonnull(memory);
    return bl_queue_init(memory, capacity);
}

static uint64_t take_payload(bl_queue *queue)
{
    bl_queue_event event;
    ck_assert(bl_queue_take(queue, &event));
    return event.payload;
}

START_TEST(an_empty_queue_has_nothing_to_give)
{
    bl_queue *queue = make_queue(1);
    int64_t time_ns = 7919;
    bl_queue_event event;
    ck_assert(!bl_queue_peek_time(queue, &time_ns));
    ck_assert_int_eq(time_ns, 7919);
    ck_assert(!bl_queue_take(queue, &event));
    ck_assert_uint_eq(bl_queue_len(queue), 0);
    free(queue);
}
END_TEST

START_TEST(time_decides_before_phase_and_phase_before_order)
{
    bl_queue *queue = make_queue(8);
    bl_queue_put(queue, 10, 3, 1);
    bl_queue_put(queue, 10, 2, 2);
    bl_queue_put(queue, 9, 15, 3);
    bl_queue_put(queue, 10, 2, 4);
    bl_queue_put(queue, -1, 15, 5);
    const uint64_t expected[] = {5, 3, 2, 4, 1};
    for (size_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(take_payload(queue), expected[i]);
    }
    free(queue);
}
END_TEST

START_TEST(the_event_comes_back_whole)
{
    bl_queue *queue = make_queue(2);
    bl_queue_put(queue, INT64_MAX, 15, UINT64_MAX);
    bl_queue_put(queue, INT64_MIN, 0, 0);
    bl_queue_event event;
    ck_assert(bl_queue_take(queue, &event));
    ck_assert_int_eq(event.time_ns, INT64_MIN);
    ck_assert_uint_eq(event.phase, 0);
    ck_assert(bl_queue_take(queue, &event));
    ck_assert_int_eq(event.time_ns, INT64_MAX);
    ck_assert_uint_eq(event.phase, 15);
    ck_assert_uint_eq(event.payload, UINT64_MAX);
    free(queue);
}
END_TEST

START_TEST(a_full_queue_refuses_and_says_so)
{
    bl_queue *queue = make_queue(3);
    for (int i = 0; i < 3; i++) {
        ck_assert_uint_ne(bl_queue_put(queue, i, 0, 0).v, 0);
    }
    ck_assert_uint_eq(bl_queue_put(queue, 0, 0, 0).v, 0);
    ck_assert_uint_eq(bl_queue_len(queue), 3);
    ck_assert_uint_eq(take_payload(queue), 0);
    ck_assert_uint_ne(bl_queue_put(queue, 0, 0, 0).v, 0);
    free(queue);
}
END_TEST

START_TEST(a_cancelled_event_never_comes_and_its_room_is_free)
{
    bl_queue *queue = make_queue(2);
    const bl_queue_handle first = bl_queue_put(queue, 1, 0, 1);
    bl_queue_put(queue, 2, 0, 2);
    ck_assert(bl_queue_cancel(queue, first));
    ck_assert_uint_eq(bl_queue_len(queue), 1);
    ck_assert_uint_ne(bl_queue_put(queue, 3, 0, 3).v, 0);
    int64_t time_ns;
    ck_assert(bl_queue_peek_time(queue, &time_ns));
    ck_assert_int_eq(time_ns, 2);
    ck_assert_uint_eq(take_payload(queue), 2);
    ck_assert_uint_eq(take_payload(queue), 3);
    ck_assert_uint_eq(bl_queue_len(queue), 0);
    free(queue);
}
END_TEST

START_TEST(a_handle_works_once)
{
    bl_queue *queue = make_queue(2);
    const bl_queue_handle taken = bl_queue_put(queue, 1, 0, 0);
    take_payload(queue);
    ck_assert(!bl_queue_cancel(queue, taken));
    const bl_queue_handle second = bl_queue_put(queue, 1, 0, 0);
    ck_assert_uint_ne(second.v, taken.v);
    ck_assert(!bl_queue_cancel(queue, taken));
    ck_assert(bl_queue_cancel(queue, second));
    ck_assert(!bl_queue_cancel(queue, second));
    ck_assert(!bl_queue_cancel(queue, (bl_queue_handle){0}));
    ck_assert(!bl_queue_cancel(queue, (bl_queue_handle){UINT64_MAX}));
    free(queue);
}
END_TEST

START_TEST(putting_and_cancelling_for_ever_needs_no_more_room)
{
    bl_queue *queue = make_queue(5);
    for (int i = 0; i < 4; i++) {
        bl_queue_put(queue, 1000000 + i, 0, (uint64_t)i);
    }
    for (int i = 0; i < 100000; i++) {
        const bl_queue_handle handle = bl_queue_put(queue, 2000000 - i, 1, 99);
        ck_assert_uint_ne(handle.v, 0);
        ck_assert(bl_queue_cancel(queue, handle));
    }
    for (uint64_t i = 0; i < 4; i++) {
        ck_assert_uint_eq(take_payload(queue), i);
    }
    free(queue);
}
END_TEST

START_TEST(a_capacity_out_of_range_needs_no_bytes)
{
    ck_assert_uint_eq(bl_queue_bytes(0), 0);
    ck_assert_uint_eq(bl_queue_bytes((size_t)BL_QUEUE_CAPACITY_MAX + 1), 0);
    ck_assert_uint_gt(bl_queue_bytes(BL_QUEUE_CAPACITY_MAX), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("queue");
    TCase *tcase = tcase_create("queue");
    tcase_add_test(tcase, an_empty_queue_has_nothing_to_give);
    tcase_add_test(tcase, time_decides_before_phase_and_phase_before_order);
    tcase_add_test(tcase, the_event_comes_back_whole);
    tcase_add_test(tcase, a_full_queue_refuses_and_says_so);
    tcase_add_test(tcase, a_cancelled_event_never_comes_and_its_room_is_free);
    tcase_add_test(tcase, a_handle_works_once);
    tcase_add_test(tcase, putting_and_cancelling_for_ever_needs_no_more_room);
    tcase_add_test(tcase, a_capacity_out_of_range_needs_no_bytes);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}

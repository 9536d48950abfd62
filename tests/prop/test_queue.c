/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_queue.c - for any series of puts, takes and cancels the heap gives what a list kept in
 * (time, phase, order of putting) would give. The oracle is a plain array searched from end to
 * end.
 */
#include "../../sim/queue.h"

#include <check.h>
#include <stdlib.h>

enum { CAPACITY_MAX = 300, STEPS = 1500, SEEDS = 40 };

typedef struct {
    bl_queue_event event;
    uint64_t seq;
    bl_queue_handle handle;
    bool pending;
} entry;

typedef struct {
    entry *entries;
    size_t len, pending;
} oracle;

static uint64_t next_random(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static bool comes_before(const entry *a, const entry *b)
{
    if (a->event.time_ns != b->event.time_ns) {
        return a->event.time_ns < b->event.time_ns;
    }
    if (a->event.phase != b->event.phase) {
        return a->event.phase < b->event.phase;
    }
    return a->seq < b->seq;
}

static entry *find_first(const oracle *list)
{
    entry *first = NULL;
    for (size_t i = 0; i < list->len; i++) {
        entry *candidate = &list->entries[i];
        if (candidate->pending && (first == NULL || comes_before(candidate, first))) {
            first = candidate;
        }
    }
    return first;
}

static void put_one(bl_queue *queue, oracle *list, size_t capacity, uint64_t *random)
{
    entry *new = &list->entries[list->len];
    new->event = (bl_queue_event){
        .time_ns = (int64_t)(next_random(random) % 50) - 25,
        .phase = (uint32_t)(next_random(random) % 4),
        .payload = next_random(random),
    };
    new->seq = list->len;
    new->handle = bl_queue_put(queue, new->event.time_ns, new->event.phase, new->event.payload);
    new->pending = list->pending < capacity;
    ck_assert_int_eq(new->handle.v != 0, new->pending);
    if (new->pending) {
        list->pending++;
    }
    list->len++;
}

static void take_one(bl_queue *queue, oracle *list)
{
    entry *first = find_first(list);
    bl_queue_event event;
    ck_assert_int_eq(bl_queue_take(queue, &event), first != NULL);
    if (first == NULL) {
        return;
    }
    ck_assert_int_eq(event.time_ns, first->event.time_ns);
    ck_assert_uint_eq(event.phase, first->event.phase);
    ck_assert_uint_eq(event.payload, first->event.payload);
    first->pending = false;
    list->pending--;
}

static void cancel_one(bl_queue *queue, oracle *list, uint64_t *random)
{
    if (list->len == 0) {
        return;
    }
    entry *any = &list->entries[next_random(random) % list->len];
    ck_assert_int_eq(bl_queue_cancel(queue, any->handle), any->pending);
    if (any->pending) {
        list->pending--;
    }
    any->pending = false;
}

static void check_head(bl_queue *queue, const oracle *list)
{
    const entry *first = find_first(list);
    int64_t time_ns;
    ck_assert_uint_eq(bl_queue_len(queue), list->pending);
    ck_assert_int_eq(bl_queue_peek_time(queue, &time_ns), first != NULL);
    if (first != NULL) {
        ck_assert_int_eq(time_ns, first->event.time_ns);
    }
}

/* Of 16 steps: `puts` put, `cancels` cancel, one peeks, the rest take. */
static void walk(uint64_t seed, size_t capacity, uint64_t puts, uint64_t cancels)
{
    void *memory = malloc(bl_queue_bytes(capacity));
    oracle list = {.entries = calloc(STEPS, sizeof(entry))};
    ck_assert(memory != NULL && list.entries != NULL);
    bl_queue *queue = bl_queue_init(memory, capacity);
    uint64_t random = seed;
    for (int step = 0; step < STEPS; step++) {
        const uint64_t die = next_random(&random) % 16;
        if (die == 15) {
            check_head(queue, &list);
        } else if (die < puts) {
            put_one(queue, &list, capacity, &random);
        } else if (die < puts + cancels) {
            cancel_one(queue, &list, &random);
        } else {
            take_one(queue, &list);
        }
    }
    while (list.pending > 0) {
        take_one(queue, &list);
    }
    check_head(queue, &list);
    free(list.entries);
    free(memory);
}

START_TEST(the_heap_order_is_the_sort_order)
{
    const uint64_t seed = (uint64_t)_i;
    const size_t capacity = 1 + (size_t)(seed * 7919) % CAPACITY_MAX;
    walk(seed, capacity, 8, 1);
    walk(seed + SEEDS, capacity, 6, 6);
}
END_TEST

/* Above 2^14 keys the heap fetches ahead: 60 000 random times come out sorted, ties in order. */
START_TEST(a_large_heap_gives_ascending_keys)
{
    enum { LARGE = 60000 };
    void *memory = malloc(bl_queue_bytes(LARGE));
    ck_assert_ptr_nonnull(memory);
    bl_queue *queue = bl_queue_init(memory, LARGE);
    uint64_t random = 7919;
    for (uint64_t i = 0; i < LARGE; i++) {
        bl_queue_put(queue, (int64_t)(next_random(&random) % (LARGE / 4)), 0, i);
    }
    bl_queue_event last = {.time_ns = -1}, event;
    size_t taken = 0;
    for (; bl_queue_take(queue, &event); taken++) {
        ck_assert(event.time_ns > last.time_ns ||
                  (event.time_ns == last.time_ns && event.payload > last.payload));
        last = event;
    }
    ck_assert_uint_eq(taken, LARGE);
    free(memory);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("queue, any series of calls");
    TCase *tcase = tcase_create("order");
    tcase_add_loop_test(tcase, the_heap_order_is_the_sort_order, 0, SEEDS);
    tcase_add_test(tcase, a_large_heap_gives_ascending_keys);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}

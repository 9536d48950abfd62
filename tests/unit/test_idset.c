/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_idset.c - the set of waiting flows against a plain array of flags, at bounds on and beside
 * the size of a word and of each level.
 */
#include "../../sim/idset.h"
#include "../support/draws.h"
#include "../support/suite.h"

#include <stdlib.h>

static bl_idset set_new(size_t bound)
{
    bl_idset set;
    void *memory = malloc(bl_idset_bytes(bound));
    ck_assert_ptr_nonnull(memory);
    bl_idset_init(&set, bound, memory);
    return set;
}

static void set_free(bl_idset *set)
{
    free(set->level[0]);
}

START_TEST(a_new_set_is_empty_whatever_the_memory_held)
{
    static const size_t bounds[] = {0, 1, 63, 64, 65, 4095, 4096, 4097, 262143, 262144, 262145};
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
        bl_idset set = set_new(bounds[i]);
        ck_assert_uint_eq(set.len, 0);
        ck_assert_uint_eq(bl_idset_next(&set, 0), bounds[i]);
        ck_assert_uint_eq(bl_idset_next(&set, bounds[i]), bounds[i]);
        ck_assert_uint_eq(bl_idset_next(&set, SIZE_MAX), bounds[i]);
        set_free(&set);
    }
}
END_TEST

START_TEST(adding_twice_and_removing_what_is_not_there_change_nothing)
{
    bl_idset set = set_new(100);
    bl_idset_remove(&set, 7);
    bl_idset_add(&set, 7);
    bl_idset_add(&set, 7);
    ck_assert_uint_eq(set.len, 1);
    ck_assert_uint_eq(bl_idset_next(&set, 0), 7);
    ck_assert_uint_eq(bl_idset_next(&set, 8), 100);
    bl_idset_remove(&set, 7);
    bl_idset_remove(&set, 7);
    ck_assert_uint_eq(set.len, 0);
    ck_assert_uint_eq(bl_idset_next(&set, 0), 100);
    set_free(&set);
}
END_TEST

START_TEST(first_and_last_number_are_found_from_far_away)
{
    static const size_t bounds[] = {1, 64, 65, 4096, 4097, 262144, 262145, 16777217};
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
        size_t last = bounds[i] - 1;
        bl_idset set = set_new(bounds[i]);
        bl_idset_add(&set, last);
        ck_assert_uint_eq(bl_idset_next(&set, 0), last);
        ck_assert_uint_eq(bl_idset_next(&set, last), last);
        bl_idset_add(&set, 0);
        ck_assert_uint_eq(bl_idset_next(&set, 0), 0);
        ck_assert_uint_eq(bl_idset_next(&set, 1), last == 0 ? bounds[i] : last);
        bl_idset_remove(&set, last);
        ck_assert_uint_eq(bl_idset_next(&set, 1), bounds[i]);
        set_free(&set);
    }
}
END_TEST

static size_t next_of(const bool *in, size_t bound, size_t from)
{
    while (from < bound && !in[from]) {
        from++;
    }
    return from < bound ? from : bound;
}

/* Numbers come in clusters, so that whole words fill and empty. */
static void churn(size_t bound, uint64_t seed)
{
    draws d = draws_new(seed, bound);
    bl_idset set = set_new(bound);
    bool *in = calloc(bound, sizeof *in);
    ck_assert_ptr_nonnull(in);
    size_t len = 0;
    for (int round = 0; round < 4000; round++) {
        size_t centre = draws_below(&d, bound);
        size_t id = draws_once_in(&d, 2) ? centre : draws_below(&d, bound < 130 ? bound : 130);
        bool adds = draws_below(&d, 1000) < (round / 1000 % 2 == 0 ? 700U : 300U);
        len = len + (adds && !in[id]) - (!adds && in[id]);
        in[id] = adds;
        (adds ? bl_idset_add : bl_idset_remove)(&set, id);
        ck_assert_uint_eq(set.len, len);
        size_t from = draws_below(&d, bound + 1);
        ck_assert_uint_eq(bl_idset_next(&set, from), next_of(in, bound, from));
    }
    size_t seen = 0;
    for (size_t id = bl_idset_next(&set, 0); id < bound; id = bl_idset_next(&set, id + 1)) {
        ck_assert(in[id]);
        seen++;
    }
    ck_assert_uint_eq(seen, len);
    free(in);
    set_free(&set);
}

START_TEST(a_set_is_what_an_array_of_flags_would_be)
{
    static const size_t bounds[] = {1, 2, 63, 64, 65, 128, 4095, 4096, 4097, 20000};
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
        churn(bounds[i], 1);
    }
}
END_TEST

int main(void)
{
    return suite_run(
        "idset", (const TTest *const[]){a_new_set_is_empty_whatever_the_memory_held,
                                        adding_twice_and_removing_what_is_not_there_change_nothing,
                                        first_and_last_number_are_found_from_far_away,
                                        a_set_is_what_an_array_of_flags_would_be, NULL});
}

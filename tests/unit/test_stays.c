/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_stays.c - of many stays the longest are kept, the earlier of two equal ones first.
 */
#include "../../reports/stays.h"
#include "../support/suite.h"

static bl_stay last(int64_t from_ns, int64_t lasted_ns)
{
    return (bl_stay){.from_ns = from_ns, .until_ns = from_ns + lasted_ns};
}

START_TEST(the_longest_are_kept_longest_first)
{
    bl_stays stays = {.len = 0};
    for (int64_t i = 0; i < 100; i++) {
        const bl_stay stay = last(1000 * i, (i * 37) % 100); /* each length once */
        bl_stays_add(&stays, &stay);
    }
    ck_assert_uint_eq(stays.len, BL_STAYS_KEPT);
    for (size_t i = 0; i < stays.len; i++) {
        ck_assert_int_eq(stays.items[i].until_ns - stays.items[i].from_ns, 99 - (int64_t)i);
    }
}
END_TEST

START_TEST(of_equal_ones_the_earlier_stay)
{
    bl_stays stays = {.len = 0};
    for (int64_t i = 0; i < 2 * BL_STAYS_KEPT; i++) {
        const bl_stay stay = last(1000 * i, 5);
        bl_stays_add(&stays, &stay);
    }
    ck_assert_uint_eq(stays.len, BL_STAYS_KEPT);
    for (size_t i = 0; i < stays.len; i++) {
        ck_assert_int_eq(stays.items[i].from_ns, 1000 * (int64_t)i);
    }
}
END_TEST

START_TEST(a_cause_is_found_by_its_name)
{
    bl_stay_cause cause = BL_STAY_OTHER;
    for (int i = 0; i < BL_STAY_CAUSES; i++) {
        ck_assert(bl_stays_find_cause(bl_stays_name_cause((bl_stay_cause)i), &cause));
        ck_assert_int_eq((int)cause, i);
    }
    ck_assert(!bl_stays_find_cause("weather", &cause));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_longest_are_kept_longest_first,
        of_equal_ones_the_earlier_stay,
        a_cause_is_found_by_its_name,
        NULL,
    };
    return suite_run("stays", tests);
}

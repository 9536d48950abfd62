/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_scenario_value.c - texts of values, the edit distance, and the table of keys itself.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "../../scenarios/keys.h"
#include "../../scenarios/suggest.h"
#include "../../scenarios/value.h"

static const bl_value_rule ratio = {.kind = BL_VALUE_RATIO, .low = -BL_PPB, .high = BL_PPB};
static const bl_value_rule nine = {
    .kind = BL_VALUE_DECIMAL, .places = 9, .low = INT64_MIN, .high = INT64_MAX};
static const bl_value_rule whole = {.kind = BL_VALUE_INT, .low = 0, .high = 10000};
static const bl_value_rule duration = {.kind = BL_VALUE_DURATION, .low = 1, .high = INT64_MAX};
static const bl_value_rule instant = {.kind = BL_VALUE_TIME};

static const struct {
    const bl_value_rule *rule;
    const char *text;
    int64_t value;
    bool rounded;
} good[] = {
    {&ratio, "5%", 50000000, false},
    {&ratio, "5.5bp", 550000, false},
    {&ratio, "0.055", 55000000, false},
    {&ratio, "0.333bp", 33300, false},
    {&ratio, "1e-6", 1000, false},
    {&ratio, "0.0345%", 345000, false},
    {&ratio, "-1bp", -100000, false},
    {&ratio, "100%", BL_PPB, false},
    {&ratio, "0.00000005%", 0, true}, /* half to even, once */
    {&ratio, "0.00000015%", 2, true},
    {&ratio, "0.000025bp", 2, true},
    {&ratio, "0.0000000005", 0, true},
    {&ratio, "0.00000000051", 1, true},
    {&nine, "-0.7777777777", -777777778, true},
    {&nine, "2.0", 2 * BL_PPB, false},
    {&nine, "+0.4", 400000000, false},
    {&whole, "10000", 10000, false},
    {&whole, "1e3", 1000, false},
    {&duration, "90m", 5400 * BL_NS_PER_S, false},
    {&duration, "1.5h", 5400 * BL_NS_PER_S, false},
    {&duration, "2d", 2 * BL_NS_PER_DAY, false},
    {&instant, "1970-01-01T00:00:01Z", BL_NS_PER_S, false},
    {&instant, "1970-01-01T00:00:01.000000001Z", BL_NS_PER_S + 1, false},
};

static const struct {
    const bl_value_rule *rule;
    const char *text, *why;
} bad[] = {
    {&ratio, "", "expected a ratio such as 5%, 5.5bp or 0.055, got ''"},
    {&ratio, "%", "expected a ratio"},
    {&ratio, "5%%", "expected a ratio"},
    {&ratio, "5 bps", "expected a ratio"},
    {&ratio, "nan", "expected a ratio"},
    {&ratio, "inf", "expected a ratio"},
    {&ratio, "1,5%", "expected a ratio"},
    {&ratio, "101%", "'101%' is too large, allowed is -100% to 100%"},
    {&ratio, "-1.1", "'-1.1' is too small"},
    {&nine, "1e30", "'1e30' does not fit"},
    {&whole, "1.5", "expected a whole number, got '1.5'"},
    {&whole, "-1", "'-1' is too small, allowed is 0 to 10000"},
    {&duration, "0s", "'0s' is too small, allowed is above 0s"},
    {&duration, "90", "expected a duration"},
    {&duration, "-1h", "expected a duration"},
    {&duration, "1h30m", "expected a duration"},
    {&instant, "2024-01-01", "expected a time"},
    {&instant, "2024-01-01T00:00Z", "expected a time"},
    {&instant, "2024-01-01T00:00:00+00:00", "expected a time"},
    {&instant, "2024-02-30T00:00:00Z", "expected a time"},
};

START_TEST(a_good_value_is_exact)
{
    int64_t value = -1;
    bool rounded;
    char why[BL_VALUE_WHY];
    ck_assert_msg(bl_value_read(good[_i].rule, good[_i].text, &value, &rounded, why), "%s: %s",
                  good[_i].text, why);
    ck_assert_msg(value == good[_i].value && rounded == good[_i].rounded, "%s is %lld (%d)",
                  good[_i].text, (long long)value, rounded);
}
END_TEST

START_TEST(a_bad_value_is_refused_and_says_what_is_allowed)
{
    int64_t value = 77;
    bool rounded;
    char why[BL_VALUE_WHY];
    ck_assert_msg(!bl_value_read(bad[_i].rule, bad[_i].text, &value, &rounded, why), "%s",
                  bad[_i].text);
    ck_assert_int_eq(value, 77);
    ck_assert_msg(strstr(why, bad[_i].why) != NULL, "'%s' says: %s", bad[_i].text, why);
}
END_TEST

START_TEST(a_long_value_is_cut_in_the_message)
{
    char text[5000];
    char why[BL_VALUE_WHY];
    int64_t value;
    bool rounded;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    ck_assert(!bl_value_read(&ratio, text, &value, &rounded, why));
    ck_assert_uint_lt(strlen(why), BL_VALUE_WHY);
    ck_assert_ptr_nonnull(strstr(why, "xxx...'"));
}
END_TEST

START_TEST(edits_are_counted)
{
    ck_assert_uint_eq(bl_suggest_distance("taker", "taker"), 0);
    ck_assert_uint_eq(bl_suggest_distance("", "abc"), 3);
    ck_assert_uint_eq(bl_suggest_distance("delay", "dealy"), 1);
    ck_assert_uint_eq(bl_suggest_distance("kitten", "sitting"), 3);
    ck_assert(bl_suggest_accepts("mode", "modes", 1));
    ck_assert(!bl_suggest_accepts("im", "mm", 2));
    bl_suggest_nearest meant = {.word = "tripz"};
    bl_suggest_offer(&meant, "sharpe");
    ck_assert_ptr_null(meant.name);
    bl_suggest_offer(&meant, "trip");
    bl_suggest_offer(&meant, "trips");
    bl_suggest_offer(&meant, "tripy");
    ck_assert_str_eq(meant.name, "trip");
}
END_TEST

START_TEST(every_default_and_preset_is_a_value_its_key_accepts)
{
    for (size_t i = 0; i < bl_keys_count(); i++) {
        const bl_key *key = bl_keys_at(i);
        ck_assert_ptr_nonnull(key->help);
        for (int preset = 0; preset < 3; preset++) {
            const char *text = bl_keys_find_preset(preset, key->path);
            text = text != NULL ? text : key->fallback;
            const bool is_value = key->kind == BL_KEY_VALUE || key->kind == BL_KEY_AMOUNT ||
                                  key->kind == BL_KEY_QUANTITY;
            int64_t value;
            bool rounded;
            char why[BL_VALUE_WHY];
            if (text != NULL && is_value) {
                ck_assert_msg(bl_value_read(&key->rule, text, &value, &rounded, why), "%s: %s",
                              key->path, why);
                ck_assert(!rounded);
            }
        }
    }
}
END_TEST

START_TEST(every_key_is_found_by_section_and_name)
{
    ck_assert_ptr_nonnull(bl_keys_find("", "seed"));
    ck_assert_ptr_nonnull(bl_keys_find("venue.fee", "taker"));
    ck_assert_ptr_nonnull(bl_keys_find("instruments[]", "step"));
    ck_assert_ptr_null(bl_keys_find("", "venue.fee"));
    ck_assert_ptr_null(bl_keys_find("venue", "taker"));
}
END_TEST

START_TEST(every_key_stands_in_the_manual)
{
    static char manual[65536];
    FILE *file = fopen("docs/formats.md", "rb");
    ck_assert_msg(file != NULL, "docs/formats.md is not here: tests run from the project's root");
    const size_t len = fread(manual, 1, sizeof manual - 1, file);
    fclose(file);
    manual[len] = '\0';
    for (size_t i = 0; i < bl_keys_count(); i++) {
        const bl_key *key = bl_keys_at(i);
        char row[128];
        snprintf(row, sizeof row, "| `%s` |", key->path);
        const bool is_heading = key->kind == BL_KEY_SECTION;
        ck_assert_msg(is_heading || strstr(manual, row) != NULL, "docs/formats.md has no %s", row);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario_value");
    TCase *tcase = tcase_create("value");
    tcase_add_loop_test(tcase, a_good_value_is_exact, 0, (int)(sizeof good / sizeof good[0]));
    tcase_add_loop_test(tcase, a_bad_value_is_refused_and_says_what_is_allowed, 0,
                        (int)(sizeof bad / sizeof bad[0]));
    tcase_add_test(tcase, a_long_value_is_cut_in_the_message);
    tcase_add_test(tcase, edits_are_counted);
    tcase_add_test(tcase, every_default_and_preset_is_a_value_its_key_accepts);
    tcase_add_test(tcase, every_key_is_found_by_section_and_name);
    tcase_add_test(tcase, every_key_stands_in_the_manual);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}

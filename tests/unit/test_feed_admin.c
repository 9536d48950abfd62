/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_feed_admin.c - the admin feed: actions and their values, keys that become operators, bad
 * rows and the place each is complained about.
 */
#include "../../data/feed.h"
#include "../support/cases.h"
#include "../support/feed_file.h"

#include <stdlib.h>
#include <string.h>

#define HEAD "time_s,signer,action,strategy,value,min_out\n"

static const char *const strategies[] = {"usdc", "cash"};
static const char *const lps[] = {"seed", "ann"};
static const bl_feed_admin_options options = {strategies, 2, lps, 2, 6, 5 * BL_NS_PER_S};

static bool read_text(const char *text, bl_feed_admin *feed, bl_diags *diags)
{
    char path[BL_FEED_FILE_PATH];
    bl_diag_init(diags);
    bl_feed_file_write(path, text, strlen(text));
    bool good = bl_feed_read_admin(path, &options, feed, diags);
    bl_feed_file_remove(path);
    return good;
}

START_TEST(every_action_has_its_value)
{
    bl_feed_admin feed;
    bl_diags diags;
    ck_assert(read_text(HEAD "5,admin,disable,,,\n"
                             "6,mallory,remove_strategy,cash,,\n"
                             "7,admin,set_degradation,,3333333333,\n"
                             "8,admin,set_operator,,bob,\n"
                             "8,admin,set_operator,,carol,\n"
                             "8,operator,set_operator,,operator,\n"
                             "9,ann,direct_withdraw,usdc,1.5,0.25\n"
                             "9,zoe,direct_withdraw,none,all,\n",
                        &feed, &diags));
    const bl_admin *admin = &feed.admin;
    ck_assert_uint_eq(admin->len, 8);
    ck_assert_int_eq(admin->time_ns[0], 5 * BL_NS_PER_S);
    ck_assert_uint_eq(admin->action[0], BL_ADMIN_DISABLE);
    ck_assert_uint_eq(admin->signer[0], BL_SIGNER_ADMIN);
    ck_assert_uint_eq(admin->signer[1], BL_SIGNER_OTHER);
    ck_assert_uint_eq(admin->strategy[1], 1);
    ck_assert_uint_eq(admin->value[2], 3333333333);
    ck_assert_uint_eq(admin->value[3], BL_SIGNER_NAMED);
    ck_assert_uint_eq(admin->value[4], BL_SIGNER_NAMED + 1);
    ck_assert_uint_eq(admin->value[5], BL_SIGNER_OPERATOR);
    ck_assert_uint_eq(admin->lp[6], 1);
    ck_assert_uint_eq(admin->value[6], 1500000);
    ck_assert_uint_eq(admin->min_out[6], 250000);
    ck_assert_uint_eq(admin->lp[7], UINT32_MAX);
    ck_assert_uint_eq(admin->strategy[7], UINT32_MAX);
    ck_assert(admin->value[7] == BL_NO_LIMIT);
    ck_assert_uint_eq(feed.operators_len, 2);
    ck_assert_str_eq(feed.operators[1], "carol");
    bl_feed_close_admin(&feed);
}
END_TEST

START_TEST(cranks_know_the_keys_that_become_operators)
{
    static const char text[] = "time_s,signer,action,strategy,amount\n"
                               "5,carol,deposit_strategy,usdc,1\n"
                               "5,dave,deposit_strategy,usdc,1\n"
                               "5,operator,deposit_strategy,usdc,1\n";
    static const char *const operators[] = {"bob", "carol"};
    const bl_feed_cranks_options wanted = {strategies, 2, operators, 2, 6, 0, NULL};
    char path[BL_FEED_FILE_PATH];
    bl_feed_cranks feed;
    bl_diags diags;
    bl_diag_init(&diags);
    bl_feed_file_write(path, text, sizeof text - 1);
    ck_assert(bl_feed_read_cranks(path, &wanted, &feed, &diags));
    bl_feed_file_remove(path);
    ck_assert_uint_eq(feed.cranks.signer[0], BL_SIGNER_NAMED + 1);
    ck_assert_uint_eq(feed.cranks.signer[1], BL_SIGNER_OTHER);
    ck_assert_uint_eq(feed.cranks.signer[2], BL_SIGNER_OPERATOR);
    bl_feed_close_cranks(&feed);
}
END_TEST

static const struct {
    size_t line, column;
    const char *part, *text;
} cases[] = {
    {1, 28, "'value' is missing", "time,signer,action,strategy\n"},
    {2, 1, "time: expected a time not before the start", HEAD "4,admin,enable,,,\n"},
    {2, 9, "action: expected enable, disable, remove_strategy", HEAD "5,admin,claim_rewards,,,\n"},
    {2, 16, "strategy: expected nothing", HEAD "5,admin,enable,usdc,,\n"},
    {2, 17, "value: expected nothing", HEAD "5,admin,enable,,1,\n"},
    {2, 30, "value: expected nothing", HEAD "5,admin,remove_strategy,usdc,1,\n"},
    {2, 26, "value: expected a whole number", HEAD "5,admin,set_degradation,,-1,\n"},
    {2, 26, "value: missing; expected a whole number", HEAD "5,admin,set_degradation,,,\n"},
    {2, 23, "value: missing; expected the name", HEAD "5,admin,set_operator,,,\n"},
    {2, 28, "value: expected shares", HEAD "5,ann,direct_withdraw,usdc,50%,\n"},
    {2, 30, "min_out: expected an amount", HEAD "5,ann,direct_withdraw,usdc,1,x\n"},
    {2, 18, "min_out: expected nothing", HEAD "5,admin,enable,,,1\n"},
    {3, 1, "goes backwards", HEAD "6,admin,enable,,,\n5,admin,enable,,,\n"},
};

START_TEST(a_bad_row_is_refused_with_its_line_and_column)
{
    bl_feed_admin feed;
    bl_diags diags;
    ck_assert(!read_text(cases[_i].text, &feed, &diags));
    ck_assert_msg(strstr(diags.items[0].message, cases[_i].part) != NULL, "%d: %s", _i,
                  diags.items[0].message);
    ck_assert_uint_eq(diags.items[0].line, cases[_i].line);
    ck_assert_msg(diags.items[0].column == cases[_i].column, "%d: column %zu", _i,
                  diags.items[0].column);
    ck_assert_uint_eq(feed.admin.len, 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("admin feed");
    tcase_add_test(tcase, every_action_has_its_value);
    tcase_add_test(tcase, cranks_know_the_keys_that_become_operators);
    tcase_add_loop_test(tcase, a_bad_row_is_refused_with_its_line_and_column, 0,
                        (int)(sizeof cases / sizeof *cases));
    return cases_run("admin feed", tcase);
}

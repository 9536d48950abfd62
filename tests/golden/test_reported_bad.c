/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_reported_bad.c - scenarios of accounting `reported` that are refused, and their feeds: where
 * the complaint stands and what it says. Each is refused for one cause only. A text starting on
 * line 5 follows a good head of 4 lines.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../scenarios/scenario.h"
#include "../support/scratch.h"

#define NAME "name: t\n"
#define VAULT "vault: {preset: meteora, capital: 1000}\n"
#define MODES "modes: [4h]\n"
#define ONE(keys) "strategies: [{name: usdc, handler: jup_lend, " keys "}]\n"
#define LENT NAME VAULT MODES ONE("index: index.csv, weight: 9000")
#define BTC "instruments: [{name: BTC, prices: btc.csv, bar: 1h}]\n"
#define LISTED(strategies) NAME VAULT MODES "strategies: [" strategies "]\n"
#define ROW "2024-01-01T00:00:00Z,1,\n"
#define INDEX "time,exchange_price,available\n" ROW
#define CRANKS "time,signer,action,strategy,amount\n"

typedef struct {
    const char *text;
    size_t line, column;
    const char *says;
    const char *index, *cranks; /* NULL: good ones */
} bad_case;

static const bad_case bad[] = {
    /* strategies and what their handlers need */
    {LISTED("{name: usdc, handler: jup_lend}"), 4, 14,
     "strategies[0].index: is required by jup_lend", NULL, NULL},
    {LISTED("{name: cash, handler: idle, index: index.csv}"), 4, 49,
     "strategies[0].index: only jup_lend reads one", NULL, NULL},
    {LISTED("{name: book, handler: perp_book, index: index.csv}") BTC, 4, 54,
     "strategies[0].index: only jup_lend reads one", NULL, NULL},
    {LISTED("{name: a, handler: perp_book}, {name: b, handler: perp_book}") BTC, 4, 13,
     "strategies: at most one perp_book, got 2", NULL, NULL},
    {LISTED("{name: book, handler: perp_book}"), 4, 14,
     "strategies[0]: perp_book needs instruments, at least one", NULL, NULL},
    {LENT BTC, 5, 14, "instruments: need a strategy of handler perp_book", NULL, NULL},
    {LISTED("{name: a, handler: kamino}"), 4, 33,
     "strategies[0].handler: expected one of jup_lend, perp_book, idle", NULL, NULL},
    {LISTED("{name: a}"), 4, 14, "strategies[0].handler: is required", NULL, NULL},
    {LISTED("{handler: idle}"), 4, 14, "strategies[0].name: is required", NULL, NULL},
    {LISTED("{name: '', handler: idle}"), 4, 21, "strategies[0].name: must not be empty", NULL,
     NULL},
    {LISTED("{name: a, handler: idle},\n  {name: a, handler: idle}"), 5, 3,
     "strategies[1].name: 'a' is the name of strategies[0] too", NULL, NULL},
    {LISTED("{name: a, handler: idle, weight: 6000}, {name: b, handler: idle, weight: 4001}"), 4,
     13, "strategies: the weights sum to 10001, allowed is at most 10000", NULL, NULL},
    {LISTED("{name: a, handler: idle, weight: 10001}"), 4, 47,
     "strategies[0].weight: '10001' is too large, allowed is 0 to 10000", NULL, NULL},
    {LISTED("{name: a, handler: idle, weight: 90%}"), 4, 47,
     "strategies[0].weight: expected a whole number, got '90%'", NULL, NULL},
    {LISTED("{name: a, handler: idle, wieght: 1}"), 4, 39,
     "unknown key 'strategies[0].wieght' (did you mean 'strategies[0].weight'?)", NULL, NULL},
    {NAME VAULT MODES "strategies: {name: a, handler: idle}\n", 4, 13,
     "strategies: expected a list", NULL, NULL},
    /* what needs the other accounting */
    {NAME VAULT "modes: [ideal]\n" ONE("index: index.csv"), 3, 8,
     "modes: 'ideal' needs accounting 'nav'", NULL, NULL},
    {LENT "oracle: {report_every: 60s}\n", 5, 1, "oracle: needs accounting 'nav'", NULL, NULL},
    {LENT "limits: {max_drawdown: 5%}\n", 5, 1, "limits: needs accounting 'nav'", NULL, NULL},
    {NAME "vault: {preset: meteora, capital: 1, fees: per_lp}\n" MODES ONE("index: index.csv"), 2,
     44, "vault.fees: 'per_lp' needs accounting 'nav', allowed: none", NULL, NULL},
    /* keys of the vault */
    {NAME "vault: {preset: meteora, capital: 1, unlock: linear}\n" MODES ONE("index: index.csv"), 2,
     46, "vault.unlock: expected one of none, meteora, meteora_legacy, yearn_v2, yearn_v3", NULL,
     NULL},
    {NAME "vault: {preset: meteora, capital: 1, buffer: 10001}\n" MODES ONE("index: index.csv"), 2,
     46, "vault.buffer: '10001' is too large, allowed is 0 to 10000", NULL, NULL},
    {NAME "vault: {preset: meteora, capital: 1, buffer: 10%}\n" MODES ONE("index: index.csv"), 2,
     46, "vault.buffer: expected a whole number, got '10%'", NULL, NULL},
    {NAME "vault: {preset: meteora, capital: 1, min_move: -1}\n" MODES ONE("index: index.csv"), 2,
     48, "vault.min_move: '-1' is too small, allowed is 0 to 10000", NULL, NULL},
    {NAME "vault: {preset: meteora, capital: 1, degradation: -1}\n" MODES ONE("index: index.csv"),
     2, 51, "vault.degradation: '-1' is too small, allowed is 0 or more", NULL, NULL},
    /* the window */
    {LISTED("{name: a, handler: idle}"), 1, 1,
     "start: is required where there are no prices and no index", NULL, NULL},
    {LISTED("{name: a, handler: idle}") "start: 2024-01-01T00:00:00Z\n", 1, 1,
     "end: is required where there are no prices and no index", NULL, NULL},
    {LENT "start: 2023-12-31T23:59:59Z\n", 5, 8,
     "is before the first visible bar or row of 'usdc', the first usable time is "
     "2024-01-01T00:00:00Z",
     NULL, NULL},
    /* index feeds */
    {LENT, 4, 53, "strategies[0].index: 'index.csv' has no rows, expected at least one",
     "time,exchange_price\n", NULL},
    {LENT, 3, 22, "expected a price that does not fall",
     INDEX "2024-01-01T01:00:00Z,0.999999999999,\n", NULL},
    {LENT, 3, 1, "expected a time after the row before", INDEX ROW, NULL},
    {LENT, 3, 1, "time goes backwards", INDEX "2023-12-31T00:00:00Z,1,\n", NULL},
    {LENT, 2, 22, "expected a price above 0", "time,exchange_price\n2024-01-01T00:00:00Z,0\n",
     NULL},
    {LENT, 2, 24, "expected an amount of 0 or more, or nothing",
     "time,exchange_price,available\n2024-01-01T00:00:00Z,1,-5\n", NULL},
    {LENT, 1, 6, "unknown column 'price'; allowed: time, exchange_price, available",
     "time,price\n2024-01-01T00:00:00Z,1\n", NULL},
    {LENT, 1, 21, "unknown column 'limit'; allowed: time, exchange_price, available",
     "time,exchange_price,limit\n2024-01-01T00:00:00Z,1,\n", NULL},
    /* cranks feeds */
    {LENT "cranks: cranks.csv\n", 2, 1, "expected a time not before the start of the run", NULL,
     CRANKS "2023-12-31T23:00:00Z,admin,deposit_strategy,usdc,5\n"},
    {LENT "cranks: cranks.csv\n", 2, 28, "expected deposit_strategy or withdraw_strategy", NULL,
     CRANKS "2024-01-01T01:00:00Z,admin,deposit,usdc,5\n"},
    {LENT "cranks: cranks.csv\n", 2, 50, "expected an amount of 0 or more", NULL,
     CRANKS "2024-01-01T01:00:00Z,admin,deposit_strategy,usdc,-5\n"},
    {LENT "cranks: cranks.csv\n", 3, 1, "time goes backwards", NULL,
     CRANKS "2024-01-01T01:00:00Z,admin,deposit_strategy,usdc,5\n"
            "2024-01-01T00:30:00Z,admin,deposit_strategy,usdc,5\n"},
};

static scratch files;

static void setup(void)
{
    scratch_open(&files);
    scratch_put_feeds(&files);
}

static void teardown(void)
{
    scratch_close(&files);
}

static void put_feeds(const bad_case *it)
{
    scratch_put(&files, "index.csv",
                it->index != NULL ? it->index : INDEX "2024-01-01T02:00:00Z,1.001,500\n");
    scratch_put(&files, "cranks.csv", it->cranks != NULL ? it->cranks : CRANKS);
}

START_TEST(a_bad_scenario_of_a_lending_vault_is_refused_at_its_place)
{
    static bl_scenario scenario;
    static bl_diags diags;
    const bl_scenario_options options = {0};
    const bad_case *it = &bad[_i];
    const char *path = scratch_put(&files, "bad.yaml", it->text);
    put_feeds(it);
    bl_diag_init(&diags);
    ck_assert_msg(!bl_scenario_open(path, &options, &scenario, &diags), "accepted:\n%s", it->text);
    bool found = false;
    for (size_t i = 0; i < diags.len; i++) {
        const bl_diag *said = &diags.items[i];
        found = found || (said->line == it->line && said->column == it->column &&
                          strstr(said->message, it->says) != NULL);
    }
    ck_assert_msg(found, "expected %zu:%zu: %s\n     got %s:%zu:%zu: %s\nfor\n%s", it->line,
                  it->column, it->says, diags.items[0].file, diags.items[0].line,
                  diags.items[0].column, diags.items[0].message, it->text);
    ck_assert_ptr_null(scenario.memory);
}
END_TEST

START_TEST(the_good_head_of_these_scenarios_is_accepted)
{
    static bl_scenario scenario;
    static bl_diags diags;
    static const bad_case good = {LENT "cranks: cranks.csv\n",
                                  0,
                                  0,
                                  NULL,
                                  NULL,
                                  CRANKS "2024-01-01T01:00:00Z,anyone,withdraw_strategy,none,0\n"};
    const bl_scenario_options options = {0};
    const char *path = scratch_put(&files, "good.yaml", good.text);
    put_feeds(&good);
    bl_diag_init(&diags);
    ck_assert_msg(bl_scenario_open(path, &options, &scenario, &diags), "%zu:%zu: %s",
                  diags.items[0].line, diags.items[0].column, diags.items[0].message);
    bl_scenario_close(&scenario);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reported_bad");
    TCase *tcase = tcase_create("bad");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_bad_scenario_of_a_lending_vault_is_refused_at_its_place, 0,
                        (int)(sizeof bad / sizeof bad[0]));
    tcase_add_test(tcase, the_good_head_of_these_scenarios_is_accepted);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}

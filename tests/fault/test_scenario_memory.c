/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_scenario_memory.c - the n-th allocation fails, for every n: the scenario is refused with a
 * complaint, nothing leaks, nothing is left open. glibc lets a program bring its own malloc;
 * under sanitizers, which bring theirs, the test is skipped.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../scenarios/scenario.h"
#include "../support/scratch.h"

#if defined(__has_feature)
#define HAS_FEATURE(name) __has_feature(name)
#else
#define HAS_FEATURE(name) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                               \
    HAS_FEATURE(address_sanitizer) || HAS_FEATURE(thread_sanitizer)

START_TEST(an_allocation_that_fails_refuses_the_scenario)
{
    printf("skipped: a sanitizer owns malloc\n");
}
END_TEST

#else

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *old, size_t bytes);
void __libc_free(void *memory);

enum { NEVER = -1, COUNTS_MAX = 100000 };

static long countdown = NEVER; /* allocations until one fails */
static bool has_failed;
static long balance; /* allocations not given back */

static bool fails_now(void)
{
    if (countdown == NEVER || countdown-- != 0) {
        return false;
    }
    countdown = NEVER;
    has_failed = true;
    return true;
}

static void *count_in(void *memory)
{
    balance += memory != NULL ? 1 : 0;
    return memory;
}

void *malloc(size_t bytes)
{
    return fails_now() ? NULL : count_in(__libc_malloc(bytes));
}

void *calloc(size_t count, size_t bytes)
{
    return fails_now() ? NULL : count_in(__libc_calloc(count, bytes));
}

void *realloc(void *old, size_t bytes)
{
    if (fails_now()) {
        return NULL;
    }
    void *memory = __libc_realloc(old, bytes);
    balance += old == NULL && memory != NULL ? 1 : 0;
    return memory;
}

void free(void *memory)
{
    balance -= memory != NULL ? 1 : 0;
    __libc_free(memory);
}

static const char text[] =
    "seed: 7\n"
    "vault: {preset: hyro, capital: 1000.5}\n"
    "modes: [immediate, 4h]\n"
    "failsafe: {reviews: [2024-01-01T02:00:00Z]}\n"
    "oracle: {faults: faults.csv}\n"
    "instruments:\n  - {name: BTC, prices: btc.csv, bar: 1h, funding: funding.csv}\n"
    "venue: {availability: {windows: outages.csv}}\n"
    "flows: flows.csv\ntargets: targets.csv\n"
    "stress: {severity: 90%}\n"
    "expect: [{trips: none, modes: [24h]}, {metric: trips < 1}]\n";

START_TEST(an_allocation_that_fails_refuses_the_scenario)
{
    static const char *const sets[] = {"instruments.BTC.target=[1"};
    static const char *const good_sets[] = {"instruments.BTC.target=1", "record=1h"};
    static const char *const modes[] = {"24h"};
    static bl_scenario scenario;
    static bl_diags diags;
    const bl_scenario_options options = {.overrides = _i == 0 ? good_sets : sets,
                                         .overrides_len = _i == 0 ? 2 : 1,
                                         .modes = modes,
                                         .modes_len = 1};
    scratch files;
    scratch_open(&files);
    scratch_put_feeds(&files);
    const char *path = scratch_put(&files, "s.yaml", text);
    long n = 0;
    do {
        const long before = balance;
        bl_diag_init(&diags);
        has_failed = false;
        countdown = n;
        const bool ok = bl_scenario_open(path, &options, &scenario, &diags);
        countdown = NEVER;
        ck_assert_msg(ok || diags.errors > 0, "allocation %ld: refused without a word", n);
        ck_assert_msg(!ok || diags.errors == 0, "allocation %ld: accepted with errors", n);
        ck_assert_msg(ok || scenario.memory == NULL, "allocation %ld: memory is kept", n);
        bl_scenario_close(&scenario);
        ck_assert_msg(balance == before, "allocation %ld: %ld leaked", n, balance - before);
        n++;
    } while (has_failed && n < COUNTS_MAX);
    ck_assert(!has_failed);
    ck_assert_int_gt(n, 20);
    scratch_close(&files);
}
END_TEST

#endif

int main(void)
{
    Suite *suite = suite_create("scenario_memory");
    TCase *tcase = tcase_create("memory");
    tcase_add_loop_test(tcase, an_allocation_that_fails_refuses_the_scenario, 0, 2);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}

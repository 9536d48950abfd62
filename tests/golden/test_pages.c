/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_pages.c - what the pages for users show is what happens: their files are written, their
 * commands run and the output compared, line by line (tests/support/page.h).
 */
#define _GNU_SOURCE
#include <check.h>
#include <string.h>
#include <unistd.h>

#include "../support/cases.h"
#include "../support/page.h"
#include "../support/program.h"

static const char *const pages[] = {"docs/tutorial.md", "docs/for-designers.md",
                                    "docs/for-researchers.md", "docs/for-risk.md"};
enum { PAGES_LEN = sizeof pages / sizeof *pages, PATH_BYTES = 4096 };

static char root[PATH_BYTES];

START_TEST(a_page_shows_what_happens)
{
    const page_result result = page_run(root, pages[_i]);
    ck_assert_uint_ge(result.commands, 3);
    ck_assert_uint_eq(result.mismatches, 0);
}
END_TEST

START_TEST(three_dots_stand_for_any_lines_and_for_nothing_else)
{
    static const struct {
        const char *expected, *found;
        bool matches;
    } table[] = {
        {"a\nb\n", "a\nb\n", true},
        {"a\n", "a\nb\n", false},
        {"a\nb\n", "a\n", false},
        {"a\n...\nd\n", "a\nb\nc\nd\n", true},
        {"a\n...\nd\n", "a\nd\n", true},
        {"a\n...\nd\n", "a\nb\nc\n", false},
        {"...\n", "", true},
        {"...\nc\n...\n", "a\nb\nc\nd\n", true},
        {"", "a\n", false},
        {"a.\n", "ab\n", false},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const char *expected = table[i].expected;
        ck_assert_msg(page_matches(expected, expected + strlen(expected), table[i].found) ==
                          table[i].matches,
                      "case %zu", i);
    }
}
END_TEST

int main(void)
{
    if (!getcwd(root, sizeof root) || !program_find()) {
        return 0;
    }
    TCase *tcase = tcase_create("pages");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, program_begin, program_finish);
    tcase_add_loop_test(tcase, a_page_shows_what_happens, 0, PAGES_LEN);
    tcase_add_test(tcase, three_dots_stand_for_any_lines_and_for_nothing_else);
    return cases_run("pages", tcase);
}

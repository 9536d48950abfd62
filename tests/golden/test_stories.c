/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_stories.c - the cases of docs/cases that run on real records: each by two commands, an
 * import of raw files and a comparison, which are run as the page has them and whose numbers are
 * those of the page. Skips where the records are not there.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../support/cases.h"
#include "../support/page.h"
#include "../support/story.h"

static const char *const stories[] = {"glp-2022",  "steth-2022",    "katana-2026",
                                      "etf-2024",  "svb-2023",      "qqq",
                                      "aave-2023", "volume-limits", "book-2022"};
enum { STORIES_LEN = sizeof stories / sizeof *stories, PATH_BYTES = 128 };

START_TEST(a_story_is_told_by_two_commands_whose_numbers_stand_on_its_page)
{
    char page[PATH_BYTES];
    snprintf(page, sizeof page, "docs/cases/%s.md", stories[_i]);
    page_figures = "--figures=svg"; /* the pictures of points take most of the time */
    const page_result result = page_run(story_root, page);
    ck_assert_uint_ge(result.commands, 2);
    ck_assert_uint_eq(result.mismatches, 0);
}
END_TEST

int main(void)
{
    if (!story_find()) {
        return EXIT_SUCCESS;
    }
    TCase *const all = tcase_create("stories");
    tcase_set_timeout(all, 120);
    tcase_add_checked_fixture(all, story_begin, story_finish);
    tcase_add_loop_test(all, a_story_is_told_by_two_commands_whose_numbers_stand_on_its_page, 0,
                        STORIES_LEN);
    return cases_run("stories", all);
}

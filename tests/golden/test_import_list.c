/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_import_list.c - `ballast import LIST`: several feeds by one command, all of them or none,
 * and what is wrong with a list told at its line and column.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../support/cases.h"
#include "../support/program.h"

#define HOURS "time,close\n2024-01-01T00:00:00Z,10\n2024-01-01T01:00:00Z,20\n"
#define MOVES "time,lp,amount,base\n2024-01-01T00:30:00Z,ann,1,2\n2024-01-01T01:30:00Z,bob,-3,-1\n"
#define COLUMNS "columns: time=time,lp=lp,amount=amount,base=base"

static void put_inputs(void)
{
    ck_assert_int_eq(mkdir("raw", 0777), 0);
    program_put_file("raw/hours.csv", HOURS);
    program_put_file("raw/moves.csv", MOVES);
}

/* Runs a list that says this below `feeds:`. */
static int import_feeds(const char *feeds)
{
    static char list[4096];
    snprintf(list, sizeof list, "from: raw\nfeeds:\n%s", feeds);
    program_put_file("list.yaml", list);
    return PROGRAM_RUN("import", "list.yaml", "-o", "feeds");
}

static void expect_nothing_is_left(void)
{
    DIR *const folder = opendir(".");
    ck_assert_ptr_nonnull(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        ck_assert_msg(strstr(entry->d_name, "feeds") == NULL, "%s", entry->d_name);
    }
    closedir(folder);
}

START_TEST(all_feeds_stand_in_one_folder_with_their_manifests)
{
    static char text[PROGRAM_ANSWER_BYTES];
    put_inputs();
    ck_assert_int_eq(import_feeds("  btc: {file: hours.csv, format: csv}\n"
                                  "  moves:\n    file: moves.csv\n    format: csv\n"
                                  "    kind: flows\n    " COLUMNS "\n    base-prices: btc\n"),
                     0);
    ck_assert_str_eq(program_out, "");
    program_expect_in(program_err, "btc.csv: csv, prices: 2 of 2 rows");
    program_expect_in(program_err, "moves.csv: csv, flows: 2 of 2 rows");
    program_expect_in(program_err, "Wrote feeds.");
    program_read("feeds/moves.csv", text);
    ck_assert_str_eq(text, "time,lp,kind,amount\n2024-01-01T00:30:00Z,ann,deposit,21\n"
                           "2024-01-01T01:30:00Z,bob,withdraw,23\n");
    program_read("feeds/moves.csv.import.json", text);
    program_expect_in(text, "\"base-prices\": \"btc.csv\"");
    program_read("feeds/imports.json", text);
    program_expect_in(text, "\"list\": \"list.yaml\"");
}
END_TEST

START_TEST(what_a_list_says_is_what_the_command_says)
{
    static char by_list[PROGRAM_ANSWER_BYTES];
    static char by_command[PROGRAM_ANSWER_BYTES];
    put_inputs();
    program_put_file("raw/odd.csv", "x\nWhen;Last\n2024-01-01 02:00;3\n2024-01-01 00:00;1\n"
                                    "2024-01-01 00:00;1\n");
    ck_assert_int_eq(
        import_feeds("  odd:\n    files: [odd.csv]\n    format: csv\n"
                     "    skip: 1\n    separator: ;\n    columns: time=When,close=Last\n"
                     "    tz: +01:00\n    sort: true\n    dedupe: keep-first\n"
                     "    fill: false\n    descending: false\n    shift: 1h\n"
                     "    scale: 2\n    clip: 2024-01-01..\n"),
        0);
    ck_assert_int_eq(PROGRAM_RUN("import", "csv", "raw/odd.csv", "--skip=1", "--separator=;",
                                 "--columns=time=When,close=Last", "--tz=+01:00", "--sort",
                                 "--dedupe=keep-first", "--shift=1h", "--scale=2",
                                 "--clip=2024-01-01..", "-o", "odd.csv"),
                     0);
    program_read("feeds/odd.csv", by_list);
    program_read("odd.csv", by_command);
    ck_assert_str_eq(by_list, by_command);
    program_read("feeds/odd.csv.import.json", by_list);
    program_read("odd.csv.import.json", by_command);
    ck_assert_str_eq(by_list, by_command);
}
END_TEST

START_TEST(one_feed_that_is_refused_leaves_none)
{
    put_inputs();
    program_put_file("raw/bad.csv", "time,close\n2024-01-01T00:00:00Z,1\n2024-01-01T00:00:00Z,2\n");
    ck_assert_int_eq(import_feeds("  btc: {file: hours.csv, format: csv}\n"
                                  "  bad: {file: bad.csv, format: csv}\n"),
                     3);
    program_expect_in(program_err, "raw/bad.csv:3:1: error: time: '2024-01-01T00:00:00Z'");
    program_expect_in(program_err, "nothing was written");
    expect_nothing_is_left();
}
END_TEST

START_TEST(a_folder_of_imports_is_replaced_only_by_force_and_no_other_folder_ever)
{
    put_inputs();
    ck_assert_int_eq(import_feeds("  btc: {file: hours.csv, format: csv}\n"), 0);
    ck_assert_int_eq(import_feeds("  eth: {file: hours.csv, format: csv}\n"), 2);
    program_expect_in(program_err, "'feeds' exists already");
    ck_assert_int_eq(PROGRAM_RUN("import", "list.yaml", "-o", "feeds", "--force"), 0);
    ck_assert_int_ne(access("feeds/btc.csv", F_OK), 0);
    ck_assert_int_eq(access("feeds/eth.csv", F_OK), 0);
    ck_assert_int_eq(PROGRAM_RUN("import", "list.yaml", "-o", "raw", "--force"), 2);
    ck_assert_int_eq(access("raw/hours.csv", F_OK), 0);
}
END_TEST

START_TEST(the_files_of_a_list_may_lie_elsewhere)
{
    put_inputs();
    ck_assert_int_eq(rename("raw", "moved"), 0);
    ck_assert_int_eq(import_feeds("  btc: {file: hours.csv, format: csv}\n"), 3);
    program_expect_in(program_err, "list.yaml:3:15: error: file: 'raw/hours.csv' cannot be read");
    program_expect_in(program_err, "--from");
    ck_assert_int_eq(PROGRAM_RUN("import", "list.yaml", "-o", "feeds", "--from", "moved"), 0);
    ck_assert_int_eq(access("feeds/btc.csv", F_OK), 0);
}
END_TEST

/* Below `from: raw` and `feeds:`, so the first line is the third. */
static const struct {
    const char *feeds, *complaint;
} bad[] = {
    {"", "list.yaml:2:7: error: feeds: expected a mapping of up to 64 feeds"},
    {"  btc: hours.csv\n",
     "list.yaml:3:8: error: btc: expected a mapping such as {file: btc.json}"},
    {"  btc: {format: csv}\n", "list.yaml:3:3: error: btc: 'file' or 'files' is missing"},
    {"  btc: {file: hours.csv, formt: csv}\n",
     "list.yaml:3:26: error: unknown key 'formt' (did you mean 'format'?)"},
    {"  btc: {file: hours.csv, zzzzzz: 1}\n",
     "allowed here: file, files, format, kind, columns, time-unit"},
    {"  btc: {file: hours.csv, format: cvs}\n",
     "list.yaml:3:34: error: format: no such format: ballast import --list shows them"},
    {"  btc: {file: hours.csv, kind: bonds}\n",
     "list.yaml:3:32: error: kind: 'bonds': allowed are auto, prices, flows"},
    {"  btc: {file: hours.csv, format: kraken, kind: flows}\n",
     "list.yaml:3:48: error: kind: this format holds nothing of that --kind"},
    {"  btc: {file: hours.csv, skip: few}\n",
     "list.yaml:3:32: error: skip: 'few': allowed is a number of lines, 0 to 999999"},
    {"  btc: {file: hours.csv, sort: yes}\n",
     "list.yaml:3:32: error: sort: 'yes': allowed are true and false"},
    {"  btc: {file: hours.csv, dedupe: some}\n",
     "list.yaml:3:34: error: dedupe: 'some': allowed are keep-first, keep-last and fail"},
    {"  btc: {file: hours.csv, separator: ab}\n",
     "list.yaml:3:37: error: separator: 'ab': allowed is one character, or \\t"},
    {"  btc:\n    file: hours.csv\n    clip: May\n",
     "list.yaml:5:11: error: clip: allowed is FROM..TO, such as 2022-05-01..2022-07-01"},
    {"  btc: {file: hours.csv, tz: CET}\n", "list.yaml:3:30: error: tz: allowed are UTC and"},
    {"  btc: {file: hours.csv, scale: -1}\n",
     "list.yaml:3:33: error: scale: allowed is a decimal above 0"},
    {"  btc: {file: hours.csv, resample: 0s}\n",
     "list.yaml:3:36: error: resample: allowed is a duration above 0"},
    {"  btc: {file: hours.csv, shift: [1h]}\n",
     "list.yaml:3:33: error: shift: expected one value, got a list"},
    {"  btc: {file: hours.csv, lp: }\n",
     "list.yaml:3:30: error: lp: expected one value, got nothing"},
    {"  btc: {files: []}\n", "list.yaml:3:16: error: files: expected 1 to 256 paths"},
    {"  btc: {file: none.csv}\n", "list.yaml:3:15: error: file: 'raw/none.csv' cannot be read"},
    {"  btc: {file: hours.csv, files: [hours.csv]}\n",
     "list.yaml:3:26: error: either 'file' or 'files'"},
    {"  ../btc: {file: hours.csv}\n",
     "list.yaml:3:3: error: a feed's name, which becomes NAME.csv"},
    {"  btc: {file: hours.csv}\n  btc: {file: hours.csv}\n", "list.yaml:4:3: error: "},
    {"  btc: {file: hours.csv, base-prices: eth}\n  eth: {file: hours.csv}\n",
     "list.yaml:3:39: error: base-prices: 'raw/eth' cannot be read"},
    {"  btc: {file: hours.csv, format: csv}\nfeed: {}\n",
     "list.yaml:4:1: error: unknown key 'feed' (did you mean 'feeds'?)"},
};
enum { BAD_LEN = sizeof bad / sizeof *bad };

START_TEST(what_is_wrong_with_a_list_is_told_at_its_place)
{
    put_inputs();
    ck_assert_int_eq(import_feeds(bad[_i].feeds), 3);
    program_expect_in(program_err, bad[_i].complaint);
    expect_nothing_is_left();
}
END_TEST

START_TEST(options_of_one_import_belong_into_the_list)
{
    put_inputs();
    ck_assert_int_eq(import_feeds("  btc: {file: hours.csv, format: csv}\n"), 0);
    ck_assert_int_eq(PROGRAM_RUN("import", "list.yaml", "-o", "two", "--sort"), 2);
    program_expect_in(program_err, "--sort is of one import: say it in list.yaml");
    ck_assert_int_eq(PROGRAM_RUN("import", "list.yaml", "raw/hours.csv", "-o", "two"), 2);
    ck_assert_int_eq(PROGRAM_RUN("import", "list.yaml"), 2);
    program_expect_in(program_err, "-o, the folder of the feeds, is needed");
    ck_assert_int_eq(PROGRAM_RUN("import", "csv", "raw/hours.csv", "--force"), 2);
    program_expect_in(program_err, "--from and --force are for a LIST");
    ck_assert_int_eq(PROGRAM_RUN("import", "none.yaml", "-o", "two"), 3);
    program_expect_in(program_err, "none.yaml: error: cannot be opened");
    ck_assert_int_eq(PROGRAM_RUN("import", "list.yaml", "-o", "two", "-q"), 0);
    ck_assert_str_eq(program_err, "");
}
END_TEST

START_TEST(a_list_is_no_scenario)
{
    put_inputs();
    ck_assert_int_eq(import_feeds("  btc: {file: hours.csv, format: csv}\n"), 0);
    ck_assert_int_eq(PROGRAM_RUN("run", "list.yaml"), 3);
    program_expect_in(program_err, "list.yaml:2:1: error: this is an import list, not a scenario");
    program_expect_in(program_err, "1 error; nothing was run.");
}
END_TEST

int main(void)
{
    if (!program_find()) {
        return 0;
    }
    TCase *const all = tcase_create("import_list");
    tcase_add_checked_fixture(all, program_begin, program_finish);
    tcase_add_test(all, all_feeds_stand_in_one_folder_with_their_manifests);
    tcase_add_test(all, what_a_list_says_is_what_the_command_says);
    tcase_add_test(all, one_feed_that_is_refused_leaves_none);
    tcase_add_test(all, a_folder_of_imports_is_replaced_only_by_force_and_no_other_folder_ever);
    tcase_add_test(all, the_files_of_a_list_may_lie_elsewhere);
    tcase_add_test(all, options_of_one_import_belong_into_the_list);
    tcase_add_test(all, a_list_is_no_scenario);
    tcase_add_loop_test(all, what_is_wrong_with_a_list_is_told_at_its_place, 0, BAD_LEN);
    return cases_run("import_list", all);
}

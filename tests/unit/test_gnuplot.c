/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_gnuplot.c - the child that draws: what it may not do, how its failures show, and the one
 * quoting function.
 */
#define _GNU_SOURCE
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "../../reports/gnuplot.h"
#include "../../reports/script.h"
#include "../support/sample_run.h"

static char folder[256];
static bl_err err;

static void make_folder(void)
{
    bl_sample_run_make_folder(folder, sizeof folder);
    err = (bl_err){.status = BL_OK};
}

static void remove_folder(void)
{
    bl_sample_run_remove_folder(folder);
}

static bl_status draw(const char *script, bl_gnuplot_format format, int64_t deadline_ms)
{
    const bl_gnuplot_job job = {.script = script,
                                .script_len = strlen(script),
                                .format = format,
                                .width = 300,
                                .height = 200,
                                .folder = folder,
                                .name = "p",
                                .deadline_ms = deadline_ms};
    return bl_gnuplot_draw(&job, &err);
}

static size_t count_files(void)
{
    size_t count = 0;
    DIR *dir = opendir(folder);
    ck_assert_ptr_nonnull(dir);
    for (const struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(dir);
    return count;
}

static bool same_twice(bl_gnuplot_format format, const char *name)
{
    size_t len[2];
    char *text[2];
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(draw("plot sin(x)", format, 0), BL_OK);
        text[i] = bl_sample_run_read_file(folder, name, &len[i]);
        ck_assert_ptr_nonnull(text[i]);
        const struct timespec pause = {.tv_sec = i == 0 ? 1 : 0, .tv_nsec = 100000000};
        nanosleep(&pause, NULL);
    }
    const bool same = len[0] == len[1] && memcmp(text[0], text[1], len[0]) == 0;
    free(text[0]);
    free(text[1]);
    return same;
}

START_TEST(a_picture_has_the_same_bytes_a_second_later)
{
    ck_assert(same_twice(BL_GNUPLOT_SVG, "p.svg"));
    ck_assert(same_twice(BL_GNUPLOT_PNG, "p.png"));
    ck_assert(same_twice(BL_GNUPLOT_PDF, "p.pdf"));
    ck_assert_uint_eq(count_files(), 3);
}
END_TEST

/* The drawing inside the PDF, unpacked. */
static char *read_drawing(void)
{
    size_t len = 0;
    uLongf room = 1 << 20;
    char *pdf = bl_sample_run_read_file(folder, "p.pdf", &len);
    ck_assert_ptr_nonnull(pdf);
    char *begin = memmem(pdf, len, "stream\n", 7);
    ck_assert_ptr_nonnull(begin);
    begin += 7;
    char *drawing = calloc(1, room + 1);
    ck_assert_ptr_nonnull(drawing);
    const size_t left = len - (size_t)(begin - pdf);
    ck_assert_int_eq(uncompress((Bytef *)drawing, &room, (const Bytef *)begin, left), Z_OK);
    free(pdf);
    return drawing;
}

/* 96 pixels of the layout are an inch of paper, so type must have its points, not 4/3 of them. */
START_TEST(type_in_a_pdf_has_the_size_that_was_laid_out)
{
    ck_assert_int_eq(draw("set label 'x' at 0,0 font ',20'\nplot sin(x)", BL_GNUPLOT_PDF, 0),
                     BL_OK);
    char *drawing = read_drawing();
    ck_assert_ptr_nonnull(strstr(drawing, "20 0 0 -20 "));
    ck_assert_ptr_null(strstr(drawing, "26.6"));
    free(drawing);
}
END_TEST

START_TEST(the_script_is_kept_where_asked_for)
{
    const char *script = "plot sin(x)";
    const bl_gnuplot_job job = {.script = script,
                                .script_len = strlen(script),
                                .width = 300,
                                .height = 200,
                                .folder = folder,
                                .name = "p",
                                .keep_script = true};
    ck_assert_int_eq(bl_gnuplot_draw(&job, &err), BL_OK);
    size_t len = 0;
    char *text = bl_sample_run_read_file(folder, "p.gp", &len);
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_nonnull(strstr(text, script));
    free(text);
    ck_assert_uint_eq(count_files(), 2);
}
END_TEST

START_TEST(a_script_cut_off_is_an_error)
{
    const char *cut[] = {"set label 'cut", "$d << EOD\n1 2\n3", "plot sin(x",
                         "plot sin(x)\nif (1) {"};
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
        ck_assert_int_eq(draw(cut[i], BL_GNUPLOT_SVG, 0), BL_SYSTEM);
        ck_assert_uint_gt(strlen(err.text), 10);
        ck_assert_uint_eq(count_files(), 0);
    }
}
END_TEST

START_TEST(an_error_in_the_script_is_told_in_gnuplots_words)
{
    ck_assert_int_eq(draw("plot sin(x)\nbogus\n", BL_GNUPLOT_SVG, 0), BL_SYSTEM);
    ck_assert_ptr_nonnull(strstr(err.text, "invalid command"));
    ck_assert_int_eq(draw("plot 'nofile'", BL_GNUPLOT_SVG, 0), BL_SYSTEM);
    ck_assert_ptr_null(strchr(err.text, '\n'));
    ck_assert_uint_eq(count_files(), 0);
}
END_TEST

START_TEST(a_script_without_a_picture_is_an_error)
{
    ck_assert_int_eq(draw("x = 1", BL_GNUPLOT_SVG, 0), BL_SYSTEM);
    ck_assert_ptr_nonnull(strstr(err.text, "not whole"));
}
END_TEST

START_TEST(an_endless_script_is_stopped_at_the_deadline)
{
    ck_assert_int_eq(draw("while (1) { x = 1 }", BL_GNUPLOT_SVG, 300), BL_SYSTEM);
    ck_assert_ptr_nonnull(strstr(err.text, "deadline"));
    ck_assert_uint_eq(count_files(), 0);
}
END_TEST

START_TEST(a_flood_of_messages_does_not_hang_it)
{
    ck_assert_int_eq(draw("do for [i=1:40000] { print i }\nbogus\n", BL_GNUPLOT_SVG, 0), BL_SYSTEM);
    ck_assert_ptr_nonnull(strstr(err.text, "invalid command"));
}
END_TEST

START_TEST(nothing_a_script_says_can_start_a_program)
{
    static const char *const tries[] = {
        "system('touch %s/hacked')\nplot x",
        "!touch %s/hacked\nplot x",
        "set label \"`touch %s/hacked`\"\nplot x",
        "plot '<touch %s/hacked'",
        "load '<touch %s/hacked'",
        "set print '|touch %s/hacked'\nprint 1\nset print\nplot x",
        "set output '|touch %s/hacked'\nplot x",
    };
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        char script[400];
        char hacked[300];
        const char *at = strstr(tries[i], "%s");
        snprintf(script, sizeof script, "%.*s%s%s", (int)(at - tries[i]), tries[i], folder, at + 2);
        snprintf(hacked, sizeof hacked, "%s/hacked", folder);
        draw(script, BL_GNUPLOT_SVG, 0);
        ck_assert_msg(access(hacked, F_OK) != 0, "ran: %s", script);
    }
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_an_error)
{
    const bl_gnuplot_job job = {.script = "plot x",
                                .script_len = 6,
                                .width = 300,
                                .height = 200,
                                .folder = "/nonexistent/folder",
                                .name = "p"};
    ck_assert_int_eq(bl_gnuplot_draw(&job, &err), BL_SYSTEM);
    ck_assert_ptr_nonnull(strstr(err.text, "/nonexistent/folder"));
}
END_TEST

static void expect_quoted(const char *text, bl_text_use use, const char *expected)
{
    bl_script script = {0};
    bl_script_put_text(&script, text, false, use);
    ck_assert_str_eq(script.text, expected);
    bl_script_close(&script);
}

START_TEST(text_is_quoted_so_that_nothing_in_it_is_markup)
{
    expect_quoted("plain 24h", BL_TEXT_LABEL, "'plain 24h'");
    expect_quoted("it's", BL_TEXT_LABEL, "'it''s'");
    expect_quoted("'; system('id')", BL_TEXT_LABEL, "'{}''; system(''id'')'");
    expect_quoted("\x01'x", BL_TEXT_LABEL, "'{}''x'");
    expect_quoted("a\nb\x7f\x01", BL_TEXT_LABEL, "'ab'");
    expect_quoted("\\{}^_@&~", BL_TEXT_LABEL, "'\\\\\\{\\}\\^\\_\\@\\&\\~'");
    expect_quoted("`id` $x \"y\" <z>", BL_TEXT_LABEL, "'`id` $x \"y\" <z>'");
    expect_quoted("5%", BL_TEXT_LABEL, "'5%'");
    expect_quoted("5%", BL_TEXT_TIC, "'5%%'");
    expect_quoted("", BL_TEXT_LABEL, "''");
}
END_TEST

START_TEST(broken_utf8_is_replaced_and_whole_utf8_kept)
{
    expect_quoted("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", BL_TEXT_LABEL,
                  "'\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80'");
    expect_quoted("\xff", BL_TEXT_LABEL, "'\xef\xbf\xbd'");
    expect_quoted("\xc3", BL_TEXT_LABEL, "'\xef\xbf\xbd'");
    expect_quoted("\xc0\xa7", BL_TEXT_LABEL, "'\xef\xbf\xbd\xef\xbf\xbd'");
    expect_quoted("\xed\xa0\x80", BL_TEXT_LABEL, "'\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd'");
    expect_quoted("\xef\xbf\xbe", BL_TEXT_LABEL, "'\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd'");
}
END_TEST

START_TEST(a_block_without_rows_is_known_as_such)
{
    bl_script script = {0};
    bl_script_open_block(&script);
    bl_script_put_break(&script);
    ck_assert_uint_eq(bl_script_close_block(&script), 0);
    bl_script_open_block(&script);
    bl_script_put_row(&script, (const double[]){1, 2.5}, 2);
    ck_assert_uint_eq(bl_script_close_block(&script), 2);
    ck_assert_ptr_nonnull(strstr(script.text, "$d2 << EOD\n1 2.5\nEOD\n"));
    bl_script_close(&script);
}
END_TEST

static void add_drawing(TCase *tests)
{
    if (!bl_gnuplot_path()) {
        printf("skipped: gnuplot is not installed, nothing was drawn\n");
        return;
    }
    tcase_add_test(tests, a_picture_has_the_same_bytes_a_second_later);
    tcase_add_test(tests, type_in_a_pdf_has_the_size_that_was_laid_out);
    tcase_add_test(tests, the_script_is_kept_where_asked_for);
    tcase_add_test(tests, a_script_cut_off_is_an_error);
    tcase_add_test(tests, an_error_in_the_script_is_told_in_gnuplots_words);
    tcase_add_test(tests, a_script_without_a_picture_is_an_error);
    tcase_add_test(tests, an_endless_script_is_stopped_at_the_deadline);
    tcase_add_test(tests, a_flood_of_messages_does_not_hang_it);
    tcase_add_test(tests, nothing_a_script_says_can_start_a_program);
    tcase_add_test(tests, a_folder_that_is_not_there_is_an_error);
}

int main(void)
{
    Suite *suite = suite_create("gnuplot");
    TCase *tests = tcase_create("gnuplot");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    add_drawing(tests);
    tcase_add_test(tests, text_is_quoted_so_that_nothing_in_it_is_markup);
    tcase_add_test(tests, broken_utf8_is_replaced_and_whole_utf8_kept);
    tcase_add_test(tests, a_block_without_rows_is_known_as_such);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

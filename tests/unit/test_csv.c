/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_csv.c - rows, their limits and their places (data/csv.h).
 */
#include "../../data/csv.h"
#include "../support/feed_file.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char path[BL_FEED_FILE_PATH];
    bl_diags diags;
    bl_csv *csv;
} opened;

static void open_text(opened *o, const char *text, size_t len, bool general_only)
{
    const bl_csv_options options = {.general_only = general_only};
    bl_feed_file_write(o->path, text, len);
    bl_diag_init(&o->diags);
    o->csv = bl_csv_open(o->path, options, &o->diags);
    ck_assert_ptr_nonnull(o->csv);
}

static void close_text(opened *o)
{
    bl_csv_close(o->csv);
    bl_feed_file_remove(o->path);
}

static void check_row(opened *o, const char *const *fields, size_t len)
{
    bl_csv_row row;
    ck_assert(bl_csv_read_row(o->csv, &row));
    ck_assert_uint_eq(row.len, len);
    for (size_t i = 0; i < len; i++) {
        if (fields[i] == NULL) {
            ck_assert_ptr_null(row.fields[i].text);
            continue;
        }
        ck_assert_uint_eq(row.fields[i].len, strlen(fields[i]));
        ck_assert_int_eq(memcmp(row.fields[i].text, fields[i], row.fields[i].len), 0);
    }
}

START_TEST(quotes_blanks_and_missing_fields_are_told_apart)
{
    static const char text[] = "a,b,c\r\n\n \t\n"
                               "\" x \"\"y\",,\"\"\n  1 ,\t2\t, 3\nlast,\"two\nlines\",";
    static const char *const rows[][3] = {
        {"a", "b", "c"}, {" x \"y", NULL, ""}, {"1", "2", "3"}, {"last", "two\nlines", NULL}};
    static const size_t lines[] = {1, 4, 5, 6};
    for (int general = 0; general < 2; general++) {
        opened o;
        bl_csv_row row;
        open_text(&o, text, sizeof text - 1, general != 0);
        for (size_t i = 0; i < 4; i++) {
            check_row(&o, rows[i], 3);
            ck_assert_uint_eq(bl_csv_line(o.csv), lines[i]);
        }
        ck_assert(!bl_csv_read_row(o.csv, &row));
        ck_assert(!bl_csv_read_row(o.csv, &row));
        ck_assert(bl_csv_is_sound(o.csv));
        close_text(&o);
    }
}
END_TEST

START_TEST(the_hash_is_that_of_all_bytes)
{
    opened o;
    bl_csv_row row;
    char hash[65];
    open_text(&o, "abc", 3, false);
    while (bl_csv_read_row(o.csv, &row)) {
        ;
    }
    bl_csv_print_hash(o.csv, hash);
    ck_assert_str_eq(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert_uint_eq(bl_csv_bytes(o.csv), 3);
    close_text(&o);
}
END_TEST

/* One field of `len` bytes in the second row; the number of rows read. */
static size_t read_long_field(size_t len, bool quoted, bl_diags *diags)
{
    char *text = malloc(len + 16);
    ck_assert_ptr_nonnull(text);
    size_t at = 0;
    memcpy(text, "h\n", 2);
    at += 2;
    if (quoted) {
        text[at++] = '"';
    }
    memset(text + at, 'x', len);
    at += len;
    if (quoted) {
        text[at++] = '"';
    }
    text[at++] = '\n';
    opened o;
    bl_csv_row row;
    size_t rows = 0;
    open_text(&o, text, at, false);
    while (bl_csv_read_row(o.csv, &row)) {
        rows++;
    }
    *diags = o.diags;
    close_text(&o);
    free(text);
    return rows;
}

START_TEST(a_field_has_at_most_4_kib_and_a_line_64)
{
    bl_diags diags;
    for (int quoted = 0; quoted < 2; quoted++) {
        ck_assert_uint_eq(read_long_field(4096, quoted != 0, &diags), 2);
        ck_assert_uint_eq(diags.errors, 0);
        ck_assert_uint_eq(read_long_field(4097, quoted != 0, &diags), 1);
        ck_assert_ptr_nonnull(strstr(diags.items[0].message, "longer than 4096"));
        ck_assert_uint_eq(read_long_field(60000, quoted != 0, &diags), 1);
        ck_assert_ptr_nonnull(strstr(diags.items[0].message, "longer than 4096"));
        ck_assert_uint_eq(read_long_field(70000, quoted != 0, &diags), 1);
        ck_assert_ptr_nonnull(strstr(diags.items[0].message, "line is longer than 64 KiB"));
        ck_assert_uint_eq(diags.items[0].line, 2);
        ck_assert_uint_eq(read_long_field(600000, quoted != 0, &diags), 1);
        ck_assert_ptr_nonnull(strstr(diags.items[0].message, "line is longer than 64 KiB"));
    }
}
END_TEST

START_TEST(there_are_at_most_256_columns)
{
    char text[600];
    for (size_t columns = 256; columns < 258; columns++) {
        memset(text, ',', columns - 1);
        text[columns - 1] = '\n';
        opened o;
        bl_csv_row row;
        open_text(&o, text, columns, false);
        ck_assert_int_eq(bl_csv_read_row(o.csv, &row), columns == 256);
        ck_assert_uint_eq(o.diags.errors, columns == 256 ? 0 : 1);
        close_text(&o);
    }
}
END_TEST

START_TEST(an_open_quote_is_reported_where_it_opened_and_soon)
{
    enum { LEN = 300000 };
    char *text = malloc(LEN);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < LEN; i++) {
        text[i] = i % 80 == 79 ? '\n' : 'x';
    }
    memcpy(text, "a\nb,\"c", 6);
    opened o;
    bl_csv_row row;
    open_text(&o, text, LEN, false);
    ck_assert(bl_csv_read_row(o.csv, &row));
    ck_assert(!bl_csv_read_row(o.csv, &row));
    ck_assert_uint_eq(o.diags.items[0].line, 2);
    ck_assert_uint_eq(o.diags.items[0].column, 3);
    ck_assert_str_eq(o.diags.items[0].message, "field is longer than 4096 bytes");
    close_text(&o);
    free(text);
}
END_TEST

/* Rows of many lengths over several blocks, some quoted over two lines. */
START_TEST(rows_across_blocks_are_whole)
{
    enum { ROWS = 60000, ROW_MAX = 64 };
    char *text = malloc((size_t)ROWS * ROW_MAX);
    ck_assert_ptr_nonnull(text);
    size_t len = 0;
    for (int i = 0; i < ROWS; i++) {
        len += (size_t)snprintf(text + len, ROW_MAX, i % 7 == 3 ? "%d,\"%0*d\n\"\n" : "%d,%0*d\n",
                                i, 1 + i % 23, i);
    }
    opened o;
    bl_csv_row row;
    open_text(&o, text, len, false);
    size_t line = 1;
    for (int i = 0; i < ROWS; i++) {
        char expected[ROW_MAX];
        (void)snprintf(expected, sizeof expected, i % 7 == 3 ? "%0*d\n" : "%0*d", 1 + i % 23, i);
        ck_assert(bl_csv_read_row(o.csv, &row));
        ck_assert_uint_eq(row.len, 2);
        ck_assert_uint_eq(row.fields[1].len, strlen(expected));
        ck_assert_int_eq(memcmp(row.fields[1].text, expected, row.fields[1].len), 0);
        ck_assert_uint_eq(bl_csv_line(o.csv), line);
        line += i % 7 == 3 ? 2 : 1;
    }
    ck_assert(!bl_csv_read_row(o.csv, &row));
    ck_assert_uint_eq(o.diags.errors, 0);
    close_text(&o);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv");
    TCase *tcase = tcase_create("csv");
    tcase_add_test(tcase, quotes_blanks_and_missing_fields_are_told_apart);
    tcase_add_test(tcase, the_hash_is_that_of_all_bytes);
    tcase_add_test(tcase, a_field_has_at_most_4_kib_and_a_line_64);
    tcase_add_test(tcase, there_are_at_most_256_columns);
    tcase_add_test(tcase, an_open_quote_is_reported_where_it_opened_and_soon);
    tcase_add_test(tcase, rows_across_blocks_are_whole);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

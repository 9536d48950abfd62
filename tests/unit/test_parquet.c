/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_parquet.c - a small table, taken apart again by hand: marks, footer, each page unpacked and
 * its bytes those of the format's description.
 */
#define _GNU_SOURCE
#include "../../data/parquet.h"
#include "../support/suite.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

static const bl_parquet_column columns[] = {{"when", BL_PARQUET_TIME},
                                            {"how much", BL_PARQUET_NUMBER},
                                            {"who", BL_PARQUET_TEXT},
                                            {"nothing", BL_PARQUET_INTEGER}};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* Three rows; the second has no number, the last column is empty. */
static void find(const void *table, size_t row, size_t column, bl_parquet_cell *out)
{
    static const char *const names[] = {"a", "", "caf\xc3\xa9"};
    (void)table;
    out->present = column != 3 && !(column == 1 && row % 3 == 1);
    out->integer = (int64_t)row + 1;
    out->number = 0.5 * (double)row;
    out->text = names[row % 3];
}

static unsigned char *file;
static size_t file_len;

static void write_rows(size_t rows)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, &file_len);
    ck_assert_ptr_nonnull(out);
    ck_assert(bl_parquet_write(out, columns, COLUMNS, rows, find, NULL));
    ck_assert_int_eq(fclose(out), 0);
    file = (unsigned char *)text;
}

/* A number as Thrift's compact protocol has it. */
static int64_t read_zigzag(const unsigned char **at)
{
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        const unsigned char byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7fU) << shift;
        if (byte < 0x80) {
            return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
        }
    }
}

static int64_t read_field(const unsigned char **at, unsigned char head)
{
    ck_assert_uint_eq(*(*at)++, head);
    return read_zigzag(at);
}

/* Checks the head of the page at *at, unpacks it and goes past it; how many bytes it had. */
static size_t read_page(const unsigned char **at, int64_t rows, unsigned char *out, size_t cap)
{
    ck_assert_int_eq(read_field(at, 0x15), 0); /* a data page */
    const int64_t plain = read_field(at, 0x15);
    const int64_t packed = read_field(at, 0x15);
    ck_assert_uint_eq(*(*at)++, 0x2c); /* field 5, a struct */
    ck_assert_int_eq(read_field(at, 0x15), rows);
    ck_assert_int_eq(read_field(at, 0x15), 0); /* plain */
    ck_assert_int_eq(read_field(at, 0x15), 3); /* levels in runs */
    ck_assert_int_eq(read_field(at, 0x15), 3);
    ck_assert_uint_eq(*(*at)++, 0);
    ck_assert_uint_eq(*(*at)++, 0);
    ck_assert_uint_eq(ZSTD_decompress(out, cap, *at, (size_t)packed), (size_t)plain);
    *at += packed;
    return (size_t)plain;
}

static uint32_t footer_len(void)
{
    uint32_t len;
    memcpy(&len, file + file_len - 8, sizeof len);
    return len;
}

START_TEST(pages_hold_levels_and_plain_values)
{
    static const unsigned char times[] = {2, 0, 0, 0, 6, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0,
                                          0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0};
    static const unsigned char numbers[] = {6, 0, 0, 0, 2, 1, 2, 0, 2, 1, 0,    0,   0,
                                            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f};
    static const unsigned char words[] = {2, 0, 0, 0, 6, 1,   1,   0,   0,    0,   'a', 0, 0,
                                          0, 0, 5, 0, 0, 0, 'c', 'a', 'f', 0xc3, 0xa9};
    static const unsigned char none[] = {2, 0, 0, 0, 6, 0};
    const struct {
        const unsigned char *bytes;
        size_t len;
    } expected[COLUMNS] = {{times, sizeof times},
                           {numbers, sizeof numbers},
                           {words, sizeof words},
                           {none, sizeof none}};
    unsigned char page[256];
    write_rows(3);
    const unsigned char *at = file + 4;
    for (size_t c = 0; c < COLUMNS; c++) {
        const size_t len = read_page(&at, 3, page, sizeof page);
        ck_assert_uint_eq(len, expected[c].len);
        ck_assert_mem_eq(page, expected[c].bytes, len);
    }
    ck_assert_ptr_eq(at, file + file_len - 8 - footer_len());
    free(file);
}
END_TEST

START_TEST(the_file_begins_and_ends_with_its_mark_and_names_its_columns)
{
    write_rows(3);
    ck_assert_mem_eq(file, "PAR1", 4);
    ck_assert_mem_eq(file + file_len - 4, "PAR1", 4);
    const unsigned char *footer = file + file_len - 8 - footer_len();
    for (size_t c = 0; c < COLUMNS; c++) {
        ck_assert_ptr_nonnull(
            memmem(footer, footer_len(), columns[c].name, strlen(columns[c].name)));
    }
    free(file);
}
END_TEST

START_TEST(a_long_table_has_a_group_for_each_65536_rows)
{
    enum { ROWS = 65536 + 3, CAP = 1 << 21 };
    unsigned char *page = malloc(CAP);
    write_rows(ROWS);
    const unsigned char *at = file + 4;
    for (size_t c = 0; c < 2 * COLUMNS; c++) {
        read_page(&at, c < COLUMNS ? 65536 : 3, page, CAP);
    }
    ck_assert_ptr_eq(at, file + file_len - 8 - footer_len());
    free(page);
    free(file);
}
END_TEST

START_TEST(a_table_without_rows_is_a_file)
{
    write_rows(0);
    ck_assert_uint_eq(file_len, 4 + footer_len() + 8);
    free(file);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        pages_hold_levels_and_plain_values,
        the_file_begins_and_ends_with_its_mark_and_names_its_columns,
        a_long_table_has_a_group_for_each_65536_rows,
        a_table_without_rows_is_a_file,
        NULL,
    };
    return suite_run("parquet", tests);
}

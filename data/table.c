/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * table.c - a CSV file read by column name. Simplification: times that lose digits below a
 * nanosecond are refused, not rounded.
 */
#include "table.h"

#include "decimal.h"
#include "scan.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_MAX = 64, LIST_MAX = 200, ABSENT = BL_CSV_COLUMNS_MAX + 1 };

/* ---- header */

static const char *const suffixes[] = {"", "_s", "_ms", "_us", "_ns"};

static bool field_is(bl_csv_field field, const char *name, const char *suffix)
{
    size_t name_len = strlen(name);
    return field.len == name_len + strlen(suffix) && memcmp(field.text, name, name_len) == 0 &&
           memcmp(field.text + name_len, suffix, field.len - name_len) == 0;
}

/* The column a header field names, columns_len if none. */
static size_t find_column(const bl_table *table, bl_csv_field field, bl_time_unit *unit)
{
    for (size_t i = 0; i < table->columns_len; i++) {
        size_t units = table->columns[i].is_time ? sizeof suffixes / sizeof *suffixes : 1;
        for (size_t u = 0; u < units; u++) {
            if (field_is(field, table->columns[i].name, suffixes[u])) {
                *unit = (bl_time_unit)u;
                return i;
            }
        }
    }
    return table->columns_len;
}

static void list_columns(const bl_table *table, char *out)
{
    size_t len = 0;
    for (size_t i = 0; i < table->columns_len; i++) {
        int wrote =
            snprintf(out + len, LIST_MAX - len, "%s%s", i > 0 ? ", " : "", table->columns[i].name);
        len += wrote > 0 ? (size_t)wrote : 0;
        if (len >= LIST_MAX) {
            return;
        }
    }
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether one of the two begins with the other, in any case: `Volume`, `vol`, `timestamp`. */
static bool resembles(bl_csv_field field, const char *name)
{
    size_t i = 0;
    while (i < field.len && name[i] != '\0' && lower(field.text[i]) == name[i]) {
        i++;
    }
    return i > 1 && (i == field.len || name[i] == '\0');
}

static void refuse_column(bl_table *table, size_t place, bl_csv_field field)
{
    char allowed[LIST_MAX];
    list_columns(table, allowed);
    bl_diag *diag = bl_csv_complain(table->csv, place, "unknown column '%.*s'; allowed: %s",
                                    (int)(field.len < SHOWN_MAX ? field.len : SHOWN_MAX),
                                    field.text != NULL ? field.text : "", allowed);
    for (size_t i = 0; i < table->columns_len; i++) {
        const char *name = table->columns[i].name;
        if (field.text == NULL || !resembles(field, name)) {
            continue;
        }
        bl_diag_set_hint(diag, "did you mean '%s'%s?", name,
                         table->columns[i].is_time ? ", or the same with _s, _ms, _us or _ns" : "");
        return;
    }
}

/* A header without commas but with another separator is one mistake, not many. */
static bool check_separator(bl_table *table)
{
    bl_csv_field first = table->row.fields[0];
    if (table->row.len != 1 || first.text == NULL) {
        return true;
    }
    const char *found = memchr(first.text, ';', first.len);
    if (found == NULL) {
        found = memchr(first.text, '\t', first.len);
    }
    if (found == NULL) {
        return true;
    }
    (void)bl_csv_complain(table->csv, 0, "columns are separated by %s; expected commas",
                          *found == ';' ? "';'" : "tabs");
    return false;
}

static bool read_header(bl_table *table)
{
    char allowed[LIST_MAX];
    list_columns(table, allowed);
    if (!bl_csv_read_row(table->csv, &table->row)) {
        if (bl_csv_is_sound(table->csv)) {
            bl_csv_complain_file(table->csv, "is empty; expected a header: %s", allowed);
        }
        return false;
    }
    if (!check_separator(table)) {
        return false;
    }
    for (size_t i = 0; i < table->columns_len; i++) {
        table->places[i] = ABSENT;
    }
    for (size_t place = 0; place < table->row.len; place++) {
        bl_csv_field field = table->row.fields[place];
        bl_time_unit unit = BL_TIME_ISO;
        size_t column = find_column(table, field, &unit);
        if (column == table->columns_len) {
            refuse_column(table, place, field);
            continue;
        }
        if (table->places[column] != ABSENT) {
            (void)bl_csv_complain(table->csv, place, "column '%s' stands twice",
                                  table->columns[column].name);
        }
        table->places[column] = place;
        table->units[column] = unit;
    }
    for (size_t i = 0; i < table->columns_len; i++) {
        if (table->places[i] == ABSENT && !table->columns[i].optional) {
            (void)bl_csv_complain(table->csv, table->row.len, "column '%s' is missing; expected %s",
                                  table->columns[i].name, allowed);
        }
    }
    table->header_len = table->row.len;
    return bl_csv_is_sound(table->csv);
}

bool bl_table_open(bl_table *table, const char *path, const bl_table_column *columns,
                   size_t columns_len, bl_csv_options options, bl_diags *diags)
{
    BL_ASSERT(columns_len <= BL_TABLE_COLUMNS_MAX);
    memset(table, 0, sizeof *table);
    table->columns = columns;
    table->columns_len = columns_len;
    (void)snprintf(table->report.path, sizeof table->report.path, "%s", path);
    table->csv = bl_csv_open(path, options, diags);
    if (table->csv == NULL) {
        return false;
    }
    if (read_header(table)) {
        return true;
    }
    (void)bl_table_close(table);
    return false;
}

bool bl_table_close(bl_table *table)
{
    bool sound = bl_csv_is_sound(table->csv);
    table->report.bytes = bl_csv_bytes(table->csv);
    table->report.used_libcsv = bl_csv_used_libcsv(table->csv);
    if (sound) {
        bl_csv_print_hash(table->csv, table->report.sha256);
    }
    bl_csv_close(table->csv);
    table->csv = NULL;
    return sound;
}

/* ---- rows and cells */

bool bl_table_next(bl_table *table)
{
    while (bl_csv_read_row(table->csv, &table->row)) {
        size_t len = table->row.len;
        size_t wanted = table->header_len;
        if (len == wanted) {
            return true;
        }
        size_t at = len < wanted ? len : wanted;
        (void)bl_csv_complain(table->csv, at, "row has %zu field%s; expected %zu", len,
                              len == 1 ? "" : "s", wanted);
    }
    return false;
}

bool bl_table_has(const bl_table *table, size_t column)
{
    return table->places[column] != ABSENT;
}

bl_csv_field bl_table_field(const bl_table *table, size_t column)
{
    return table->row.fields[table->places[column]];
}

void bl_table_refuse(bl_table *table, size_t column, const char *expected)
{
    bl_csv_field field = bl_table_field(table, column);
    const char *name = table->columns[column].name;
    size_t place = table->places[column];
    if (field.text == NULL) {
        (void)bl_csv_complain(table->csv, place, "%s: missing; expected %s", name, expected);
    } else {
        (void)bl_csv_complain(table->csv, place, "%s: expected %s, got '%.*s'%s", name, expected,
                              (int)(field.len < SHOWN_MAX ? field.len : SHOWN_MAX), field.text,
                              field.len > SHOWN_MAX ? "..." : "");
    }
}

/* The whole cell by the fast scanner; false says nothing about it. */
static bool scan_cell(bl_csv_field field, int places, int64_t *out)
{
    const char *at = field.text;
    return at != NULL && places <= BL_SCAN_PLACES_MAX &&
           bl_scan_decimal(&at, (unsigned)places, out) && at == field.text + field.len;
}

static bool parse_time(bl_csv_field field, bl_time_unit unit, int64_t *out_ns)
{
    if (unit == BL_TIME_ISO) {
        return bl_timestamp_parse_iso(field.text, field.len, out_ns);
    }
    return scan_cell(field, bl_timestamp_places(unit), out_ns) ||
           bl_timestamp_parse_number(field.text, field.len, unit, out_ns);
}

bool bl_table_read_time(bl_table *table, size_t column, int64_t *out_ns)
{
    static const char *const expected[] = {
        "YYYY-MM-DDThh:mm:ss[.f] with Z or an offset, 1970 to 2262",
        "seconds since 1970, to 2262",
        "milliseconds since 1970, to 2262",
        "microseconds since 1970, to 2262",
        "nanoseconds since 1970, to 2262",
    };
    bl_csv_field field = bl_table_field(table, column);
    bl_time_unit unit = table->units[column];
    if (field.text != NULL && parse_time(field, unit, out_ns)) {
        return true;
    }
    bl_table_refuse(table, column, expected[unit]);
    return false;
}

bool bl_table_read_decimal(bl_table *table, size_t column, int places, const char *expected,
                           int64_t *out)
{
    bl_csv_field field = bl_table_field(table, column);
    bool rounded = false;
    if (scan_cell(field, places, out)) {
        return true;
    }
    if (field.text == NULL ||
        bl_decimal_parse(field.text, field.len, places, out, &rounded) != BL_DECIMAL_OK) {
        bl_table_refuse(table, column, expected);
        return false;
    }
    table->report.rounded += rounded;
    return true;
}

bool bl_table_is_negative(bl_csv_field field)
{
    size_t at = 0;
    while (at < field.len && (field.text[at] == ' ' || field.text[at] == '\t')) {
        at++;
    }
    return at < field.len && field.text[at] == '-';
}

/* A negative number that rounds to 0 is below 0 all the same; `-0` is not. */
bool bl_table_read_amount(bl_table *table, size_t column, int places, int64_t least,
                          const char *expected, int64_t *out)
{
    uint64_t rounded_before = table->report.rounded;
    if (!bl_table_read_decimal(table, column, places, expected, out)) {
        return false;
    }
    bool lost = table->report.rounded != rounded_before;
    if (*out >= least && !(lost && bl_table_is_negative(bl_table_field(table, column)))) {
        return true;
    }
    bl_table_refuse(table, column, expected);
    return false;
}

bool bl_table_read_word(bl_table *table, size_t column, const char *const *words, size_t words_len,
                        const char *expected, size_t *out)
{
    bl_csv_field field = bl_table_field(table, column);
    for (size_t i = 0; i < words_len; i++) {
        if (field.text != NULL && field_is(field, words[i], "")) {
            *out = i;
            return true;
        }
    }
    bl_table_refuse(table, column, expected);
    return false;
}

bool bl_table_note_time(bl_table *table, size_t column, int64_t time_ns)
{
    bl_feed_report *report = &table->report;
    if (report->rows != 0 && time_ns < report->last_ns) {
        char before[BL_TIMESTAMP_TEXT];
        char after[BL_TIMESTAMP_TEXT];
        int before_len = (int)bl_timestamp_print(report->last_ns, before);
        int after_len = (int)bl_timestamp_print(time_ns, after);
        (void)bl_csv_complain(table->csv, table->places[column],
                              "%s goes backwards: %.*s after %.*s", table->columns[column].name,
                              after_len, after, before_len, before);
        return false;
    }
    if (report->rows++ == 0) {
        report->first_ns = time_ns;
    }
    report->last_ns = time_ns;
    return true;
}

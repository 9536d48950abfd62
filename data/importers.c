/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * importers.c - the list of importers, and which of them a file is for. A header must hold all the
 * names a layout asks for, the layout with the most names wins; without a header the first row
 * must have the right number of fields, a time of the right unit between 2000 and 2100 and
 * numbers.
 */
#include "importer.h"

#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "json_rows.h"
#include "timestamp.h"

#define BL_IMPORTER(name) &bl_import_##name##_importer,
static const bl_importer *const importers[] = {
#include "importers.def"
};
#undef BL_IMPORTER

enum {
    IMPORTERS = sizeof importers / sizeof importers[0],
    FORMAT_MAX = 64,
    SHOWN_MAX = 120,
    BEGIN_BYTES = 4096
};

static const int64_t year_2000_ns = INT64_C(946684800) * BL_NS_PER_S;
static const int64_t year_2100_ns = INT64_C(4102444800) * BL_NS_PER_S;

const bl_importer *bl_importers_get(size_t index)
{
    return index < IMPORTERS ? importers[index] : NULL;
}

const bl_importer *bl_importers_find(const char *name)
{
    for (size_t i = 0; i < IMPORTERS; i++) {
        if (name && strcmp(name, importers[i]->name) == 0) {
            return importers[i];
        }
    }
    return NULL;
}

/* ---- the first row of a file */

typedef struct {
    bl_csv *csv;
    bl_json_rows *json;
    bl_csv_row row;
    bool named; /* json: the rows are objects, row holds their names */
} head;

static void close_head(head *in)
{
    bl_csv_close(in->csv);
    bl_json_rows_close(in->json);
    *in = (head){0};
}

static bool open_json(head *in, const char *path, const char *lists, bl_diags *diags)
{
    in->json = bl_json_rows_open(path, lists, diags);
    if (!in->json || !bl_json_rows_read(in->json, &in->row)) {
        return false;
    }
    const bl_csv_row names = bl_json_rows_names(in->json);
    in->named = names.len > 0;
    in->row = in->named ? names : in->row;
    return true;
}

static bool open_csv(head *in, const char *path, char separator, bl_diags *diags)
{
    const bl_csv_options options = {.skip_hash = true, .separator = separator};
    in->csv = bl_csv_open(path, options, diags);
    return in->csv && bl_csv_read_row(in->csv, &in->row);
}

/* ---- does a layout fit? */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool same_name(const char *name, size_t len, bl_csv_field field)
{
    while (field.len > 0 && field.text[field.len - 1] == ' ') {
        field.len--;
    }
    while (field.len > 0 && *field.text == ' ') {
        field.text++;
        field.len--;
    }
    bool same = field.len == len;
    for (size_t i = 0; same && i < len; i++) {
        same = lower(field.text[i]) == lower(name[i]);
    }
    return same;
}

/* How many names a header must have, if it has them all; 0: one is not there. */
static size_t score_header(const char *header, const bl_csv_row *row)
{
    size_t score = 0;
    for (const char *at = header; *at;) {
        const size_t len = strcspn(at, ",");
        bool found = false;
        for (size_t i = 0; i < row->len && !found; i++) {
            found = row->fields[i].text && same_name(at, len, row->fields[i]);
        }
        if (!found) {
            return 0;
        }
        score++;
        at += len + (at[len] == ',');
    }
    return score;
}

static bool is_number(bl_csv_field field)
{
    bl_import_number ignored;
    return field.text &&
           bl_import_number_parse(field.text, field.len, &ignored) == BL_IMPORT_NUMBER_OK;
}

bl_import_field bl_importers_field(const bl_csv_row *row, size_t index)
{
    const bl_csv_field field = row->fields[index];
    return (bl_import_field){field.text ? field.text : "", field.len};
}

static bool is_time(const char *unit, size_t unit_len, bl_csv_field field)
{
    char format[FORMAT_MAX];
    bl_import_time_rule rule;
    const char *problem;
    int64_t time_ns;
    if (*unit == '-') {
        return is_number(field);
    }
    snprintf(format, sizeof format, "%.*s", (int)unit_len, unit);
    if (!field.text || !bl_import_time_make_rule(format, "UTC", &rule, &problem) ||
        !bl_import_time_parse(&rule, field.text, field.len, &time_ns, &problem)) {
        return false;
    }
    return rule.style == BL_IMPORT_TIME_MIDNIGHT ||
           (time_ns >= year_2000_ns && time_ns < year_2100_ns);
}

/* "UNIT N": 1 where the row looks like that. */
static size_t score_first(const char *first, const bl_csv_row *row)
{
    const char *const space = strrchr(first, ' ');
    size_t columns = 0;
    for (const char *at = space + 1; *at; at++) {
        columns = columns * 10 + (size_t)(*at - '0');
    }
    bool good = row->len == columns && is_time(first, (size_t)(space - first), row->fields[0]);
    for (size_t i = 1; good && i < row->len; i++) {
        good = is_number(row->fields[i]);
    }
    return good ? 1 : 0;
}

static size_t score_layout(const bl_import_layout *layout, const head *in)
{
    if (layout->header) {
        return !in->json || in->named ? score_header(layout->header, &in->row) : 0;
    }
    return layout->first && !in->named ? score_first(layout->first, &in->row) : 0;
}

/* Past blanks; 0: none, or the file cannot be read. */
static char first_byte(const char *path)
{
    const bl_bytes_options options = {.skip_hash = true};
    char begin[BEGIN_BYTES];
    bl_err err;
    bl_bytes *const bytes = bl_bytes_open(path, options, &err);
    const ptrdiff_t len = bytes ? bl_bytes_read(bytes, begin, sizeof begin, &err) : 0;
    ptrdiff_t at = 0;
    while (at < len &&
           (begin[at] == ' ' || begin[at] == '\t' || begin[at] == '\r' || begin[at] == '\n')) {
        at++;
    }
    bl_bytes_close(bytes);
    return at < len ? begin[at] : '\0';
}

/* What tells the kind of a table whose columns have the names of a feed. */
static const struct {
    const char *names;
    bl_import_kind kind;
} tells[] = {{"close", BL_IMPORT_PRICES},
             {"rate", BL_IMPORT_FUNDING},
             {"amount", BL_IMPORT_FLOWS},
             {"side,price,quantity", BL_IMPORT_DEPTH},
             {"exchange_price", BL_IMPORT_INDEX}};

static bool has_feed_names(const bl_csv_row *row)
{
    bool found = false;
    for (size_t i = 0; i < sizeof tells / sizeof tells[0] && !found; i++) {
        found = score_header("time", row) > 0 && score_header(tells[i].names, row) > 0;
    }
    return found;
}

/* What was found, where nothing fits. */
static void complain(const char *path, const bl_importer *among, bool json, bl_diags *diags)
{
    const size_t errors = diags->errors;
    char shown[SHOWN_MAX] = "";
    size_t len = 0;
    head in = {0};
    const bool open = json ? open_json(&in, path, NULL, diags) : open_csv(&in, path, ',', diags);
    for (size_t i = 0; open && i < in.row.len && len + 1 < sizeof shown; i++) {
        const bl_import_field field = bl_importers_field(&in.row, i);
        len += (size_t)snprintf(shown + len, sizeof shown - len, "%s%.*s", i ? "," : "",
                                (int)field.len, field.text);
    }
    if (open) {
        bl_diag *const diag = bl_diag_add(diags, BL_DIAG_ERROR, path, 1, 1, "%s%s begins with %s",
                                          among ? "no file of " : "no format known here",
                                          among ? among->name : "", shown);
        bl_diag_set_hint(diag,
                         json || !has_feed_names(&in.row)
                             ? "ballast import --list shows what is known; ballast import csv and "
                               "--columns read any table"
                             : "its names are those of a feed: ballast import csv reads it; that "
                               "of a scenario is checked by ballast validate SCENARIO");
    } else if (diags->errors == errors) {
        bl_diag_add(diags, BL_DIAG_ERROR, path, 0, 0, "is empty");
    }
    close_head(&in);
}

/* Layouts that are looked for among, and the best so far. */
typedef struct {
    const char *path;
    const bl_importer *among;
    bl_import_kind kind;
    bool json;
    size_t best;
    bl_importers_guess guess;
} hunt;

static bool is_candidate(const hunt *in, const bl_importer *importer,
                         const bl_import_layout *layout)
{
    return (!in->among || in->among == importer) && layout->json == in->json &&
           (in->kind == BL_IMPORT_AUTO || in->kind == layout->kind) &&
           (layout->header || layout->first);
}

/* Whether both see the same first row of a file. */
static bool same_view(const bl_import_layout *a, const bl_import_layout *b)
{
    const bool lists =
        a->lists && b->lists ? strcmp(a->lists, b->lists) == 0 : a->lists == b->lists;
    return lists && a->separator == b->separator;
}

/* All layouts that see what `view` sees. */
static void score_view(hunt *hunted, const bl_import_layout *view, const head *in)
{
    for (size_t i = 0; i < IMPORTERS; i++) {
        for (size_t j = 0; j < importers[i]->layouts_len; j++) {
            const bl_import_layout *const layout = &importers[i]->layouts[j];
            const size_t score =
                is_candidate(hunted, importers[i], layout) && same_view(layout, view)
                    ? score_layout(layout, in)
                    : 0;
            if (score > hunted->best) {
                hunted->best = score;
                hunted->guess = (bl_importers_guess){importers[i], layout};
            }
        }
    }
}

/* Whether a layout before `view` sees the same. */
static bool was_seen(const hunt *hunted, const bl_import_layout *view)
{
    for (size_t i = 0; i < IMPORTERS; i++) {
        for (size_t j = 0; j < importers[i]->layouts_len; j++) {
            const bl_import_layout *const layout = &importers[i]->layouts[j];
            if (layout == view) {
                return false;
            }
            if (is_candidate(hunted, importers[i], layout) && same_view(layout, view)) {
                return true;
            }
        }
    }
    return false;
}

/* The file is opened once for each way to look at it. */
static void look_through(hunt *hunted, const bl_import_layout *view)
{
    bl_diags ignored;
    head in = {0};
    bl_diag_init(&ignored);
    if (view->json ? open_json(&in, hunted->path, view->lists, &ignored)
                   : open_csv(&in, hunted->path, view->separator, &ignored)) {
        score_view(hunted, view, &in);
    }
    close_head(&in);
}

bool bl_importers_recognise(const char *path, const bl_importer *among, bl_import_kind kind,
                            bl_importers_guess *out, bl_diags *diags)
{
    const char first = first_byte(path);
    hunt hunted = {path, among, kind, first == '[' || first == '{', 0, {NULL, NULL}};
    for (size_t i = 0; i < IMPORTERS; i++) {
        for (size_t j = 0; j < importers[i]->layouts_len; j++) {
            const bl_import_layout *const layout = &importers[i]->layouts[j];
            if (is_candidate(&hunted, importers[i], layout) && !was_seen(&hunted, layout)) {
                look_through(&hunted, layout);
            }
        }
    }
    *out = hunted.guess;
    if (hunted.best == 0) {
        complain(path, among, hunted.json, diags);
    }
    return hunted.best > 0;
}

bl_import_kind bl_importers_guess_kind(const char *path, const bl_import_options *options)
{
    bl_import_kind kind = BL_IMPORT_PRICES;
    bl_diags ignored;
    head in = {0};
    bl_diag_init(&ignored);
    if (!options->columns && options->skip == 0 &&
        open_csv(&in, path, options->separator, &ignored)) {
        for (size_t i = sizeof tells / sizeof tells[0]; i-- > 0;) {
            kind = score_header(tells[i].names, &in.row) > 0 ? tells[i].kind : kind;
        }
    }
    close_head(&in);
    return kind;
}

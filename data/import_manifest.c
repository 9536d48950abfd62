/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_manifest.c - an import as JSON. A member that cannot be made for want of memory makes the
 * whole object fail, since json_object_set_new takes no NULL.
 */
#include "import_manifest.h"

#include <string.h>

#include "manifest.h"
#include "timestamp.h"

static json_t *pack_time(int64_t time_ns)
{
    char text[BL_TIMESTAMP_TEXT];
    return json_stringn(text, bl_timestamp_print(time_ns, text));
}

static const char *last_part(const char *path)
{
    const char *const slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Bytes that are no UTF-8 give "?". */
static json_t *pack_text(const char *text)
{
    json_t *const packed = json_string(text);
    return packed ? packed : json_string("?");
}

static json_t *pack_stretches(const bl_tally *tally)
{
    json_t *const list = json_array();
    for (size_t i = 0; i < tally->items_len; i++) {
        const bl_tally_item *const item = &tally->items[i];
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:I, s:I, s:I}", "from", pack_time(item->from_ns), "to",
                            pack_time(item->to_ns), "count", (json_int_t)item->count, "file",
                            (json_int_t)item->file, "line", (json_int_t)item->line));
    }
    return list;
}

static json_t *pack_findings(const bl_import_report *report)
{
    json_t *const list = json_array();
    for (int i = 0; i < BL_FINDINGS; i++) {
        const bl_finding_text *const text = bl_import_finding((bl_finding)i);
        const bl_tally *const tally = &report->findings[i];
        if (tally->count > 0) {
            json_array_append_new(
                list, json_pack("{s:s, s:s, s:s, s:I, s:I, s:o}", "finding", text->name, "severity",
                                bl_import_severity_name(text->severity), "what", text->what,
                                "count", (json_int_t)tally->count, "stretches",
                                (json_int_t)tally->stretches, "first", pack_stretches(tally)));
        }
    }
    return list;
}

static json_t *pack_repairs(const bl_import_report *report)
{
    json_t *const list = json_array();
    for (int i = 0; i < BL_REPAIRS; i++) {
        const bl_tally *const tally = &report->repairs[i];
        if (tally->count > 0) {
            json_array_append_new(list, json_pack("{s:s, s:s, s:I, s:I, s:o}", "repair",
                                                  bl_import_repair_name((bl_repair)i), "what",
                                                  bl_import_repair_what((bl_repair)i), "count",
                                                  (json_int_t)tally->count, "stretches",
                                                  (json_int_t)tally->stretches, "first",
                                                  pack_stretches(tally)));
        }
    }
    return list;
}

static json_t *pack_inputs(const bl_import_options *options, const bl_import_report *report)
{
    json_t *const list = json_array();
    for (size_t i = 0; i < options->files_len; i++) {
        json_array_append_new(list, json_pack("{s:o, s:s}", "path",
                                              pack_text(last_part(options->files[i])), "sha256",
                                              report->sha256[i]));
    }
    return list;
}

static void put_option(json_t *list, const char *name, const char *value)
{
    if (value) {
        json_object_set_new(list, name, pack_text(value));
    }
}

static void put_flag(json_t *list, const char *name, bool value)
{
    if (value) {
        json_object_set_new(list, name, json_true());
    }
}

/* What the command said, by the names of its options. */
static json_t *pack_options(const bl_import_options *options)
{
    static const char *const dedupes[] = {NULL, "keep-first", "keep-last"};
    const char separator[] = {options->separator, '\0'};
    json_t *const list = json_object();
    put_option(list, "columns", options->columns);
    put_option(list, "time-unit", options->time_unit);
    put_option(list, "tz", options->tz);
    put_option(list, "blocks", options->blocks);
    put_option(list, "at", options->at);
    put_option(list, "separator", options->separator ? separator : NULL);
    put_flag(list, "no-header", options->no_header);
    if (options->skip > 0) {
        json_object_set_new(list, "skip", json_integer((json_int_t)options->skip));
    }
    put_flag(list, "descending", options->descending);
    put_option(list, "lp", options->lp);
    put_option(list, "event", options->event);
    put_flag(list, "levels", options->levels);
    put_option(list, "base-prices", options->base_prices ? last_part(options->base_prices) : NULL);
    put_option(list, "base-scale", options->base_scale);
    put_option(list, "scale", options->scale);
    put_option(list, "shift", options->shift);
    put_option(list, "clip", options->clip);
    put_flag(list, "sort", options->sort);
    put_option(list, "dedupe", dedupes[options->dedupe]);
    put_flag(list, "fill", options->fill);
    put_flag(list, "drop-zero-volume", options->drop_zero_volume);
    put_option(list, "resample", options->resample);
    return list;
}

json_t *bl_import_manifest_pack(const bl_import_options *options, const bl_import_report *report)
{
    json_t *const root = json_pack(
        "{s:s, s:s, s:s, s:b, s:s, s:o, s:o, s:I, s:I, s:I, s:I, s:o, s:o}", "schema",
        "ballast.import/1", "ballast", BL_VERSION, "importer", report->importer, "guessed",
        (int)report->guessed, "kind", bl_import_kind_name(report->kind), "options",
        pack_options(options), "inputs", pack_inputs(options, report), "rows_read",
        (json_int_t)report->rows_read, "rows_written", (json_int_t)report->rows_written, "zero",
        (json_int_t)report->rows_zero, "rounded", (json_int_t)report->rounded, "findings",
        pack_findings(report), "repairs", pack_repairs(report));
    if (root && report->rows_written > 0) {
        json_object_set_new(root, "first", pack_time(report->first_ns));
        json_object_set_new(root, "last", pack_time(report->last_ns));
        json_object_set_new(root, "step_s", json_integer(report->step_ns / BL_NS_PER_S));
    }
    return root;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_manifest.c - an import as JSON. A member that cannot be made for want of memory makes the
 * whole object fail, since json_object_set_new takes no NULL.
 */
#include "import_manifest.h"

#include <string.h>

#include "import_options.h"
#include "manifest.h"
#include "timestamp.h"

static json_t *pack_time(int64_t time_ns)
{
    char text[BL_TIMESTAMP_TEXT];
    return json_stringn(text, bl_timestamp_print(time_ns, text));
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
        const char *const name = bl_import_options_file_name(options->files[i]);
        json_array_append_new(list, json_pack("{s:o, s:s}", "path", pack_text(name), "sha256",
                                              report->sha256[i]));
    }
    return list;
}

/* What the command said, by the names of its options; flags and counts are no texts. */
static json_t *pack_options(const bl_import_options *options)
{
    char scratch[BL_IMPORT_OPTION_TEXT];
    json_t *const list = json_object();
    for (int i = 0; i < BL_IMPORT_OPTIONS; i++) {
        const bl_import_option option = (bl_import_option)i;
        const char *const text = bl_import_options_get(options, option, scratch);
        if (text) {
            json_object_set_new(list, bl_import_options_name(option),
                                bl_import_options_is_flag(option) ? json_true()
                                : option == BL_IMPORT_OPTION_skip
                                    ? json_integer((json_int_t)options->skip)
                                    : pack_text(text));
        }
    }
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

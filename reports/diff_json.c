/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * diff_json.c - a difference of two runs for programs: everything that differs, nothing cut.
 */
#include "diff.h"

#include <string.h>

#include "../data/decimal.h"
#include "json.h"

static json_t *pack_amount(const bl_diff *diff, int64_t value)
{
    char text[BL_DECIMAL_TEXT + 1];
    text[bl_decimal_print(value, diff->places, text)] = '\0';
    return json_string(text);
}

static json_t *pack_pair(const bl_diff *diff, const int64_t values[2])
{
    return json_pack("{s:o, s:o, s:o}", "a", pack_amount(diff, values[0]), "b",
                     pack_amount(diff, values[1]), "change",
                     pack_amount(diff, values[1] - values[0]));
}

static json_t *pack_place(const bl_diff_parting *parting, int side)
{
    if (parting->line[side] == 0) {
        return json_null();
    }
    return json_pack("{s:i, s:o}", "line", (int)parting->line[side], "time",
                     bl_json_make_time(parting->time_ns[side]));
}

static json_t *pack_parting(const bl_diff_parting *parting)
{
    json_t *fields = json_object();
    if (!parting->found) {
        json_decref(fields);
        return json_null();
    }
    for (size_t i = 0; i < parting->fields_len; i++) {
        const bl_diff_field *field = &parting->fields[i];
        json_object_set_new(fields, field->name,
                            json_pack("{s:o, s:o}", "a", bl_json_make_text(field->text[0]), "b",
                                      bl_json_make_text(field->text[1])));
    }
    return json_pack("{s:o, s:o, s:o}", "a", pack_place(parting, 0), "b", pack_place(parting, 1),
                     "fields", fields);
}

static json_t *pack_side(const bl_diff *diff, const bl_diff_cause *cause, int side)
{
    static const char *const names[] = {"outcome", "settled_ns", "amount", "shares"};
    const bl_diff_side *it = &cause->side[side];
    const bl_stored_table *flows = &diff->run[side]->tables[BL_STORED_FLOWS];
    json_t *made = json_pack("{s:i, s:s?, s:s?, s:o}", "attempts", (int)it->attempts, "did",
                             it->attempts > 0 ? it->kind : NULL, "reason", it->reason, "cost",
                             pack_amount(diff, it->cost));
    for (size_t i = 0; i < sizeof names / sizeof *names && it->flow_row != SIZE_MAX; i++) {
        json_object_set_new(made, names[i],
                            bl_json_make_text(bl_stored_cell(flows, it->flow_row,
                                                             bl_stored_column(flows, names[i]))));
    }
    return made;
}

static json_t *pack_causes(const bl_diff *diff)
{
    static const char *const kinds[] = {NULL, "flow", "tick", "review"};
    json_t *list = json_array();
    for (size_t i = 0; i < diff->causes_len; i++) {
        const bl_diff_cause *it = &diff->causes[i];
        if (!it->same) {
            json_t *cause =
                json_pack("{s:s?, s:I, s:o, s:o, s:o, s:o}", "cause", kinds[it->kind], "number",
                          (json_int_t)it->number, "first", bl_json_make_time(it->time_ns), "a",
                          pack_side(diff, it, 0), "b", pack_side(diff, it, 1), "cost_change",
                          pack_amount(diff, it->side[1].cost - it->side[0].cost));
            json_array_append_new(list, cause);
        }
    }
    return list;
}

static json_t *pack_holders(const bl_diff *diff)
{
    json_t *list = json_array();
    for (size_t i = 0; i < diff->holders_len; i++) {
        const bl_diff_holder *it = &diff->holders[i];
        json_t *holder = json_pack("{s:o, s:o}", "lp", bl_json_make_text(it->lp), "result",
                                   pack_pair(diff, it->result));
        if (diff->has_transfers) {
            json_object_set_new(holder, "transfer", pack_pair(diff, it->transfer));
        }
        json_array_append_new(list, holder);
    }
    return list;
}

static json_t *pack_run(const bl_stored *run, const char *name)
{
    return json_pack("{s:o, s:s, s:s, s:s}", "run", bl_json_make_text(name), "mode",
                     bl_stored_word(run->manifest, "mode"), "digest",
                     bl_stored_word(run->manifest, "digest"), "scenario",
                     bl_stored_word(json_object_get(run->manifest, "scenario"), "sha256"));
}

json_t *bl_diff_pack(const bl_diff *diff, const char *const names[2])
{
    const int64_t profit[2] = {diff->held[0] + diff->unheld[0], diff->held[1] + diff->unheld[1]};
    return json_pack("{s:b, s:o, s:o, s:o, s:o, s:i, s:o, s:o, s:o, s:o, s:o}", "equal",
                     diff->equal, "a", pack_run(diff->run[0], names[0]), "b",
                     pack_run(diff->run[1], names[1]), "audit", pack_parting(&diff->audit),
                     "series", pack_parting(&diff->series), "causes_total", (int)diff->causes_len,
                     "causes", pack_causes(diff), "cost", pack_pair(diff, diff->cost), "holders",
                     pack_holders(diff), "nobody", pack_pair(diff, diff->unheld), "profit",
                     pack_pair(diff, profit));
}

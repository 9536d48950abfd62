/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * slots.c - nothing here knows a model's parameters: names, ranges and defaults are asked of the
 * registry. A mode's text gives its parameters in the order of the descriptors: a duration that
 * is not the first is joined by `+`, what follows a time of day by `@`, all else by `:`.
 */
#include "slots.h"

#include <stdio.h>
#include <string.h>

#include "../models/registry.h"
#include "suggest.h"
#include "value.h"

enum { SHOWN_BYTES = 160, NAMES_BYTES = 200, MODE_BYTES = 64 };

/* "always, windows" */
static void list_models(const char *kind, char *out, size_t out_bytes)
{
    out[0] = '\0';
    for (size_t i = 0; i < bl_registry_count(); i++) {
        if (strcmp(bl_registry_at(i)->kind, kind) == 0) {
            bl_suggest_list(out, out_bytes, bl_registry_at(i)->name);
        }
    }
}

static void refuse_model(bl_reading *reading, const bl_yaml_node *node, bool at_key,
                         const char *shown, const char *kind)
{
    const char *name = at_key ? node->key : node->text;
    char names[NAMES_BYTES];
    char message[BL_DIAG_TEXT];
    list_models(kind, names, sizeof names);
    snprintf(message, sizeof message, "%s: no %s model '%.40s', allowed: %s", shown, kind, name,
             names);
    if (at_key) {
        bl_yaml_complain_key(node, reading->diags, "%s", message);
    } else {
        bl_yaml_complain(node, reading->diags, "%s", message);
    }
}

bl_value_rule bl_slots_rule(const bl_param *param, int decimals)
{
    bl_value_rule rule = {.low = param->low, .high = param->high, .choices = param->choices};
    switch (param->kind) {
    case BL_PARAM_RATIO:
        rule.kind = BL_VALUE_RATIO;
        break;
    case BL_PARAM_DURATION:
        rule.kind = BL_VALUE_DURATION;
        break;
    case BL_PARAM_CLOCK:
        rule.kind = BL_VALUE_CLOCK;
        break;
    case BL_PARAM_COUNT:
        rule.kind = BL_VALUE_INT;
        break;
    case BL_PARAM_AMOUNT:
        rule.kind = BL_VALUE_DECIMAL;
        rule.places = decimals;
        break;
    case BL_PARAM_NUMBER:
        rule.kind = BL_VALUE_DECIMAL;
        rule.places = 9;
        break;
    case BL_PARAM_CHOICE:
    case BL_PARAM_FEED:
        rule.kind = BL_VALUE_CHOICE;
        break;
    }
    return rule;
}

static bool read_param(bl_reading *reading, const bl_param *param, const char *shown,
                       const bl_yaml_node *node, const char *text, int64_t *out)
{
    char why[BL_VALUE_WHY];
    bool rounded;
    const bl_value_rule rule = bl_slots_rule(param, reading->draft->setup.vault.decimals);
    if (!bl_value_read(&rule, text, out, &rounded, why)) {
        bl_yaml_complain(node, reading->diags, "%s: %s", shown, why);
        return false;
    }
    reading->draft->rounded += rounded ? 1 : 0;
    return true;
}

static void read_param_node(bl_reading *reading, const bl_param *param, const char *shown,
                            const bl_yaml_node *node, bl_draft_slot *out)
{
    const size_t place = (size_t)(param - out->model->params);
    if (node->kind != BL_YAML_SCALAR) {
        bl_yaml_complain(node, reading->diags, "%s: expected a %s", shown, param->unit);
    } else if (param->kind == BL_PARAM_FEED) {
        out->feed = node;
    } else {
        read_param(reading, param, shown, node, node->text, &out->params[place]);
    }
}

static const bl_param *find_param(const bl_model_info *model, const char *name)
{
    for (size_t i = 0; i < model->params_len; i++) {
        if (strcmp(model->params[i].name, name) == 0) {
            return &model->params[i];
        }
    }
    return NULL;
}

static void refuse_param(bl_reading *reading, const bl_model_info *model, const char *shown,
                         const bl_yaml_node *node)
{
    char names[NAMES_BYTES] = "";
    for (size_t i = 0; i < model->params_len; i++) {
        const char *name = model->params[i].name;
        if (bl_suggest_accepts(node->key, name, bl_suggest_distance(node->key, name))) {
            bl_yaml_complain_key(node, reading->diags, "unknown key '%s.%s' (did you mean '%s'?)",
                                 shown, node->key, name);
            return;
        }
        bl_suggest_list(names, sizeof names, name);
    }
    bl_yaml_complain_key(node, reading->diags, "unknown key '%s.%.40s', allowed here: %s", shown,
                         node->key, model->params_len == 0 ? "none" : names);
}

/* Of the parameters from `first` on, which no mapping has where params is NULL. */
static void check_required(bl_reading *reading, const bl_draft_slot *slot, size_t first,
                           const char *shown, const bl_yaml_node *where,
                           const bl_yaml_node *params)
{
    for (size_t i = first; i < slot->model->params_len; i++) {
        const bl_param *param = &slot->model->params[i];
        if (param->required && bl_yaml_child(params, param->name, strlen(param->name)) == NULL) {
            bl_yaml_complain(where, reading->diags, "%s: needs '%s', %s", shown, param->name,
                             param->help);
        }
    }
}

/* What the model has against its parameters as a whole. */
static void check_together(bl_reading *reading, const bl_draft_slot *slot, const char *shown,
                           const bl_yaml_node *where)
{
    const char *why = slot->model->refuse != NULL ? slot->model->refuse(slot->params) : NULL;
    if (why != NULL) {
        bl_yaml_complain(where, reading->diags, "%s: %s", shown, why);
    }
}

static void read_params(bl_reading *reading, const bl_yaml_node *node, const char *shown,
                        bl_draft_slot *out)
{
    for (const bl_yaml_node *child = node->first; child != NULL; child = child->next) {
        const bl_param *param = find_param(out->model, child->key);
        char path[SHOWN_BYTES];
        snprintf(path, sizeof path, "%.100s.%.40s", shown, child->key);
        if (param == NULL) {
            refuse_param(reading, out->model, shown, child);
        } else {
            read_param_node(reading, param, path, child, out);
        }
    }
    check_required(reading, out, 0, shown, node, node);
    check_together(reading, out, shown, node);
}

static bool choose(bl_draft_slot *out, const bl_model_info *model)
{
    if (model == NULL) {
        return false;
    }
    out->model = model;
    for (size_t i = 0; i < model->params_len; i++) {
        out->params[i] = model->params[i].fallback;
    }
    return true;
}

/* `{fixed: {half_spread: 1bp}}`, or the first parameter's value in place of the mapping. */
static void read_mapping(bl_reading *reading, const char *kind, const char *shown,
                         const bl_yaml_node *node, bl_draft_slot *out)
{
    const bl_yaml_node *chosen = node->first;
    if (node->len != 1) {
        bl_yaml_complain(node, reading->diags, "%s: expected one model, got %zu", shown, node->len);
        return;
    }
    char path[SHOWN_BYTES];
    snprintf(path, sizeof path, "%.60s.%.40s", shown, chosen->key);
    if (!choose(out, bl_registry_find(kind, chosen->key))) {
        refuse_model(reading, chosen, true, shown, kind);
    } else if (chosen->kind == BL_YAML_MAPPING) {
        read_params(reading, chosen, path, out);
    } else if (out->model->params_len == 0) {
        bl_yaml_complain(chosen, reading->diags, "%s: has no parameters", path);
    } else {
        read_param_node(reading, &out->model->params[0], path, chosen, out);
        check_required(reading, out, 1, path, chosen, NULL);
        check_together(reading, out, path, chosen);
    }
}

void bl_slots_read_model(bl_reading *reading, const char *kind, const char *shown,
                         const bl_yaml_node *node, const char *fallback, bl_draft_slot *out)
{
    if (node == NULL) {
        BL_ASSERT(choose(out, bl_registry_find(kind, fallback)));
    } else if (node->kind == BL_YAML_MAPPING) {
        read_mapping(reading, kind, shown, node, out);
    } else if (node->kind == BL_YAML_LIST) {
        bl_yaml_complain(node, reading->diags, "%s: expected a model's name or {name: {...}}",
                         shown);
    } else if (!choose(out, bl_registry_find(kind, node->text))) {
        refuse_model(reading, node, false, shown, kind);
    } else {
        check_required(reading, out, 0, shown, node, NULL);
    }
}

/* What stands before a parameter in a mode's text. */
static char separator_before(const bl_model_info *model, size_t place)
{
    if (place > 0 && model->params[place - 1].kind == BL_PARAM_CLOCK) {
        return '@';
    }
    const bool plus = place > 0 && place < model->params_len &&
                      model->params[place].kind == BL_PARAM_DURATION;
    return plus ? '+' : ':';
}

/* The next piece of a mode's text: up to a `:`, or up to the separator that follows; a `:` may
 * stand inside a time of day. */
static size_t piece_len(const char *text, const bl_model_info *model, size_t place)
{
    const char ends[] = {separator_before(model, place + 1),
                         model->params[place].kind == BL_PARAM_CLOCK ? '\0' : ':', '\0'};
    return strcspn(text, ends);
}

/* A parameter in the grammar: words to choose from where they are few, else its name. */
static const char *show_piece(const bl_param *param)
{
    if (param->kind == BL_PARAM_CLOCK) {
        return "HH:MM";
    }
    const bool few = param->kind == BL_PARAM_CHOICE && strlen(param->choices) < NAMES_BYTES / 4;
    return few ? param->choices : param->name;
}

/* How a mode is written: "interval:every[+offset]". */
static void show_grammar(const bl_model_info *model, char *out, size_t out_bytes)
{
    size_t len = (size_t)snprintf(out, out_bytes, "%s", model->name);
    for (size_t i = 0; i < model->params_len && len < out_bytes; i++) {
        const bl_param *param = &model->params[i];
        const char *open = param->required ? "" : "[";
        len += (size_t)snprintf(out + len, out_bytes - len, "%s%c%s%s", open,
                                separator_before(model, i), show_piece(param),
                                param->required ? "" : "]");
    }
}

static bool refuse_grammar(bl_reading *reading, const bl_yaml_node *node,
                           const bl_model_info *model)
{
    char grammar[NAMES_BYTES];
    show_grammar(model, grammar, sizeof grammar);
    bl_yaml_complain(node, reading->diags, "modes: '%s' is not written as %s", node->text, grammar);
    return false;
}

/* The parameters behind a mode's name; `at` stands on the separator before the first, or at the
 * end. */
static bool read_mode_params(bl_reading *reading, const bl_yaml_node *node, const char *at,
                             const bl_model_info *model, int64_t *params)
{
    for (size_t i = 0; i < model->params_len; i++) {
        const bl_param *param = &model->params[i];
        params[i] = param->fallback;
        if (*at == '\0' && !param->required) {
            continue;
        }
        if (*at != separator_before(model, i)) {
            return refuse_grammar(reading, node, model);
        }
        at++;
        char piece[MODE_BYTES];
        char shown[SHOWN_BYTES];
        const size_t len = piece_len(at, model, i);
        snprintf(piece, sizeof piece, "%.*s", (int)len, at);
        snprintf(shown, sizeof shown, "modes: '%s': %s", node->text, param->name);
        if (!read_param(reading, param, shown, node, piece, &params[i])) {
            return false;
        }
        at += len;
    }
    return *at == '\0' || refuse_grammar(reading, node, model);
}

static bool refuse_mode(bl_reading *reading, const bl_yaml_node *node)
{
    const bl_value_rule duration = {.kind = BL_VALUE_DURATION, .high = INT64_MAX};
    char why[BL_VALUE_WHY];
    int64_t ns;
    bool rounded;
    if (bl_value_read(&duration, node->text, &ns, &rounded, why)) {
        bl_yaml_complain(node, reading->diags,
                         "modes: a bare duration '%s' is not a mode (4h and 24h are), write "
                         "interval:%s",
                         node->text, node->text);
        return false;
    }
    char names[NAMES_BYTES];
    list_models("mode", names, sizeof names);
    bl_yaml_complain(node, reading->diags, "modes: no mode '%.60s', allowed: %s, 4h, 24h",
                     node->text, names);
    return false;
}

/* The mode whose name the text begins with; of two the longer, as a name may have a `:` itself. */
static const bl_model_info *find_mode(const char *text)
{
    const bl_model_info *found = NULL;
    for (size_t i = 0; i < bl_registry_count(); i++) {
        const bl_model_info *model = bl_registry_at(i);
        const size_t len = strlen(model->name);
        const bool fits = strcmp(model->kind, "mode") == 0 &&
                          strncmp(text, model->name, len) == 0 && strchr(":", text[len]) != NULL;
        if (fits && (found == NULL || len > strlen(found->name))) {
            found = model;
        }
    }
    return found;
}

bool bl_slots_read_mode(bl_reading *reading, const bl_yaml_node *node, bl_mode_choice *out)
{
    const char *text = node->text;
    if (node->kind != BL_YAML_SCALAR || text[0] == '\0') {
        bl_yaml_complain(node, reading->diags, "modes: expected a mode such as interval:8h");
        return false;
    }
    if (node->text_len >= MODE_BYTES || strpbrk(text, " \t\r\n") != NULL) {
        bl_yaml_complain(node, reading->diags,
                         "modes: '%.60s' has spaces or is longer than %d bytes", text,
                         MODE_BYTES - 1);
        return false;
    }
    const bool is_short = strcmp(text, "4h") == 0 || strcmp(text, "24h") == 0;
    const bl_model_info *model = find_mode(is_short ? "interval" : text);
    if (model == NULL) {
        return refuse_mode(reading, node);
    }
    out->model = (const bl_mode_model *)(const void *)model;
    out->text = text;
    if (is_short) {
        const int64_t hours = text[0] == '4' ? 4 : 24;
        memset(out->params, 0, sizeof out->params);
        out->params[0] = hours * 3600 * BL_NS_PER_S;
        return true;
    }
    return read_mode_params(reading, node, text + strlen(model->name), model, out->params);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * schema.c - sections are visited in the table's order and the keys of a section too, whatever
 * the order in the file: decimals are known before the amounts that need them.
 */
#include "schema.h"
#include "modes.h"

#include <stdio.h>
#include <string.h>

#include "expects.h"
#include "keys.h"
#include "severity.h"
#include "slots.h"
#include "suggest.h"

enum { SHOWN_BYTES = 96, NAMES_BYTES = 240 };

/* A section under way: where it stands in the table, in messages, in the file and the draft. */
typedef struct {
    const char *path;         /* "venue.fee", "instruments[]" */
    char shown[SHOWN_BYTES];  /* "venue.fee", "instruments[0]"; "" for the root */
    const bl_yaml_node *node; /* NULL: left out, defaults hold */
    void *base;               /* the draft, or the list's element */
} section;

static void show_key(const section *in, const char *name, char *out)
{
    snprintf(out, SHOWN_BYTES, "%.40s%s%.50s", in->shown, in->shown[0] == '\0' ? "" : ".", name);
}

/* Booleans are 1 byte, enums and ints 4, amounts and times 8. */
static void store(void *base, const bl_key *key, int64_t value)
{
    unsigned char *at = (unsigned char *)base + key->offset;
    const bool flag = value != 0;
    const int32_t small = (int32_t)value;
    BL_ASSERT(key->bytes == 1 || key->bytes == 4 || key->bytes == 8);
    if (key->bytes == 1) {
        memcpy(at, &flag, sizeof flag);
    } else if (key->bytes == 4) {
        memcpy(at, &small, sizeof small);
    } else {
        memcpy(at, &value, sizeof value);
    }
}

static void store_pointer(void *base, const bl_key *key, const void *pointer)
{
    BL_ASSERT(key->bytes == sizeof pointer);
    memcpy((unsigned char *)base + key->offset, &pointer, sizeof pointer);
}

/* How far a key is from what was written, nearer where it stands in or below the section;
 * SIZE_MAX where it cannot be meant. */
static size_t score(const section *in, const bl_key *key, const char *written)
{
    const char *name = bl_keys_name(key);
    const size_t distance = bl_suggest_distance(written, name);
    const size_t len = strlen(in->path);
    if (distance > 0 && !bl_suggest_accepts(written, name, distance)) {
        return SIZE_MAX;
    }
    if (bl_keys_in_section(key, in->path)) {
        return distance * 4;
    }
    const bool below = len > 0 && strncmp(key->path, in->path, len) == 0 && key->path[len] == '.';
    return distance * 4 + (below ? 1 : 5);
}

static const bl_key *find_meant(const section *in, const char *written)
{
    const bl_key *best = NULL;
    size_t best_score = SIZE_MAX;
    for (size_t i = 0; i < bl_keys_count(); i++) {
        const size_t its = score(in, bl_keys_at(i), written);
        if (its < best_score) {
            best = bl_keys_at(i);
            best_score = its;
        }
    }
    return best;
}

static void list_keys(const section *in, char *out, size_t out_bytes)
{
    out[0] = '\0';
    for (size_t i = 0; i < bl_keys_count(); i++) {
        if (bl_keys_in_section(bl_keys_at(i), in->path)) {
            bl_suggest_list(out, out_bytes, bl_keys_name(bl_keys_at(i)));
        }
    }
}

static void refuse_key(bl_reading *reading, const section *in, const bl_yaml_node *node)
{
    char shown[SHOWN_BYTES];
    char names[NAMES_BYTES];
    char meant_shown[SHOWN_BYTES];
    show_key(in, node->key, shown);
    const bl_key *meant = bl_diag_may_continue(reading->diags) ? find_meant(in, node->key) : NULL;
    if (meant == NULL) {
        list_keys(in, names, sizeof names);
        bl_diag *diag = bl_yaml_complain_key(node, reading->diags, "unknown key '%s'", shown);
        bl_diag_set_hint(diag, "allowed here: %s", names);
        return;
    }
    if (bl_keys_in_section(meant, in->path)) {
        show_key(in, bl_keys_name(meant), meant_shown);
    } else {
        snprintf(meant_shown, sizeof meant_shown, "%s", meant->path);
    }
    bl_yaml_complain_key(node, reading->diags, "unknown key '%s' (did you mean '%s'?)", shown,
                         meant_shown);
}

static bool want_scalar(bl_reading *reading, const bl_yaml_node *node, const char *shown,
                        const bl_key *key)
{
    if (node->kind == BL_YAML_SCALAR) {
        return true;
    }
    bl_yaml_complain(node, reading->diags, "%s: expected one value (%s), got a %s", shown,
                     key->help, node->kind == BL_YAML_LIST ? "list" : "mapping");
    return false;
}

/* What stands where the file says nothing: the preset's text, else the default's. */
static const char *find_fallback(const bl_reading *reading, const bl_key *key)
{
    const char *text = bl_keys_find_preset(reading->draft->preset, key->path);
    return text != NULL ? text : key->fallback;
}

static void read_value(bl_reading *reading, const section *in, const bl_key *key,
                       const bl_yaml_node *node, const char *shown)
{
    bl_value_rule rule = key->rule;
    char why[BL_VALUE_WHY];
    int64_t value;
    bool rounded;
    if (key->kind == BL_KEY_AMOUNT) {
        rule.places = reading->draft->setup.vault.decimals;
    } else if (key->kind == BL_KEY_QUANTITY) {
        rule.places = ((const bl_draft_instrument *)in->base)->core.quantity_decimals;
    } else if (key->kind == BL_KEY_PRICE) {
        rule.places = ((const bl_draft_instrument *)in->base)->core.price_decimals;
    }
    if (node == NULL) {
        const char *text = find_fallback(reading, key);
        if (text != NULL) {
            BL_ASSERT(bl_value_read(&rule, text, &value, &rounded, why));
            store(in->base, key, value);
        }
    } else if (want_scalar(reading, node, shown, key)) {
        if (bl_value_read(&rule, node->text, &value, &rounded, why)) {
            store(in->base, key, value);
            reading->draft->rounded += rounded ? 1 : 0;
        } else {
            bl_yaml_complain(node, reading->diags, "%s: %s", shown, why);
        }
    }
}

static void read_text(bl_reading *reading, const section *in, const bl_key *key,
                      const bl_yaml_node *node, const char *shown)
{
    if (node == NULL || !want_scalar(reading, node, shown, key)) {
        return;
    }
    if (node->text_len == 0) {
        bl_yaml_complain(node, reading->diags, "%s: must not be empty", shown);
    } else if (key->kind == BL_KEY_FEED) {
        store_pointer(in->base, key, node);
    } else {
        store_pointer(in->base, key, node->text);
    }
}

static bool want_list(bl_reading *reading, const bl_yaml_node *node, const char *shown,
                      const char *example)
{
    if (node->kind != BL_YAML_LIST) {
        bl_yaml_complain(node, reading->diags, "%s: expected a list such as %s", shown, example);
    }
    return node->kind == BL_YAML_LIST;
}

/* Keeps times ascending, no two equal: equal times are one review. */
static void insert_time(int64_t *times, size_t *len, int64_t time_ns)
{
    size_t at = *len;
    while (at > 0 && times[at - 1] > time_ns) {
        at--;
    }
    if (at > 0 && times[at - 1] == time_ns) {
        return;
    }
    memmove(times + at + 1, times + at, (*len - at) * sizeof *times);
    times[at] = time_ns;
    *len += 1;
}

static void read_times(bl_reading *reading, const bl_key *key, const bl_yaml_node *node,
                       const char *shown)
{
    const bl_value_rule rule = {.kind = BL_VALUE_TIME};
    bl_failsafe_rule *failsafe = &reading->draft->setup.failsafe;
    if (node == NULL || !want_list(reading, node, shown, "[2024-01-01T00:00:00Z]")) {
        return;
    }
    int64_t *times = bl_pool_take(reading->pool, (node->len + 1) * sizeof *times);
    if (times == NULL) {
        bl_yaml_complain(node, reading->diags, "%s: out of memory", shown);
        return;
    }
    for (const bl_yaml_node *child = node->first; child != NULL; child = child->next) {
        char why[BL_VALUE_WHY];
        int64_t time_ns;
        bool rounded;
        if (!want_scalar(reading, child, shown, key)) {
            continue;
        }
        if (bl_value_read(&rule, child->text, &time_ns, &rounded, why)) {
            insert_time(times, &failsafe->reviews_len, time_ns);
        } else {
            bl_yaml_complain(child, reading->diags, "%s: %s", shown, why);
        }
    }
    failsafe->reviews_ns = times;
}

/* A word twice counts once. */
static void read_words(bl_reading *reading, const section *in, const bl_key *key,
                       const bl_yaml_node *node, const char *shown)
{
    char example[NAMES_BYTES];
    int64_t words = 0;
    snprintf(example, sizeof example, "[%.*s]", (int)strcspn(key->rule.choices, "|"),
             key->rule.choices);
    if (node == NULL || !want_list(reading, node, shown, example)) {
        return;
    }
    for (const bl_yaml_node *child = node->first; child != NULL; child = child->next) {
        char why[BL_VALUE_WHY];
        int64_t place;
        bool rounded;
        if (!want_scalar(reading, child, shown, key)) {
            continue;
        }
        if (bl_value_read(&key->rule, child->text, &place, &rounded, why)) {
            words |= INT64_C(1) << place;
        } else {
            bl_yaml_complain(child, reading->diags, "%s: %s", shown, why);
        }
    }
    store(in->base, key, words);
}

/* Two modes may not share a folder of the output (spec 13.0). */
static void add_mode(bl_reading *reading, const bl_yaml_node *node, const bl_mode_choice *mode)
{
    bl_draft *draft = reading->draft;
    char folder[BL_DIAG_TEXT];
    char other[BL_DIAG_TEXT];
    bl_modes_print_folder(mode->text, folder, sizeof folder);
    for (size_t i = 0; i < draft->modes_len; i++) {
        bl_modes_print_folder(draft->modes[i].text, other, sizeof other);
        if (strcmp(folder, other) == 0) {
            bl_yaml_complain(node, reading->diags, "modes: '%s' stands twice in the list",
                             mode->text);
            return;
        }
    }
    draft->modes[draft->modes_len] = *mode;
    draft->modes_len++;
}

static void read_modes(bl_reading *reading, const bl_yaml_node *node, const char *shown)
{
    if (node == NULL || !want_list(reading, node, shown, "[immediate, 4h, 24h]")) {
        return;
    }
    if (node->len == 0 || node->len > BL_SCENARIO_MODES_MAX) {
        bl_yaml_complain(node, reading->diags, "%s: expected 1 to %d modes, got %zu", shown,
                         BL_SCENARIO_MODES_MAX, node->len);
        return;
    }
    for (const bl_yaml_node *child = node->first; child != NULL; child = child->next) {
        bl_mode_choice mode = {0};
        if (bl_slots_read_mode(reading, child, &mode)) {
            add_mode(reading, child, &mode);
        }
    }
}

static void read_slot(bl_reading *reading, const section *in, const bl_key *key,
                      const bl_yaml_node *node, const char *shown)
{
    bl_draft_slot *slot = (bl_draft_slot *)(void *)((unsigned char *)in->base + key->offset);
    bl_slots_read_model(reading, key->rule.choices, shown, node, find_fallback(reading, key), slot);
}

static void read_key(bl_reading *reading, const section *in, const bl_key *key)
{
    const char *name = bl_keys_name(key);
    const bl_yaml_node *node = bl_yaml_child(in->node, name, strlen(name));
    char shown[SHOWN_BYTES];
    show_key(in, name, shown);
    if (node == NULL && key->required && in->node != NULL) {
        bl_yaml_complain(in->node, reading->diags, "%s: is required, %s", shown, key->help);
    }
    switch (key->kind) {
    case BL_KEY_VALUE:
    case BL_KEY_AMOUNT:
    case BL_KEY_QUANTITY:
    case BL_KEY_PRICE:
        read_value(reading, in, key, node, shown);
        break;
    case BL_KEY_TEXT:
    case BL_KEY_FEED:
        read_text(reading, in, key, node, shown);
        break;
    case BL_KEY_TIMES:
        read_times(reading, key, node, shown);
        break;
    case BL_KEY_WORDS:
        read_words(reading, in, key, node, shown);
        break;
    case BL_KEY_MODES:
        read_modes(reading, node, shown);
        break;
    case BL_KEY_EXPECTS:
        bl_expects_read(reading, node);
        break;
    case BL_KEY_SLOT:
        read_slot(reading, in, key, node, shown);
        break;
    case BL_KEY_SECTION:
    case BL_KEY_LIST:
        break;
    }
}

static void read_section(bl_reading *reading, section *in)
{
    if (in->node != NULL && in->node->kind != BL_YAML_MAPPING) {
        bl_yaml_complain(in->node, reading->diags, "%s%sexpected a mapping of keys", in->shown,
                         in->shown[0] == '\0' ? "" : ": ");
        in->node = NULL;
    }
    const bl_yaml_node *child = in->node == NULL ? NULL : in->node->first;
    for (; child != NULL; child = child->next) {
        if (bl_keys_find(in->path, child->key) == NULL) {
            refuse_key(reading, in, child);
        }
    }
    for (size_t i = 0; i < bl_keys_count(); i++) {
        if (bl_keys_in_section(bl_keys_at(i), in->path)) {
            read_key(reading, in, bl_keys_at(i));
        }
    }
}

/* The room of a list in the draft: its elements, and how many there are. */
typedef struct {
    unsigned char *first;
    size_t stride, cap;
    size_t *len;
} list_room;

static list_room find_room(bl_draft *draft, const bl_key *key)
{
    const bool instruments = key->offset == offsetof(bl_draft, instruments);
    return (list_room){
        .first = (unsigned char *)draft + key->offset,
        .stride = instruments ? sizeof draft->instruments[0] : sizeof draft->strategies[0],
        .cap = instruments ? BL_INSTRUMENTS_MAX : BL_STRATEGIES_MAX,
        .len = instruments ? &draft->instruments_len : &draft->strategies_len,
    };
}

/* The mappings inside an element of a list; nothing is stored for one that is left out. */
static void read_inner(bl_reading *reading, const section *element)
{
    for (size_t i = 0; i < bl_keys_count(); i++) {
        const bl_key *key = bl_keys_at(i);
        const char *name = bl_keys_name(key);
        if (key->kind != BL_KEY_SECTION || !bl_keys_in_section(key, element->path)) {
            continue;
        }
        section in = {.path = key->path, .base = element->base};
        in.node = bl_yaml_child(element->node, name, strlen(name));
        show_key(element, name, in.shown);
        if (in.node != NULL) {
            read_section(reading, &in);
        }
    }
}

static void read_list(bl_reading *reading, const bl_key *key)
{
    const bl_yaml_node *node = bl_yaml_find(reading->root, key->path);
    const list_room room = find_room(reading->draft, key);
    char path[SHOWN_BYTES];
    if (node == NULL || !want_list(reading, node, key->path, "[{name: ...}]")) {
        return;
    }
    if (node->len > room.cap) {
        bl_yaml_complain(node, reading->diags, "%s: at most %zu, got %zu", key->path, room.cap,
                         node->len);
        return;
    }
    snprintf(path, sizeof path, "%s[]", key->path);
    for (const bl_yaml_node *child = node->first; child != NULL; child = child->next) {
        section in = {.path = path, .node = child, .base = room.first + *room.len * room.stride};
        snprintf(in.shown, sizeof in.shown, "%.40s[%zu]", key->path, *room.len);
        read_section(reading, &in);
        read_inner(reading, &in);
        *room.len += 1;
    }
}

void bl_schema_read(bl_reading *reading)
{
    bl_draft *draft = reading->draft;
    section root = {.path = "", .node = reading->root, .base = draft};
    draft->severity_scales = BL_SCALES_ALL;
    draft->setup.limits.max_drawdown_ppb = -1;
    draft->setup.limits.daily_loss_ppb = -1;
    draft->setup.limits.max_leverage_ppb = -1;
    draft->setup.venue.max_slippage_ppb = -1;
    read_section(reading, &root);
    for (size_t i = 0; i < bl_keys_count() && root.node != NULL; i++) {
        const bl_key *key = bl_keys_at(i);
        if (key->kind == BL_KEY_LIST) {
            read_list(reading, key);
        } else if (key->kind == BL_KEY_SECTION && strchr(key->path, '[') == NULL) {
            section in = {.path = key->path, .base = draft};
            in.node = bl_yaml_find(reading->root, key->path);
            snprintf(in.shown, sizeof in.shown, "%.90s", key->path);
            read_section(reading, &in);
        }
    }
    draft->setup.oracle.on = bl_yaml_find(reading->root, "oracle") != NULL;
    draft->setup.limits.on = bl_yaml_find(reading->root, "limits") != NULL;
}

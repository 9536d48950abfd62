/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * overrides.c - a path is walked step by step; mappings that are missing on the way are made, list
 * elements are not. A step into a scalar turns it into a mapping, so that `venue.capacity.
 * volume_share.limit` works where the file says `capacity: unlimited`.
 */
#include "overrides.h"

#include <string.h>

/* One --set under way. */
typedef struct {
    bl_pool *pool;
    bl_diags *diags;
    const bl_yaml_source *source;
    const char *end; /* of the path */
} override;

static const bl_yaml_source *make_source(bl_pool *pool, const char *name, const char *text,
                                         size_t number)
{
    bl_yaml_source *source = bl_pool_take(pool, sizeof *source);
    char *copy = bl_pool_copy(pool, text, strlen(text));
    if (source == NULL || copy == NULL) {
        return NULL;
    }
    *source = (bl_yaml_source){name, copy, strlen(text), number};
    return source;
}

static bl_yaml_node *make_node(bl_pool *pool, const bl_yaml_source *source, bl_yaml_kind kind,
                               size_t column)
{
    bl_yaml_node *node = bl_pool_take(pool, sizeof *node);
    if (node != NULL) {
        *node = (bl_yaml_node){.kind = kind, .source = source, .key = "", .text = ""};
        node->line = node->key_line = source->first_line;
        node->column = node->key_column = column;
    }
    return node;
}

static bl_yaml_node *fail(const override *set, const char *at, const char *what)
{
    const bl_yaml_node node = {.source = set->source,
                               .line = set->source->first_line,
                               .column = (size_t)(at - set->source->bytes) + 1,
                               .kind = BL_YAML_MAPPING,
                               .key = ""};
    bl_yaml_complain(&node, set->diags, "%s", what);
    return NULL;
}

static void fail_memory(bl_diags *diags, const char *name)
{
    bl_diag_add(diags, BL_DIAG_ERROR, name, 0, 0, "out of memory");
}

/* The child of a mapping, made where it is missing. */
static bl_yaml_node *enter_mapping(const override *set, bl_yaml_node *node, const char *name,
                                   size_t len)
{
    if (node->kind == BL_YAML_SCALAR) {
        node->kind = BL_YAML_MAPPING;
    }
    bl_yaml_node *child = bl_yaml_child(node, name, len);
    if (child != NULL) {
        return child;
    }
    const size_t column = (size_t)(name - set->source->bytes) + 1;
    child = make_node(set->pool, set->source, BL_YAML_MAPPING, column);
    char *key = bl_pool_copy(set->pool, name, len);
    if (child == NULL || key == NULL) {
        fail_memory(set->diags, set->source->name);
        return NULL;
    }
    child->key = key;
    bl_yaml_append(node, child);
    return child;
}

/* The element of a list whose `name` is this. */
static bl_yaml_node *enter_named(const override *set, const bl_yaml_node *list, const char *name,
                                 size_t len)
{
    for (bl_yaml_node *child = list->first; child != NULL; child = child->next) {
        const bl_yaml_node *its = bl_yaml_child(child, "name", 4);
        if (its != NULL && its->text_len == len && memcmp(its->text, name, len) == 0) {
            return child;
        }
    }
    return fail(set, name, "no element of the list has this name");
}

static bl_yaml_node *enter_place(const override *set, const bl_yaml_node *list, const char *digits,
                                 size_t len)
{
    size_t place = 0;
    for (size_t i = 0; i < len; i++) {
        if (digits[i] < '0' || digits[i] > '9' || len > 6) {
            return fail(set, digits, "expected a place in the list such as [0]");
        }
        place = place * 10 + (size_t)(digits[i] - '0');
    }
    if (len == 0 || list->kind != BL_YAML_LIST || place >= list->len) {
        return fail(set, digits, "the list has no such place (the first is [0])");
    }
    return bl_yaml_at(list, place);
}

/* One step of the path: `name`, `.name` or `[place]`. *at moves behind it. */
static bl_yaml_node *take_step(const override *set, bl_yaml_node *node, const char **at)
{
    const char *from = *at;
    if (*from == '[') {
        const char *close = memchr(from, ']', (size_t)(set->end - from));
        if (close == NULL) {
            return fail(set, from, "expected ']' after a place in a list");
        }
        *at = close + 1;
        return enter_place(set, node, from + 1, (size_t)(close - from - 1));
    }
    if (*from == '.' && from != set->source->bytes) {
        from++;
    }
    const char *stop = from;
    while (stop < set->end && *stop != '.' && *stop != '[') {
        stop++;
    }
    if (stop == from) {
        return fail(set, from, "expected a key");
    }
    *at = stop;
    if (node->kind == BL_YAML_LIST) {
        return enter_named(set, node, from, (size_t)(stop - from));
    }
    return enter_mapping(set, node, from, (size_t)(stop - from));
}

/* Puts a value in a node's place; the node keeps its key and its neighbours. */
static void put_value(bl_yaml_node *node, const bl_yaml_node *value)
{
    bl_yaml_node *next = node->next;
    const char *key = node->key;
    *node = *value;
    node->key = key;
    node->key_column = 1;
    node->next = next;
}

bool bl_overrides_apply(bl_pool *pool, bl_yaml_node *root, const char *text, size_t number,
                        bl_diags *diags)
{
    const bl_yaml_source *source = make_source(pool, "--set", text, number);
    if (source == NULL) {
        fail_memory(diags, "--set");
        return false;
    }
    const char *equals = strchr(source->bytes, '=');
    override set = {pool, diags, source, equals};
    if (equals == NULL) {
        return fail(&set, source->bytes, "expected path=value, such as venue.fee.taker=0") != NULL;
    }
    const size_t skip = (size_t)(equals - source->bytes) + 1;
    const bl_yaml_node *value = bl_yaml_parse(pool, source, skip, diags);
    bl_yaml_node *node = value == NULL ? NULL : root;
    const char *at = source->bytes;
    do {
        node = node == NULL ? NULL : take_step(&set, node, &at);
    } while (node != NULL && at < set.end);
    if (node != NULL) {
        put_value(node, value);
    }
    return node != NULL;
}

bool bl_overrides_set_modes(bl_pool *pool, bl_yaml_node *root, const char *const *modes,
                            size_t modes_len, bl_diags *diags)
{
    const bl_yaml_source *source = make_source(pool, "--mode", "modes", 1);
    bl_yaml_node *list = source == NULL ? NULL : make_node(pool, source, BL_YAML_LIST, 1);
    const override set = {pool, diags, source, NULL};
    bool ok = list != NULL;
    for (size_t i = 0; i < modes_len && ok; i++) {
        const bl_yaml_source *its = make_source(pool, "--mode", modes[i], i + 1);
        bl_yaml_node *node = its == NULL ? NULL : make_node(pool, its, BL_YAML_SCALAR, 1);
        ok = node != NULL;
        if (ok) {
            node->text = its->bytes;
            node->text_len = its->bytes_len;
            bl_yaml_append(list, node);
        }
    }
    bl_yaml_node *place = ok ? enter_mapping(&set, root, source->bytes, strlen("modes")) : NULL;
    if (place == NULL) {
        fail_memory(diags, "--mode");
        return false;
    }
    put_value(place, list);
    return true;
}

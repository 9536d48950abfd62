/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * yaml.c - libyaml's events into a tree of nodes. Complaints that leave the structure readable
 * (a duplicate key, an anchor) do not stop the reading, so that one pass names them all.
 */
#include "yaml.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "../data/outfile.h"

typedef struct {
    bl_pool *pool;
    const bl_yaml_source *source;
    size_t skip; /* characters before the text, on its first line */
    bl_diags *diags;
    bl_yaml_node *open[BL_YAML_DEPTH_MAX];
    size_t depth;
    bl_yaml_node *key; /* a key that waits for its value */
    bl_yaml_node *root;
    size_t nodes;
    size_t documents;
    bool failed; /* an error was added */
    bool stop;   /* and nothing more can be read */
} builder;

/* The bytes of one line of a source, without its line end. */
static const char *line_bytes(const bl_yaml_source *source, size_t line, size_t *len)
{
    const char *at = source->bytes;
    const char *end = source->bytes + source->bytes_len;
    for (size_t n = source->first_line; n < line; n++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        at = stop == NULL ? end : stop + 1;
    }
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    *len = (size_t)((stop == NULL ? end : stop) - at);
    if (*len > 0 && at[*len - 1] == '\r') {
        *len -= 1;
    }
    return at;
}

typedef struct {
    const bl_yaml_source *source;
    size_t line, column, width;
} place;

static bl_diag *complain_at(const place *at, bl_diags *diags, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

static bl_diag *complain_at(const place *at, bl_diags *diags, const char *format, va_list args)
{
    char message[BL_DIAG_TEXT];
    vsnprintf(message, sizeof message, format, args);
    bl_diag *diag =
        bl_diag_add(diags, BL_DIAG_ERROR, at->source->name, at->line, at->column, "%s", message);
    if (diag != NULL) {
        size_t len;
        const char *bytes = line_bytes(at->source, at->line, &len);
        bl_diag_set_excerpt(diag, bytes, len, at->column, at->width);
    }
    return diag;
}

bl_diag *bl_yaml_complain(const bl_yaml_node *node, bl_diags *diags, const char *format, ...)
{
    const size_t width = node->kind == BL_YAML_SCALAR && node->text_len > 0 ? node->text_len : 1;
    const place at = {node->source, node->line, node->column, width};
    va_list args;
    va_start(args, format);
    bl_diag *diag = complain_at(&at, diags, format, args);
    va_end(args);
    return diag;
}

bl_diag *bl_yaml_complain_key(const bl_yaml_node *node, bl_diags *diags, const char *format, ...)
{
    const size_t width = node->key[0] != '\0' ? strlen(node->key) : 1;
    const place at = {node->source, node->key_line, node->key_column, width};
    va_list args;
    va_start(args, format);
    bl_diag *diag = complain_at(&at, diags, format, args);
    va_end(args);
    return diag;
}

bl_yaml_node *bl_yaml_child(const bl_yaml_node *node, const char *key, size_t key_len)
{
    if (node == NULL || node->kind != BL_YAML_MAPPING) {
        return NULL;
    }
    bl_yaml_node *child = node->first;
    while (child != NULL &&
           (strlen(child->key) != key_len || memcmp(child->key, key, key_len) != 0)) {
        child = child->next;
    }
    return child;
}

bl_yaml_node *bl_yaml_find(const bl_yaml_node *root, const char *path)
{
    const bl_yaml_node *node = root;
    bl_yaml_node *found = NULL;
    for (const char *at = path; at != NULL;) {
        const char *dot = strchr(at, '.');
        found = bl_yaml_child(node, at, dot == NULL ? strlen(at) : (size_t)(dot - at));
        node = found;
        at = dot == NULL ? NULL : dot + 1;
    }
    return found;
}

bl_yaml_node *bl_yaml_at(const bl_yaml_node *node, size_t index)
{
    bl_yaml_node *child = node->first;
    for (size_t i = 0; i < index && child != NULL; i++) {
        child = child->next;
    }
    return child;
}

void bl_yaml_append(bl_yaml_node *parent, bl_yaml_node *child)
{
    if (parent->last == NULL) {
        parent->first = child;
    } else {
        parent->last->next = child;
    }
    parent->last = child;
    parent->len++;
}

static void fail_at(builder *b, const yaml_mark_t *mark, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* libyaml counts one line more at the end of a text without a line end: the last line's end is
 * meant. */
static place place_of(const builder *b, const yaml_mark_t *mark)
{
    const char *bytes = b->source->bytes;
    const size_t len = b->source->bytes_len;
    place at = {b->source, b->source->first_line + mark->line,
                mark->column + 1 + (mark->line == 0 ? b->skip : 0), 1};
    if (mark->line > 0 && mark->column == 0 && mark->index >= len - b->skip && len > 0 &&
        bytes[len - 1] != '\n') {
        size_t last_len;
        at.line--;
        (void)line_bytes(b->source, at.line, &last_len);
        at.column = last_len + 1;
    }
    return at;
}

static void fail_at(builder *b, const yaml_mark_t *mark, const char *format, ...)
{
    const place at = place_of(b, mark);
    va_list args;
    va_start(args, format);
    complain_at(&at, b->diags, format, args);
    va_end(args);
    b->failed = true;
}

static void stop_for_memory(builder *b)
{
    bl_diag_add(b->diags, BL_DIAG_ERROR, b->source->name, 0, 0, "out of memory");
    b->failed = true;
    b->stop = true;
}

static bl_yaml_node *make_node(builder *b, bl_yaml_kind kind, const yaml_mark_t *mark)
{
    if (b->nodes == BL_YAML_NODES_MAX) {
        fail_at(b, mark, "more than %d values in one file", BL_YAML_NODES_MAX);
        b->stop = true;
        return NULL;
    }
    bl_yaml_node *node = bl_pool_take(b->pool, sizeof *node);
    if (node == NULL) {
        stop_for_memory(b);
        return NULL;
    }
    b->nodes++;
    node->kind = kind;
    node->source = b->source;
    const place at = place_of(b, mark);
    node->line = at.line;
    node->column = at.column;
    node->key_line = node->line;
    node->key_column = node->column;
    node->key = "";
    node->text = "";
    return node;
}

/* Hangs a value where the document stands: the root, a list, or behind the key that waits. */
static void place_node(builder *b, bl_yaml_node *node)
{
    if (b->depth == 0) {
        b->root = node;
        return;
    }
    bl_yaml_node *parent = b->open[b->depth - 1];
    if (parent->kind == BL_YAML_LIST) {
        bl_yaml_append(parent, node);
        return;
    }
    node->key = b->key->text;
    node->key_line = b->key->line;
    node->key_column = b->key->column;
    if (bl_yaml_child(parent, b->key->text, b->key->text_len) != NULL) {
        bl_yaml_complain_key(node, b->diags, "duplicate key '%s'", node->key);
        b->failed = true;
    } else {
        bl_yaml_append(parent, node);
    }
    b->key = NULL;
}

static bool awaits_key(const builder *b)
{
    return b->depth > 0 && b->open[b->depth - 1]->kind == BL_YAML_MAPPING && b->key == NULL;
}

static void refuse_decoration(builder *b, const yaml_event_t *event, const void *anchor,
                              const void *tag)
{
    if (anchor != NULL || tag != NULL) {
        fail_at(b, &event->start_mark, "anchors (&name) and tags (!name) are not allowed");
    }
}

static void take_scalar(builder *b, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    const size_t len = event->data.scalar.length;
    refuse_decoration(b, event, event->data.scalar.anchor, event->data.scalar.tag);
    if (memchr(text, '\0', len) != NULL) {
        fail_at(b, &event->start_mark, "a NUL character is not allowed");
    }
    bl_yaml_node *node = make_node(b, BL_YAML_SCALAR, &event->start_mark);
    if (node == NULL) {
        return;
    }
    node->text = bl_pool_copy(b->pool, text, len);
    node->text_len = len;
    if (node->text == NULL) {
        stop_for_memory(b);
    } else if (awaits_key(b)) {
        b->key = node;
    } else {
        place_node(b, node);
    }
}

static void open_node(builder *b, const yaml_event_t *event, bl_yaml_kind kind)
{
    if (awaits_key(b)) {
        fail_at(b, &event->start_mark, "a key must be plain text");
        b->stop = true;
        return;
    }
    if (b->depth == BL_YAML_DEPTH_MAX) {
        fail_at(b, &event->start_mark, "nested deeper than %d", BL_YAML_DEPTH_MAX);
        b->stop = true;
        return;
    }
    bl_yaml_node *node = make_node(b, kind, &event->start_mark);
    if (node != NULL) {
        place_node(b, node);
        b->open[b->depth] = node;
        b->depth++;
    }
}

static void take_alias(builder *b, const yaml_event_t *event)
{
    fail_at(b, &event->start_mark, "aliases (*name) are not allowed");
    b->stop = true;
}

static void take_document(builder *b, const yaml_event_t *event)
{
    const bool directives = event->data.document_start.version_directive != NULL ||
                            event->data.document_start.tag_directives.start !=
                                event->data.document_start.tag_directives.end;
    b->documents++;
    if (directives) {
        fail_at(b, &event->start_mark, "directives (%%NAME) are not allowed");
    }
    if (b->documents > 1) {
        fail_at(b, &event->start_mark, "only one document per file");
        b->stop = true;
    }
}

static void take_event(builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        take_scalar(b, event);
        break;
    case YAML_MAPPING_START_EVENT:
        refuse_decoration(b, event, event->data.mapping_start.anchor,
                          event->data.mapping_start.tag);
        open_node(b, event, BL_YAML_MAPPING);
        break;
    case YAML_SEQUENCE_START_EVENT:
        refuse_decoration(b, event, event->data.sequence_start.anchor,
                          event->data.sequence_start.tag);
        open_node(b, event, BL_YAML_LIST);
        break;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        b->depth--;
        break;
    case YAML_ALIAS_EVENT:
        take_alias(b, event);
        break;
    case YAML_DOCUMENT_START_EVENT:
        take_document(b, event);
        break;
    default:
        break;
    }
}

/* A byte's place as a mark: libyaml gives only the offset of a byte that is not UTF-8. */
static yaml_mark_t mark_of_byte(const char *bytes, size_t offset)
{
    yaml_mark_t mark = {0, 0, 0};
    for (size_t i = 0; i < offset; i++) {
        const unsigned char byte = (unsigned char)bytes[i];
        if (byte == '\n') {
            mark.line++;
            mark.column = 0;
        } else if ((byte & 0xC0) != 0x80) {
            mark.column++;
        }
    }
    return mark;
}

static void take_error(builder *b, const yaml_parser_t *parser)
{
    b->stop = true;
    if (parser->error == YAML_MEMORY_ERROR) {
        stop_for_memory(b);
    } else if (parser->error == YAML_READER_ERROR) {
        const size_t limit = b->source->bytes_len - b->skip;
        const size_t offset = parser->problem_offset < limit ? parser->problem_offset : limit;
        const yaml_mark_t mark = mark_of_byte(b->source->bytes + b->skip, offset);
        fail_at(b, &mark, "not UTF-8 text: %s", parser->problem);
    } else if (parser->context != NULL) {
        const place began = place_of(b, &parser->context_mark);
        fail_at(b, &parser->problem_mark, "not YAML: %s, %s that began at %zu:%zu", parser->problem,
                parser->context, began.line, began.column);
    } else {
        fail_at(b, &parser->problem_mark, "not YAML: %s", parser->problem);
    }
}

static void run_parser(builder *b, yaml_parser_t *parser)
{
    bool done = false;
    while (!done && !b->stop) {
        yaml_event_t event;
        if (yaml_parser_parse(parser, &event) == 0) {
            take_error(b, parser);
            return;
        }
        take_event(b, &event);
        done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
}

bl_yaml_node *bl_yaml_parse(bl_pool *pool, const bl_yaml_source *source, size_t skip,
                            bl_diags *diags)
{
    builder b = {.pool = pool, .source = source, .skip = skip, .diags = diags};
    yaml_parser_t parser;
    if (yaml_parser_initialize(&parser) == 0) {
        stop_for_memory(&b);
        return NULL;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)source->bytes + skip,
                                 source->bytes_len - skip);
    run_parser(&b, &parser);
    yaml_parser_delete(&parser);
    if (!b.failed && b.root == NULL) {
        const yaml_mark_t start = {0, 0, 0};
        b.root = make_node(&b, BL_YAML_SCALAR, &start);
    }
    return b.failed ? NULL : b.root;
}

/* ---- files */

static bool fail(bl_diags *diags, const char *path, const char *what, const char *why)
{
    bl_diag_add(diags, BL_DIAG_ERROR, path, 0, 0, "%s%s", what, why);
    return false;
}

/* All bytes of the file into the pool. */
static bool read_bytes(bl_pool *pool, const char *path, bl_yaml_source *source, bl_diags *diags)
{
    char *bytes = bl_pool_take(pool, BL_YAML_BYTES_MAX + 1);
    if (bytes == NULL) {
        return fail(diags, path, "out of memory", "");
    }
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return fail(diags, path, "cannot be opened: ", strerror(errno));
    }
    const size_t len = fread(bytes, 1, BL_YAML_BYTES_MAX + 1, file);
    const bool failed = ferror(file) != 0;
    const int why = errno;
    fclose(file);
    if (failed) {
        return fail(diags, path, "cannot be read: ", strerror(why));
    }
    if (len > BL_YAML_BYTES_MAX) {
        return fail(diags, path, "is larger than 1 MiB", "");
    }
    *source = (bl_yaml_source){.name = path, .bytes = bytes, .bytes_len = len, .first_line = 1};
    return true;
}

/* A byte order mark is no part of the first line. */
static void skip_mark(bl_yaml_source *source)
{
    static const char mark[] = "\xef\xbb\xbf";
    const size_t len = sizeof mark - 1;
    if (source->bytes_len >= len && memcmp(source->bytes, mark, len) == 0) {
        source->bytes += len;
        source->bytes_len -= len;
    }
}

bl_yaml_node *bl_yaml_read(bl_pool *pool, const char *path, char *sha256, bl_diags *diags)
{
    bl_yaml_source *source = bl_pool_take(pool, sizeof *source);
    struct sha256_ctx hash;
    if (source == NULL) {
        fail(diags, path, "out of memory", "");
        return NULL;
    }
    if (!read_bytes(pool, path, source, diags)) {
        return NULL;
    }
    sha256_init(&hash);
    sha256_update(&hash, source->bytes_len, (const uint8_t *)source->bytes);
    bl_outfile_print_digest(&hash, sha256);
    skip_mark(source);
    return bl_yaml_parse(pool, source, 0, diags);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * yaml.h - the small YAML that scenarios are written in: one document of mappings, lists and
 * scalars kept as text. Anchors, aliases, tags, directives, second documents, keys that are not
 * text, duplicate keys and NUL bytes are refused; depth, nodes and bytes are capped.
 */
#ifndef BL_YAML_H
#define BL_YAML_H

#include "../data/diag.h"
#include "pool.h"

enum { BL_YAML_DEPTH_MAX = 32, BL_YAML_NODES_MAX = 10000, BL_YAML_BYTES_MAX = 1 << 20 };

/* A text that nodes point into for messages: the scenario file, or one --set. */
typedef struct {
    const char *name;
    const char *bytes;
    size_t bytes_len;
    size_t first_line; /* the number of its first line; a --set counts as one line */
} bl_yaml_source;

typedef enum { BL_YAML_SCALAR, BL_YAML_MAPPING, BL_YAML_LIST } bl_yaml_kind;

typedef struct bl_yaml_node bl_yaml_node;

struct bl_yaml_node {
    bl_yaml_kind kind;
    const bl_yaml_source *source;
    size_t line, column;         /* of the value, from 1, in characters */
    size_t key_line, key_column; /* of the key; of the value where there is none */
    const char *key;             /* "" outside a mapping */
    const char *text;            /* of a scalar, terminated, no NUL within */
    size_t text_len;
    bl_yaml_node *first, *last; /* children, in order */
    bl_yaml_node *next;         /* the next sibling */
    size_t len;                 /* number of children */
};

/* Parses the bytes of `source` from `skip` on. NULL: diags says why. An empty text is an empty
 * scalar. Nodes and text live in the pool; `source` must outlive them. */
bl_yaml_node *bl_yaml_parse(bl_pool *pool, const bl_yaml_source *source, size_t skip,
                            bl_diags *diags);

/* The whole file at `path`, without a byte order mark; sha256 (65 bytes) is of all its bytes. NULL:
 * diags says why. */
bl_yaml_node *bl_yaml_read(bl_pool *pool, const char *path, char *sha256, bl_diags *diags);

/* The child of a mapping with this key, or NULL; node may be NULL. */
bl_yaml_node *bl_yaml_child(const bl_yaml_node *node, const char *key, size_t key_len);
/* The node at a path of keys such as `venue.fee.taker`, or NULL. */
bl_yaml_node *bl_yaml_find(const bl_yaml_node *root, const char *path);
/* The child at a place, or NULL. */
bl_yaml_node *bl_yaml_at(const bl_yaml_node *node, size_t index);
void bl_yaml_append(bl_yaml_node *parent, bl_yaml_node *child);

/* An error at a value or at its key, printf style, with the line as excerpt. */
bl_diag *bl_yaml_complain(const bl_yaml_node *node, bl_diags *diags, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bl_diag *bl_yaml_complain_key(const bl_yaml_node *node, bl_diags *diags, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif

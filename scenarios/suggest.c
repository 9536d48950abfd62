/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * suggest.c - optimal string alignment distance over three rows.
 */
#include "suggest.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MAX_BYTES = 63 };

static size_t cut_len(const char *name)
{
    const size_t len = strlen(name);
    return len < NAME_MAX_BYTES ? len : NAME_MAX_BYTES;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t bl_suggest_distance(const char *a, const char *b)
{
    const size_t a_len = cut_len(a);
    const size_t b_len = cut_len(b);
    size_t rows[3][NAME_MAX_BYTES + 1];
    for (size_t j = 0; j <= b_len; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a_len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        const size_t *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            const size_t change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = least(change, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], two_above[j - 2] + 1);
            }
        }
    }
    return rows[a_len % 3][b_len];
}

bool bl_suggest_accepts(const char *a, const char *b, size_t distance)
{
    const size_t shorter = least(strlen(a), strlen(b));
    return distance <= 1 + shorter / 4 && distance < shorter;
}

void bl_suggest_offer(bl_suggest_nearest *nearest, const char *name)
{
    const size_t distance = bl_suggest_distance(nearest->word, name);
    if (bl_suggest_accepts(nearest->word, name, distance) &&
        (!nearest->name || distance < nearest->distance)) {
        nearest->name = name;
        nearest->distance = distance;
    }
}

void bl_suggest_list(char *list, size_t list_bytes, const char *name)
{
    const size_t len = strlen(list);
    if (len + strlen(name) + 3 <= list_bytes) {
        snprintf(list + len, list_bytes - len, "%s%s", len == 0 ? "" : ", ", name);
    }
}

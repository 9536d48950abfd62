/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * story.h - an explanation: sentences, each with the line of the file that says so, a consequence
 * deeper than what it follows from.
 */
#ifndef BL_STORY_H
#define BL_STORY_H

#include "../sim/base.h"

#include <jansson.h>
#include <stdio.h>

enum { BL_STORY_TEXT = 400 };

typedef struct {
    int depth;
    char text[BL_STORY_TEXT];
    const char *file; /* NULL: no one line says it */
    size_t line;
} bl_note;

typedef struct {
    bl_note *notes;
    size_t len, cap;
    bool out_of_memory;
} bl_story;

/* file: NULL, or a name that outlives the story. Text too long is cut. */
void bl_story_add(bl_story *story, int depth, const char *file, size_t line, const char *format,
                  ...) __attribute__((format(printf, 5, 6)));
void bl_story_print(const bl_story *story, FILE *out);
/* A list of {depth, text, file, line}. */
json_t *bl_story_pack(const bl_story *story);
void bl_story_free(bl_story *story);

#endif

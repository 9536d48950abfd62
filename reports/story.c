/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * story.c - see story.h.
 */
#include "story.h"

#include <stdarg.h>
#include <stdlib.h>

#include "json.h"
#include "wrap.h"

enum { FIRST_NOTES = 32, STEP = 2 };

static bl_note *add_note(bl_story *story)
{
    if (story->len == story->cap) {
        const size_t cap = story->cap > 0 ? story->cap * 2 : FIRST_NOTES;
        bl_note *more = realloc(story->notes, cap * sizeof *more);
        if (!more) {
            story->out_of_memory = true;
            return NULL;
        }
        story->notes = more;
        story->cap = cap;
    }
    return &story->notes[story->len++];
}

void bl_story_add(bl_story *story, int depth, const char *file, size_t line, const char *format,
                  ...)
{
    bl_note *note = add_note(story);
    va_list list;
    if (!note) {
        return;
    }
    *note = (bl_note){.depth = depth, .file = file, .line = line};
    va_start(list, format);
    vsnprintf(note->text, sizeof note->text, format, list);
    va_end(list);
}

void bl_story_print(const bl_story *story, FILE *out)
{
    for (size_t i = 0; i < story->len; i++) {
        const bl_note *note = &story->notes[i];
        char text[BL_STORY_TEXT + 64];
        char head[64];
        if (note->file) {
            snprintf(text, sizeof text, "%s  [%s:%zu]", note->text, note->file, note->line);
        } else {
            snprintf(text, sizeof text, "%s", note->text);
        }
        const int room = snprintf(head, sizeof head, "%*s", note->depth * STEP - 1, "");
        bl_wrap_print(out, note->depth > 0 ? head : "", text, room + 1 + STEP);
    }
}

json_t *bl_story_pack(const bl_story *story)
{
    json_t *list = json_array();
    for (size_t i = 0; i < story->len; i++) {
        const bl_note *note = &story->notes[i];
        json_t *made =
            json_pack("{s:i, s:o}", "depth", note->depth, "text", bl_json_make_text(note->text));
        if (note->file) {
            json_object_set_new(made, "file", json_string(note->file));
            json_object_set_new(made, "line", json_integer((json_int_t)note->line));
        }
        json_array_append_new(list, made);
    }
    return list;
}

void bl_story_free(bl_story *story)
{
    free(story->notes);
    *story = (bl_story){.len = 0};
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_options.c - the table of import_options.def and what its types take.
 */
#include "import_options.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

typedef enum { TYPE_TEXT, TYPE_FILE, TYPE_FLAG, TYPE_LINES, TYPE_CHARACTER, TYPE_DEDUPE } type;

#define BL_IMPORT_OPTION(member, name, type)                                                       \
    {name, TYPE_##type, offsetof(bl_import_options, member)},
static const struct {
    const char *name;
    type type;
    size_t offset;
} table[] = {
#include "import_options.def"
};
#undef BL_IMPORT_OPTION

static const char *const dedupes[] = {"fail", "keep-first", "keep-last"};

const char *bl_import_options_name(bl_import_option option)
{
    return table[option].name;
}

bl_import_option bl_import_options_find(const char *name)
{
    int i = 0;
    while (i < BL_IMPORT_OPTIONS && strcmp(table[i].name, name) != 0) {
        i++;
    }
    return (bl_import_option)i;
}

bool bl_import_options_is_flag(bl_import_option option)
{
    return table[option].type == TYPE_FLAG;
}

bool bl_import_options_read_count(const char *text, size_t *out)
{
    size_t count = 0;
    bool good = *text != '\0' && strlen(text) <= 6;
    for (const char *at = text; good && *at; at++) {
        good = *at >= '0' && *at <= '9';
        count = count * 10 + (size_t)(*at - '0');
    }
    *out = count;
    return good;
}

/* ---- setting */

static bool set_flag(bool *out, const char *text, const char **why)
{
    *out = strcmp(text, "true") == 0;
    *why = "allowed are true and false";
    return *out || strcmp(text, "false") == 0;
}

static bool set_lines(size_t *out, const char *text, const char **why)
{
    *why = "allowed is a number of lines, 0 to 999999";
    return bl_import_options_read_count(text, out);
}

static bool set_character(char *out, const char *text, const char **why)
{
    const bool tab = strcmp(text, "\\t") == 0;
    *out = tab ? '\t' : *text;
    *why = "allowed is one character, or \\t";
    return tab || (strlen(text) == 1 && !strchr("\"\r\n", *text));
}

static bool set_dedupe(bl_dedupe *out, const char *text, const char **why)
{
    *why = "allowed are keep-first, keep-last and fail";
    for (int i = 0; i < 3; i++) {
        if (strcmp(text, dedupes[i]) == 0) {
            *out = (bl_dedupe)i;
            return true;
        }
    }
    return false;
}

bool bl_import_options_set(bl_import_options *options, bl_import_option option, const char *text,
                           const char **why)
{
    void *const at = (char *)options + table[option].offset;
    switch (table[option].type) {
    case TYPE_FLAG:
        return set_flag(at, text, why);
    case TYPE_LINES:
        return set_lines(at, text, why);
    case TYPE_CHARACTER:
        return set_character(at, text, why);
    case TYPE_DEDUPE:
        return set_dedupe(at, text, why);
    default:
        memcpy(at, &text, sizeof text);
        return true;
    }
}

/* ---- getting */

const char *bl_import_options_file_name(const char *path)
{
    const char *const slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path;
}

static const char *get_number(size_t value, char *scratch)
{
    snprintf(scratch, BL_IMPORT_OPTION_TEXT, "%zu", value);
    return value == 0 ? NULL : scratch;
}

static const char *get_character(char value, char *scratch)
{
    scratch[0] = value;
    scratch[1] = '\0';
    return value == '\0' ? NULL : scratch;
}

const char *bl_import_options_get(const bl_import_options *options, bl_import_option option,
                                  char *scratch)
{
    const void *const at = (const char *)options + table[option].offset;
    const char *text;
    switch (table[option].type) {
    case TYPE_FLAG:
        return *(const bool *)at ? "true" : NULL;
    case TYPE_LINES:
        return get_number(*(const size_t *)at, scratch);
    case TYPE_CHARACTER:
        return get_character(*(const char *)at, scratch);
    case TYPE_DEDUPE:
        return *(const bl_dedupe *)at == BL_DEDUPE_FAIL ? NULL : dedupes[*(const bl_dedupe *)at];
    default:
        memcpy(&text, at, sizeof text);
        return table[option].type == TYPE_FILE ? bl_import_options_file_name(text) : text;
    }
}

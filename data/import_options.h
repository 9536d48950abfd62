/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_options.h - the options of an import by name, so that a command line, a list of imports
 * and a manifest say the same words.
 */
#ifndef BL_IMPORT_OPTIONS_H
#define BL_IMPORT_OPTIONS_H

#include "import.h"

#define BL_IMPORT_OPTION(member, name, type) BL_IMPORT_OPTION_##member,
typedef enum {
#include "import_options.def"
    BL_IMPORT_OPTIONS
} bl_import_option;
#undef BL_IMPORT_OPTION

const char *bl_import_options_name(bl_import_option option);
/* BL_IMPORT_OPTIONS where none has this name. */
bl_import_option bl_import_options_find(const char *name);
/* One that is just said, or not: true or false. */
bool bl_import_options_is_flag(bl_import_option option);
/* An option as it was written; the text is kept, not copied. False: *why says what is allowed. */
bool bl_import_options_set(bl_import_options *options, bl_import_option option, const char *text,
                           const char **why);
/* What bl_import_options_set would be given; NULL: it was not said. A flag is "true", a path its
 * last part. scratch: BL_IMPORT_OPTION_TEXT bytes for what has no text of its own. */
enum { BL_IMPORT_OPTION_TEXT = 32 };
const char *bl_import_options_get(const bl_import_options *options, bl_import_option option,
                                  char *scratch);

/* A path without its folders; NULL of NULL. */
const char *bl_import_options_file_name(const char *path);
/* A whole number of at most six digits. */
bool bl_import_options_read_count(const char *text, size_t *out);

#endif

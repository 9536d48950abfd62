/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_time.h - times as other files write them. Numbers count from 1970 and are UTC; text
 * without an offset of its own is read in the zone that was asked for, or refused.
 */
#ifndef BL_IMPORT_TIME_H
#define BL_IMPORT_TIME_H

#include "timestamp.h"

typedef enum {
    BL_IMPORT_TIME_ISO,      /* date, or date and time: space or T, seconds optional */
    BL_IMPORT_TIME_NUMBER,   /* of unit */
    BL_IMPORT_TIME_FORMAT,   /* %Y %m %d %H %I %M %S %p %z %%, other bytes as they are */
    BL_IMPORT_TIME_MAGNITUDE /* ms, or us where it is too large for ms */
} bl_import_time_style;

typedef struct {
    bl_import_time_style style;
    bl_time_unit unit;
    const char *format;
    char offset[7]; /* "+00:00"; "" where no zone was given */
} bl_import_time_rule;

/* unit: s ms us ns iso or a format, NULL: iso. tz: UTC or +hh:mm, NULL: none. False: *problem. */
bool bl_import_time_make_rule(const char *unit, const char *tz, bl_import_time_rule *out,
                              const char **problem);
/* False: *problem says what is allowed. */
bool bl_import_time_parse(const bl_import_time_rule *rule, const char *text, size_t len,
                          int64_t *out_ns, const char **problem);

#endif

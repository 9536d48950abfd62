/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_time.h - times as other files write them. Numbers count from 1970 and are UTC; text
 * without an offset of its own is read in the zone that was asked for, or refused.
 */
#ifndef BL_IMPORT_TIME_H
#define BL_IMPORT_TIME_H

#include "timestamp.h"

typedef enum {
    BL_IMPORT_TIME_ISO,       /* date, or date and time: space or T, seconds optional */
    BL_IMPORT_TIME_NUMBER,    /* of unit */
    BL_IMPORT_TIME_FORMAT,    /* %Y %m %d %H %I %M %S %p %z %%, other bytes as they are */
    BL_IMPORT_TIME_MAGNITUDE, /* s, ms, us or ns, told by size */
    BL_IMPORT_TIME_MIDNIGHT,  /* ms since the day's begin */
    BL_IMPORT_TIME_BLOCK,     /* numbers of blocks */
    BL_IMPORT_TIME_SEVERAL    /* the first of format that fits, separated by | */
} bl_import_time_style;

typedef struct {
    bl_import_time_style style;
    bl_time_unit unit;
    const char *format;
    char offset[7];  /* "+00:00"; "" where no zone was given */
    int64_t base_ns; /* midnight: of that day; block: of block `base` */
    int64_t base, step_ns;
} bl_import_time_rule;

/* unit: s ms us ns auto iso midnight block or a format, several with |, NULL: iso. tz: UTC or
 * +hh:mm, NULL: none. False: *problem. */
bool bl_import_time_make_rule(const char *unit, const char *tz, bl_import_time_rule *out,
                              const char **problem);
/* NUMBER=TIME,STEP: block NUMBER was at TIME, and one follows the other after STEP. */
bool bl_import_time_set_blocks(const char *text, bl_import_time_rule *rule);
/* The day of a rule that counts from midnight, from the first eight digits in a file's name that
 * are a date. */
bool bl_import_time_set_day(const char *name, bl_import_time_rule *rule);
/* The unit a number since 1970 has by its size; -1: it is no number. */
int bl_import_time_unit(const char *text, size_t len);
/* False: *problem says what is allowed. */
bool bl_import_time_parse(const bl_import_time_rule *rule, const char *text, size_t len,
                          int64_t *out_ns, const char **problem);

#endif

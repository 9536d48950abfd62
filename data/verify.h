/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * verify.h - does a run on disk still say what it said? The audit chain is recomputed line by
 * line, the run digest from the four tables, and both are held against each other and against
 * the manifest where there is one (spec 10.2, 13.3).
 */
#ifndef BL_VERIFY_H
#define BL_VERIFY_H

#include "../sim/err.h"

typedef struct {
    uint64_t records;
    char digest[65], head[65];
    bool has_manifest; /* its sums were compared too */
} bl_verify_report;

/* One mode's folder. BL_INTEGRITY: err names the file, the line and the field that broke;
 * BL_SYSTEM: a file could not be read. */
bl_status bl_verify_mode(const char *folder, bl_verify_report *out, bl_err *err);
/* Does a mode's folder stand here (has it an audit log)? */
bool bl_verify_is_mode(const char *folder);

#endif

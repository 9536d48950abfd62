/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_say.c - see import_say.h.
 */
#include "import_say.h"

#include <stdio.h>

#include "../data/timestamp.h"

static void say_count(size_t count, const char *what)
{
    if (count > 0) {
        fprintf(stderr, "  %zu %s\n", count, what);
    }
}

void bl_import_say(const char *name, const bl_import_report *report)
{
    char first[BL_TIMESTAMP_TEXT];
    char last[BL_TIMESTAMP_TEXT];
    const size_t first_len = bl_timestamp_print(report->first_ns, first);
    const size_t last_len = bl_timestamp_print(report->last_ns, last);
    if (name) {
        fprintf(stderr, "%s: %s, ", name, report->importer);
    }
    fprintf(stderr, "%s: %zu of %zu rows, %.*s to %.*s\n", bl_import_kind_name(report->kind),
            report->rows_written, report->rows_read, (int)first_len, first, (int)last_len, last);
    say_count(report->deposits, "deposits");
    say_count(report->withdrawals, "withdrawals");
    for (int i = 0; i < BL_REPAIRS; i++) {
        say_count(report->repairs[i].count, bl_import_repair_what((bl_repair)i));
    }
    for (int i = 0; i < BL_FINDINGS; i++) {
        say_count(report->findings[i].count, bl_import_finding((bl_finding)i)->what);
    }
    say_count(report->rows_zero, "left out: an amount of 0");
    say_count(report->rounded, "rounded: values that lost digits");
    if (report->close_for_all) {
        fputs("  open, high or low are missing: the close stands for them\n", stderr);
    }
    if (report->volume_missing) {
        fputs("  volume is missing: 0 stands for it\n", stderr);
    }
}

int bl_import_say_status(bl_import_status status)
{
    static const int exits[] = {
        [BL_IMPORT_OK] = 0, [BL_IMPORT_REFUSED] = 3, [BL_IMPORT_USAGE] = 2, [BL_IMPORT_SYSTEM] = 4};
    return exits[status];
}

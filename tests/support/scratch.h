/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scratch.h - a temporary folder with small files in it, for tests that read scenarios.
 */
#ifndef BL_TESTS_SCRATCH_H
#define BL_TESTS_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

enum { SCRATCH_FILES_MAX = 24 };

typedef struct {
    char folder[64];
    char files[SCRATCH_FILES_MAX][320];
    size_t files_len;
} scratch;

void scratch_open(scratch *s);
/* Writes a file and returns its path, which lives until the next put of the same name. */
const char *scratch_put(scratch *s, const char *name, const char *text);
const char *scratch_put_bytes(scratch *s, const char *name, const char *bytes, size_t len);
/* The feeds that scenarios of tests name: btc.csv, eth.csv (a bar later), flows.csv (two before
 * 04:00 on 2024-01-01, one far after), funding.csv, outages.csv (two that overlap), faults.csv,
 * targets.csv. */
void scratch_put_feeds(scratch *s);
/* Removes all of it. */
void scratch_close(scratch *s);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * chain.h - the parts of an explanation: the words for reasons and instants, and what stood behind
 * an attempt, a trip and a wait.
 */
#ifndef BL_CHAIN_H
#define BL_CHAIN_H

#include "explain.h"

#define BL_CHAIN_LOG "audit.jsonl"

enum { BL_CHAIN_WORDS = 96 };

/* 2024-01-01T00:00:00Z, NUL-terminated. */
const char *bl_chain_time(int64_t time_ns, char out[BL_CHAIN_WORDS]);
/* "5.5 h", "40 s", "2.0 d". */
const char *bl_chain_span(int64_t span_ns, char out[BL_CHAIN_WORDS]);
/* What a code of a failure or refusal means; the code itself where there is no word for it. */
const char *bl_chain_reason(const char *reason);
/* "deposits and trading shut"; "all gates open". */
const char *bl_chain_gates(const char *gates, char out[BL_CHAIN_WORDS]);
/* "5000.00", base units of the asset with its places. */
const char *bl_chain_amount(const bl_stored *run, int64_t value, char out[BL_CHAIN_WORDS]);

/* The last row of series.csv by an instant; SIZE_MAX: none. */
size_t bl_chain_find_row(const bl_stored *run, int64_t time_ns);
/* A time cell; false: empty. */
bool bl_chain_read_time(const bl_stored_table *table, size_t row, const char *column, int64_t *out);
const char *bl_chain_cell(const bl_stored_table *table, size_t row, const char *column);

/* One sentence on a record. */
void bl_chain_tell_record(const bl_stored *run, size_t record, int depth, bl_story *out);
/* One sentence on a row of flows.csv. */
void bl_chain_tell_flow(const bl_stored *run, size_t row, int depth, bl_story *out);
/* What led to a record, cause after cause. */
void bl_chain_tell_origin(const bl_stored *run, size_t record, int depth, bl_story *out);
/* The record that shut the gates which hold after `record`; SIZE_MAX: none hold. */
size_t bl_chain_find_trip(const bl_stored *run, size_t record);
/* The last record by an instant; SIZE_MAX: none. */
size_t bl_chain_find_record(const bl_stored *run, int64_t time_ns);
/* What changed the leverage between two rows of series.csv. */
void bl_chain_tell_change(const bl_stored *run, size_t first, size_t last, int depth,
                          bl_story *out);

#endif

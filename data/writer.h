/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * writer.h - one run's tables and audit chain on disk (spec 10, 13.1 to 13.3): a sink that prints
 * series.csv, fills.csv, flows.csv, lps.csv and audit.jsonl, and of a `reported` vault the
 * program's events.jsonl, into a folder as the run goes, hashes what it prints and closes the chain
 * with the run digest. The caller makes the folder (a temporary one) and renames it when all is
 * well (data/folder.h).
 */
#ifndef BL_WRITER_H
#define BL_WRITER_H

#include "../sim/err.h"
#include "../sim/record.h"
#include "../sim/setup.h"
#include "feed.h"

typedef struct bl_writer bl_writer;

/* What rows do not carry: names, places, the feed's own text. Must outlive the writer. */
typedef struct {
    const bl_setup *setup;
    const bl_feed_flows *flows;
} bl_writer_names;

/* Opens the files in `folder`. NULL: err says why. */
bl_writer *bl_writer_open(const char *folder, const bl_writer_names *names, bl_err *err);
/* The sink to hand to a run. */
bl_sink bl_writer_sink(bl_writer *writer);
/* After the run: flushes, syncs and closes. digest: 65 bytes, the run digest; head: 65 bytes, the
 * last hash of the chain. Not BL_OK: a write failed; err says which file and why. The writer is
 * gone either way. */
bl_status bl_writer_close(bl_writer *writer, char *digest, char *head, bl_err *err);

#endif

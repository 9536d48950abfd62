/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sample_run.h - a run without an engine, for tests of what comes after one: 400 000 on 1 000 000
 * and two withdrawals nobody rescales for (spec 14.1), told by hand. Its sums are the ones that a
 * second program gives.
 */
#ifndef BL_SAMPLE_RUN_H
#define BL_SAMPLE_RUN_H

#include "../../data/writer.h"

#define BL_SAMPLE_RUN_DIGEST "ec48f8b3718b4d056e5b873a935a79241185d491e788b663c0e7f5b7a363b2a8"
#define BL_SAMPLE_RUN_HEAD "983e4a441b01b8e9055981b14c1b42d64d156739b774aa84d0e7ce9a8cb4fe88"

/* The setup and the flows that names point to; constant. */
void bl_sample_run_fill(bl_setup *setup, bl_feed_flows *flows);
/* Every row, in order; false where the sink says so. */
bool bl_sample_run_play(const bl_sink *sink);
/* Writes it all into a folder that exists; BL_OK or what went wrong. */
bl_status bl_sample_run_write(const char *folder, char digest[65], char head[65], bl_err *err);

/* A new empty folder under TMPDIR or /tmp; removed with all in it by the second. */
void bl_sample_run_make_folder(char *out, size_t out_bytes);
void bl_sample_run_remove_folder(const char *path);
/* The whole file, terminated; free it. NULL: there is none. */
char *bl_sample_run_read_file(const char *folder, const char *name, size_t *len);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * quotes.c - closes by time. The feed is read as any other file is, by a job of its own.
 */
#include "quotes.h"

#include "importer.h"

bool bl_quotes_open(bl_import_quotes *quotes, const char *path, bl_diags *diags)
{
    const char *problem;
    const bl_import_layout layout = {.kind = BL_IMPORT_PRICES};
    *quotes = (bl_import_quotes){.path = path};
    quotes->options = (bl_import_options){
        .format = "csv", .kind = BL_IMPORT_PRICES, .files = &quotes->path, .files_len = 1};
    return bl_import_job_open(&quotes->job, &quotes->options, &quotes->report, diags, &problem) &&
           bl_import_reader_read(&quotes->job, path, &layout);
}

void bl_quotes_close(bl_import_quotes *quotes)
{
    bl_import_job_close(&quotes->job);
}

bool bl_quotes_at(const bl_import_quotes *quotes, int64_t time_ns, bl_import_number *out)
{
    const bl_import_job *const job = &quotes->job;
    size_t low = 0;
    size_t high =
        job->lines_len; /* lines before low are not after the time, from high on they are */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (job->lines[middle].time_ns <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 && bl_import_job_cell_number(job, &job->lines[low - 1], BL_ROLE_CLOSE - 1, out);
}

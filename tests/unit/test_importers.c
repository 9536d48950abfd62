/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_importers.c - every importer on small files in the form of its publisher: what it makes of
 * them to the last byte, and that their headers tell which importer they are for.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../data/importer.h"
#include "../support/cases.h"
#include "../support/import_files.h"
#include "../support/import_samples.h"

/* What a sample becomes, read as `format`. */
static const import_result *import(const import_sample *sample, const char *format)
{
    bl_import_options options = sample->options;
    options.format = format;
    const import_result *const result =
        import_bytes(options, sample->name, sample->text, strlen(sample->text));
    ck_assert_msg(result->status == BL_IMPORT_OK, "%s: %zu:%zu %s", sample->name,
                  result->diags.items[0].line, result->diags.items[0].column,
                  result->diags.items[0].message);
    return result;
}

START_TEST(a_file_of_its_publisher_becomes_this_feed)
{
    const import_sample *const sample = &import_samples[_i];
    const char *const feed = import(sample, sample->importer)->feed;
    ck_assert_msg(strcmp(feed, sample->feed) == 0, "%s\n%s%s", sample->name, feed, sample->feed);
}
END_TEST

START_TEST(its_header_tells_which_importer_it_is_for)
{
    const import_sample *const sample = &import_samples[_i];
    if (sample->told) {
        const import_result *const result = import(sample, "auto");
        ck_assert_str_eq(result->feed, sample->feed);
        ck_assert_str_eq(result->report.importer, sample->importer);
        ck_assert(result->report.guessed);
    }
}
END_TEST

START_TEST(every_importer_has_a_sample_and_says_what_it_reads)
{
    for (size_t i = 0; bl_importers_get(i); i++) {
        const bl_importer *const importer = bl_importers_get(i);
        bool found = false;
        for (size_t j = 0; j < import_samples_len; j++) {
            found = found || strcmp(importer->name, import_samples[j].importer) == 0;
        }
        ck_assert_msg(found, "%s has no sample", importer->name);
        ck_assert_uint_gt(strlen(importer->about), 10);
        ck_assert_ptr_eq(bl_importers_find(importer->name), importer);
    }
}
END_TEST

START_TEST(a_file_nobody_knows_is_refused_with_what_it_begins_with)
{
    const bl_import_options options = {.format = "auto"};
    ck_assert_str_eq(import_place(options, "block_timestamp,gas_price\n1,2\n"), "1:1");
    const import_result *const result = import_text(options, "block_timestamp,gas_price\n1,2\n");
    ck_assert_ptr_nonnull(strstr(result->diags.items[0].message, "block_timestamp,gas_price"));
    ck_assert_ptr_nonnull(strstr(result->diags.items[0].hint, "--list"));
}
END_TEST

int main(void)
{
    TCase *const all = tcase_create("importers");
    const int samples = (int)import_samples_len;
    tcase_add_loop_test(all, a_file_of_its_publisher_becomes_this_feed, 0, samples);
    tcase_add_loop_test(all, its_header_tells_which_importer_it_is_for, 0, samples);
    tcase_add_test(all, every_importer_has_a_sample_and_says_what_it_reads);
    tcase_add_test(all, a_file_nobody_knows_is_refused_with_what_it_begins_with);
    return cases_run("importers", all);
}

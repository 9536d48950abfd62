/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_verify.c - whatever is changed in a run's files is found.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../data/manifest.h"
#include "../../data/verify.h"
#include "../support/cases.h"
#include "../support/sample_run.h"

static char folder[4096];
static bl_verify_report report;
static bl_err err;

static void begin(void)
{
    char digest[65];
    char head[65];
    bl_sample_run_make_folder(folder, sizeof folder);
    ck_assert_int_eq(bl_sample_run_write(folder, digest, head, &err), BL_OK);
}

static void finish(void)
{
    bl_sample_run_remove_folder(folder);
}

/* In place: a file system may wait for the disk when a file is emptied first. */
static void overwrite(const char *name, const char *bytes, size_t len)
{
    char path[8192];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r+b");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(truncate(path, (off_t)len), 0);
}

static void write_manifest(const char *digest, const char *head)
{
    static const char *const words[] = {"run", "/somewhere/else/scenario.yaml"};
    const bl_manifest manifest = {.command = words,
                                  .command_len = 2,
                                  .mode = "never",
                                  .seed = UINT64_MAX,
                                  .scenario_path = "scenario.yaml",
                                  .scenario_sha256 = BL_SAMPLE_RUN_DIGEST,
                                  .digest = digest,
                                  .head = head};
    ck_assert_msg(bl_manifest_write(folder, &manifest, &err) == BL_OK, "%s", err.text);
}

START_TEST(an_untouched_run_is_well)
{
    ck_assert_msg(bl_verify_mode(folder, &report, &err) == BL_OK, "%s", err.text);
    ck_assert_uint_eq(report.records, 2);
    ck_assert_str_eq(report.digest, BL_SAMPLE_RUN_DIGEST);
    ck_assert_str_eq(report.head, BL_SAMPLE_RUN_HEAD);
    ck_assert(!report.has_manifest);
}
END_TEST

/* Flips bits of each byte in turn; every one must be found. */
static void flip_all(const char *name, unsigned char bits)
{
    size_t len;
    char *bytes = bl_sample_run_read_file(folder, name, &len);
    ck_assert_uint_gt(len, 0);
    for (size_t i = 0; i < len; i++) {
        bytes[i] = (char)(bytes[i] ^ bits);
        overwrite(name, bytes, len);
        ck_assert_msg(bl_verify_mode(folder, &report, &err) == BL_INTEGRITY,
                      "%s: byte %zu changed unseen", name, i);
        bytes[i] = (char)(bytes[i] ^ bits);
    }
    overwrite(name, bytes, len);
    ck_assert_int_eq(bl_verify_mode(folder, &report, &err), BL_OK);
    free(bytes);
}

START_TEST(every_changed_byte_of_the_log_is_found)
{
    static const unsigned char bits[] = {0x01, 0x20, 0x80};
    flip_all("audit.jsonl", bits[_i]);
}
END_TEST

START_TEST(every_changed_byte_of_the_tables_is_found)
{
    static const char *const names[] = {"series.csv", "flows.csv", "fills.csv", "lps.csv"};
    flip_all(names[_i], 1);
}
END_TEST

START_TEST(a_log_cut_anywhere_is_found)
{
    size_t len;
    char *bytes = bl_sample_run_read_file(folder, "audit.jsonl", &len);
    for (size_t kept = 0; kept < len; kept++) {
        overwrite("audit.jsonl", bytes, kept);
        ck_assert_int_eq(bl_verify_mode(folder, &report, &err), BL_INTEGRITY);
    }
    free(bytes);
}
END_TEST

START_TEST(a_record_that_is_missing_is_named_by_its_place)
{
    size_t len;
    char *bytes = bl_sample_run_read_file(folder, "audit.jsonl", &len);
    const char *second = strchr(bytes, '\n') + 1;
    overwrite("audit.jsonl", second, strlen(second));
    ck_assert_int_eq(bl_verify_mode(folder, &report, &err), BL_INTEGRITY);
    ck_assert_ptr_nonnull(strstr(err.text, "audit.jsonl:1: prev: "));
    free(bytes);
}
END_TEST

START_TEST(a_table_cut_by_one_byte_breaks_the_digest)
{
    size_t len;
    char *bytes = bl_sample_run_read_file(folder, "lps.csv", &len);
    overwrite("lps.csv", bytes, len - 1);
    ck_assert_int_eq(bl_verify_mode(folder, &report, &err), BL_INTEGRITY);
    ck_assert_ptr_nonnull(strstr(err.text, "digest"));
    free(bytes);
}
END_TEST

START_TEST(a_manifest_of_another_run_is_found)
{
    write_manifest(BL_SAMPLE_RUN_DIGEST, BL_SAMPLE_RUN_DIGEST);
    ck_assert_int_eq(bl_verify_mode(folder, &report, &err), BL_INTEGRITY);
    ck_assert_ptr_nonnull(strstr(err.text, "audit_head"));
}
END_TEST

START_TEST(a_manifest_of_this_run_is_compared)
{
    size_t len;
    write_manifest(BL_SAMPLE_RUN_DIGEST, BL_SAMPLE_RUN_HEAD);
    ck_assert_msg(bl_verify_mode(folder, &report, &err) == BL_OK, "%s", err.text);
    ck_assert(report.has_manifest);
    char *bytes = bl_sample_run_read_file(folder, "manifest.json", &len);
    ck_assert_ptr_null(strstr(bytes, "/somewhere"));
    ck_assert_ptr_nonnull(strstr(bytes, "\"seed\": \"18446744073709551615\""));
    free(bytes);
}
END_TEST

START_TEST(a_missing_table_is_no_integrity_error)
{
    char path[8192];
    snprintf(path, sizeof path, "%s/flows.csv", folder);
    ck_assert_int_eq(remove(path), 0);
    ck_assert_int_eq(bl_verify_mode(folder, &report, &err), BL_SYSTEM);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("verify");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, begin, finish);
    tcase_add_test(tcase, an_untouched_run_is_well);
    tcase_add_loop_test(tcase, every_changed_byte_of_the_log_is_found, 0, 3);
    tcase_add_loop_test(tcase, every_changed_byte_of_the_tables_is_found, 0, 4);
    tcase_add_test(tcase, a_log_cut_anywhere_is_found);
    tcase_add_test(tcase, a_record_that_is_missing_is_named_by_its_place);
    tcase_add_test(tcase, a_table_cut_by_one_byte_breaks_the_digest);
    tcase_add_test(tcase, a_manifest_of_another_run_is_found);
    tcase_add_test(tcase, a_manifest_of_this_run_is_compared);
    tcase_add_test(tcase, a_missing_table_is_no_integrity_error);
    return cases_run("verify", tcase);
}

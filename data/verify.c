/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * verify.c - the checks look at bytes, not at parsed values: every byte of a line is either under
 * its hash, or is the hash, or has one allowed value. So no changed byte can pass.
 */
#include "verify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "manifest.h"
#include "outfile.h"

enum {
    LINE_BYTES = 64 * 1024,
    SUM_LEN = 64,
    HASH_TAIL = 9 + SUM_LEN + 2, /* ,"hash":"..."}   */
    PREV_TAIL = 9 + SUM_LEN + 1, /* ,"prev":"..." before it */
    PATH_BYTES = 4096
};

typedef struct {
    char path[PATH_BYTES];
    char line[LINE_BYTES];
    uint64_t count;           /* of lines read */
    char head[SUM_LEN + 1];   /* the hash of the last line, "0"... before the first */
    char reason[SUM_LEN + 1]; /* the digest that the `end` record carries */
    bool ended;
} audit_check;

static bl_status complain(const audit_check *check, const char *field, const char *what,
                          bl_err *err)
{
    char text[sizeof err->text];
    snprintf(text, sizeof text, "%.250s:%" PRIu64 ": %s: %s", check->path, check->count, field,
             what);
    return bl_err_set(err, BL_INTEGRITY, text);
}

static bool is_number_at(const char *at, uint64_t value)
{
    char text[32];
    int len = snprintf(text, sizeof text, "%" PRIu64 ",", value);
    return strncmp(at, text, (size_t)len) == 0;
}

/* The hash of the line as if its hash member were not there. */
static void sum_line(const char *line, size_t body_len, char out[SUM_LEN + 1])
{
    struct sha256_ctx hash;
    sha256_init(&hash);
    sha256_update(&hash, body_len, (const uint8_t *)line);
    sha256_update(&hash, 1, (const uint8_t *)"}");
    bl_outfile_print_digest(&hash, out);
}

/* The run digest in an `end` record. Its place is known only by its key. */
static bl_status take_digest(audit_check *check, bl_err *err)
{
    static const char key[] = ",\"reason\":\"";
    const char *at = strstr(check->line, key);
    if (!at || strlen(at) < sizeof key + SUM_LEN || at[sizeof key - 1 + SUM_LEN] != '"') {
        return complain(check, "reason", "the end record carries no digest of 64 hex digits", err);
    }
    memcpy(check->reason, at + sizeof key - 1, SUM_LEN);
    check->reason[SUM_LEN] = '\0';
    check->ended = true;
    return BL_OK;
}

static bl_status check_line(audit_check *check, bl_err *err)
{
    size_t len = strlen(check->line);
    if (check->ended) {
        return complain(check, "kind", "a record after the end record", err);
    }
    if (len == 0 || check->line[len - 1] != '\n') {
        return complain(check, "line", "does not end in a line feed, or is too long", err);
    }
    if (--len < HASH_TAIL + PREV_TAIL) {
        return complain(check, "line", "is too short to be a record", err);
    }
    const char *tail = check->line + len - HASH_TAIL;
    if (memcmp(tail, ",\"hash\":\"", 9) != 0 || memcmp(tail + 9 + SUM_LEN, "\"}", 2) != 0) {
        return complain(check, "hash", "is not the last member of the record", err);
    }
    const char *prev = tail - PREV_TAIL;
    if (memcmp(prev, ",\"prev\":\"", 9) != 0 || memcmp(prev + 9, check->head, SUM_LEN) != 0) {
        return complain(check, "prev", "is not the hash of the record before", err);
    }
    if (memcmp(check->line, "{\"seq\":", 7) != 0 ||
        !is_number_at(check->line + 7, check->count - 1)) {
        return complain(check, "seq", "is not the number of the record", err);
    }
    sum_line(check->line, (size_t)(tail - check->line), check->head);
    if (memcmp(tail + 9, check->head, SUM_LEN) != 0) {
        return complain(check, "hash", "is not what the record's bytes give; it was changed", err);
    }
    return strstr(check->line, ",\"kind\":\"end\",") ? take_digest(check, err) : BL_OK;
}

static bl_status check_chain(FILE *file, audit_check *check, bl_err *err)
{
    memset(check->head, '0', SUM_LEN);
    while (fgets(check->line, sizeof check->line, file)) {
        check->count++;
        if (check_line(check, err) != BL_OK) {
            return err->status;
        }
    }
    if (ferror(file)) {
        return bl_outfile_fail(err, "read", check->path, errno);
    }
    if (!check->ended) {
        return complain(check, "kind", "the log stops without an end record", err);
    }
    return BL_OK;
}

static bl_status sum_table(const char *folder, const char *name, struct sha256_ctx *hash,
                           bl_err *err)
{
    char path[PATH_BYTES];
    uint8_t bytes[LINE_BYTES];
    int len = snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = len > 0 && (size_t)len < sizeof path ? fopen(path, "rb") : NULL;
    if (!file) {
        return bl_outfile_fail(err, "open", path, errno);
    }
    size_t got;
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0) {
        sha256_update(hash, got, bytes);
    }
    int failure = ferror(file) ? errno : 0;
    fclose(file);
    return failure ? bl_outfile_fail(err, "read", path, failure) : BL_OK;
}

static bl_status sum_tables(const char *folder, char out[SUM_LEN + 1], bl_err *err)
{
    static const char *const names[] = {"series.csv", "flows.csv", "fills.csv", "lps.csv"};
    struct sha256_ctx hash;
    sha256_init(&hash);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (sum_table(folder, names[i], &hash, err) != BL_OK) {
            return err->status;
        }
    }
    bl_outfile_print_digest(&hash, out);
    return BL_OK;
}

static bl_status differ(const char *folder, const char *what, const char *found,
                        const char *expected, bl_err *err)
{
    char text[sizeof err->text];
    snprintf(text, sizeof text, "%.200s: %s: the files give %.12s..., expected %.12s...", folder,
             what, found, expected);
    return bl_err_set(err, BL_INTEGRITY, text);
}

static bl_status compare_sums(const char *folder, const audit_check *check, bl_verify_report *out,
                              bl_err *err)
{
    bl_manifest_sums sums;
    if (sum_tables(folder, out->digest, err) != BL_OK) {
        return err->status;
    }
    if (strcmp(out->digest, check->reason) != 0) {
        return differ(folder, "digest of series, flows, fills and lps against the end record",
                      out->digest, check->reason, err);
    }
    if (bl_manifest_read_sums(folder, &sums, err) != BL_OK) {
        return err->status;
    }
    if (sums.present && strcmp(sums.digest, out->digest) != 0) {
        return differ(folder, "digest in manifest.json", out->digest, sums.digest, err);
    }
    if (sums.present && strcmp(sums.head, check->head) != 0) {
        return differ(folder, "audit_head in manifest.json", check->head, sums.head, err);
    }
    out->has_manifest = sums.present;
    return BL_OK;
}

bl_status bl_verify_mode(const char *folder, bl_verify_report *out, bl_err *err)
{
    audit_check check = {.count = 0};
    int len = snprintf(check.path, sizeof check.path, "%s/audit.jsonl", folder);
    if (len < 0 || (size_t)len >= sizeof check.path) {
        return bl_outfile_fail(err, "open", folder, ENAMETOOLONG);
    }
    FILE *file = fopen(check.path, "rb");
    if (!file) {
        return bl_outfile_fail(err, "open", check.path, errno);
    }
    bl_status status = check_chain(file, &check, err);
    fclose(file);
    bl_verify_report report = {.records = check.count};
    if (status == BL_OK) {
        status = compare_sums(folder, &check, &report, err);
    }
    if (status != BL_OK) {
        return status;
    }
    memcpy(report.head, check.head, sizeof report.head);
    *out = report;
    return BL_OK;
}

bool bl_verify_is_mode(const char *folder)
{
    char path[PATH_BYTES];
    int len = snprintf(path, sizeof path, "%s/audit.jsonl", folder);
    return len > 0 && (size_t)len < sizeof path && access(path, F_OK) == 0;
}

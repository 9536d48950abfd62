/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_bytes.c - the bytes of a file whatever holds them, and one sentence for each way in which
 * they cannot be had.
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "../../data/bytes.h"
#include "../../data/feed.h"
#include "../../data/outfile.h"

#include "../support/feed_file.h"
#include "../support/suite.h"

enum { CONTENT = 700000, ROOM = 3 * CONTENT };

typedef struct {
    char *bytes;
    size_t len;
} blob;

/* Text that compresses, a little: words of digits. */
static blob make_content(size_t len)
{
    blob out = {malloc(len + 1), len};
    uint64_t state = 7919;
    for (size_t i = 0; i < len; i++) {
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407U;
        out.bytes[i] = i % 61 == 60 ? '\n' : (char)('0' + (state >> 60));
    }
    return out;
}

static blob pack_gzip(blob from)
{
    blob out = {malloc(ROOM), ROOM};
    z_stream stream = {.next_in = (Bytef *)from.bytes,
                       .avail_in = (uInt)from.len,
                       .next_out = (Bytef *)out.bytes,
                       .avail_out = ROOM};
    ck_assert_int_eq(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.len = stream.total_out;
    deflateEnd(&stream);
    return out;
}

static blob pack_zstd(blob from)
{
    blob out = {malloc(ROOM), 0};
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    out.len = ZSTD_compress2(context, out.bytes, ROOM, from.bytes, from.len);
    ck_assert(!ZSTD_isError(out.len));
    ZSTD_freeCCtx(context);
    return out;
}

static void add_member(struct archive *archive, const char *name, mode_t type, blob from)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, type);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)from.len);
    ck_assert_int_eq(archive_write_header(archive, entry), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_data(archive, from.bytes, from.len), (la_ssize_t)from.len);
    archive_entry_free(entry);
}

/* A folder, and the content under each name. */
static blob pack_zip(blob from, const char *const *names, const char *password)
{
    blob out = {malloc(ROOM), 0};
    struct archive *archive = archive_write_new();
    ck_assert_int_eq(archive_write_set_format_zip(archive), ARCHIVE_OK);
    if (password != NULL) {
        archive_write_set_passphrase(archive, password);
        archive_write_set_options(archive, "zip:encryption=zipcrypt");
    }
    archive_write_set_bytes_per_block(archive, 0);
    ck_assert_int_eq(archive_write_open_memory(archive, out.bytes, ROOM, &out.len), ARCHIVE_OK);
    add_member(archive, "folder/", 0040000, (blob){"", 0});
    for (; *names != NULL; names++) {
        add_member(archive, *names, 0100000, from);
    }
    ck_assert_int_eq(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    return out;
}

static const char *const one_name[] = {"prices.csv", NULL};
static const char *const two_names[] = {"a.csv", "b.csv", NULL};

typedef blob packer(blob from);

static blob pack_one_zip(blob from)
{
    return pack_zip(from, one_name, NULL);
}

static packer *const packers[] = {pack_gzip, pack_zstd, pack_one_zip};
enum { PACKERS = sizeof packers / sizeof *packers };

/* All that a file gives, read in pieces of `piece`; -1 and err where it does not. */
static ptrdiff_t read_all(blob file, bl_bytes_options options, size_t piece, blob *out, bl_err *err)
{
    char path[BL_FEED_FILE_PATH];
    char hash[BL_BYTES_HASH_TEXT];
    bl_feed_file_write(path, file.bytes, file.len);
    *out = (blob){malloc(ROOM), 0};
    *err = (bl_err){.status = BL_OK};
    bl_bytes *bytes = bl_bytes_open(path, options, err);
    ptrdiff_t got = bytes != NULL ? 1 : -1;
    while (got > 0) {
        got = bl_bytes_read(bytes, out->bytes + out->len, piece, err);
        out->len += got > 0 ? (size_t)got : 0;
        ck_assert_uint_le(out->len + piece, ROOM);
    }
    if (got == 0) {
        ck_assert_uint_eq(bl_bytes_file_len(bytes), file.len);
        bl_bytes_print_hash(bytes, hash);
        ck_assert_uint_eq(strlen(hash), options.skip_hash ? 0 : 64);
    }
    bl_bytes_close(bytes);
    bl_feed_file_remove(path);
    return got;
}

static void check_refused(blob file, bl_bytes_options options, const char *text)
{
    blob out;
    bl_err err;
    ck_assert_int_eq(read_all(file, options, 4096, &out, &err), -1);
    ck_assert_msg(strstr(err.text, text) != NULL, "'%s' in '%s'", text, err.text);
    ck_assert_int_ne(err.status, BL_OK);
    free(out.bytes);
}

START_TEST(every_kind_gives_the_same_bytes)
{
    const size_t lens[] = {0, 1, 5000, CONTENT};
    const size_t pieces[] = {1000, 262144, 700001};
    for (size_t i = 0; i < 4; i++) {
        const blob content = make_content(lens[i]);
        for (size_t k = 0; k < PACKERS; k++) {
            const blob file = packers[k](content);
            for (size_t p = 0; p < 3; p++) {
                blob out;
                bl_err err;
                ck_assert_int_eq(read_all(file, (bl_bytes_options){0}, pieces[p], &out, &err), 0);
                ck_assert_uint_eq(out.len, content.len);
                ck_assert_mem_eq(out.bytes, content.bytes, content.len);
                free(out.bytes);
            }
            free(file.bytes);
        }
        free(content.bytes);
    }
}
END_TEST

START_TEST(parts_that_follow_each_other_are_one_content)
{
    const blob content = make_content(5000);
    for (size_t k = 0; k < 2; k++) {
        const blob part = packers[k](content);
        blob file = {malloc(2 * part.len), 2 * part.len};
        memcpy(file.bytes, part.bytes, part.len);
        memcpy(file.bytes + part.len, part.bytes, part.len);
        blob out;
        bl_err err;
        ck_assert_int_eq(read_all(file, (bl_bytes_options){0}, 999, &out, &err), 0);
        ck_assert_uint_eq(out.len, 2 * content.len);
        ck_assert_mem_eq(out.bytes + content.len, content.bytes, content.len);
        free(out.bytes);
        free(file.bytes);
        free(part.bytes);
    }
    free(content.bytes);
}
END_TEST

START_TEST(the_hash_is_of_the_file_on_disk)
{
    const blob content = {"abc", 3};
    static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    for (size_t k = 0; k <= PACKERS; k++) {
        char path[BL_FEED_FILE_PATH];
        char expected[BL_SHA256_TEXT];
        struct sha256_ctx sha256;
        char hash[BL_BYTES_HASH_TEXT];
        char out[16];
        bl_err err;
        const blob file = k < PACKERS ? packers[k](content) : content;
        bl_feed_file_write(path, file.bytes, file.len);
        sha256_init(&sha256);
        sha256_update(&sha256, file.len, (const uint8_t *)file.bytes);
        bl_outfile_print_digest(&sha256, expected);
        bl_bytes *bytes = bl_bytes_open(path, (bl_bytes_options){0}, &err);
        ck_assert_ptr_nonnull(bytes);
        ck_assert_int_eq(bl_bytes_read(bytes, out, sizeof out, &err), 3);
        ck_assert_int_eq(bl_bytes_read(bytes, out, sizeof out, &err), 0);
        bl_bytes_print_hash(bytes, hash);
        ck_assert_str_eq(hash, expected);
        ck_assert_int_eq(strcmp(hash, abc) == 0, k == PACKERS);
        bl_bytes_close(bytes);
        bl_feed_file_remove(path);
        if (k < PACKERS) {
            free(file.bytes);
        }
    }
}
END_TEST

START_TEST(a_large_file_is_hashed_beside_the_reading)
{
    enum { LARGE = 9000001 };
    const size_t pieces[] = {100000, 2097152, 2097153, LARGE + 1};
    const blob content = make_content(LARGE);
    char path[BL_FEED_FILE_PATH];
    char expected[BL_SHA256_TEXT];
    char *out = malloc(LARGE + 1);
    struct sha256_ctx sha256;
    bl_err err;
    sha256_init(&sha256);
    sha256_update(&sha256, content.len, (const uint8_t *)content.bytes);
    bl_outfile_print_digest(&sha256, expected);
    bl_feed_file_write(path, content.bytes, content.len);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        char hash[BL_BYTES_HASH_TEXT];
        bl_bytes *bytes = bl_bytes_open(path, (bl_bytes_options){0}, &err);
        size_t len = 0;
        ptrdiff_t got = 1;
        for (; got > 0; len += (size_t)got) {
            got = bl_bytes_read(bytes, out, pieces[i], &err);
            ck_assert_int_ge(got, 0);
            ck_assert_mem_eq(out, content.bytes + len, (size_t)got);
        }
        ck_assert_uint_eq(len, LARGE);
        bl_bytes_print_hash(bytes, hash);
        ck_assert_str_eq(hash, expected);
        bl_bytes_close(bytes);
    }
    bl_bytes_close(bl_bytes_open(path, (bl_bytes_options){0}, &err)); /* unread */
    bl_feed_file_remove(path);
    free(content.bytes);
    free(out);
}
END_TEST

START_TEST(every_truncation_is_refused)
{
    const blob content = make_content(3000);
    for (size_t k = 0; k < PACKERS; k++) {
        const blob file = packers[k](content);
        for (size_t len = 4; len < file.len; len += 1 + len / 40) {
            check_refused((blob){file.bytes, len}, (bl_bytes_options){0}, "is damaged (");
        }
        check_refused((blob){file.bytes, file.len - 1}, (bl_bytes_options){0}, "is damaged (");
        free(file.bytes);
    }
    free(content.bytes);
}
END_TEST

START_TEST(a_changed_byte_is_refused_or_changes_nothing)
{
    const blob content = make_content(2000);
    size_t refused = 0;
    size_t all = 0;
    for (size_t k = 0; k < PACKERS; k++) {
        blob file = packers[k](content);
        for (size_t at = 4; at < file.len; at += 1 + at / 100, all++) {
            blob out;
            bl_err err;
            file.bytes[at] = (char)(file.bytes[at] ^ 0x55);
            const bl_bytes_options options = {.skip_hash = true, .expanded_max = 100000};
            if (read_all(file, options, 999, &out, &err) < 0) {
                ck_assert_uint_gt(strlen(err.text), 0);
                refused++;
            } else {
                ck_assert_uint_eq(out.len, content.len);
                ck_assert_mem_eq(out.bytes, content.bytes, content.len);
            }
            free(out.bytes);
            file.bytes[at] = (char)(file.bytes[at] ^ 0x55);
        }
        free(file.bytes);
    }
    ck_assert_uint_gt(refused, all * 3 / 4); /* times and names in headers do not matter */
    free(content.bytes);
}
END_TEST

START_TEST(what_expands_past_the_limit_is_refused)
{
    const blob content = make_content(CONTENT);
    for (size_t k = 0; k < PACKERS; k++) {
        const blob file = packers[k](content);
        check_refused(file, (bl_bytes_options){.expanded_max = CONTENT - 1},
                      "expands to more than 699999 bytes");
        blob out;
        bl_err err;
        const bl_bytes_options enough = {.expanded_max = CONTENT};
        ck_assert_int_eq(read_all(file, enough, 4096, &out, &err), 0);
        free(out.bytes);
        free(file.bytes);
    }
    free(content.bytes);
}
END_TEST

START_TEST(bytes_after_the_end_are_refused)
{
    const blob content = make_content(100);
    for (size_t k = 0; k < 2; k++) {
        blob file = packers[k](content);
        memcpy(file.bytes + file.len, "tail", 4);
        file.len += 4;
        check_refused(file, (bl_bytes_options){0}, "is damaged (");
        free(file.bytes);
    }
    free(content.bytes);
}
END_TEST

START_TEST(a_zip_gives_its_only_file_or_the_one_that_is_named)
{
    const blob content = make_content(100);
    const blob two = pack_zip(content, two_names, NULL);
    const char *const none[] = {NULL};
    const blob empty = pack_zip(content, none, NULL);
    blob out;
    bl_err err;
    ck_assert_int_eq(read_all(two, (bl_bytes_options){.member = "b.csv"}, 64, &out, &err), 0);
    ck_assert_mem_eq(out.bytes, content.bytes, content.len);
    free(out.bytes);
    check_refused(two, (bl_bytes_options){0},
                  "is a zip archive with 2 files; expected one, not 'a.csv', 'b.csv'");
    check_refused(two, (bl_bytes_options){.member = "c.csv"},
                  "is a zip archive with 0 files named 'c.csv'; expected one");
    check_refused(empty, (bl_bytes_options){0}, "is a zip archive with 0 files; expected one");
    free(two.bytes);
    free(empty.bytes);
    free(content.bytes);
}
END_TEST

START_TEST(an_encrypted_zip_is_refused)
{
    const blob content = make_content(100);
    const blob file = pack_zip(content, one_name, "secret");
    check_refused(file, (bl_bytes_options){0}, "is encrypted (zip)");
    free(file.bytes);
    free(content.bytes);
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
    bl_err err;
    ck_assert_ptr_null(bl_bytes_open("/nonexistent/file", (bl_bytes_options){0}, &err));
    ck_assert_str_eq(err.text, "cannot be opened: No such file or directory");
    ck_assert_ptr_null(bl_bytes_open("/tmp", (bl_bytes_options){0}, &err));
    ck_assert_str_eq(err.text, "is not a regular file");
}
END_TEST

START_TEST(a_feed_is_read_from_each_kind)
{
    static const char csv[] = "time,rate\n2024-01-01T02:00:00Z,0.0001\n2024-01-01T03:00:00Z,0.2\n";
    const blob content = {(char *)(uintptr_t)csv, sizeof csv - 1};
    for (size_t k = 0; k < PACKERS; k++) {
        char path[BL_FEED_FILE_PATH];
        bl_feed_rates feed;
        bl_diags diags;
        const blob file = packers[k](content);
        bl_feed_file_write(path, file.bytes, file.len);
        bl_diag_init(&diags);
        ck_assert_msg(bl_feed_read_rates(path, NULL, &feed, &diags), "%s", diags.items[0].message);
        ck_assert_uint_eq(feed.rates.len, 2);
        ck_assert_uint_eq(feed.report.bytes, file.len);
        bl_feed_close_rates(&feed);
        bl_feed_file_remove(path);
        bl_feed_file_write(path, file.bytes, file.len - 1);
        ck_assert(!bl_feed_read_rates(path, NULL, &feed, &diags));
        ck_assert_uint_eq(diags.errors, 1);
        ck_assert_str_eq(diags.items[0].file, path);
        bl_feed_file_remove(path);
        free(file.bytes);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {every_kind_gives_the_same_bytes,
                                  parts_that_follow_each_other_are_one_content,
                                  the_hash_is_of_the_file_on_disk,
                                  a_large_file_is_hashed_beside_the_reading,
                                  every_truncation_is_refused,
                                  a_changed_byte_is_refused_or_changes_nothing,
                                  what_expands_past_the_limit_is_refused,
                                  bytes_after_the_end_are_refused,
                                  a_zip_gives_its_only_file_or_the_one_that_is_named,
                                  an_encrypted_zip_is_refused,
                                  what_is_no_file_is_refused,
                                  a_feed_is_read_from_each_kind,
                                  NULL};
    return suite_run("bytes", tests);
}

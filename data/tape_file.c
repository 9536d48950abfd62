/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tape_file.c - see the header. The file is read once for its checksum before it is mapped: a
 * read that fails is an answer where a page that fails is the end of the process, and pages of
 * columns that nobody asks for need not be in memory.
 */
#include "tape_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outfile.h"

enum { LINE = 64, LANES = LINE / 8, BLOCK = 256 * 1024, SHA256_HEX = 64 };

static const char magic[16] = "ballast tape " BL_TAPE_VERSION "\n";

typedef struct {
    char magic[16];
    uint64_t check; /* of the file with zeros in this place */
    uint64_t len;
    char key[BL_TAPE_KEY];
    char sha256[SHA256_HEX];
    uint64_t bytes, rows, rounded, gaps, zero_volume, used_libcsv;
    int64_t first_ns, last_ns, gap_longest_ns, gap_first_ns, step_min_ns;
    uint64_t parts_len;
    struct {
        uint64_t at, len;
    } parts[BL_TAPE_PARTS_MAX];
} header;

_Static_assert(sizeof(header) % LINE == 0, "parts begin at a multiple of a line");

/* ---- the checksum: each lane takes every eighth word. A step can be undone, so a change within
 * one word always shows; others escape once in 2^64. */

typedef struct {
    uint64_t lanes[LANES];
} checksum;

static uint64_t turn(uint64_t lane, uint64_t word)
{
    lane = (lane ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return lane << 29 | lane >> 35;
}

static void add_lines(checksum *sum, const void *bytes, size_t len)
{
    const char *at = bytes;
    checksum local = *sum; /* what `at` points to cannot be it: it may stay in registers */
    for (size_t i = 0; i < len; i += LINE) {
        for (size_t lane = 0; lane < LANES; lane++) {
            uint64_t word;
            memcpy(&word, at + i + 8 * lane, 8);
            local.lanes[lane] = turn(local.lanes[lane], word);
        }
    }
    *sum = local;
}

static uint64_t seal_sum(const checksum *sum)
{
    uint64_t all = 0;
    for (size_t lane = 0; lane < LANES; lane++) {
        all = turn(all, sum->lanes[lane] + lane);
    }
    return all;
}

/* ---- writing */

static uint64_t round_up(uint64_t len)
{
    return (len + LINE - 1) / LINE * LINE;
}

static void fill_header(header *head, const char *key, const bl_tape *tape)
{
    const bl_feed_report *report = &tape->report;
    *head = (header){.len = sizeof *head,
                     .bytes = report->bytes,
                     .rows = report->rows,
                     .rounded = report->rounded,
                     .gaps = report->gaps,
                     .zero_volume = report->zero_volume,
                     .used_libcsv = report->used_libcsv,
                     .first_ns = report->first_ns,
                     .last_ns = report->last_ns,
                     .gap_longest_ns = report->gap_longest_ns,
                     .gap_first_ns = report->gap_first_ns,
                     .step_min_ns = report->step_min_ns,
                     .parts_len = tape->parts_len};
    memcpy(head->magic, magic, sizeof magic);
    memcpy(head->key, key, BL_TAPE_KEY);
    memcpy(head->sha256, report->sha256, SHA256_HEX);
    for (size_t i = 0; i < tape->parts_len; i++) {
        head->parts[i].at = head->len;
        head->parts[i].len = tape->parts[i].len;
        head->len += round_up(tape->parts[i].len);
    }
}

/* The bytes of a part after its last whole line, with zeros up to a line. Their number. */
static size_t copy_tail(const bl_tape_part *part, char line[LINE])
{
    const size_t tail = part->len % LINE;
    memset(line, 0, LINE);
    if (tail != 0) {
        memcpy(line, (const char *)part->at + (part->len - tail), tail);
    }
    return tail;
}

static uint64_t sum_tape(const header *head, const bl_tape *tape)
{
    checksum sum = {{0}};
    char line[LINE];
    add_lines(&sum, head, sizeof *head);
    for (size_t i = 0; i < tape->parts_len; i++) {
        const size_t tail = copy_tail(&tape->parts[i], line);
        add_lines(&sum, tape->parts[i].at, tape->parts[i].len - tail);
        add_lines(&sum, line, tail != 0 ? LINE : 0);
    }
    return seal_sum(&sum);
}

bl_status bl_tape_file_write(const char *folder, const char *name, const char *key,
                             const bl_tape *tape, bl_err *err)
{
    BL_ASSERT(tape->parts_len <= BL_TAPE_PARTS_MAX);
    bl_outfile out;
    header head;
    char line[LINE];
    fill_header(&head, key, tape);
    head.check = sum_tape(&head, tape);
    if (bl_outfile_open(&out, folder, name, NULL, err) != BL_OK) {
        return err->status;
    }
    bool good = bl_outfile_put(&out, (const char *)&head, sizeof head);
    for (size_t i = 0; good && i < tape->parts_len; i++) {
        const size_t tail = copy_tail(&tape->parts[i], line);
        good = bl_outfile_put(&out, tape->parts[i].at, tape->parts[i].len - tail) &&
               bl_outfile_put(&out, line, tail != 0 ? LINE : 0);
    }
    return bl_outfile_close(&out, err);
}

/* ---- reading */

/* Up to `cap` bytes from `from`; fewer at the end of the file, -1: cannot be read. */
static ptrdiff_t read_at(int fd, char *out, size_t cap, uint64_t from)
{
    size_t len = 0;
    ssize_t got = 1;
    while (len < cap && got != 0) {
        got = pread(fd, out + len, cap - len, (off_t)(from + len));
        if (got < 0 && errno != EINTR) {
            return -1;
        }
        len += got > 0 ? (size_t)got : 0;
    }
    return (ptrdiff_t)len;
}

/* Reads it all through `block`; the sum must be the one that its header says. */
static bl_status check_bytes(int fd, uint64_t len, char *block, header *head)
{
    checksum sum = {{0}};
    for (uint64_t at = 0; at < len; at += BLOCK) {
        const size_t want = len - at < BLOCK ? (size_t)(len - at) : BLOCK;
        const ptrdiff_t got = read_at(fd, block, want, at);
        if (got != (ptrdiff_t)want) {
            return got < 0 ? BL_SYSTEM : BL_INTEGRITY;
        }
        if (at == 0) {
            memcpy(head, block, sizeof *head);
            memset(block + offsetof(header, check), 0, sizeof head->check);
        }
        add_lines(&sum, block, want);
    }
    return seal_sum(&sum) == head->check ? BL_OK : BL_INTEGRITY;
}

static bl_status check_file(int fd, const char *key, header *head)
{
    struct stat info;
    if (fstat(fd, &info) != 0) {
        return BL_SYSTEM;
    }
    if (!S_ISREG(info.st_mode) || info.st_size < (off_t)sizeof *head || info.st_size % LINE != 0) {
        return BL_INTEGRITY;
    }
    char *block = malloc(BLOCK);
    if (block == NULL) {
        return BL_MEMORY;
    }
    const uint64_t len = (uint64_t)info.st_size;
    const bl_status status = check_bytes(fd, len, block, head);
    free(block);
    const bool fits =
        status == BL_OK && head->len == len && memcmp(head->magic, magic, sizeof magic) == 0 &&
        memcmp(head->key, key, BL_TAPE_KEY) == 0 && head->parts_len <= BL_TAPE_PARTS_MAX;
    return status == BL_OK && !fits ? BL_INTEGRITY : status;
}

static void take_header(const header *head, bl_tape *out)
{
    bl_feed_report *report = &out->report;
    *report = (bl_feed_report){.bytes = head->bytes,
                               .rows = head->rows,
                               .rounded = head->rounded,
                               .gaps = head->gaps,
                               .zero_volume = head->zero_volume,
                               .used_libcsv = head->used_libcsv != 0,
                               .first_ns = head->first_ns,
                               .last_ns = head->last_ns,
                               .gap_longest_ns = head->gap_longest_ns,
                               .gap_first_ns = head->gap_first_ns,
                               .step_min_ns = head->step_min_ns};
    memcpy(report->sha256, head->sha256, SHA256_HEX);
    out->parts_len = head->parts_len;
    for (size_t i = 0; i < head->parts_len; i++) {
        out->parts[i].at = (const char *)out->map.at + head->parts[i].at;
        out->parts[i].len = head->parts[i].len;
    }
}

bl_status bl_tape_file_map(int fd, const char *key, bl_tape *out)
{
    header head;
    memset(out, 0, sizeof *out);
    const bl_status status = check_file(fd, key, &head);
    if (status != BL_OK) {
        return status;
    }
    void *map = mmap(NULL, head.len, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) {
        return BL_SYSTEM;
    }
    out->map = (bl_tape_part){map, head.len};
    take_header(&head, out);
    return BL_OK;
}

void bl_tape_file_unmap(bl_tape_part map)
{
    if (map.at != NULL) {
        (void)munmap((void *)(uintptr_t)map.at, map.len);
    }
}

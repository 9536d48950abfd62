/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tape_file.c - see the header. All pages are asked for before the first is touched, because a page
 * that fails when it is touched is the end of the process.
 */
#define _GNU_SOURCE
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

/* Whether all pages are there. A page that cannot be read is an answer here, where touching it is
 * the end of the process. A kernel before 5.14 does not know how, and reads nothing. */
static bool populate(const char *map, size_t len)
{
#ifdef MADV_POPULATE_READ
    return madvise((void *)(uintptr_t)map, len, MADV_POPULATE_READ) == 0;
#else
    (void)map;
    (void)len;
    return false;
#endif
}

/* The same for such a kernel: whether the file can be read from end to end. */
static bool read_through(int fd, uint64_t len)
{
    char *block = malloc(BLOCK);
    uint64_t at = 0;
    ssize_t got = 1;
    while (block != NULL && at < len && got != 0) {
        got = pread(fd, block, BLOCK, (off_t)at);
        if (got < 0 && errno != EINTR) {
            break;
        }
        at += got > 0 ? (uint64_t)got : 0;
    }
    free(block);
    return at == len;
}

/* The sum of all bytes must be the one that the header says, and the header ours. */
static bool is_whole(const char *map, uint64_t len, const char *key)
{
    checksum sum = {{0}};
    header head;
    memcpy(&head, map, sizeof head);
    const uint64_t check = head.check;
    head.check = 0;
    add_lines(&sum, &head, sizeof head);
    add_lines(&sum, map + sizeof head, len - sizeof head);
    return seal_sum(&sum) == check && head.len == len &&
           memcmp(head.magic, magic, sizeof magic) == 0 &&
           memcmp(head.key, key, BL_TAPE_KEY) == 0 && head.parts_len <= BL_TAPE_PARTS_MAX;
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
    struct stat info;
    memset(out, 0, sizeof *out);
    if (fstat(fd, &info) != 0) {
        return BL_SYSTEM;
    }
    if (!S_ISREG(info.st_mode) || info.st_size < (off_t)sizeof(header) ||
        info.st_size % LINE != 0) {
        return BL_INTEGRITY;
    }
    const size_t len = (size_t)info.st_size;
    void *map = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) {
        return BL_SYSTEM;
    }
    out->map = (bl_tape_part){map, len};
    const bool reads = populate(map, len) || read_through(fd, len);
    if (reads && is_whole(map, len, key)) {
        take_header(map, out);
        return BL_OK;
    }
    bl_tape_file_unmap(out->map);
    out->map = (bl_tape_part){NULL, 0};
    return reads ? BL_INTEGRITY : BL_SYSTEM;
}

void bl_tape_file_unmap(bl_tape_part map)
{
    if (map.at != NULL) {
        (void)munmap((void *)(uintptr_t)map.at, map.len);
    }
}

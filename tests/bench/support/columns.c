/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * columns.c - eight digits at a time in one word (SWAR). The file is mapped; the last rows are
 * read from a padded copy so that no load passes the end.
 */
#define _GNU_SOURCE
#include "columns.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAD = 16, TAIL = 1024, ROW_BYTES_MIN = 16 };

typedef struct {
    const char *bytes;
    size_t len;
} mapping;

static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};
static const uint64_t int_powers[] = {1,      10,      100,      1000,     10000,
                                      100000, 1000000, 10000000, 100000000};

static bool map_file(const char *path, mapping *out)
{
    struct stat info;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &info) != 0 || info.st_size == 0) {
        return false;
    }
    out->len = (size_t)info.st_size;
    void *bytes = mmap(NULL, out->len, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    close(file);
    out->bytes = bytes;
    return bytes != MAP_FAILED;
}

static void *map_column(size_t rows)
{
    void *memory = mmap(NULL, rows * 8, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        return NULL;
    }
    madvise(memory, rows * 8, MADV_HUGEPAGE);
    return memory;
}

/* Up to eight leading digits of text; returns how many there are. */
static inline unsigned read_digits(const char *text, uint64_t *out)
{
    uint64_t word;
    memcpy(&word, text, 8);
    word ^= UINT64_C(0x3030303030303030);
    const uint64_t others =
        ((word + UINT64_C(0x7676767676767676)) | word) & UINT64_C(0x8080808080808080);
    const unsigned count = others == 0 ? 8 : (unsigned)__builtin_ctzll(others) / 8;
    if (count == 0) {
        *out = 0;
        return 0;
    }
    word <<= 64 - 8 * count;
    word = word * 10 + (word >> 8);
    word = (((word & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064)) +
            (((word >> 16) & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001))) >>
           32;
    *out = word;
    return count;
}

static inline const char *read_time(const char *text, int64_t *out)
{
    uint64_t high, low;
    if (read_digits(text, &high) != 8) {
        return NULL;
    }
    const unsigned count = read_digits(text + 8, &low);
    if (count == 0 || text[8 + count] != ',') {
        return NULL;
    }
    *out = (int64_t)(high * int_powers[count] + low);
    return text + 8 + count + 1;
}

/* Digits, one dot, digits, `end`. Fifteen digits or fewer: the quotient is correctly rounded. */
static inline const char *read_number(const char *text, char end, double *out)
{
    uint64_t whole, part;
    const unsigned before = read_digits(text, &whole);
    if (before == 0 || before > 7 || text[before] != '.') {
        return NULL;
    }
    text += before + 1;
    const unsigned after = read_digits(text, &part);
    if (after == 0 || text[after] != end) {
        return NULL;
    }
    *out = (double)(whole * int_powers[after] + part) / powers[after];
    return text + after + 1;
}

static const char *read_row(const char *text, columns *out)
{
    const size_t row = out->len;
    text = read_time(text, &out->time_ms[row]);
    for (int i = 0; i < COLUMNS && text != NULL; i++) {
        text = read_number(text, i + 1 < COLUMNS ? ',' : '\n', &out->numbers[i][row]);
    }
    if (text != NULL) {
        out->len++;
    }
    return text;
}

/* Rows from text until one begins at or after `stop`. */
static const char *read_rows(const char *text, const char *stop, columns *out)
{
    while (text != NULL && text < stop) {
        text = read_row(text, out);
    }
    return text;
}

bool columns_read(const char *path, columns *out)
{
    static const char header[] = "time_ms,open,high,low,close,volume\n";
    mapping file;
    if (!map_file(path, &file) || file.len < sizeof header ||
        memcmp(file.bytes, header, sizeof header - 1) != 0) {
        return false;
    }
    const size_t rows = file.len / ROW_BYTES_MIN + 1;
    *out = (columns){.time_ms = map_column(rows)};
    for (int i = 0; i < COLUMNS; i++) {
        out->numbers[i] = map_column(rows);
    }
    const char *text = file.bytes + sizeof header - 1;
    if (file.len > TAIL) {
        text = read_rows(text, file.bytes + file.len - TAIL / 2, out);
    }
    if (text == NULL) {
        return false;
    }
    static char tail[TAIL + PAD];
    const size_t left = file.len - (size_t)(text - file.bytes);
    if (left > TAIL) {
        return false;
    }
    memcpy(tail, text, left);
    const char *end = read_rows(tail, tail + left, out);
    return end == tail + left;
}

static bool write_columns(const columns *from, const char *path)
{
    const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    const size_t bytes = from->len * 8;
    const bool good = file >= 0 && write(file, from->time_ms, bytes) == (ssize_t)bytes &&
                      write(file, from->numbers[COLUMN_CLOSE], bytes) == (ssize_t)bytes;
    return close(file) == 0 && good;
}

bool columns_map(const char *path, const char *cache, columns *out)
{
    mapping file;
    if (access(cache, R_OK) != 0 && (!columns_read(path, out) || !write_columns(out, cache))) {
        return false;
    }
    if (!map_file(cache, &file)) {
        return false;
    }
    *out = (columns){.len = file.len / 16, .time_ms = (int64_t *)(uintptr_t)file.bytes};
    out->numbers[COLUMN_CLOSE] = (double *)(uintptr_t)(file.bytes + file.len / 2);
    return true;
}

/* `,deposit,` or `,withdraw,` after the name; the name is skipped. */
static const char *read_kind(const char *text, const char *end, double *sign)
{
    const char *comma = memchr(text, ',', (size_t)(end - text));
    if (comma == NULL) {
        return NULL;
    }
    if (strncmp(comma, ",deposit,", 9) == 0) {
        *sign = 1;
        return comma + 9;
    }
    *sign = -1;
    return strncmp(comma, ",withdraw,", 10) == 0 ? comma + 10 : NULL;
}

bool columns_read_flows(const char *path, flow_columns *out)
{
    static const char header[] = "time_ms,lp,kind,amount\n";
    mapping file;
    if (!map_file(path, &file) || file.len < sizeof header ||
        memcmp(file.bytes, header, sizeof header - 1) != 0) {
        return false;
    }
    char *copy = map_column(file.len / 8 + PAD);
    const size_t rows = file.len / ROW_BYTES_MIN + 1;
    *out = (flow_columns){.time_ms = map_column(rows), .amount = map_column(rows)};
    if (copy == NULL || out->time_ms == NULL || out->amount == NULL) {
        return false;
    }
    memcpy(copy, file.bytes, file.len);
    const char *end = copy + file.len;
    for (const char *text = copy + sizeof header - 1; text < end; out->len++) {
        double sign, amount;
        text = read_time(text, &out->time_ms[out->len]);
        if (text == NULL || (text = read_kind(text, end, &sign)) == NULL ||
            (text = read_number(text, '\n', &amount)) == NULL) {
            return false;
        }
        out->amount[out->len] = sign * amount;
    }
    return true;
}

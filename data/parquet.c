/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * parquet.c - see parquet.h. Names of fields and their numbers are those of parquet.thrift, in
 * Thrift's compact protocol.
 */
#include "parquet.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum { GROUP_ROWS = 65536, LEVEL = 3, GROUPS_MAX = 65536 };
enum { THRIFT_TRUE = 1, THRIFT_I32 = 5, THRIFT_I64 = 6, THRIFT_TEXT = 8, THRIFT_LIST = 9,
       THRIFT_STRUCT = 12 };
enum { TYPE_INT64 = 2, TYPE_DOUBLE = 5, TYPE_BYTES = 6, OPTIONAL = 1, UTF8 = 0 };
enum { PLAIN = 0, RLE = 3, DATA_PAGE = 0, ZSTD = 6 };

typedef struct {
    char *bytes;
    size_t len, cap;
    bool out_of_memory;
} buffer;

static void put(buffer *b, const void *bytes, size_t len)
{
    if (b->len + len > b->cap && !b->out_of_memory) {
        const size_t cap = (b->len + len) * 2;
        char *grown = realloc(b->bytes, cap);
        b->out_of_memory = !grown;
        b->bytes = grown ? grown : b->bytes;
        b->cap = grown ? cap : b->cap;
    }
    if (!b->out_of_memory) {
        memcpy(b->bytes + b->len, bytes, len);
        b->len += len;
    }
}

static void put_byte(buffer *b, unsigned value)
{
    const unsigned char byte = (unsigned char)value;
    put(b, &byte, 1);
}

static void put_varint(buffer *b, uint64_t value)
{
    for (; value >= 0x80; value >>= 7) {
        put_byte(b, (unsigned)(value & 0x7f) | 0x80U);
    }
    put_byte(b, (unsigned)value);
}

/* ---- Thrift's compact protocol: a field's number is told as the step from the last one */

typedef struct {
    buffer *out;
    unsigned last;
} record;

static void put_field(record *r, unsigned field, unsigned type)
{
    put_byte(r->out, (field - r->last) << 4 | type);
    r->last = field;
}

static void put_zigzag(buffer *b, int64_t value)
{
    put_varint(b, (uint64_t)value << 1 ^ (uint64_t)(value >> 63));
}

static void put_i32(record *r, unsigned field, int32_t value)
{
    put_field(r, field, THRIFT_I32);
    put_zigzag(r->out, value);
}

static void put_i64(record *r, unsigned field, int64_t value)
{
    put_field(r, field, THRIFT_I64);
    put_zigzag(r->out, value);
}

static void put_text(buffer *b, const char *text)
{
    put_varint(b, strlen(text));
    put(b, text, strlen(text));
}

static void put_text_field(record *r, unsigned field, const char *text)
{
    put_field(r, field, THRIFT_TEXT);
    put_text(r->out, text);
}

static void put_list(record *r, unsigned field, unsigned type, size_t len)
{
    put_field(r, field, THRIFT_LIST);
    if (len < 15) {
        put_byte(r->out, (unsigned)len << 4 | type);
    } else {
        put_byte(r->out, 0xf0U | type);
        put_varint(r->out, len);
    }
}

static record open_struct(record *r, unsigned field)
{
    put_field(r, field, THRIFT_STRUCT);
    return (record){r->out, 0};
}

static void close_struct(record *r)
{
    put_byte(r->out, 0);
}

/* ---- a column of one row group */

typedef struct {
    int64_t offset, plain, packed; /* bytes; offset in the file */
} chunk;

typedef struct {
    FILE *out;
    const bl_parquet_column *columns;
    size_t columns_len, rows;
    bl_parquet_source *source;
    const void *table;
    int64_t offset; /* bytes written */
    buffer levels, values, packed, head;
    chunk *chunks; /* columns_len a group */
} writer;

static size_t count_groups(const writer *w)
{
    return (w->rows + GROUP_ROWS - 1) / GROUP_ROWS;
}

static size_t count_rows(const writer *w, size_t group)
{
    const size_t left = w->rows - group * GROUP_ROWS;
    return left < GROUP_ROWS ? left : GROUP_ROWS;
}

static void put_value(buffer *b, bl_parquet_type type, const bl_parquet_cell *cell)
{
    if (type == BL_PARQUET_TEXT) {
        const uint32_t len = (uint32_t)strlen(cell->text);
        put(b, &len, sizeof len);
        put(b, cell->text, len);
    } else if (type == BL_PARQUET_NUMBER) {
        put(b, &cell->number, sizeof cell->number);
    } else {
        put(b, &cell->integer, sizeof cell->integer);
    }
}

/* A run of equal levels, 1: there is a value. */
static void put_run(buffer *b, size_t len, bool present)
{
    if (len > 0) {
        put_varint(b, (uint64_t)len << 1);
        put_byte(b, present);
    }
}

static void gather(writer *w, size_t group, size_t column)
{
    const bl_parquet_type type = w->columns[column].type;
    bool present = false;
    size_t run = 0;
    w->levels.len = 0;
    w->values.len = 0;
    for (size_t i = 0; i < count_rows(w, group); i++) {
        bl_parquet_cell cell = {.present = false};
        w->source(w->table, group * GROUP_ROWS + i, column, &cell);
        if (cell.present != present) {
            put_run(&w->levels, run, present);
            run = 0;
            present = cell.present;
        }
        run++;
        if (present) {
            put_value(&w->values, type, &cell);
        }
    }
    put_run(&w->levels, run, present);
}

/* The page before packing: length of the levels, levels, values. */
static bool pack(writer *w, buffer *page)
{
    const uint32_t levels_len = (uint32_t)w->levels.len;
    page->len = 0;
    put(page, &levels_len, sizeof levels_len);
    put(page, w->levels.bytes, w->levels.len);
    put(page, w->values.bytes, w->values.len);
    const size_t bound = ZSTD_compressBound(page->len);
    if (bound > w->packed.cap) {
        char *grown = realloc(w->packed.bytes, bound);
        if (!grown) {
            return false;
        }
        w->packed.bytes = grown;
        w->packed.cap = bound;
    }
    if (page->out_of_memory || w->levels.out_of_memory || w->values.out_of_memory) {
        return false;
    }
    w->packed.len = ZSTD_compress(w->packed.bytes, bound, page->bytes, page->len, LEVEL);
    return !ZSTD_isError(w->packed.len);
}

static void put_page_head(writer *w, size_t page_len, size_t rows)
{
    record r = {&w->head, 0};
    w->head.len = 0;
    put_i32(&r, 1, DATA_PAGE);
    put_i32(&r, 2, (int32_t)page_len);
    put_i32(&r, 3, (int32_t)w->packed.len);
    record data = open_struct(&r, 5);
    put_i32(&data, 1, (int32_t)rows);
    put_i32(&data, 2, PLAIN);
    put_i32(&data, 3, RLE);
    put_i32(&data, 4, RLE);
    close_struct(&data);
    close_struct(&r);
}

static bool write_chunk(writer *w, size_t group, size_t column, buffer *page)
{
    chunk *made = &w->chunks[group * w->columns_len + column];
    gather(w, group, column);
    if (!pack(w, page)) {
        return false;
    }
    put_page_head(w, page->len, count_rows(w, group));
    if (w->head.out_of_memory) {
        return false;
    }
    *made = (chunk){w->offset, (int64_t)(w->head.len + page->len),
                    (int64_t)(w->head.len + w->packed.len)};
    fwrite(w->head.bytes, 1, w->head.len, w->out);
    fwrite(w->packed.bytes, 1, w->packed.len, w->out);
    w->offset += made->packed;
    return true;
}

/* ---- the footer */

static int32_t physical(bl_parquet_type type)
{
    return type == BL_PARQUET_TEXT     ? TYPE_BYTES
           : type == BL_PARQUET_NUMBER ? TYPE_DOUBLE
                                       : TYPE_INT64;
}

static void put_schema(buffer *out, const bl_parquet_column *column)
{
    record r = {out, 0};
    put_i32(&r, 1, physical(column->type));
    put_i32(&r, 3, OPTIONAL);
    put_text_field(&r, 4, column->name);
    if (column->type == BL_PARQUET_TEXT) {
        put_i32(&r, 6, UTF8);
        record logical = open_struct(&r, 10);
        record string = open_struct(&logical, 1);
        close_struct(&string);
        close_struct(&logical);
    } else if (column->type == BL_PARQUET_TIME) {
        record logical = open_struct(&r, 10);
        record stamp = open_struct(&logical, 8);
        put_field(&stamp, 1, THRIFT_TRUE); /* UTC */
        record unit = open_struct(&stamp, 2);
        record nanos = open_struct(&unit, 3);
        close_struct(&nanos);
        close_struct(&unit);
        close_struct(&stamp);
        close_struct(&logical);
    }
    close_struct(&r);
}

static void put_chunk(writer *w, buffer *out, size_t group, size_t column)
{
    const chunk *made = &w->chunks[group * w->columns_len + column];
    record r = {out, 0};
    put_i64(&r, 2, made->offset);
    record meta = open_struct(&r, 3);
    put_i32(&meta, 1, physical(w->columns[column].type));
    put_list(&meta, 2, THRIFT_I32, 2);
    put_zigzag(out, PLAIN);
    put_zigzag(out, RLE);
    put_list(&meta, 3, THRIFT_TEXT, 1);
    put_text(out, w->columns[column].name);
    put_i32(&meta, 4, ZSTD);
    put_i64(&meta, 5, (int64_t)count_rows(w, group));
    put_i64(&meta, 6, made->plain);
    put_i64(&meta, 7, made->packed);
    put_i64(&meta, 9, made->offset);
    close_struct(&meta);
    close_struct(&r);
}

static void put_group(writer *w, buffer *out, size_t group)
{
    record r = {out, 0};
    int64_t plain = 0;
    put_list(&r, 1, THRIFT_STRUCT, w->columns_len);
    for (size_t c = 0; c < w->columns_len; c++) {
        put_chunk(w, out, group, c);
        plain += w->chunks[group * w->columns_len + c].plain;
    }
    put_i64(&r, 2, plain);
    put_i64(&r, 3, (int64_t)count_rows(w, group));
    close_struct(&r);
}

static bool write_footer(writer *w)
{
    buffer out = {0};
    record r = {&out, 0};
    put_i32(&r, 1, 2);
    put_list(&r, 2, THRIFT_STRUCT, w->columns_len + 1);
    record root = {&out, 0};
    put_text_field(&root, 4, "table");
    put_i32(&root, 5, (int32_t)w->columns_len);
    close_struct(&root);
    for (size_t c = 0; c < w->columns_len; c++) {
        put_schema(&out, &w->columns[c]);
    }
    put_i64(&r, 3, (int64_t)w->rows);
    put_list(&r, 4, THRIFT_STRUCT, count_groups(w));
    for (size_t g = 0; g < count_groups(w); g++) {
        put_group(w, &out, g);
    }
    put_text_field(&r, 6, "ballast");
    close_struct(&r);
    const uint32_t len = (uint32_t)out.len;
    put(&out, &len, sizeof len);
    put(&out, "PAR1", 4);
    if (!out.out_of_memory) {
        fwrite(out.bytes, 1, out.len, w->out);
    }
    free(out.bytes);
    return !out.out_of_memory;
}

bool bl_parquet_write(FILE *out, const bl_parquet_column *columns, size_t columns_len, size_t rows,
                      bl_parquet_source *source, const void *table)
{
    writer w = {.out = out,
                .columns = columns,
                .columns_len = columns_len,
                .rows = rows,
                .source = source,
                .table = table,
                .offset = 4};
    buffer page = {0};
    BL_ASSERT(columns_len <= BL_PARQUET_COLUMNS_MAX && count_groups(&w) <= GROUPS_MAX);
    w.chunks = calloc(count_groups(&w) * columns_len + 1, sizeof *w.chunks);
    bool good = w.chunks;
    fwrite("PAR1", 1, 4, out);
    for (size_t g = 0; g < count_groups(&w) && good; g++) {
        for (size_t c = 0; c < columns_len && good; c++) {
            good = write_chunk(&w, g, c, &page);
        }
    }
    good = good && write_footer(&w);
    free(page.bytes);
    free(w.levels.bytes);
    free(w.values.bytes);
    free(w.packed.bytes);
    free(w.head.bytes);
    free(w.chunks);
    return good;
}

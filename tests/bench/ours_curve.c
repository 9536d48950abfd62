/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ours_curve.c - a curve of four columns for each of 2 628 000 bars: `ours_curve FILE` with the
 * printers of data/decimal.h, `ours_curve FILE fprintf` with stdio. The same bytes either way.
 */
#include "../../data/decimal.h"
#include "support/random.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = 2628000, COLUMNS = 4, BUFFER = 1 << 16, ROW_MAX = COLUMNS * (BL_DECIMAL_TEXT + 1) };

typedef struct {
    uint64_t random;
    int64_t values[COLUMNS]; /* minute, then three numbers of six places */
} curve;

static void step(curve *self)
{
    self->values[0]++;
    for (int i = 1; i < COLUMNS; i++) {
        self->values[i] += (int64_t)(random_next(&self->random) % 2000001) - 1000000;
    }
}

static void write_fast(curve *self, FILE *file)
{
    static char buffer[BUFFER];
    size_t len = 0;
    for (int row = 0; row < ROWS; row++) {
        step(self);
        for (int i = 0; i < COLUMNS; i++) {
            len += bl_decimal_print64(self->values[i], i == 0 ? 0 : 6, buffer + len);
            buffer[len++] = i + 1 < COLUMNS ? ',' : '\n';
        }
        if (len > BUFFER - ROW_MAX) {
            fwrite(buffer, 1, len, file);
            len = 0;
        }
    }
    fwrite(buffer, 1, len, file);
}

static void write_slow(curve *self, FILE *file)
{
    for (int row = 0; row < ROWS; row++) {
        step(self);
        fprintf(file, "%" PRId64 ",%.6f,%.6f,%.6f\n", self->values[0],
                (double)self->values[1] / 1e6, (double)self->values[2] / 1e6,
                (double)self->values[3] / 1e6);
    }
}

static uint64_t sum_file(FILE *file)
{
    uint64_t sum = 0;
    rewind(file);
    for (int c = getc(file); c != EOF; c = getc(file)) {
        sum = sum * 31 + (uint64_t)c;
    }
    return sum;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        return 2;
    }
    FILE *file = fopen(argv[1], "w+b");
    if (file == NULL) {
        return 4;
    }
    curve self = {42, {26000000, 5000000000000, 3000000000000, 4000000000000}};
    if (argc > 2 && strcmp(argv[2], "fprintf") == 0) {
        write_slow(&self, file);
    } else {
        write_fast(&self, file);
    }
    fflush(file);
    const bool failed = ferror(file) != 0;
    if (argc > 2 && strcmp(argv[argc - 1], "sum") == 0) {
        printf("check sum=%016" PRIx64 "\n", sum_file(file));
    }
    return fclose(file) != 0 || failed ? 4 : 0;
}

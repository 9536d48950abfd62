/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * m4.h - a curve reduced to what a picture of a given width can show: of each pixel column the
 * first, lowest, highest and last point (M4, Jugel et al. 2014). No extreme is ever lost, and a
 * curve of up to four points a column is kept whole.
 */
#ifndef BL_M4_H
#define BL_M4_H

#include "../sim/base.h"

enum { BL_M4_KEPT = 4 };

typedef struct {
    int64_t time_ns;
    double value;
    double beside; /* carried along: the target, the peak so far */
} bl_m4_point;

typedef struct {
    struct {
        bl_m4_point point;
        size_t order;
    } kept[BL_M4_KEPT]; /* first, low, high, last */
    size_t seen;
    bool breaks; /* a NAN came: the curve is interrupted after this column */
} bl_m4_column;

typedef struct {
    int64_t begin_ns, end_ns;
    bl_m4_column *columns; /* NULL: no memory; points are then ignored */
    size_t columns_len;
    size_t seen;
} bl_m4;

/* False: no memory. Closing is right either way. */
bool bl_m4_open(bl_m4 *m4, int64_t begin_ns, int64_t end_ns, size_t columns_len);
void bl_m4_close(bl_m4 *m4);
/* Points come in order of time, within begin and end; a NAN value interrupts the curve. */
void bl_m4_put(bl_m4 *m4, bl_m4_point point);
/* The kept points of a column in order, without repeats; how many there are. */
size_t bl_m4_take(const bl_m4 *m4, size_t column, bl_m4_point out[BL_M4_KEPT]);
size_t bl_m4_count(const bl_m4 *m4);

#endif

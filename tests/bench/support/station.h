/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * station.h - the one server and its queue of the M/M/1 workload (rho 0.9), the same for every
 * event calendar. Times in ns; waiting customers in a ring, so that waits can be summed.
 */
#ifndef BENCH_STATION_H
#define BENCH_STATION_H

#include "random.h"

#include <math.h>

enum { STATION_RING = 1 << 16 };

typedef struct {
    int64_t arrived_ns[STATION_RING];
    uint64_t head, tail; /* head == tail: idle */
    uint64_t random, served;
    int64_t waited_ns;
} station;

static inline int64_t station_draw(station *self, double mean_ns)
{
    const double uniform = (double)((random_next(&self->random) >> 11) + 1) * 0x1p-53;
    return (int64_t)(-log(uniform) * mean_ns);
}

static inline int64_t station_draw_arrival(station *self)
{
    return station_draw(self, 1e9);
}

static inline int64_t station_draw_service(station *self)
{
    return station_draw(self, 0.9e9);
}

/* True where the server was idle. */
static inline int station_arrive(station *self, int64_t now_ns)
{
    self->arrived_ns[self->tail % STATION_RING] = now_ns;
    return self->tail++ == self->head;
}

/* True where somebody is left to serve. */
static inline int station_depart(station *self, int64_t now_ns)
{
    self->waited_ns += now_ns - self->arrived_ns[self->head % STATION_RING];
    self->served++;
    return ++self->head != self->tail;
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ours_mm1.c - M/M/1 on sim/queue.h, each event through a handler: `ours_mm1 CUSTOMERS`. At one
 * instant a departure comes before an arrival, as in the limit.
 */
#include "../../sim/queue.h"
#include "support/station.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { DEPARTURE, ARRIVAL, PENDING_MAX = 16 };

typedef void (*handler)(bl_queue *queue, station *self, int64_t now_ns);

static void arrive(bl_queue *queue, station *self, int64_t now_ns)
{
    if (station_arrive(self, now_ns)) {
        bl_queue_put(queue, now_ns + station_draw_service(self), DEPARTURE, 0);
    }
    bl_queue_put(queue, now_ns + station_draw_arrival(self), ARRIVAL, 0);
}

static void depart(bl_queue *queue, station *self, int64_t now_ns)
{
    if (station_depart(self, now_ns)) {
        bl_queue_put(queue, now_ns + station_draw_service(self), DEPARTURE, 0);
    }
}

static void run(bl_queue *queue, station *self, uint64_t customers)
{
    static handler const handlers[] = {[DEPARTURE] = depart, [ARRIVAL] = arrive};
    bl_queue_event event;
    bl_queue_put(queue, station_draw_arrival(self), ARRIVAL, 0);
    while (self->served < customers && bl_queue_take(queue, &event)) {
        handlers[event.phase](queue, self, event.time_ns);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        return 2;
    }
    static station self = {.random = 42};
    void *memory = malloc(bl_queue_bytes(PENDING_MAX));
    if (memory == NULL) {
        return 4;
    }
    const clock_t begin = clock();
    run(bl_queue_init(memory, PENDING_MAX), &self, strtoull(argv[1], NULL, 10));
    printf("inner %.6f\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
    printf("check served=%" PRIu64 " waited=%" PRId64 "\n", self.served, self.waited_ns);
    free(memory);
    return 0;
}

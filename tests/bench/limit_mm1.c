/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * limit_mm1.c - M/M/1 at the event limit: `limit_mm1 CUSTOMERS`. The calendar is two variables.
 */
#include "support/station.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void run(station *self, uint64_t customers)
{
    int64_t arrival_ns = station_draw_arrival(self);
    int64_t departure_ns = INT64_MAX;
    while (self->served < customers) {
        if (arrival_ns < departure_ns) {
            if (station_arrive(self, arrival_ns)) {
                departure_ns = arrival_ns + station_draw_service(self);
            }
            arrival_ns += station_draw_arrival(self);
        } else {
            const int64_t now_ns = departure_ns;
            departure_ns = INT64_MAX;
            if (station_depart(self, now_ns)) {
                departure_ns = now_ns + station_draw_service(self);
            }
        }
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        return 2;
    }
    static station self = {.random = 42};
    const clock_t begin = clock();
    run(&self, strtoull(argv[1], NULL, 10));
    printf("inner %.6f\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
    printf("check served=%" PRIu64 " waited=%" PRId64 "\n", self.served, self.waited_ns);
    return 0;
}

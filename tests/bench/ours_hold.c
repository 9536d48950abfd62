/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ours_hold.c - the hold model on sim/queue.h: `ours_hold PENDING HOLDS [CANCEL_EVERY]`. Each event
 * is handed to a handler through a table and puts its successor; its handle is kept, and with
 * CANCEL_EVERY every so many holds another pending event is cancelled and put again later.
 */
#include "../../sim/queue.h"
#include "support/random.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct {
    bl_queue *queue;
    bl_queue_handle *handles;
    size_t len;
    uint64_t random, sum;
} world;

typedef void (*handler)(world *self, const bl_queue_event *event);

static void hold(world *self, const bl_queue_event *event)
{
    self->sum = self->sum * 31 + event->payload;
    const int64_t next_ns = event->time_ns + (int64_t)(random_next(&self->random) >> 34);
    self->handles[event->payload] =
        bl_queue_put(self->queue, next_ns, event->phase, event->payload);
}

static void move_another(world *self, int64_t now_ns)
{
    const uint64_t id = random_next(&self->random) % self->len;
    if (!bl_queue_cancel(self->queue, self->handles[id])) {
        return;
    }
    const int64_t next_ns = now_ns + (int64_t)(random_next(&self->random) >> 34);
    self->handles[id] = bl_queue_put(self->queue, next_ns, 0, id);
}

static void run(world *self, size_t holds, size_t cancel_every)
{
    static handler const handlers[BL_QUEUE_PHASES] = {hold};
    size_t until_cancel = cancel_every;
    bl_queue_event event;
    for (size_t i = 0; i < holds && bl_queue_take(self->queue, &event); i++) {
        handlers[event.phase](self, &event);
        if (cancel_every != 0 && --until_cancel == 0) {
            until_cancel = cancel_every;
            move_another(self, event.time_ns);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        return 2;
    }
    const size_t len = strtoul(argv[1], NULL, 10);
    void *memory = malloc(bl_queue_bytes(len));
    world self = {.handles = calloc(len, sizeof(bl_queue_handle)), .len = len, .random = 42};
    if (memory == NULL || self.handles == NULL) {
        return 4;
    }
    self.queue = bl_queue_init(memory, len);
    for (size_t i = 0; i < len; i++) {
        const int64_t first_ns = (int64_t)(random_next(&self.random) >> 34);
        self.handles[i] = bl_queue_put(self.queue, first_ns, 0, i);
    }
    const clock_t begin = clock();
    run(&self, strtoul(argv[2], NULL, 10), argc > 3 ? strtoul(argv[3], NULL, 10) : 0);
    printf("inner %.6f\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
    printf("check sum=%016" PRIx64 "\n", self.sum);
    free(self.handles);
    free(memory);
    return 0;
}

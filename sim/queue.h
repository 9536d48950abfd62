/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * queue.h - the small heap of what a run itself has scheduled. Known times (prices, flows, the
 * rebalancing grid) stay on their sorted tapes; only events created while the run goes come here.
 * Total order: time, then phase, then the order of bl_queue_put. Fixed capacity, memory from the
 * caller, nothing allocated.
 */
#ifndef BL_QUEUE_H
#define BL_QUEUE_H

#include "base.h"

enum { BL_QUEUE_PHASES = 16, BL_QUEUE_CAPACITY_MAX = 1 << 24 };

typedef struct bl_queue bl_queue;

/* Names one put for ever; v is 0 where there is none. Not reused within a queue. */
typedef struct {
    uint64_t v;
} bl_queue_handle;

typedef struct {
    int64_t time_ns;
    uint32_t phase;
    uint64_t payload;
} bl_queue_event;

/* Bytes for `capacity` pending events; 0 where capacity is 0 or above BL_QUEUE_CAPACITY_MAX. */
size_t bl_queue_bytes(size_t capacity);
/* A queue in memory[0..bl_queue_bytes(capacity)), 16-byte aligned, owned by the caller. */
bl_queue *bl_queue_init(void *memory, size_t capacity);

/* phase is below BL_QUEUE_PHASES. v is 0 where `capacity` events are pending already. At most
 * 2^36 - 1 puts in the life of a queue; one more is a crash, not a wrong order. */
bl_queue_handle bl_queue_put(bl_queue *queue, int64_t time_ns, uint32_t phase, uint64_t payload);
/* False where the event was taken or cancelled before, or the handle names none. */
bool bl_queue_cancel(bl_queue *queue, bl_queue_handle handle);
/* The time of the next event; false where none is pending. */
bool bl_queue_peek_time(bl_queue *queue, int64_t *time_ns);
/* Takes the next event out; false where none is pending. */
bool bl_queue_take(bl_queue *queue, bl_queue_event *event);
size_t bl_queue_len(const bl_queue *queue);

#endif

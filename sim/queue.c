/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * queue.c - a 4-ary heap of 16-byte keys over a slab of payloads.
 *
 * A key is one 128-bit number: time (sign flipped) above phase:4 | sequence:36 | slot:24, so that
 * one comparison is the whole order and no two keys are equal. The low word is also the handle:
 * a slab entry remembers the low word it was given with, so a key, or a handle, whose slot says
 * something else is dead. Cancelling frees the slot at once and leaves the key to be dropped when
 * it reaches the root; the heap holds twice the capacity and is swept when dead keys fill it.
 *
 * Invariants: keys[0] is the smallest except while `hole` is set (the root was taken and the
 * next put may fill it with one sift instead of two); every cache line of four children that has
 * a live key is filled up with KEY_MAX, so that the smallest of four needs no bounds.
 */
#include "queue.h"

typedef bl_u128 queue_key;

/* Above FETCH_FROM keys the heap outgrows the near caches and lines are fetched ahead. */
enum { ARITY = 4, SLOT_BITS = 24, SEQ_BITS = 36, LINE_BYTES = 64, FETCH_FROM = 1 << 14 };

#define KEY_MAX (~(queue_key)0)
#define SLOT_MASK ((UINT64_C(1) << SLOT_BITS) - 1)
#define SEQ_END (UINT64_C(1) << SEQ_BITS)
#define TIME_FLIP (UINT64_C(1) << 63)

typedef struct {
    uint64_t low;     /* the low word of the live key; 0: free */
    uint64_t payload; /* free: the next free slot */
} queue_slot;

struct bl_queue {
    queue_key *keys; /* keys + 1 stands on a cache line, so every four children share one */
    queue_slot *slots;
    uint64_t seq;
    size_t keys_len, keys_cap;
    size_t live;
    size_t slots_used, slots_cap, slots_free; /* slots_free == slots_cap: no free list */
    bool hole;
};

/* Twice the capacity, and one line for the fill after the last key. */
static size_t count_keys(size_t capacity)
{
    return 2 * capacity + 1;
}

size_t bl_queue_bytes(size_t capacity)
{
    if (capacity == 0 || capacity > BL_QUEUE_CAPACITY_MAX) {
        return 0;
    }
    return sizeof(bl_queue) + capacity * sizeof(queue_slot) +
           (count_keys(capacity) + ARITY) * sizeof(queue_key) + 2 * LINE_BYTES;
}

bl_queue *bl_queue_init(void *memory, size_t capacity)
{
    BL_ASSERT(bl_queue_bytes(capacity) != 0);
    bl_queue *queue = memory;
    queue_slot *slots = (queue_slot *)(void *)(queue + 1);
    uintptr_t end = (uintptr_t)(slots + capacity);
    uintptr_t line = (end + sizeof(queue_key) + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
    *queue = (bl_queue){
        .keys = (queue_key *)line - 1,
        .slots = slots,
        .keys_cap = count_keys(capacity),
        .slots_cap = capacity,
        .slots_free = capacity,
    };
    return queue;
}

static bool is_live(const bl_queue *queue, queue_key key)
{
    return queue->slots[(uint64_t)key & SLOT_MASK].low == (uint64_t)key;
}

/* The smallest of keys[child..child+3]. */
static size_t find_smallest(const queue_key *keys, size_t child)
{
    size_t left = child + (keys[child + 1] < keys[child]);
    size_t right = child + 2 + (keys[child + 3] < keys[child + 2]);
    return keys[right] < keys[left] ? right : left;
}

/* The lines of all sixteen grandchildren, while the smallest child is being found. Past the end
 * of the heap a fetch does nothing and needs no bound: hence a number, not a pointer. */
static inline void fetch_grandchildren(const queue_key *keys, size_t child)
{
    const uintptr_t first = (uintptr_t)keys + (ARITY * child + 1) * sizeof(queue_key);
    for (size_t i = 0; i < ARITY; i++) {
        __builtin_prefetch((const void *)(first + i * LINE_BYTES));
    }
}

static inline void sift(queue_key *keys, size_t len, size_t at, queue_key key, bool far)
{
    for (size_t child = ARITY * at + 1; child < len; child = ARITY * at + 1) {
        if (far) {
            fetch_grandchildren(keys, child);
        }
        size_t least = find_smallest(keys, child);
        if (key < keys[least]) {
            break;
        }
        keys[at] = keys[least];
        at = least;
    }
    keys[at] = key;
}

static void sift_down(queue_key *keys, size_t len, size_t at, queue_key key)
{
    if (len > FETCH_FROM) {
        sift(keys, len, at, key, true);
    } else {
        sift(keys, len, at, key, false);
    }
}

static void sift_up(queue_key *keys, size_t at, queue_key key)
{
    while (at > 0) {
        size_t parent = (at - 1) / ARITY;
        if (keys[parent] < key) {
            break;
        }
        keys[at] = keys[parent];
        at = parent;
    }
    keys[at] = key;
}

/* Fills the line of the last key with KEY_MAX behind it. */
static void fill_line(bl_queue *queue)
{
    for (size_t i = queue->keys_len; i % ARITY != 1; i++) {
        queue->keys[i] = KEY_MAX;
    }
}

/* Ends the hole: the last key takes the root. */
static void close_hole(bl_queue *queue)
{
    if (!queue->hole) {
        return;
    }
    queue->hole = false;
    queue->keys_len--;
    queue_key last = queue->keys[queue->keys_len];
    queue->keys[queue->keys_len] = KEY_MAX;
    if (queue->keys_len > 0) {
        sift_down(queue->keys, queue->keys_len, 0, last);
    }
}

/* Makes the root a live key; false where none is pending. */
static bool settle(bl_queue *queue)
{
    close_hole(queue);
    while (queue->keys_len > 0 && !is_live(queue, queue->keys[0])) {
        queue->hole = true;
        close_hole(queue);
    }
    return queue->keys_len > 0;
}

/* Drops every dead key and builds the heap anew. At least half of the keys are dead, so the
 * work is paid for by the cancels before it. */
static void sweep(bl_queue *queue)
{
    size_t kept = 0;
    for (size_t i = 0; i < queue->keys_len; i++) {
        if (is_live(queue, queue->keys[i])) {
            queue->keys[kept++] = queue->keys[i];
        }
    }
    queue->keys_len = kept;
    fill_line(queue);
    for (size_t i = kept / ARITY + 1; i-- > 0;) {
        if (i < kept) {
            sift_down(queue->keys, kept, i, queue->keys[i]);
        }
    }
}

static uint64_t take_slot(bl_queue *queue)
{
    uint64_t slot = queue->slots_free;
    if (slot == queue->slots_cap) {
        return queue->slots_used++;
    }
    queue->slots_free = queue->slots[slot].payload;
    return slot;
}

static void free_slot(bl_queue *queue, uint64_t slot)
{
    queue->slots[slot] = (queue_slot){0, queue->slots_free};
    queue->slots_free = slot;
    queue->live--;
}

static void push_key(bl_queue *queue, queue_key key)
{
    if (queue->hole) {
        queue->hole = false;
        sift_down(queue->keys, queue->keys_len, 0, key);
        return;
    }
    if (queue->keys_len == queue->keys_cap) {
        sweep(queue);
    }
    size_t at = queue->keys_len++;
    if (at % ARITY == 1) {
        fill_line(queue);
    }
    sift_up(queue->keys, at, key);
}

bl_queue_handle bl_queue_put(bl_queue *queue, int64_t time_ns, uint32_t phase, uint64_t payload)
{
    BL_ASSERT(phase < BL_QUEUE_PHASES);
    if (queue->live == queue->slots_cap) {
        return (bl_queue_handle){0};
    }
    queue->seq++;
    BL_ASSERT(queue->seq < SEQ_END);
    uint64_t slot = take_slot(queue);
    uint64_t low = (uint64_t)phase << (SEQ_BITS + SLOT_BITS) | queue->seq << SLOT_BITS | slot;
    queue->slots[slot] = (queue_slot){low, payload};
    queue->live++;
    push_key(queue, (queue_key)((uint64_t)time_ns ^ TIME_FLIP) << 64 | low);
    return (bl_queue_handle){low};
}

bool bl_queue_cancel(bl_queue *queue, bl_queue_handle handle)
{
    uint64_t slot = handle.v & SLOT_MASK;
    if (handle.v == 0 || slot >= queue->slots_used || queue->slots[slot].low != handle.v) {
        return false;
    }
    free_slot(queue, slot);
    return true;
}

static int64_t time_of(queue_key key)
{
    return (int64_t)((uint64_t)(key >> 64) ^ TIME_FLIP);
}

bool bl_queue_peek_time(bl_queue *queue, int64_t *time_ns)
{
    if (!settle(queue)) {
        return false;
    }
    *time_ns = time_of(queue->keys[0]);
    return true;
}

/* The next event is most often a child of the hole: the sift that fills the hole is time enough
 * for its slot to arrive. */
static void fetch_slots(const bl_queue *queue)
{
    for (size_t i = 1; i <= ARITY; i++) {
        __builtin_prefetch(&queue->slots[(uint64_t)queue->keys[i] & SLOT_MASK], 1);
    }
}

bool bl_queue_take(bl_queue *queue, bl_queue_event *event)
{
    if (!settle(queue)) {
        return false;
    }
    queue_key key = queue->keys[0];
    uint64_t slot = (uint64_t)key & SLOT_MASK;
    *event = (bl_queue_event){
        .time_ns = time_of(key),
        .phase = (uint32_t)((uint64_t)key >> (SEQ_BITS + SLOT_BITS)),
        .payload = queue->slots[slot].payload,
    };
    free_slot(queue, slot);
    queue->hole = true;
    if (queue->keys_len > FETCH_FROM) {
        fetch_slots(queue);
    }
    return true;
}

size_t bl_queue_len(const bl_queue *queue)
{
    return queue->live;
}

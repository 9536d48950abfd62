/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * draw.h - random draws that depend on what they are for and on nothing else (spec 11.5).
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011): key = seed, counter = index or time bucket,
 * purpose and entity, replicate. No state, no order, any thread: two modes on one seed meet the
 * same world.
 */
#ifndef BL_DRAW_H
#define BL_DRAW_H

#include "../sim/base.h"

/* What a draw is for. The numbers are part of the results: new ones go to the end, none is used
 * for two things. A model that needs several independent draws at one index has them under
 * several entities or purposes. */
typedef enum {
    BL_DRAW_AVAILABILITY = 1,
    BL_DRAW_CAPACITY = 2,
    BL_DRAW_PRICE = 3,
    BL_DRAW_LATENCY = 4,
    BL_DRAW_REGIME = 5,
    /* of synthetic worlds */
    BL_DRAW_SHOCK = 6,      /* the normal of a step */
    BL_DRAW_VARIANCE = 7,   /* what moves the variance */
    BL_DRAW_JUMP_COUNT = 8, /* jumps of a step */
    BL_DRAW_JUMP_SIZE = 9,  /* and their size */
    BL_DRAW_STATE = 10,     /* the next hidden state */
    BL_DRAW_BLOCK = 11,     /* whether a block ends */
    BL_DRAW_PLACE = 12,     /* where the next one begins */
    BL_DRAW_GAP = 13,       /* time to the next event */
    BL_DRAW_THINNING = 14,  /* whether a candidate is an event */
    BL_DRAW_SIZE = 15,      /* how large a flow is */
    BL_DRAW_DIRECTION = 16, /* deposit or withdrawal */
    BL_DRAW_LP = 17,        /* whose flow it is */
    BL_DRAW_OFFSPRING = 18, /* exits that an exit triggers */
    BL_DRAW_THRESHOLD = 19  /* how much must be gone before an LP goes */
} bl_draw_purpose;

typedef struct {
    uint64_t seed;
    uint64_t replicate; /* 0 for a run; the path's number for a sample of many */
    bl_draw_purpose purpose;
    uint16_t entity; /* instrument, venue, LP: what it is drawn for */
} bl_draw_key;

/* 64 fair bits; index counts steps, orders or time buckets. */
uint64_t bl_draw(const bl_draw_key *key, uint32_t index);
/* The block behind it: counter and key to four words. */
void bl_draw_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* Bits as a number in (0, 1): 52 of them and a half. */
double bl_draw_uniform(uint64_t bits);
/* Mean 1. */
double bl_draw_exponential(uint64_t bits);
/* Mean 0, variance 1. */
double bl_draw_normal(uint64_t bits);
/* 0 to bound - 1, for bound above 0; the bias is below bound / 2^64. */
uint64_t bl_draw_below(uint64_t bits, uint64_t bound);
/* True with that probability, parts per billion: a comparison of integers. */
bool bl_draw_happens(uint64_t bits, int64_t chance_ppb);

#endif

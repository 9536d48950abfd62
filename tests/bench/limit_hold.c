/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * limit_hold.c - the hold model at the limit: `limit_hold PENDING HOLDS`. A bare 4-ary heap of
 * packed 16-byte keys; the root is replaced in place. No slab, no handles, no calls.
 */
#include "support/random.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

__extension__ typedef unsigned __int128 key;

#define KEY_MAX (~(key)0)

static void sift_down(key *keys, size_t len, key moved)
{
    size_t at = 0;
    for (size_t child = 1; child < len; child = 4 * at + 1) {
        const size_t left = child + (keys[child + 1] < keys[child]);
        const size_t right = child + 2 + (keys[child + 3] < keys[child + 2]);
        const size_t least = keys[right] < keys[left] ? right : left;
        if (moved < keys[least]) {
            break;
        }
        keys[at] = keys[least];
        at = least;
    }
    keys[at] = moved;
}

static void sift_up(key *keys, size_t at, key moved)
{
    for (; at > 0 && moved < keys[(at - 1) / 4]; at = (at - 1) / 4) {
        keys[at] = keys[(at - 1) / 4];
    }
    keys[at] = moved;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        return 2;
    }
    const size_t len = strtoul(argv[1], NULL, 10);
    const size_t holds = strtoul(argv[2], NULL, 10);
    key *memory = aligned_alloc(64, (len + 8) * sizeof(key) / 64 * 64 + 64);
    if (memory == NULL) {
        return 4;
    }
    key *keys = memory + 3;
    uint64_t random = 42, sum = 0, seq = 0;
    for (size_t i = 0; i < len + 4; i++) {
        keys[i] = KEY_MAX;
    }
    for (size_t i = 0; i < len; i++) {
        sift_up(keys, i, (key)(random_next(&random) >> 34) << 64 | ++seq << 24 | i);
    }
    const clock_t begin = clock();
    for (size_t i = 0; i < holds; i++) {
        const uint64_t time = (uint64_t)(keys[0] >> 64);
        const uint64_t id = (uint64_t)keys[0] & 0xffffff;
        sum = sum * 31 + id;
        sift_down(keys, len, (key)(time + (random_next(&random) >> 34)) << 64 | ++seq << 24 | id);
    }
    printf("inner %.6f\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
    printf("check sum=%016" PRIx64 "\n", sum);
    free(memory);
    return 0;
}

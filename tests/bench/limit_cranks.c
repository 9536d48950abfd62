/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * limit_cranks.c - cranks at the limit: `limit_cranks CRANKS`. The formulas of spec 8 and 9.2 in
 * one loop, every product in 128 bits; one strategy, no queue, no log, nobody checks.
 */
#include "support/cranks.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

__extension__ typedef unsigned __int128 u128;

#define D UINT64_C(1000000000000)
#define RATE UINT64_C(46296296)
#define PERIOD_S ((uint64_t)CRANKS_PERIOD_S)

typedef struct {
    uint64_t total, reserve, recorded, collateral, supply, fees;
    uint64_t lock, report_s;
    uint64_t shares[CRANKS_LPS + 1];
} vault;

static uint64_t find_locked(const vault *self, uint64_t now_s)
{
    const uint64_t gone = (now_s - self->report_s) * RATE;
    return gone > D ? 0 : (uint64_t)((u128)self->lock * (D - gone) / D);
}

static void crank(vault *self, uint64_t now_s, uint64_t price, uint64_t out, uint64_t in)
{
    const uint64_t locked = find_locked(self, now_s), before = self->total;
    const uint64_t unlocked = before - locked;
    self->reserve += out - in;
    self->collateral += (uint64_t)((u128)in * D / price);
    self->collateral -= (uint64_t)(((u128)out * D + price - 1) / price);
    self->recorded = (uint64_t)((u128)self->collateral * price / D);
    self->total = self->reserve + self->recorded;
    if (self->total == before) {
        return;
    }
    const uint64_t gain = self->total > before ? self->total - before : 0;
    const uint64_t loss = self->total < before ? before - self->total : 0;
    self->lock = (locked > loss ? locked - loss : 0) + gain;
    self->report_s = now_s;
    const uint64_t fee = gain * 500 / 10000;
    const uint64_t x = (uint64_t)((u128)fee * unlocked / (gain + unlocked - fee));
    const uint64_t minted = (uint64_t)((u128)x * self->supply / unlocked);
    if (minted > 0) {
        self->supply += minted;
        self->lock -= x;
        self->fees += x;
    }
}

/* One strategy: to its target where that is far enough, else a poke. */
static void allocate(vault *self, uint64_t now_s, uint64_t price)
{
    const uint64_t kept = (uint64_t)((u128)self->total * CRANKS_BUFFER_BPS / 10000);
    const uint64_t least = (uint64_t)((u128)self->total * CRANKS_MOVE_BPS / 10000);
    const uint64_t target = self->total - kept;
    if (self->recorded > target && self->recorded - target >= least) {
        crank(self, now_s, price, self->recorded - target, 0);
    } else if (target > self->recorded && target - self->recorded >= least) {
        crank(self, now_s, price, 0, target - self->recorded);
    } else {
        crank(self, now_s, price, 0, 10);
    }
}

static void book_flow(vault *self, uint64_t now_s, size_t flow, uint64_t amount)
{
    const uint64_t unlocked = self->total - find_locked(self, now_s);
    uint64_t *held = &self->shares[cranks_lp(flow)];
    if (flow % 2 == 0) {
        const uint64_t minted = (uint64_t)((u128)amount * self->supply / unlocked);
        *held += minted;
        self->supply += minted;
        self->total += amount;
        self->reserve += amount;
        return;
    }
    uint64_t burned = (uint64_t)(((u128)amount * self->supply + unlocked - 1) / unlocked);
    burned = burned < *held ? burned : *held;
    const uint64_t paid = (uint64_t)((u128)burned * unlocked / self->supply);
    *held -= burned;
    self->supply -= burned;
    self->total -= paid;
    self->reserve -= paid;
}

static void run(vault *self, const cranks_world *world)
{
    size_t flow = 0;
    allocate(self, 0, (uint64_t)world->price[0]);
    for (size_t i = 1; i <= world->len; i++) {
        allocate(self, i * PERIOD_S, (uint64_t)world->price[i]);
        if (i % CRANKS_FLOW_EVERY == 0 && flow < world->flows_len) {
            book_flow(self, i * PERIOD_S + PERIOD_S / 2, flow, world->amount[flow]);
            flow++;
        }
    }
}

int main(int argc, char **argv)
{
    static vault self = {
        .total = CRANKS_CAPITAL, .reserve = CRANKS_CAPITAL, .supply = CRANKS_CAPITAL};
    cranks_world world;
    if (argc != 2) {
        return 2;
    }
    if (!cranks_make(strtoull(argv[1], NULL, 10), &world)) {
        return 4;
    }
    const clock_t begin = clock();
    run(&self, &world);
    printf("inner %.6f\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
    const uint64_t end_s = (world.len + 1) * PERIOD_S;
    printf("check total=%" PRIu64 " reserve=%" PRIu64 " locked=%" PRIu64 " supply=%" PRIu64
           " fees=%" PRIu64 "\n",
           self.total, self.reserve, find_locked(&self, end_s - 1), self.supply, self.fees);
    return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * draw.c - see draw.h. Every continuous draw is a function of one uniform (the inverse of its
 * distribution), so draws stay aligned between runs that are compared.
 */
#include "draw.h"

#include "real.h"

void bl_draw_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t c[4] = {counter[0], counter[1], counter[2], counter[3]};
    uint32_t k[2] = {key[0], key[1]};
    for (int round = 0; round < 10; round++) {
        const uint64_t p0 = UINT64_C(0xD2511F53) * c[0];
        const uint64_t p1 = UINT64_C(0xCD9E8D57) * c[2];
        const uint32_t next[4] = {(uint32_t)(p1 >> 32) ^ c[1] ^ k[0], (uint32_t)p1,
                                  (uint32_t)(p0 >> 32) ^ c[3] ^ k[1], (uint32_t)p0};
        for (int i = 0; i < 4; i++) {
            c[i] = next[i];
        }
        k[0] += 0x9E3779B9;
        k[1] += 0xBB67AE85;
    }
    for (int i = 0; i < 4; i++) {
        out[i] = c[i];
    }
}

uint64_t bl_draw(const bl_draw_key *key, uint32_t index)
{
    const uint32_t counter[4] = {index, (uint32_t)key->purpose << 16 | key->entity,
                                 (uint32_t)key->replicate, (uint32_t)(key->replicate >> 32)};
    const uint32_t seed[2] = {(uint32_t)key->seed, (uint32_t)(key->seed >> 32)};
    uint32_t word[4];
    bl_draw_block(counter, seed, word);
    return (uint64_t)word[1] << 32 | word[0];
}

double bl_draw_uniform(uint64_t bits)
{
    return ((double)(bits >> 12) + 0.5) * 0x1p-52;
}

double bl_draw_exponential(uint64_t bits)
{
    return -bl_real_log(bl_draw_uniform(bits));
}

double bl_draw_normal(uint64_t bits)
{
    return bl_real_normal_inverse(bl_draw_uniform(bits));
}

uint64_t bl_draw_below(uint64_t bits, uint64_t bound)
{
    return (uint64_t)((bl_u128)bits * bound >> 64);
}

bool bl_draw_happens(uint64_t bits, int64_t chance_ppb)
{
    return (int64_t)bl_draw_below(bits, (uint64_t)BL_PPB) < chance_ppb;
}

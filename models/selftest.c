/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * selftest.c - see selftest.h. The answers were frozen when the kernels were accepted against
 * MPFR (tests/unit/test_real.c); whoever changes a kernel changes every result that uses it.
 */
#include "selftest.h"

#include <string.h>

#include "draw.h"
#include "real.h"

enum { VALUES = 2500 };

static uint64_t mix(uint64_t hash, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    hash = (hash ^ bits) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

void bl_selftest_hash(uint32_t count, uint64_t out[BL_SELFTEST_KERNELS])
{
    const bl_draw_key key = {.seed = 241, .purpose = BL_DRAW_SHOCK};
    for (int i = 0; i < BL_SELFTEST_KERNELS; i++) {
        out[i] = 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t bits = bl_draw(&key, i);
        const double u = bl_draw_uniform(bits);
        const double wide = bl_real_exp((u - 0.5) * 1400);
        out[0] = mix(out[0], wide);
        out[1] = mix(out[1], bl_real_log(i % 2 == 0 ? wide : u * 2));
        out[2] = mix(out[2], bl_real_pow(u * 4, (double)(bits & 0xfff) / 512 - 4));
        out[3] = mix(out[3], bl_real_normal_inverse(i % 4 == 0 ? u * u * u * u * u : u));
    }
}

/* Half a unit in the last place goes to even, and small numbers are not flushed to 0. */
static bool rounds_to_nearest(void)
{
    volatile double one = 1;
    volatile double least = 0x1p-1022;
    return one + 0x1p-53 == 1 && one + 0x1.8p-52 == 1 + 0x1p-51 && -one - 0x1p-53 == -1 &&
           least / 4 * 4 == least;
}

static bool draws_as_published(void)
{
    static const uint32_t counter[4] = {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344};
    static const uint32_t key[2] = {0xa4093822, 0x299f31d0};
    static const uint32_t expected[4] = {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1};
    uint32_t out[4];
    bl_draw_block(counter, key, out);
    return memcmp(out, expected, sizeof out) == 0;
}

const char *bl_selftest_run(void)
{
    static const uint64_t frozen[BL_SELFTEST_KERNELS] = {0xf330c9b4e55d084a, 0x25f3a874b0d822a0,
                                                         0xf0a12a25ddb7af91, 0xf5ed0d39d8e7303b};
    static const char *const complaints[BL_SELFTEST_KERNELS] = {
        "bl_real_exp gives other bits", "bl_real_log gives other bits",
        "bl_real_pow gives other bits", "bl_real_normal_inverse gives other bits"};
    uint64_t found[BL_SELFTEST_KERNELS];
    if (!rounds_to_nearest()) {
        return "doubles are not rounded to nearest, or small ones are flushed to 0";
    }
    if (!draws_as_published()) {
        return "Philox does not give its published numbers";
    }
    bl_selftest_hash(VALUES, found);
    for (int i = 0; i < BL_SELFTEST_KERNELS; i++) {
        if (found[i] != frozen[i]) {
            return complaints[i];
        }
    }
    return NULL;
}

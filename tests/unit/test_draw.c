/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_draw.c - Philox against its published answers, and that draws have the distribution and
 * the independence their names say.
 */
#include "../../models/draw.h"
#include "../../models/real.h"
#include "../support/suite.h"

#include <math.h>

enum { DRAWS = 100000 };

START_TEST(philox_gives_the_published_words)
{
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } rows[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{~0U, ~0U, ~0U, ~0U}, {~0U, ~0U}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
        {{1, 0, 0, 0}, {0, 0}, {0xf8e4cca4, 0x5cb200db, 0xb1a574eb, 0x097eff67}},
        {{0, 0, 0, 0}, {1, 0}, {0xe3e80670, 0xe50a0ebc, 0x95f222c0, 0xb615aa27}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t out[4];
        bl_draw_block(rows[i].counter, rows[i].key, out);
        ck_assert_mem_eq(out, rows[i].out, sizeof out);
    }
}
END_TEST

/* What the two halves of the block of zeros become. */
START_TEST(bits_become_the_published_numbers)
{
    static const struct {
        uint64_t bits;
        double u, normal, exponential;
    } rows[] = {
        {UINT64_C(0xe169c58d6627e8d5), 0x1.c2d38b1acc4fdp-1, 0x1.2d769e93cb51fp+0,
         0.127242412196407778},
        {UINT64_C(0x9b00dbd8bc57ac4c), 0x1.3601b7b178af5p-1, 0x1.11fbd69d8e301p-2,
         0.501730685257351906},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert(bl_draw_uniform(rows[i].bits) == rows[i].u);
        ck_assert(bl_draw_normal(rows[i].bits) == rows[i].normal);
        ck_assert_double_eq_tol(bl_draw_exponential(rows[i].bits), rows[i].exponential, 1e-16);
    }
    ck_assert(bl_draw_uniform(0) == 0x1p-53);
    ck_assert(bl_draw_uniform(UINT64_MAX) == 1 - 0x1p-53);
}
END_TEST

/* Purpose and entity share a word of the counter; the rest has words of its own. */
START_TEST(a_draw_is_the_block_at_its_seed_purpose_entity_index_and_replicate)
{
    const bl_draw_key key = {.seed = UINT64_C(0x0123456789abcdef),
                             .replicate = UINT64_C(0xfedcba9876543210),
                             .purpose = BL_DRAW_LATENCY,
                             .entity = 7919};
    const uint32_t counter[4] = {42, BL_DRAW_LATENCY << 16 | 7919, 0x76543210, 0xfedcba98};
    const uint32_t seed[2] = {0x89abcdef, 0x01234567};
    uint32_t word[4];
    bl_draw_block(counter, seed, word);
    ck_assert_uint_eq(bl_draw(&key, 42), (uint64_t)word[1] << 32 | word[0]);
}
END_TEST

START_TEST(each_part_of_the_key_changes_the_draw)
{
    const bl_draw_key keys[] = {{1, 2, BL_DRAW_PRICE, 3},
                                {2, 2, BL_DRAW_PRICE, 3},
                                {1, 3, BL_DRAW_PRICE, 3},
                                {1, 2, BL_DRAW_LATENCY, 3},
                                {1, 2, BL_DRAW_PRICE, 4},
                                {UINT64_C(1) << 32, 2, BL_DRAW_PRICE, 3},
                                {1, UINT64_C(2) << 32, BL_DRAW_PRICE, 3}};
    const size_t len = sizeof keys / sizeof *keys;
    for (size_t i = 0; i < len; i++) {
        ck_assert_uint_ne(bl_draw(&keys[i], 0), bl_draw(&keys[i], 1));
        for (size_t j = 0; j < i; j++) {
            ck_assert_uint_ne(bl_draw(&keys[i], 0), bl_draw(&keys[j], 0));
        }
    }
}
END_TEST

START_TEST(moments_are_those_of_the_distributions)
{
    const bl_draw_key key = {.seed = 11, .purpose = BL_DRAW_PRICE};
    double u = 0;
    double e = 0;
    double z = 0;
    double z2 = 0;
    double z4 = 0;
    double lag = 0;
    double before = 0;
    for (uint32_t i = 0; i < DRAWS; i++) {
        const uint64_t bits = bl_draw(&key, i);
        const double normal = bl_draw_normal(bits);
        u += bl_draw_uniform(bits);
        e += bl_draw_exponential(bits);
        z += normal;
        z2 += normal * normal;
        z4 += pow(normal, 4);
        lag += normal * before;
        before = normal;
    }
    const double error = 4 / sqrt(DRAWS); /* four standard errors where the variance is 1 */
    ck_assert_double_eq_tol(u / DRAWS, 0.5, error * sqrt(1.0 / 12));
    ck_assert_double_eq_tol(e / DRAWS, 1, error);
    ck_assert_double_eq_tol(z / DRAWS, 0, error);
    ck_assert_double_eq_tol(z2 / DRAWS, 1, error * sqrt(2));
    ck_assert_double_eq_tol(z4 / DRAWS, 3, error * sqrt(96));
    ck_assert_double_eq_tol(lag / DRAWS, 0, error);
}
END_TEST

START_TEST(a_chance_of_nothing_never_happens_and_one_of_all_always)
{
    const bl_draw_key key = {.seed = 12, .purpose = BL_DRAW_CAPACITY};
    int seen = 0;
    int places[6] = {0};
    for (uint32_t i = 0; i < DRAWS; i++) {
        const uint64_t bits = bl_draw(&key, i);
        ck_assert(!bl_draw_happens(bits, 0) && bl_draw_happens(bits, BL_PPB));
        seen += bl_draw_happens(bits, 154000000) ? 1 : 0;
        places[bl_draw_below(bits, 6)]++;
    }
    ck_assert(!bl_draw_happens(UINT64_MAX, BL_PPB - 1) && bl_draw_happens(0, 1));
    ck_assert_double_eq_tol(seen, 0.154 * DRAWS, 4 * sqrt(0.154 * 0.846 * DRAWS));
    for (int i = 0; i < 6; i++) {
        ck_assert_double_eq_tol(places[i], DRAWS / 6.0, 4 * sqrt(DRAWS * 5.0 / 36));
    }
}
END_TEST

int main(void)
{
    return suite_run(
        "draw", (const TTest *const[]){
                    philox_gives_the_published_words, bits_become_the_published_numbers,
                    a_draw_is_the_block_at_its_seed_purpose_entity_index_and_replicate,
                    each_part_of_the_key_changes_the_draw, moments_are_those_of_the_distributions,
                    a_chance_of_nothing_never_happens_and_one_of_all_always, NULL});
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base.h - the ground every other file stands on: distinct types for money, shares, prices and
 * quantities (spec 1.2, 1.3), and the refusal to be built where results could differ.
 */
#ifndef BL_BASE_H
#define BL_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__FAST_MATH__)
#error "ballast needs exact arithmetic: build without -ffast-math"
#endif
#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0
#error "ballast needs doubles evaluated as doubles: no x87"
#endif
#if __SIZEOF_POINTER__ != 8 || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "ballast needs a 64-bit little-endian machine"
#endif

__extension__ typedef __int128 bl_i128;
__extension__ typedef unsigned __int128 bl_u128;

typedef struct {
    uint64_t v;
} bl_units; /* an amount of the vault's asset, base units */
typedef struct {
    uint64_t v;
} bl_shares; /* vault shares, base units (same decimals) */
typedef struct {
    int64_t v;
} bl_cash; /* a signed amount: cash, equity, value */
typedef struct {
    int64_t v;
} bl_price; /* quote per coin, 10^-price_decimals */
typedef struct {
    int64_t v;
} bl_qty; /* coins, signed, 10^-quantity_decimals */
typedef struct {
    bl_i128 v;
} bl_intended; /* intended quantity, 10^-9 of a quantity unit */

#define BL_PPB INT64_C(1000000000)      /* one, in parts per billion */
#define BL_NS_PER_S INT64_C(1000000000) /* spec 1.1 */
#define BL_NS_PER_DAY (INT64_C(86400) * BL_NS_PER_S)
#define BL_PRICE_ONE INT64_C(1000000000000) /* 1.0 of a share price, 12 places */

enum { BL_INSTRUMENTS_MAX = 32, BL_PARAMS_MAX = 12 };

/* Money invariants are checked in release builds too; a breach is a bug and ends the process. */
#define BL_ASSERT(condition) ((condition) ? (void)0 : bl_base_crash(#condition, __FILE__, __LINE__))

/* Prints the condition, the place and what the run had set with bl_base_set_context, aborts. */
_Noreturn void bl_base_crash(const char *condition, const char *file, int line);

/* What a crash report says besides the condition. Copied pointers must outlive the run. */
typedef struct {
    const char *scenario;
    const char *mode;
    uint64_t seed;
    int64_t time_ns;
    uint64_t event;
} bl_crash_context;

/* For this thread; NULL: none. */
void bl_base_set_context(const bl_crash_context *context);

#endif

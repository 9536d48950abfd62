/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * real.c - see real.h. Plain power series behind a reduction of the argument; what decides the
 * last place is that the large terms are added with their rounding errors kept (Knuth's sum,
 * Dekker's product), so that a result is rounded once and a little.
 */
#include "real.h"

#include <math.h>
#include <string.h>

/* ln 2 in two parts; multiples of the first up to 2^20 are exact. */
static const double ln2_high = 0x1.62e42feep-1;
static const double ln2_low = 0x1.a39ef35793c76p-33;

/* An unevaluated sum; low is small beside high. */
typedef struct {
    double high, low;
} pair;

/* a + b exactly. */
static pair add(double a, double b)
{
    const double sum = a + b;
    const double part = sum - a;
    return (pair){sum, (a - (sum - part)) + (b - part)};
}

/* The upper 26 bits of x. */
static double upper_half(double x)
{
    const double scaled = x * 0x1.0000002p+27;
    return scaled - (scaled - x);
}

/* a * b exactly, away from the ends of the range. */
static pair multiply(double a, double b)
{
    const double product = a * b;
    const double a1 = upper_half(a);
    const double b1 = upper_half(b);
    const double a2 = a - a1;
    const double b2 = b - b1;
    return (pair){product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2};
}

static double from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static uint64_t to_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* 2^k, k in -1022 to 1023 */
static double power_of_two(int64_t k)
{
    return from_bits((uint64_t)(k + 1023) << 52);
}

static double sum_series(const double *coefficients, size_t len, double x)
{
    double sum = coefficients[len - 1];
    for (size_t i = len - 1; i > 0; i--) {
        sum = sum * x + coefficients[i - 1];
    }
    return sum;
}

/* e^(x + more), |more| below 2^-40 and |x| below 800: e^x = 2^k e^r, |r| up to ln 2 / 2. */
static double raise_e(double x, double more)
{
    static const double series[] = {
        /* 1 / n! from 2 on */
        1.0 / 2,         1.0 / 6,          1.0 / 24,         1.0 / 120,     1.0 / 720,
        1.0 / 5040,      1.0 / 40320,      1.0 / 362880,     1.0 / 3628800, 1.0 / 39916800,
        1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200};
    const double shift = 0x1.8p+52;
    const double k = x * 0x1.71547652b82fep+0 + shift - shift;
    const double high = x - k * ln2_high;
    const double low = more - k * ln2_low;
    const pair r = add(high, low);
    const pair one_r = add(1, r.high);
    const double rest =
        r.high * r.high * sum_series(series, sizeof series / sizeof *series, r.high);
    const double result = one_r.high + (one_r.low + (rest + r.low * one_r.high));
    const int64_t exponent = (int64_t)k;
    const double scaled =
        result * power_of_two(exponent / 2) * power_of_two(exponent - exponent / 2);
    return scaled > BL_REAL_MAX ? BL_REAL_MAX : scaled;
}

double bl_real_exp(double x)
{
    BL_ASSERT(x == x);
    if (x > 0x1.62e42fefa39efp+9) {
        return BL_REAL_MAX;
    }
    return x < -746 ? 0 : raise_e(x, 0);
}

/* ln x, x above 0 and finite: x = 2^k (1 + f), 1 + f from sqrt(1/2) to sqrt 2, and
 * ln(1 + f) = f - f^2/2 + s (f^2/2 + R), s = f / (2 + f), R = 2/3 s^2 + 2/5 s^4 + ... */
static pair take_log(double x)
{
    static const double series[] = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11, 2.0 / 13,
                                    2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23, 2.0 / 25};
    const bool tiny = x < 0x1p-1022;
    const uint64_t bits = to_bits(tiny ? x * 0x1p+54 : x);
    /* the bits of sqrt(1/2) taken off, the exponent is that of the nearest power of two */
    const uint64_t above = bits - UINT64_C(0x3fe6a09e667f3bcd);
    const int64_t whole = (int64_t)above >> 52;
    const double k = (double)(tiny ? whole - 54 : whole);
    const double f = from_bits(bits - ((uint64_t)whole << 52)) - 1;
    const double s = f / (2 + f);
    const double half_square = f * f / 2;
    const double ratio = s * s * sum_series(series, sizeof series / sizeof *series, s * s);
    const double f1 = upper_half(f);
    const pair sum = add(k * ln2_high, f);
    const pair less = add(sum.high, -f1 * f1 / 2);
    const double rest = s * (half_square + ratio) - (f - f1) * (f + f1) / 2;
    return add(less.high, less.low + (sum.low + (rest + k * ln2_low)));
}

double bl_real_log(double x)
{
    BL_ASSERT(x >= 0);
    if (x == 0) {
        return -BL_REAL_MAX;
    }
    return x > BL_REAL_MAX ? BL_REAL_MAX : take_log(x).high;
}

double bl_real_pow(double x, double y)
{
    BL_ASSERT(x >= 0 && y == y);
    if (y == 0 || x == 1) {
        return 1;
    }
    if (x == 0 || x > BL_REAL_MAX) {
        return (x == 0) == (y < 0) ? BL_REAL_MAX : 0;
    }
    const pair log = take_log(x);
    const double power = y * log.high;
    if (power > 0x1.62e42fefa39efp+9) {
        return BL_REAL_MAX;
    }
    if (power < -746) {
        return 0;
    }
    const pair product = multiply(y, log.high);
    return raise_e(product.high, product.low + y * log.low);
}

/* Numerator and denominator of one region; the denominator begins with 1. */
static double divide_series(const double numerator[8], const double denominator[8], double x)
{
    return sum_series(numerator, 8, x) / sum_series(denominator, 8, x);
}

/* |u - 1/2| up to 0.425, r = 0.425^2 - (u - 1/2)^2 */
static double invert_middle(double r)
{
    static const double a[8] = {3.3871328727963666080,    1.3314166789178437745e+2,
                                1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                3.3430575583588128105e+4, 2.5090809287301226727e+3};
    static const double b[8] = {1.0,
                                4.2313330701600911252e+1,
                                6.8718700749205790830e+2,
                                5.3941960214247511077e+3,
                                2.1213794301586595867e+4,
                                3.9307895800092710610e+4,
                                2.8729085735721942674e+4,
                                5.2264952788528545610e+3};
    return divide_series(a, b, r);
}

/* r = sqrt(-ln of the tail), up to 5 */
static double invert_near_tail(double r)
{
    static const double c[8] = {1.42343711074968357734,    4.63033784615654529590,
                                5.76949722146069140550,    3.64784832476320460504,
                                1.27045825245236838258,    2.41780725177450611770e-1,
                                2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double d[8] = {1.0,
                                2.05319162663775882187,
                                1.67638483018380384940,
                                6.89767334985100004550e-1,
                                1.48103976427480074590e-1,
                                1.51986665636164571966e-2,
                                5.47593808499534494600e-4,
                                1.05075007164441684324e-9};
    return divide_series(c, d, r - 1.6);
}

static double invert_far_tail(double r)
{
    static const double e[8] = {6.65790464350110377720,    5.46378491116411436990,
                                1.78482653991729133580,    2.96560571828504891230e-1,
                                2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double f[8] = {1.0,
                                5.99832206555887937690e-1,
                                1.36929880922735805310e-1,
                                1.48753612908506148525e-2,
                                7.86869131145613259100e-4,
                                1.84631831751005468180e-5,
                                1.42151175831644588870e-7,
                                2.04426310338993978564e-15};
    return divide_series(e, f, r - 5);
}

double bl_real_normal_inverse(double u)
{
    BL_ASSERT(u == u);
    const double q = u - 0.5;
    if (q >= -0.425 && q <= 0.425) {
        return q * invert_middle(0.180625 - q * q);
    }
    const double least = q < 0 ? 0x1p-1074 : 0x1p-53;
    const double tail = q < 0 ? u : 1 - u;
    const double r = sqrt(-bl_real_log(tail > least ? tail : least));
    const double z = r <= 5 ? invert_near_tail(r) : invert_far_tail(r);
    return q < 0 ? -z : z;
}

bool bl_real_round_half_even(double x, int64_t *out)
{
    if (!(x > -0x1p+52 && x < 0x1p+52)) {
        return false;
    }
    /* beyond 2^52 a double has no places left */
    const double shift = x < 0 ? -0x1p+52 : 0x1p+52;
    *out = (int64_t)((x + shift) - shift);
    return true;
}

bool bl_real_round_up(double x, int64_t *out)
{
    if (!(x > -0x1p+52 && x < 0x1p+52)) {
        return false;
    }
    const int64_t toward_zero = (int64_t)x;
    *out = toward_zero + ((double)toward_zero < x ? 1 : 0);
    return true;
}

/* Doubles from 2^52 on are whole. */
int64_t bl_real_round_time(double x)
{
    int64_t out = INT64_MAX;
    if (!bl_real_round_up(x, &out) && x < 0x1p62) {
        out = (int64_t)x;
    }
    return out;
}

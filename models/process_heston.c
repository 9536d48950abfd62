/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process_heston.c - prices with a variance that returns to its mean. The variance is stepped by
 * the quadratic-exponential scheme, the price with the martingale correction, so that the mean
 * price grows with the drift at any step (Andersen 2008). Where the correction does not exist
 * (steps too long for a strong leverage) the plain scheme stands in.
 */
#include "process.h"

#include <math.h>

#include "real.h"

extern const bl_process_model bl_process_heston;

enum { PRICE, DRIFT, VARIANCE, MEAN_VARIANCE, REVERSION, VOL_OF_VOL, LEVERAGE, VOLUME };

static const bl_param params[] = {
    BL_PROCESS_PARAM_PRICE,
    BL_PROCESS_PARAM_DRIFT,
    {.name = "variance",
     .kind = BL_PARAM_NUMBER,
     .unit = "a year",
     .low = 0,
     .high = 400 * BL_PPB,
     .fallback = 360000000,
     .help = "of the logarithm of the price, at the start"},
    {.name = "mean_variance",
     .kind = BL_PARAM_NUMBER,
     .unit = "a year",
     .low = 1,
     .high = 400 * BL_PPB,
     .fallback = 360000000,
     .help = "in the long run"},
    {.name = "reversion",
     .kind = BL_PARAM_NUMBER,
     .unit = "a year",
     .low = 1000000,
     .high = 1000 * BL_PPB,
     .fallback = 3 * BL_PPB,
     .help = "speed at which the variance returns to its mean"},
    {.name = "vol_of_vol",
     .kind = BL_PARAM_NUMBER,
     .unit = "a year",
     .low = 1000000,
     .high = 20 * BL_PPB,
     .fallback = 900000000,
     .help = "volatility of the variance, per root of it"},
    {.name = "leverage",
     .kind = BL_PARAM_NUMBER,
     .unit = "correlation",
     .low = -BL_PPB,
     .high = BL_PPB,
     .fallback = -400000000,
     .help = "of price and variance"},
    BL_PROCESS_PARAM_VOLUME,
};

/* What all steps share. */
typedef struct {
    double keep, mean;              /* of the variance: m = mean + (V - mean) keep */
    double spread_now, spread_mean; /* its variance: V spread_now + spread_mean */
    double k0, k1, k2, k3, k4, a;   /* of the price, in Andersen's letters; a = k2 + k4 / 2 */
    double drift;
} scheme;

/* One step of the variance and what it takes to keep the mean price right. */
typedef struct {
    double next;
    double correction; /* in place of k0 + (k1 + k3 / 2) V */
    bool corrected;
} variance_step;

static scheme prepare(const int64_t *values, int64_t step_ns)
{
    const double years = bl_process_years(step_ns);
    const double kappa = bl_process_ratio(values[REVERSION]);
    const double theta = bl_process_ratio(values[MEAN_VARIANCE]);
    const double epsilon = bl_process_ratio(values[VOL_OF_VOL]);
    const double rho = bl_process_ratio(values[LEVERAGE]);
    const double keep = bl_real_exp(-kappa * years);
    const double slope = years / 2 * (kappa * rho / epsilon - 0.5);
    const double rest = years / 2 * (1 - rho * rho);
    scheme s = {.keep = keep, .mean = theta};
    s.spread_now = epsilon * epsilon * keep * (1 - keep) / kappa;
    s.spread_mean = theta * epsilon * epsilon * (1 - keep) * (1 - keep) / (2 * kappa);
    s.k0 = -rho * kappa * theta * years / epsilon;
    s.k1 = slope - rho / epsilon;
    s.k2 = slope + rho / epsilon;
    s.k3 = rest;
    s.k4 = rest;
    s.a = s.k2 + s.k4 / 2;
    s.drift = bl_process_ratio(values[DRIFT]) * years;
    return s;
}

/* A scaled square of a normal that has moved. */
static variance_step step_quadratic(const scheme *s, double m, double psi, double u)
{
    const double inverse = 2 / psi;
    const double b2 = inverse - 1 + sqrt(inverse) * sqrt(inverse - 1);
    const double a = m / (1 + b2);
    const double z = sqrt(b2) + bl_real_normal_inverse(u);
    const double left = 1 - 2 * s->a * a;
    variance_step step = {.next = a * z * z, .corrected = left > 0};
    if (step.corrected) {
        step.correction = -s->a * b2 * a / left + bl_real_log(left) / 2;
    }
    return step;
}

/* Nothing with probability p, else exponential. */
static variance_step step_exponential(const scheme *s, double m, double psi, double u)
{
    const double p = (psi - 1) / (psi + 1);
    const double beta = (1 - p) / m;
    variance_step step = {.corrected = s->a < beta};
    step.next = u <= p ? 0 : bl_real_log((1 - p) / (1 - u)) / beta;
    if (step.corrected) {
        step.correction = -bl_real_log(p + beta * (1 - p) / (beta - s->a));
    }
    return step;
}

static variance_step step_variance(const scheme *s, double variance, double u)
{
    const double m = s->mean + (variance - s->mean) * s->keep;
    const double psi = (variance * s->spread_now + s->spread_mean) / (m * m);
    return psi <= 1.5 ? step_quadratic(s, m, psi, u) : step_exponential(s, m, psi, u);
}

static const char *fill(const int64_t *values, const bl_process_world *world, bl_process_tape *out)
{
    const scheme s = prepare(values, world->step_ns);
    const bl_draw_key shocks = bl_process_key(world, BL_DRAW_SHOCK);
    const bl_draw_key variances = bl_process_key(world, BL_DRAW_VARIANCE);
    double variance = bl_process_ratio(values[VARIANCE]);
    bl_process_path path = bl_process_make_path(values[PRICE], values[VOLUME]);
    bool good = bl_process_begin_path(world, &path, out);
    for (size_t i = 0; good && i < world->len; i++) {
        const double u = bl_draw_uniform(bl_draw(&variances, (uint32_t)i));
        const double z = bl_draw_normal(bl_draw(&shocks, (uint32_t)i));
        const variance_step step = step_variance(&s, variance, u);
        const double start =
            step.corrected ? step.correction - s.k3 / 2 * variance : s.k0 + s.k1 * variance;
        path.growth +=
            s.drift + start + s.k2 * step.next + sqrt(s.k3 * variance + s.k4 * step.next) * z;
        variance = step.next;
        good = bl_process_put_bar(world, &path, i, out);
    }
    return good || out->full ? NULL : BL_PROCESS_TOO_LARGE;
}

const bl_process_model bl_process_heston = {
    .info =
        {
            .kind = "process",
            .name = "heston",
            .summary = "prices: a variance that returns to its mean and moves against the price",
            .source = "Heston 1993, Andersen 2008 (QE-M)",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .feed = BL_PROCESS_PRICES,
    .has_steps = true,
    .fill = fill,
};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rate.c - looks for u = ln(1+x) on a grid over [-12, 12]: no change of sign means no root, several
 * mean an ambiguous one; a single one is then narrowed.
 */
#include "rate.h"

#include <math.h>
#include <stdlib.h>

enum { CELLS = 240 };
static const double u_low = -12;
static const double u_step = 0.1;

/* What the end is worth less what was paid in, at the start and at rate u. Falls with u. */
static double evaluate(const bl_rate_flows *e, double u)
{
    double sum = e->end * exp(-u) - e->capital;
    for (size_t i = 0; i < e->len; i++) {
        sum -= e->amount[i] * exp(-u * e->gone[i]);
    }
    return sum;
}

/* Changes of sign over the grid and the left edge of the last cell with one. One multiplication a
 * flow and cell: v^t at the next edge is v^t here times a constant. False: no memory. */
static bool scan(const bl_rate_flows *e, size_t *changes, double *left)
{
    const size_t len = e->len;
    double *now = malloc((2 * len + 1) * sizeof *now);
    if (!now) {
        return false;
    }
    double *factor = now + len;
    for (size_t i = 0; i < len; i++) {
        now[i] = e->amount[i] * exp(-u_low * e->gone[i]);
        factor[i] = exp(-u_step * e->gone[i]);
    }
    *changes = 0;
    bool was_above = false;
    for (size_t cell = 0; cell <= CELLS; cell++) {
        const double u = u_low + u_step * (double)cell;
        double sum = e->end * exp(-u) - e->capital;
        for (size_t i = 0; i < len; i++) {
            sum -= now[i];
            now[i] *= factor[i];
        }
        if (cell > 0 && (sum > 0) != was_above) {
            (*changes)++;
            *left = u - u_step;
        }
        was_above = sum > 0;
    }
    free(now);
    return true;
}

/* Regula falsi, the Illinois way: the end that stays twice counts half. */
static double narrow(const bl_rate_flows *e, double low)
{
    double high = low + u_step;
    double at_low = evaluate(e, low);
    double at_high = evaluate(e, high);
    double u = low;
    int side = 0;
    for (int i = 0; i < 80 && high - low > 1e-15; i++) {
        u = at_low != at_high ? (low * at_high - high * at_low) / (at_high - at_low)
                              : (low + high) / 2;
        const double value = evaluate(e, u);
        if (fabs(value) <= 1e-13 * (fabs(e->capital) + fabs(e->end))) {
            break;
        }
        if ((value > 0) == (at_low > 0)) {
            low = u;
            at_low = value;
            at_high /= side == 1 ? 2 : 1;
            side = 1;
        } else {
            high = u;
            at_high = value;
            at_low /= side == -1 ? 2 : 1;
            side = -1;
        }
    }
    return u;
}

bl_rate bl_rate_solve(const bl_rate_flows *flows)
{
    size_t changes = 0;
    double left = 0;
    if (!scan(flows, &changes, &left)) {
        return (bl_rate){.out_of_memory = true};
    }
    if (changes != 1) {
        return (bl_rate){.why_null = changes == 0 ? "no_root" : "ambiguous"};
    }
    return (bl_rate){.u = narrow(flows, left)};
}

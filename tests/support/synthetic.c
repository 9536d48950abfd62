/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * synthetic.c - see synthetic.h.
 */
#include "synthetic.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../models/registry.h"

enum { PARTS = 50, OWN_ROOM = 1 << 16 };

static void *room(size_t len, size_t item_bytes)
{
    void *const made = calloc(len, item_bytes);
    ck_assert_ptr_nonnull(made);
    return made;
}

synthetic *synthetic_new(const char *process, int64_t step_ns, size_t len, size_t rows)
{
    rows++; /* prices have a bar before the first step */
    synthetic *const s = room(1, sizeof *s);
    s->model = (const bl_process_model *)(const void *)bl_registry_find("process", process);
    ck_assert_ptr_nonnull(s->model);
    for (size_t i = 0; i < s->model->info.params_len; i++) {
        s->params[i] = s->model->info.params[i].fallback;
    }
    s->world = (bl_process_world){.seed = 1, .step_ns = step_ns, .len = len};
    s->world.room = room(OWN_ROOM, sizeof *s->world.room);
    s->rows = rows;
    s->tape.time_ns = room(rows, sizeof *s->tape.time_ns);
    s->tape.value = room(rows, sizeof *s->tape.value);
    s->tape.volume = room(rows, sizeof *s->tape.volume);
    s->tape.lp = room(rows, sizeof *s->tape.lp);
    s->tape.kind = room(rows, sizeof *s->tape.kind);
    return s;
}

void synthetic_free(synthetic *s)
{
    free(s->world.room);
    free(s->tape.time_ns);
    free(s->tape.value);
    free(s->tape.volume);
    free(s->tape.lp);
    free(s->tape.kind);
    free(s);
}

void synthetic_set(synthetic *s, const char *param, double value)
{
    const bl_model_info *const info = &s->model->info;
    for (size_t i = 0; i < info->params_len; i++) {
        if (strcmp(info->params[i].name, param) == 0) {
            const double scale = info->params[i].kind == BL_PARAM_COUNT ? 1 : 1e9;
            s->params[i] = llround(value * scale);
            ck_assert_int_ge(s->params[i], info->params[i].low);
            ck_assert_int_le(s->params[i], info->params[i].high);
            return;
        }
    }
    ck_abort_msg("%s has no %s", info->name, param);
}

const char *synthetic_fill(synthetic *s, uint64_t replicate)
{
    ck_assert_uint_le(s->world.prices.len, OWN_ROOM);
    s->world.replicate = replicate;
    s->tape = (bl_process_tape){.cap = s->rows,
                                .time_ns = s->tape.time_ns,
                                .value = s->tape.value,
                                .volume = s->tape.volume,
                                .lp = s->tape.lp,
                                .kind = s->tape.kind};
    return s->model->fill(s->params, &s->world, &s->tape);
}

const bl_process_tape *synthetic_make(synthetic *s, uint64_t replicate)
{
    const char *const why = synthetic_fill(s, replicate);
    ck_assert_msg(why == NULL, "%s: %s", s->model->info.name, why);
    ck_assert_msg(!s->tape.full, "%s: no room", s->model->info.name);
    return &s->tape;
}

double synthetic_growth(const bl_process_tape *tape)
{
    return log((double)tape->value[tape->len - 1] / (double)tape->value[0]);
}

static double moment(const double *sample, size_t len, int power)
{
    const double mean = power == 1 ? 0 : moment(sample, len, 1);
    double sum = 0;
    for (size_t i = 0; i < len; i++) {
        sum += pow(sample[i] - mean, power);
    }
    return sum / (double)len;
}

double synthetic_mean(const double *sample, size_t len)
{
    return moment(sample, len, 1);
}

double synthetic_variance(const double *sample, size_t len)
{
    return moment(sample, len, 2);
}

double synthetic_cumulant3(const double *sample, size_t len)
{
    return moment(sample, len, 3);
}

double synthetic_cumulant4(const double *sample, size_t len)
{
    return moment(sample, len, 4) - 3 * pow(moment(sample, len, 2), 2);
}

synthetic_estimate synthetic_measure(synthetic_statistic *statistic, const double *sample,
                                     size_t len)
{
    double parts[PARTS];
    for (size_t i = 0; i < PARTS; i++) {
        parts[i] = statistic(sample + i * (len / PARTS), len / PARTS);
    }
    return (synthetic_estimate){statistic(sample, len),
                                sqrt(synthetic_variance(parts, PARTS) / PARTS)};
}

void synthetic_check(const char *what, synthetic_statistic *statistic, const double *sample,
                     size_t len, double expected, double bias)
{
    const synthetic_estimate found = synthetic_measure(statistic, sample, len);
    ck_assert_msg(fabs(found.value - expected) <= 4 * found.error + bias,
                  "%s is %.9g, expected %.9g within 4 x %.3g and %.3g", what, found.value, expected,
                  found.error, bias);
}

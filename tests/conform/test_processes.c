/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_processes.c - what every process in the registry promises, at its least, default and
 * greatest parameters: the same world again, a longer one that begins alike, rows in order and in
 * range, nothing beyond the room it has.
 */
#include "../../models/registry.h"
#include "../support/suite.h"
#include "../support/synthetic.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS = 200, ROOM = 60000, HISTORY = 300 };
#define HOUR (3600 * BL_NS_PER_S)

typedef void visit(synthetic *s);

static void set_params(synthetic *s, int which)
{
    for (size_t k = 0; k < s->model->info.params_len; k++) {
        const bl_param *param = &s->model->info.params[k];
        const int64_t values[] = {param->low, param->fallback, param->high};
        s->params[k] = values[which];
    }
}

/* The given prices of those that read some. */
static synthetic *make_history(void)
{
    synthetic *const made = synthetic_new("gbm", HOUR, HISTORY, HISTORY);
    synthetic_make(made, 42);
    for (size_t i = 0; i < made->tape.len; i++) {
        made->tape.time_ns[i] += HOUR;
    }
    return made;
}

/* Visits each process with each of three sets of parameters; rooms of which no more is looked at
 * than was filled. */
static void each_process(visit *look)
{
    size_t seen = 0;
    synthetic *const history = make_history();
    for (size_t i = 0; i < bl_registry_count(); i++) {
        const bl_model_info *info = bl_registry_at(i);
        if (strcmp(info->kind, "process") != 0) {
            continue;
        }
        for (int which = 0; which < 3; which++) {
            synthetic *const s = synthetic_new(info->name, HOUR, STEPS, ROOM);
            const bl_bars bars = {.len = history->tape.len,
                                  .visible_ns = history->tape.time_ns,
                                  .close = history->tape.value,
                                  .volume = history->tape.volume};
            set_params(s, which);
            s->world.start_ns = 20000 * BL_NS_PER_DAY;
            s->world.prices = s->model->reads_prices ? bars : (bl_bars){.len = 0};
            look(s);
            synthetic_free(s);
        }
        seen++;
    }
    synthetic_free(history);
    ck_assert_uint_ge(seen, 12);
}

/* What a tape says, for comparison: up to `rows` of it. */
static void copy_rows(const synthetic *s, size_t rows, int64_t *out)
{
    for (size_t i = 0; i < rows; i++) {
        out[4 * i] = s->tape.time_ns[i];
        out[4 * i + 1] = s->tape.value[i];
        out[4 * i + 2] = s->model->feed == BL_PROCESS_PRICES ? s->tape.volume[i] : 0;
        out[4 * i + 3] =
            s->model->feed == BL_PROCESS_FLOWS ? (int64_t)s->tape.lp[i] * 8 + s->tape.kind[i] : 0;
    }
}

static int64_t *take_rows(const synthetic *s, size_t rows)
{
    int64_t *const out = calloc(4 * rows + 1, sizeof *out);
    copy_rows(s, rows, out);
    return out;
}

static void check_same_rows(const char *name, const int64_t *a, const int64_t *b, size_t rows)
{
    for (size_t i = 0; i < 4 * rows; i++) {
        ck_assert_msg(a[i] == b[i], "%s: row %zu is another", name, i / 4);
    }
}

static void check_again(synthetic *s)
{
    const char *const why = synthetic_fill(s, 5);
    const size_t rows = s->tape.len;
    int64_t *const first = take_rows(s, rows);
    synthetic_fill(s, 6);
    const char *const again = synthetic_fill(s, 5);
    int64_t *const second = take_rows(s, s->tape.len);
    ck_assert(why == again && rows == s->tape.len);
    check_same_rows(s->model->info.name, first, second, rows);
    free(first);
    free(second);
}

START_TEST(the_same_world_comes_again)
{
    each_process(check_again);
}
END_TEST

/* At its defaults a process draws, so another seed, replicate or entity is another world. */
static void check_others(synthetic *s)
{
    int64_t *rows[4];
    size_t lens[4];
    for (size_t k = 0; k < s->model->info.params_len; k++) {
        if (s->params[k] != s->model->info.params[k].fallback) {
            return;
        }
    }
    for (int i = 0; i < 4; i++) {
        s->world.seed = i == 1 ? 12 : 11;
        s->world.entity = i == 2 ? 1 : 0;
        synthetic_fill(s, i == 3 ? 1 : 0);
        lens[i] = s->tape.len;
        rows[i] = take_rows(s, s->tape.len);
        for (int j = 0; j < i; j++) {
            ck_assert_msg(lens[i] != lens[j] ||
                              memcmp(rows[i], rows[j], 4 * lens[i] * sizeof **rows) != 0,
                          "%s: worlds %d and %d are one", s->model->info.name, j, i);
        }
    }
    for (int i = 0; i < 4; i++) {
        free(rows[i]);
    }
}

START_TEST(another_seed_replicate_or_entity_is_another_world)
{
    each_process(check_others);
}
END_TEST

static void check_longer(synthetic *s)
{
    if (synthetic_fill(s, 1) != NULL || s->tape.full) {
        return;
    }
    const size_t rows = s->tape.len;
    int64_t *const shorter = take_rows(s, rows);
    s->world.len += STEPS / 2;
    synthetic_fill(s, 1);
    int64_t *const longer = take_rows(s, s->tape.len);
    ck_assert_uint_ge(s->tape.len, rows);
    check_same_rows(s->model->info.name, shorter, longer, rows);
    free(shorter);
    free(longer);
}

START_TEST(a_longer_world_begins_like_a_shorter_one)
{
    each_process(check_longer);
}
END_TEST

static void check_room(synthetic *s)
{
    const char *const why = synthetic_fill(s, 2);
    const size_t rows = s->tape.len;
    int64_t *const all = take_rows(s, rows);
    const size_t room = rows > 3 ? rows / 2 : rows;
    if (why == NULL && room < rows) {
        s->tape.time_ns[room] = -7919;
        s->tape.value[room] = -7919;
        s->rows = room;
        ck_assert_ptr_null(synthetic_fill(s, 2));
        int64_t *const some = take_rows(s, room);
        ck_assert_msg(s->tape.full && s->tape.len == room, "%s does not say that it is full",
                      s->model->info.name);
        ck_assert_msg(s->tape.time_ns[room] == -7919 && s->tape.value[room] == -7919,
                      "%s writes beyond its room", s->model->info.name);
        check_same_rows(s->model->info.name, all, some, room);
        free(some);
    }
    free(all);
}

START_TEST(a_tape_that_is_full_says_so_and_has_the_first_rows)
{
    each_process(check_room);
}
END_TEST

static bool is_in_range(const synthetic *s, size_t row)
{
    const bl_process_tape *const tape = &s->tape;
    switch (s->model->feed) {
    case BL_PROCESS_PRICES:
        return tape->value[row] > 0 && tape->volume[row] >= 0;
    case BL_PROCESS_FLOWS:
        return tape->kind[row] != BL_FLOW_WITHDRAW_PART &&
               tape->kind[row] <= BL_FLOW_WITHDRAW_ALL &&
               (tape->value[row] > 0) == (tape->kind[row] != BL_FLOW_WITHDRAW_ALL);
    case BL_PROCESS_UTILISATION:
        return tape->value[row] >= 0 && tape->value[row] <= BL_PPB;
    case BL_PROCESS_FUNDING:
        return tape->value[row] >= -BL_PPB && tape->value[row] <= BL_PPB;
    }
    return false;
}

static void check_rows(synthetic *s)
{
    const int64_t end_ns = bl_process_end(&s->world);
    const int64_t first_ns =
        s->world.start_ns - (s->model->feed == BL_PROCESS_PRICES ? s->world.step_ns : 0);
    const bool strict = s->model->feed != BL_PROCESS_FLOWS;
    const char *const why = synthetic_fill(s, 3);
    ck_assert_msg(why == NULL || strchr(why, '\n') == NULL, "%s", s->model->info.name);
    for (size_t i = 0; why == NULL && i < s->tape.len; i++) {
        const int64_t before_ns = i > 0 ? s->tape.time_ns[i - 1] : first_ns - 1;
        ck_assert_msg(s->tape.time_ns[i] >= before_ns + (strict ? 1 : 0) &&
                          s->tape.time_ns[i] <= end_ns,
                      "%s: row %zu out of order", s->model->info.name, i);
        ck_assert_msg(is_in_range(s, i), "%s: row %zu out of range", s->model->info.name, i);
    }
}

START_TEST(rows_are_in_order_and_in_range)
{
    each_process(check_rows);
}
END_TEST

int main(void)
{
    return suite_run("processes",
                     (const TTest *const[]){the_same_world_comes_again,
                                            another_seed_replicate_or_entity_is_another_world,
                                            a_longer_world_begins_like_a_shorter_one,
                                            a_tape_that_is_full_says_so_and_has_the_first_rows,
                                            rows_are_in_order_and_in_range, NULL});
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * repair.c - repairs that were asked for, one after the other over the lines of a job. Values stay
 * the texts they are; only sums of volumes and shares of a supply are numbers of their own.
 */
#include "repair.h"

#include <stdlib.h>
#include <string.h>

#include "../sim/muldiv.h"
#include "quotes.h"

enum { FLOW_PLACES = 6, BAR_CELLS = 5, OPEN = 0, HIGH, LOW, CLOSE, VOLUME };

enum { FILL_TIMES = 10, FILL_LEAST = 1000 }; /* made bars to one that was read */

static bool many_rows_of_one_time(const bl_import_job *job)
{
    return job->kind == BL_IMPORT_FLOWS || job->kind == BL_IMPORT_DEPTH;
}

/* ---- order */

static int compare_lines(const void *a, const void *b)
{
    const bl_import_line *const x = a;
    const bl_import_line *const y = b;
    if (x->time_ns != y->time_ns) {
        return x->time_ns < y->time_ns ? -1 : 1;
    }
    return (x->order > y->order) - (x->order < y->order);
}

static void reverse(bl_import_job *job)
{
    for (size_t i = 0, j = job->lines_len; i + 1 < j; i++) {
        const bl_import_line line = job->lines[i];
        job->lines[i] = job->lines[--j];
        job->lines[j] = line;
    }
    job->report->repairs[BL_REPAIR_REVERSE].count = job->lines_len;
}

static void put_in_order(bl_import_job *job)
{
    if (job->descending) {
        reverse(job);
    }
    if (job->options->sort || job->options->survey) {
        qsort(job->lines, job->lines_len, sizeof *job->lines, compare_lines);
    }
}

/* ---- doubles */

/* By what they are worth, not by their digits; of a bar the four prices. */
static bool same_values(const bl_import_job *job, const bl_import_line *a, const bl_import_line *b)
{
    const size_t cells = job->kind == BL_IMPORT_PRICES ? VOLUME : 1;
    bool same = true;
    for (size_t cell = 0; same && cell < cells; cell++) {
        bl_import_number x = {0};
        bl_import_number y = {0};
        bl_import_job_cell_number(job, a, cell, &x);
        bl_import_job_cell_number(job, b, cell, &y);
        same = !bl_import_number_is_below(x, y) && !bl_import_number_is_below(y, x) &&
               x.negative == y.negative;
    }
    return same;
}

/* The place in the report, and the complaint where nobody said which row stays. */
static bool count_double(bl_import_job *job, const bl_import_line *kept, const bl_import_line *line,
                         size_t rank)
{
    const bl_tally_item item = {line->time_ns, line->time_ns, 1, line->place.file,
                                line->place.line};
    const bl_finding finding =
        same_values(job, kept, line) ? BL_FINDING_REPEATED : BL_FINDING_CONTRADICTED;
    bl_tally_add(&job->report->findings[finding], rank, item);
    if (job->options->dedupe != BL_DEDUPE_FAIL) {
        bl_tally_add(&job->report->repairs[BL_REPAIR_DEDUPE], rank, item);
        return true;
    }
    if (job->options->survey) {
        return true;
    }
    bl_diag_add(job->diags, BL_DIAG_ERROR, job->options->files[line->place.file], line->place.line,
                line->place.column, "time: the same time as line %u; --dedupe says which stays",
                (unsigned)kept->place.line);
    return false;
}

/* Of the lines from `from` to `to`, all of one time, the one that stays. */
static size_t choose(const bl_import_job *job, size_t from, size_t to)
{
    size_t chosen = from;
    for (size_t i = from + 1; i < to; i++) {
        const bool later = job->lines[i].order > job->lines[chosen].order;
        chosen = later == (job->options->dedupe == BL_DEDUPE_LAST) ? i : chosen;
    }
    return chosen;
}

static bool leave_out_doubles(bl_import_job *job)
{
    size_t kept = 0;
    bool good = true;
    for (size_t from = 0, to; from < job->lines_len; from = to) {
        for (to = from + 1;
             to < job->lines_len && job->lines[to].time_ns == job->lines[from].time_ns; to++) {
        }
        const size_t chosen = choose(job, from, to);
        for (size_t i = from; i < to; i++) {
            good = (i == chosen || count_double(job, &job->lines[chosen], &job->lines[i], kept)) &&
                   good;
        }
        job->lines[kept++] = job->lines[chosen];
    }
    job->lines_len = kept;
    return good;
}

/* ---- an index that was sorted */

static bool check_index(bl_import_job *job)
{
    bl_import_number before = {0};
    bool good = true;
    for (size_t i = 0; i < job->lines_len; i++) {
        const bl_import_line *const line = &job->lines[i];
        bl_import_number number = {0};
        bl_import_job_cell_number(job, line, 0, &number);
        if (i > 0 && bl_import_number_is_below(number, before)) {
            bl_import_job_count(job, &job->report->findings[BL_FINDING_FALLS], line);
            if (!job->options->survey) {
                bl_diag_add(job->diags, BL_DIAG_ERROR, job->options->files[line->place.file],
                            line->place.line, 0, "the index falls");
                good = false;
            }
        }
        before = number;
    }
    return good;
}

/* ---- levels to flows */

/* part * value / whole at 6 places, toward 0; false: it does not fit. */
static bool share(bl_import_job *job, bl_import_number part, bl_import_number value,
                  bl_import_number whole, bl_import_number *out)
{
    bl_import_number fixed;
    bl_i128 floor;
    bl_i128 ceil;
    bool lost;
    if (!bl_import_number_align(&part, &whole) || whole.mantissa == 0 ||
        !bl_import_number_fix(value, FLOW_PLACES, &fixed, &lost) ||
        !bl_muldiv_wide((bl_i128)part.mantissa, (bl_i128)fixed.mantissa, (bl_i128)whole.mantissa,
                        BL_FLOOR, &floor) ||
        !bl_muldiv_wide((bl_i128)part.mantissa, (bl_i128)fixed.mantissa, (bl_i128)whole.mantissa,
                        BL_CEIL, &ceil)) {
        return false;
    }
    job->report->rounded += floor != ceil || lost;
    *out = (bl_import_number){(bl_u128)floor, -FLOW_PLACES, part.negative};
    return true;
}

typedef struct {
    bl_import_number value, supply;
    bool has_supply;
} level;

static level read_level(const bl_import_job *job, const bl_import_line *line)
{
    level out = {{0}, {0}, false};
    bl_import_job_cell_number(job, line, 1, &out.value);
    out.has_supply = bl_import_job_cell_number(job, line, 2, &out.supply);
    return out;
}

/* What came in between two levels: of a supply, its change at what a share was worth then. */
static bool find_flow(bl_import_job *job, const level *before, const level *now,
                      bl_import_number *out)
{
    bl_import_number minus = now->has_supply ? before->supply : before->value;
    minus.negative = !minus.negative;
    if (!now->has_supply) {
        return bl_import_number_add(now->value, minus, out);
    }
    bl_import_number change;
    if (!bl_import_number_add(now->supply, minus, &change)) {
        return false;
    }
    const level *const priced = now->supply.mantissa > 0 ? now : before;
    if (change.mantissa == 0) {
        *out = change;
        return true;
    }
    return share(job, change, priced->value, priced->supply, out);
}

static bool put_flow(bl_import_job *job, const bl_import_line *line, bl_import_number flow)
{
    char text[BL_IMPORT_NUMBER_TEXT];
    const bl_import_field lp = bl_import_job_cell(job, line, 0);
    char name[BL_IMPORT_NUMBER_TEXT];
    const size_t name_len = lp.len < sizeof name ? lp.len : sizeof name;
    const size_t begin = job->text_len;
    memcpy(name, lp.text, name_len); /* the text may move while it grows */
    job->report->withdrawals += flow.negative;
    job->report->deposits += !flow.negative;
    if (!bl_import_job_put_text(job, ",") || !bl_import_job_put_bytes(job, name, name_len) ||
        !bl_import_job_put_text(job, flow.negative ? ",withdraw," : ",deposit,") ||
        !bl_import_job_put_bytes(job, text, bl_import_number_print(flow, text)) ||
        !bl_import_job_put_text(job, "\n")) {
        return false;
    }
    bl_import_line *const out = &job->lines[line - job->lines];
    out->begin = begin;
    out->len = job->text_len - begin;
    return true;
}

/* A difference of balances at what --base-prices say, with 6 places before and all after. */
static bool set_worth(bl_import_job *job, const bl_import_line *line, bl_import_number *flow)
{
    bl_import_number price;
    bool lost;
    if (!job->quotes || flow->mantissa == 0 || bl_import_job_cell(job, line, 2).text) {
        return true;
    }
    if (!bl_import_number_fix(*flow, FLOW_PLACES, flow, &lost) ||
        !bl_quotes_at(job->quotes, line->time_ns, &price)) {
        return false;
    }
    job->report->rounded += lost;
    return bl_import_number_multiply(*flow, price, flow);
}

static bool refuse_level(bl_import_job *job, const bl_import_line *line)
{
    bl_diag_add(
        job->diags, BL_DIAG_ERROR, job->options->files[line->place.file], line->place.line,
        line->place.column,
        "its difference to the row before has more than 38 digits, or --base-prices begin later");
    return false;
}

/* The first level is where the flows begin; rows between which nothing flowed leave no line. */
static bool make_flows(bl_import_job *job)
{
    size_t kept = 0;
    level before = {{0}, {0}, false};
    for (size_t i = 0; i < job->lines_len; i++) {
        const bl_import_line line = job->lines[i];
        const level now = read_level(job, &line);
        bl_import_number flow = {0};
        if (i > 0 && (!find_flow(job, &before, &now, &flow) || !set_worth(job, &line, &flow))) {
            return refuse_level(job, &line);
        }
        before = now;
        if (flow.mantissa == 0) {
            job->report->rows_zero++;
            continue;
        }
        job->lines[kept] = line;
        if (!put_flow(job, &job->lines[kept], flow)) {
            return false;
        }
        bl_import_job_count(job, &job->report->repairs[BL_REPAIR_DIFFER], &line);
        kept++;
    }
    job->lines_len = kept;
    return true;
}

/* ---- bars */

static void drop_zero_volume(bl_import_job *job)
{
    size_t kept = 0;
    for (size_t i = 0; i < job->lines_len; i++) {
        bl_import_number volume = {0};
        bl_import_job_cell_number(job, &job->lines[i], VOLUME, &volume);
        if (volume.mantissa == 0) {
            bl_import_job_count(job, &job->report->repairs[BL_REPAIR_DROP], &job->lines[i]);
        } else {
            job->lines[kept++] = job->lines[i];
        }
    }
    job->lines_len = kept;
}

static int compare_times(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a;
    const int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t bl_repair_step(bl_import_job *job, bool *regular)
{
    const size_t len = job->lines_len < 2 ? 0 : job->lines_len - 1;
    int64_t *const steps = len > 0 ? malloc(len * sizeof *steps) : NULL;
    int64_t commonest = 0;
    size_t most = 0;
    *regular = false;
    if (!steps) {
        job->system_failed |= len > 0;
        return 0;
    }
    for (size_t i = 0; i < len; i++) {
        steps[i] = job->lines[i + 1].time_ns - job->lines[i].time_ns;
    }
    qsort(steps, len, sizeof *steps, compare_times);
    for (size_t from = 0, to; from < len; from = to) {
        for (to = from + 1; to < len && steps[to] == steps[from]; to++) {
        }
        if (to - from > most && steps[from] > 0) {
            most = to - from;
            commonest = steps[from];
        }
    }
    const int64_t median = steps[len / 2];
    free(steps);
    *regular = most * 2 > len; /* times that jitter have no commonest step */
    return *regular ? commonest : median;
}

static bool refuse_long(bl_import_job *job, const bl_import_line *line)
{
    bl_diag_add(job->diags, BL_DIAG_ERROR, job->options->files[line->place.file], line->place.line,
                line->place.column, "a value of this row is too long to be put together");
    return false;
}

/* A flat bar of the close before, without volume. */
static bool put_filled(bl_import_job *job, const bl_import_line *before, int64_t time_ns)
{
    char close[BL_IMPORT_NUMBER_TEXT];
    const bl_import_field cell = bl_import_job_cell(job, before, CLOSE);
    const size_t begin = job->text_len;
    const bool fits = cell.len < sizeof close;
    bool good = fits || refuse_long(job, before);
    memcpy(close, cell.text, fits ? cell.len : 0);
    for (size_t i = OPEN; good && i <= CLOSE; i++) {
        good = bl_import_job_put_text(job, ",") && bl_import_job_put_bytes(job, close, cell.len);
    }
    return good && bl_import_job_put_text(job, ",0\n") &&
           bl_import_job_put_line(job, begin, time_ns, (bl_import_place){before->place.file, 0, 0});
}

/* Bars that are missing before line i + 1. */
static size_t missing_after(const bl_import_job *job, size_t i, int64_t step)
{
    const int64_t since = job->lines[i + 1].time_ns - job->lines[i].time_ns;
    return step > 0 && since > step ? (size_t)((since - 1) / step) : 0;
}

/* A file that would be mostly invented is not filled. */
static bool may_fill(bl_import_job *job, int64_t step)
{
    const size_t limit = job->lines_len * FILL_TIMES + FILL_LEAST;
    size_t missing = 0;
    for (size_t i = 0; i + 1 < job->lines_len; i++) {
        missing += missing_after(job, i, step);
    }
    if (missing > limit) {
        bl_diag_add(job->diags, BL_DIAG_ERROR, job->options->files[0], 0, 0,
                    "--fill: %zu bars are missing between %zu, more than ten times as many",
                    missing, job->lines_len);
    }
    return missing <= limit;
}

/* New lines go behind the old ones, which then leave. */
static bool fill(bl_import_job *job)
{
    bool regular;
    const int64_t commonest = bl_repair_step(job, &regular);
    const int64_t step = job->resample_ns > 0 ? job->resample_ns : commonest;
    const size_t len = job->lines_len;
    if (!may_fill(job, step)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        const bl_import_line line = job->lines[i];
        const size_t missing = i + 1 < len ? missing_after(job, i, step) : 0;
        if (!bl_import_job_put_line(job, line.begin, line.time_ns, line.place)) {
            return false;
        }
        job->lines[job->lines_len - 1].len = line.len;
        for (size_t n = 1; n <= missing; n++) {
            const int64_t at = line.time_ns + (int64_t)n * step;
            if (!put_filled(job, &line, at)) {
                return false;
            }
            bl_tally_add(&job->report->repairs[BL_REPAIR_FILL], i,
                         (bl_tally_item){at, at, 1, line.place.file, line.place.line});
        }
    }
    job->lines_len -= len;
    memmove(job->lines, job->lines + len, job->lines_len * sizeof *job->lines);
    return true;
}

typedef struct {
    char text[BAR_CELLS][BL_IMPORT_NUMBER_TEXT];
    size_t len[BAR_CELLS];
    bl_import_number high, low, volume;
    bl_import_line first;
    size_t bars;
} big_bar;

static bool set_cell(const bl_import_job *job, const bl_import_line *line, size_t cell,
                     big_bar *bar)
{
    const bl_import_field field = bl_import_job_cell(job, line, cell);
    if (field.len >= sizeof bar->text[cell]) {
        return false;
    }
    memcpy(bar->text[cell], field.text, field.len);
    bar->len[cell] = field.len;
    return true;
}

static bool add_bar(const bl_import_job *job, const bl_import_line *line, big_bar *bar)
{
    bl_import_number high = {0};
    bl_import_number low = {0};
    bl_import_number volume = {0};
    bl_import_job_cell_number(job, line, HIGH, &high);
    bl_import_job_cell_number(job, line, LOW, &low);
    bl_import_job_cell_number(job, line, VOLUME, &volume);
    const bool first = bar->bars++ == 0;
    bool good =
        set_cell(job, line, CLOSE, bar) && bl_import_number_add(bar->volume, volume, &bar->volume);
    if (first) {
        bar->first = *line;
        good = good && set_cell(job, line, OPEN, bar);
    }
    if (first || bl_import_number_is_below(bar->high, high)) {
        bar->high = high;
        good = good && set_cell(job, line, HIGH, bar);
    }
    if (first || bl_import_number_is_below(low, bar->low)) {
        bar->low = low;
        good = good && set_cell(job, line, LOW, bar);
    }
    return good;
}

static bool put_big(bl_import_job *job, big_bar *bar, int64_t time_ns)
{
    const size_t begin = job->text_len;
    bar->len[VOLUME] = bl_import_number_print(bar->volume, bar->text[VOLUME]);
    for (size_t i = 0; i < BAR_CELLS; i++) {
        if (!bl_import_job_put_text(job, ",") ||
            !bl_import_job_put_bytes(job, bar->text[i], bar->len[i])) {
            return false;
        }
    }
    return bl_import_job_put_text(job, "\n") &&
           bl_import_job_put_line(job, begin, time_ns, bar->first.place);
}

/* Bars that begin at multiples of the duration since 1970: first open, last close, volumes added.
 * The last one may not be whole; what is not is counted. */
static bool resample(bl_import_job *job)
{
    const int64_t wide = job->resample_ns;
    bool regular;
    const int64_t step = bl_repair_step(job, &regular);
    const size_t len = job->lines_len;
    if (regular && wide % step != 0) {
        bl_diag_add(job->diags, BL_DIAG_ERROR, job->options->files[0], 0, 0,
                    "--resample: allowed are multiples of the step of the file, which is %lld s",
                    (long long)(step / BL_NS_PER_S));
        return false;
    }
    for (size_t from = 0, to; from < len; from = to) {
        const int64_t begin = job->lines[from].time_ns - job->lines[from].time_ns % wide;
        big_bar bar = {.bars = 0};
        for (to = from; to < len && job->lines[to].time_ns - begin < wide; to++) {
            if (!add_bar(job, &job->lines[to], &bar)) {
                return refuse_long(job, &job->lines[to]);
            }
        }
        if (!put_big(job, &bar, begin)) {
            return false;
        }
        job->report->repairs[BL_REPAIR_RESAMPLE].count += bar.bars;
        if (regular && (int64_t)bar.bars < wide / step) {
            bl_import_job_count(job, &job->report->findings[BL_FINDING_PARTIAL],
                                &job->lines[job->lines_len - 1]);
        }
    }
    job->lines_len -= len;
    memmove(job->lines, job->lines + len, job->lines_len * sizeof *job->lines);
    return true;
}

static bool repair_bars(bl_import_job *job)
{
    if (job->options->drop_zero_volume) {
        drop_zero_volume(job);
    }
    return (job->resample_ns == 0 || resample(job)) && (!job->options->fill || fill(job));
}

bool bl_repair_run(bl_import_job *job)
{
    if (job->lines_len == 0) {
        return true;
    }
    put_in_order(job);
    if (!many_rows_of_one_time(job) && !leave_out_doubles(job)) {
        return false;
    }
    if (job->kind == BL_IMPORT_INDEX && (job->options->sort || job->options->survey) &&
        !check_index(job)) {
        return false;
    }
    if (job->kind == BL_IMPORT_FLOWS && job->levels && !make_flows(job)) {
        return false;
    }
    return job->kind != BL_IMPORT_PRICES || repair_bars(job);
}

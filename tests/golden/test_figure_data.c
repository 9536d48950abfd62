/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_figure_data.c - what stands in the figures is what stands in the tables of the run: sums of
 * attribution.csv, totals of fee_schemes.csv, transfers of lp_returns.csv, metrics of summary.json.
 */
#define _GNU_SOURCE
#include <check.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../data/stored.h"
#include "../../reports/axis.h"
#include "../../reports/gnuplot.h"
#include "../support/cases.h"
#include "../support/program.h"
#include "../support/sample_run.h"

#define RUN PROGRAM_RUN

static const char *const modes[] = {"immediate", "4h", "24h"};
enum { MODES = sizeof modes / sizeof *modes };

static void begin(void)
{
    program_begin();
    ck_assert_int_eq(RUN("init", "demo"), 0);
    ck_assert_msg(RUN("compare", "demo/scenario.yaml", "--modes", "immediate,4h,24h", "--figures",
                      "svg", "--keep-gp", "-q", "-o", "out") == 0,
                  "%s", program_err);
}

static char *read_figure(const char *name)
{
    size_t len = 0;
    char *text = bl_sample_run_read_file("out/figures", name, &len);
    ck_assert_msg(text != NULL, "%s is missing", name);
    return text;
}

static void open_table(bl_stored_table *table, const char *mode, const char *name)
{
    char path[200];
    bl_diags diags;
    bl_diag_init(&diags);
    snprintf(path, sizeof path, "out/%s/%s", mode, name);
    ck_assert(bl_stored_table_open(table, path, &diags));
}

static double read_cell(const bl_stored_table *table, size_t row, const char *column)
{
    int64_t value = 0;
    const size_t at = bl_stored_column(table, column);
    const int places = bl_stored_places(table, at);
    return bl_stored_number(table, row, at, places, &value) ? (double)value / pow(10, places) : 0;
}

/* As a label of its own: "+0.59". */
static void expect_change(const char *svg, double value)
{
    char number[BL_AXIS_TEXT];
    char label[64];
    bl_axis_name_number(fabs(value), number);
    const bool is_none = strspn(number, "0.") == strlen(number);
    snprintf(label, sizeof label, ">%s%s</tspan>",
             is_none     ? ""
             : value < 0 ? "−"
                         : "+",
             is_none ? "0" : number);
    ck_assert_msg(strstr(svg, label) != NULL, "no label %s", label);
}

static void expect_sums(const char *svg, const bl_stored_table *table, const char *prefix,
                        double factor)
{
    static const char *const causes[] = {"price",     "flow",        "rescale",
                                         "shortfall", "slippage",    "fee",
                                         "funding",   "fee_accrual", "liquidation"};
    for (size_t c = 0; c < sizeof causes / sizeof *causes; c++) {
        char column[40];
        double sum = 0;
        snprintf(column, sizeof column, "%s%s", prefix, causes[c]);
        for (size_t row = 0; row < table->rows; row++) {
            sum += read_cell(table, row, column);
        }
        if (fabs(sum) > 1e-3) { /* the last place is not worth a dispute about halves */
            expect_change(svg, sum / factor);
        }
    }
}

START_TEST(the_waterfall_has_the_sums_of_the_attribution)
{
    char *svg = read_figure("attribution.svg");
    for (size_t k = 0; k < MODES; k++) {
        bl_stored_table table;
        open_table(&table, modes[k], "attribution.csv");
        ck_assert_uint_gt(table.rows, 100);
        expect_sums(svg, &table, "", 1);
        expect_sums(svg, &table, "equity_", 1e3);
        bl_stored_table_close(&table);
    }
    free(svg);
}
END_TEST

START_TEST(the_fees_of_each_scheme_are_those_of_the_table)
{
    static const char *const schemes[] = {"per_lp", "global", "cohort", "series", "equalised"};
    char *svg = read_figure("fee_schemes.svg");
    for (size_t k = 0; k < MODES; k++) {
        bl_stored_table table;
        open_table(&table, modes[k], "fee_schemes.csv");
        const size_t all = table.rows - 1;
        ck_assert_str_eq(bl_stored_cell(&table, all, 0), "fees:all");
        for (size_t s = 0; s < 5; s++) {
            char number[BL_AXIS_TEXT];
            char label[64];
            bl_axis_name_number(read_cell(&table, all, schemes[s]) / 1e3, number);
            snprintf(label, sizeof label, ">%s</tspan>", number);
            ck_assert_msg(strstr(svg, label) != NULL, "%s of %s: no %s", schemes[s], modes[k],
                          label);
        }
        bl_stored_table_close(&table);
    }
    free(svg);
}
END_TEST

START_TEST(transfers_are_those_of_the_table_and_carry_the_lps_names)
{
    char *svg = read_figure("lp_transfers.svg");
    size_t seen = 0;
    bl_stored_table table;
    open_table(&table, modes[0], "lp_returns.csv");
    for (size_t row = 0; row < table.rows; row++) {
        const double transfer = read_cell(&table, row, "transfer");
        if (strcmp(bl_stored_cell(&table, row, 0), "lp") == 0 && fabs(transfer) > 1) {
            char name[120];
            snprintf(name, sizeof name, ">%s</tspan>", bl_stored_cell(&table, row, 1));
            ck_assert_msg(strstr(svg, name) != NULL, "no row %s", name);
            expect_change(svg, transfer / 1e3);
            seen++;
        }
    }
    ck_assert_uint_gt(seen, 1);
    bl_stored_table_close(&table);
    free(svg);
}
END_TEST

static double read_metric(const char *mode, const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "out/%s/summary.json", mode);
    json_t *root = json_load_file(path, 0, NULL);
    json_t *value =
        json_object_get(json_object_get(json_object_get(root, "metrics"), name), "value");
    ck_assert_msg(json_is_number(value), "%s of %s", name, mode);
    const double answer = json_number_value(value);
    json_decref(root);
    return answer;
}

static void expect_words(const char *svg, const char *before, double value, const char *after)
{
    char number[BL_AXIS_TEXT];
    char words[200];
    bl_axis_name_number(value, number);
    snprintf(words, sizeof words, "%s%s%s", before, number, after);
    ck_assert_msg(strstr(svg, words) != NULL, "no words '%s'", words);
}

START_TEST(the_map_of_hours_has_the_mean_and_the_drawdown_the_depth_of_the_metrics)
{
    char *hours = read_figure("drift_hours.svg");
    char *water = read_figure("drawdown.svg");
    for (size_t k = 0; k < MODES; k++) {
        expect_words(hours, " · mean ", read_metric(modes[k], "drift_mean_abs"), " %");
        expect_words(water, ">−", fabs(read_metric(modes[k], "max_drawdown")), " %</tspan>");
    }
    free(hours);
    free(water);
}
END_TEST

START_TEST(a_kept_script_draws_the_same_picture_again)
{
    static const char *const figures[] = {"attribution", "drift_hours", "holding_fan"};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        char name[64];
        char path[128];
        size_t len = 0;
        snprintf(name, sizeof name, "%s.svg", figures[i]);
        snprintf(path, sizeof path, "out/figures/%s.gp", figures[i]);
        char *drawn = read_figure(name);
        program_run_other(bl_gnuplot_path(), NULL, (const char *const[]){"-d", path, NULL});
        char *again = bl_sample_run_read_file(".", name, &len);
        ck_assert_ptr_nonnull(again);
        ck_assert_str_eq(again, drawn);
        free(drawn);
        free(again);
    }
}
END_TEST

int main(void)
{
    TCase *list = tcase_create("figure data");
    tcase_set_timeout(list, 120);
    tcase_add_checked_fixture(list, begin, program_finish);
    if (!bl_gnuplot_path()) {
        printf("skipped: gnuplot is not installed, no figure was drawn\n");
    } else if (program_find()) {
        tcase_add_test(list, the_waterfall_has_the_sums_of_the_attribution);
        tcase_add_test(list, the_fees_of_each_scheme_are_those_of_the_table);
        tcase_add_test(list, transfers_are_those_of_the_table_and_carry_the_lps_names);
        tcase_add_test(list,
                       the_map_of_hours_has_the_mean_and_the_drawdown_the_depth_of_the_metrics);
        tcase_add_test(list, a_kept_script_draws_the_same_picture_again);
    }
    return cases_run("figure_data", list);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench.c - `bench PROGRAMS FOLDER RESULTS [ROUNDS [WORKLOAD]]`: runs every contender of every
 * workload, or of those whose name begins so,
 * interleaved (A B C A B C ...), and prints medians and ratios to the limit program of the same
 * run. Ratios are the result; seconds belong to the machine. Times are what the kernel accounted to
 * the whole process (wait4), or, in an `inner` row, what the program measured around its loop; in a
 * `wall` row the ratio is of the clock, for work that two threads share.
 * Programs print `inner SECONDS` and `check TEXT`; where two do the same work, the texts say so.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS_MAX = 21, ROUNDS = 5, ARGS = 8, TEXT = 512 };

/* In arguments: %p programs, %d folder. limit is the name of the row a ratio is taken to. */
typedef struct {
    const char *workload, *name, *limit;
    const char *args[ARGS];
    bool inner, wall;
    double must, superb; /* ratio to the limit, 0: none */
    const char *target;
    double rss_must, rss_superb; /* MiB, 0: none */
} contender;

#define SWAR "limit: validating SWAR reader"
#define FROM_CSV "limit: reader and loop"
#define FROM_COLUMNS "limit: mapped columns and loop"

/* Targets are those of the specification of speed, as ratios: its limit reader uses AVX2 and ours
 * is portable, 1.2 times slower by its table, so 2.4 and 1.45 are 2.0 and 1.2 here. A limit does
 * not hash or write, and P6 and P7 are of an engine that keeps no log, so they are judged where the
 * question is the limit's: the largest drift. The other rows show a run with all its files. A tape
 * is checked, every byte of it, when it is opened, so the limit of that is touching every page. */
static const contender contenders[] = {
    {.workload = "W2", .name = SWAR, .args = {"%p/tests/bench/limit_csv", "%d/prices.csv"}},
    {.workload = "W2",
     .name = "ballast reader",
     .limit = SWAR,
     .args = {"%p/tests/bench/ours_csv", "%d/prices.csv"},
     .must = 2.0,
     .superb = 1.2,
     .target = "P1"},
    {.workload = "W2",
     .name = "ballast reader, two threads",
     .limit = SWAR,
     .args = {"%p/tests/bench/ours_csv", "%d/prices.csv", "both"},
     .wall = true,
     .must = 1.5,
     .superb = 0.8,
     .target = "P2"},
    {.workload = "W2",
     .name = "ballast reader, quoted file",
     .limit = SWAR,
     .args = {"%p/tests/bench/ours_csv", "%d/quoted.csv"},
     .must = 6.0,
     .superb = 5.1,
     .target = "P3"},
    {.workload = "W2",
     .name = "quoted file, all by libcsv",
     .limit = SWAR,
     .args = {"%p/tests/bench/ours_csv", "%d/quoted.csv", "libcsv"},
     .must = 6.0,
     .superb = 5.1,
     .target = "P3"},
    {.workload = "W2",
     .name = "ballast reader, with digest",
     .limit = SWAR,
     .args = {"%p/tests/bench/ours_csv", "%d/prices.csv", "digest"}},
    {.workload = "W2",
     .name = "sha256sum alone, in the row above",
     .limit = SWAR,
     .args = {"/usr/bin/sha256sum", "%d/prices.csv"}},
    {.workload = "W2",
     .name = "pandas read_csv",
     .limit = SWAR,
     .args = {"/usr/bin/python3", "tests/bench/peer_w2.py", "%d/prices.csv"}},
    {.workload = "W2",
     .name = "polars, one thread",
     .limit = SWAR,
     .args = {"/usr/bin/node", "tests/bench/peer_w2_polars.js", "%d/prices.csv", "1"}},
    {.workload = "W2",
     .name = "polars, two threads",
     .limit = SWAR,
     .args = {"/usr/bin/node", "tests/bench/peer_w2_polars.js", "%d/prices.csv", "2"},
     .wall = true},
    {.workload = "W2",
     .name = "DuckDB, one thread",
     .limit = SWAR,
     .args = {"/usr/bin/node", "tests/bench/peer_w2_duckdb.js", "%d/prices.csv", "1"}},
    {.workload = "W2",
     .name = "DuckDB, two threads",
     .limit = SWAR,
     .args = {"/usr/bin/node", "tests/bench/peer_w2_duckdb.js", "%d/prices.csv", "2"},
     .wall = true},
    {.workload = "W2 cached",
     .name = "limit: map and touch all pages",
     .args = {"%p/tests/bench/ours_tape", "%d/prices.csv", "%d/cache", "touch"},
     .inner = true},
    {.workload = "W2 cached",
     .name = "ballast opens and checks a tape",
     .limit = "limit: map and touch all pages",
     .args = {"%p/tests/bench/ours_tape", "%d/prices.csv", "%d/cache"},
     .inner = true,
     .must = 2,
     .superb = 1,
     .target = "P4"},
    {.workload = "W1",
     .name = FROM_CSV,
     .args = {"%p/tests/bench/limit_w1", "%d/prices.csv", "%d/flows.csv"}},
    {.workload = "W1",
     .name = "ballast run",
     .limit = FROM_CSV,
     .args = {"%p/ballast", "run", "%d/w1.yaml", "-o", "%d/out", "--force", "-q", "--no-cache"}},
    {.workload = "W1",
     .name = "sha256 of its feeds",
     .limit = FROM_CSV,
     .args = {"%p/tests/bench/limit_digest", "%d/prices.csv", "%d/flows.csv"},
     .inner = true},
    {.workload = "W1",
     .name = "ballast run less sha256",
     .limit = FROM_CSV,
     .args = {"%p/ballast", "run", "%d/w1.yaml", "-o", "%d/out", "--force", "-q", "--no-cache"}},
    {.workload = "W1",
     .name = "the drift alone",
     .limit = FROM_CSV,
     .args = {"%p/ballast", "run", "%d/w1.yaml", "--only", "drift_max", "--no-cache"},
     .must = 2.1,
     .superb = 1.3,
     .target = "P7",
     .rss_must = 160,
     .rss_superb = 140},
    {.workload = "W1",
     .name = "ballast run, two threads",
     .limit = FROM_CSV,
     .args = {"%p/ballast", "run", "%d/w1.yaml", "-o", "%d/out", "--force", "-q", "--no-cache"},
     .wall = true},
    {.workload = "W1",
     .name = "pandas and numpy script",
     .limit = FROM_CSV,
     .args = {"/usr/bin/python3", "tests/bench/peer_w1.py", "%d/prices.csv", "%d/flows.csv"}},
    {.workload = "W1 cached",
     .name = FROM_COLUMNS,
     .args = {"%p/tests/bench/limit_w1", "%d/prices.csv", "%d/flows.csv", "%d/columns"}},
    {.workload = "W1 cached",
     .name = "ballast run",
     .limit = FROM_COLUMNS,
     .args = {"%p/ballast", "run", "%d/w1.yaml", "-o", "%d/out", "--force", "-q",
              "--cache=%d/cache"},
     .rss_must = 64,
     .rss_superb = 48},
    {.workload = "W1 cached",
     .name = "every metric, no files",
     .limit = FROM_COLUMNS,
     .args = {"%p/ballast", "run", "%d/w1.yaml", "--only", "all", "--cache=%d/cache"}},
    {.workload = "W1 cached",
     .name = "the drift alone",
     .limit = FROM_COLUMNS,
     .args = {"%p/ballast", "run", "%d/w1.yaml", "--only", "drift_max", "--cache=%d/cache"},
     .must = 4,
     .superb = 2,
     .target = "P6",
     .rss_must = 64,
     .rss_superb = 48},
    {.workload = "W1 simulation",
     .name = "limit: per-bar loop",
     .args = {"%p/tests/bench/limit_w1", "%d/prices.csv", "%d/flows.csv"},
     .inner = true},
    {.workload = "W1 simulation",
     .name = "ballast replay, null sink",
     .limit = "limit: per-bar loop",
     .args = {"%p/tests/bench/ours_sim", "%d/w1.yaml"},
     .inner = true,
     .must = 8,
     .superb = 3,
     .target = "P5"},
    {.workload = "W1 simulation",
     .name = "numpy script",
     .limit = "limit: per-bar loop",
     .args = {"/usr/bin/python3", "tests/bench/peer_w1.py", "%d/prices.csv", "%d/flows.csv"},
     .inner = true},
    {.workload = "W1 full venue",
     .name = "the default venue",
     .args = {"%p/tests/bench/ours_sim", "%d/plain_venue.yaml"},
     .inner = true},
    {.workload = "W1 full venue",
     .name = "regimes, impact that stays",
     .limit = "the default venue",
     .args = {"%p/tests/bench/ours_sim", "%d/full_venue.yaml"},
     .inner = true,
     .must = 3,
     .superb = 1.5,
     .target = "venue"},
    {.workload = "W3 hold 10^3",
     .name = "limit: bare packed heap",
     .args = {"%p/tests/bench/limit_hold", "1000", "8000000"},
     .inner = true},
    {.workload = "W3 hold 10^3",
     .name = "sim/queue, handlers",
     .limit = "limit: bare packed heap",
     .args = {"%p/tests/bench/ours_hold", "1000", "8000000"},
     .inner = true,
     .must = 1.7,
     .superb = 1.1,
     .target = "P8"},
    {.workload = "W3 hold 10^3",
     .name = "sim/queue, 1 in 8 cancels",
     .limit = "limit: bare packed heap",
     .args = {"%p/tests/bench/ours_hold", "1000", "8000000", "8"},
     .inner = true},
    {.workload = "W3 hold 10^5",
     .name = "limit: bare packed heap ",
     .args = {"%p/tests/bench/limit_hold", "100000", "4000000"},
     .inner = true},
    {.workload = "W3 hold 10^5",
     .name = "sim/queue, handlers",
     .limit = "limit: bare packed heap ",
     .args = {"%p/tests/bench/ours_hold", "100000", "4000000"},
     .inner = true,
     .must = 1.9,
     .superb = 1.3,
     .target = "P8"},
    {.workload = "W3 M/M/1",
     .name = "limit: two-slot calendar",
     .args = {"%p/tests/bench/limit_mm1", "5000000"},
     .inner = true},
    {.workload = "W3 M/M/1",
     .name = "sim/queue, handlers",
     .limit = "limit: two-slot calendar",
     .args = {"%p/tests/bench/ours_mm1", "5000000"},
     .inner = true,
     .must = 2.0,
     .superb = 1.3,
     .target = "P9"},
    {.workload = "cranks",
     .name = "limit: formulas in one loop",
     .args = {"%p/tests/bench/limit_cranks", "10000000"},
     .inner = true},
    {.workload = "cranks",
     .name = "ballast replay, null sink",
     .limit = "limit: formulas in one loop",
     .args = {"%p/tests/bench/ours_cranks", "10000000"},
     .inner = true,
     .must = 5,
     .superb = 3,
     .target = "cranks"},
    {.workload = "curve, 4 columns",
     .name = "fprintf",
     .args = {"%p/tests/bench/ours_curve", "%d/curve.csv", "fprintf"}},
    {.workload = "curve, 4 columns",
     .name = "ballast printers",
     .limit = "fprintf",
     .args = {"%p/tests/bench/ours_curve", "%d/curve.csv"},
     .must = 0.17,
     .superb = 0.086,
     .target = "P15"},
};

enum { CONTENDERS = sizeof contenders / sizeof contenders[0] };

/* A row whose ratio is taken after the time of another row is taken off. */
static const struct {
    const char *name, *less;
} deductions[] = {{"ballast run less sha256", "sha256 of its feeds"}};

typedef struct {
    double cpu[ROUNDS_MAX], wall[ROUNDS_MAX], rss[ROUNDS_MAX];
    char check[TEXT];
    bool failed;
} result;

typedef struct {
    const char *programs, *folder, *results;
    int rounds;
    const char *only; /* the beginning of a workload's name */
} plan;

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* A pattern with at most one %p or %d in it. */
static void expand(const plan *self, const char *pattern, char *out)
{
    const char *mark = strchr(pattern, '%');
    if (mark == NULL) {
        snprintf(out, TEXT, "%s", pattern);
        return;
    }
    snprintf(out, TEXT, "%.*s%s%s", (int)(mark - pattern), pattern,
             mark[1] == 'p' ? self->programs : self->folder, mark + 2);
}

static pid_t start(const plan *self, const contender *entry, int output)
{
    const pid_t child = fork();
    if (child != 0) {
        return child;
    }
    static char texts[ARGS][TEXT];
    char *args[ARGS + 1] = {NULL};
    for (int i = 0; i < ARGS && entry->args[i] != NULL; i++) {
        expand(self, entry->args[i], texts[i]);
        args[i] = texts[i];
    }
    dup2(output, STDOUT_FILENO);
    execv(args[0], args);
    _exit(127);
}

/* Reads all of a program's output; keeps the `check` text, returns the inner time or -1. */
static double read_output(int input, char *check)
{
    double inner = -1;
    char line[TEXT];
    FILE *file = fdopen(input, "r");
    if (file == NULL) {
        return inner;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "check ", 6) == 0) {
            snprintf(check, TEXT, "%s", line + 6);
        }
        (void)sscanf(line, "inner %lf", &inner);
    }
    fclose(file);
    return inner;
}

static void run_once(const plan *self, const contender *entry, result *out, int round)
{
    int ends[2], status = 0;
    struct rusage usage;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        out->failed = true;
        return;
    }
    const double begin = now();
    const pid_t child = start(self, entry, ends[1]);
    close(ends[1]);
    const double inner = read_output(ends[0], out->check);
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0 ||
        (entry->inner && inner < 0)) {
        out->failed = true;
        return;
    }
    out->wall[round] = now() - begin;
    const double all = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    out->cpu[round] = entry->inner ? inner : all;
    out->rss[round] = (double)usage.ru_maxrss / 1024;
}

static int compare(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(const double *values, int len)
{
    double sorted[ROUNDS_MAX];
    memcpy(sorted, values, (size_t)len * sizeof *values);
    qsort(sorted, (size_t)len, sizeof *sorted, compare);
    return sorted[len / 2];
}

/* The row of that name beside an entry; NULL: there is none, or it failed. */
static const result *find_row(const result *results, const contender *entry, const char *name)
{
    for (size_t i = 0; name != NULL && i < CONTENDERS; i++) {
        if (strcmp(contenders[i].workload, entry->workload) == 0 &&
            strcmp(contenders[i].name, name) == 0 && !results[i].failed) {
            return &results[i];
        }
    }
    return NULL;
}

static const char *find_deduction(const contender *entry)
{
    for (size_t i = 0; i < sizeof deductions / sizeof deductions[0]; i++) {
        if (strcmp(deductions[i].name, entry->name) == 0) {
            return deductions[i].less;
        }
    }
    return NULL;
}

typedef struct {
    double middle, least, most; /* 0: none */
} spread;

/* Over rounds, of the ratio within a round, so that a busy neighbour hits both. */
static spread find_ratio(const plan *self, const result *results, size_t at)
{
    const contender *entry = &contenders[at];
    const result *limit = find_row(results, entry, entry->limit);
    const char *deduction = find_deduction(entry);
    const result *less = find_row(results, entry, deduction);
    if (limit == NULL || (deduction != NULL && less == NULL)) {
        return (spread){0, 0, 0};
    }
    double ratios[ROUNDS_MAX];
    for (int round = 0; round < self->rounds; round++) {
        const double off = less != NULL ? less->cpu[round] : 0;
        ratios[round] = entry->wall ? results[at].wall[round] / limit->wall[round]
                                    : (results[at].cpu[round] - off) / limit->cpu[round];
    }
    qsort(ratios, (size_t)self->rounds, sizeof *ratios, compare);
    return (spread){ratios[self->rounds / 2], ratios[0], ratios[self->rounds - 1]};
}

static const char *judge(const contender *entry, double ratio)
{
    if (entry->must <= 0 || ratio <= 0) {
        return "";
    }
    if (ratio <= entry->superb) {
        return "superb";
    }
    return ratio <= entry->must ? "must" : "MISSED";
}

static void print_rss(const contender *entry, double rss)
{
    if (entry->rss_must > 0) {
        printf("%-17s   peak RSS %.0f MiB, %.0f/%.0f MiB P14 %s\n", "", rss, entry->rss_must,
               entry->rss_superb,
               rss <= entry->rss_superb ? "superb"
               : rss <= entry->rss_must ? "must"
                                        : "MISSED");
    }
}

static void print_row(const plan *self, const result *results, size_t at, FILE *csv, long stamp)
{
    const contender *entry = &contenders[at];
    const result *row = &results[at];
    if (row->failed) {
        printf("%-17s %-31s failed or not here\n", entry->workload, entry->name);
        return;
    }
    const double cpu = median(row->cpu, self->rounds), wall = median(row->wall, self->rounds);
    const double rss = median(row->rss, self->rounds);
    const spread to = find_ratio(self, results, at);
    const char *verdict = judge(entry, to.middle);
    printf("%-17s %-31s %8.4f%s %8.3f%s %7.0f ", entry->workload, entry->name, cpu,
           entry->inner ? "i" : " ", wall, entry->wall ? "w" : " ", rss);
    if (to.middle > 0) {
        printf("%7.3f %6.2f-%-6.2f ", to.middle, to.least, to.most);
    } else {
        printf("%7s %13s ", "1", "");
    }
    if (entry->must > 0) {
        printf("%5.3g/%-5.3g %-6s %s", entry->must, entry->superb, entry->target, verdict);
    }
    printf("\n");
    if (csv != NULL) {
        fprintf(csv, "%ld,\"%s\",\"%s\",%.6f,%.6f,%.1f,%.4f,%s,%s\n", stamp, entry->workload,
                entry->name, cpu, wall, rss, to.middle > 0 ? to.middle : 1.0,
                entry->target != NULL ? entry->target : "", verdict);
    }
    print_rss(entry, rss);
}

static void print_checks(const result *results)
{
    printf("\nchecksums\n");
    for (size_t i = 0; i < CONTENDERS; i++) {
        if (results[i].check[0] != '\0') {
            printf("%-17s %-31s %s\n", contenders[i].workload, contenders[i].name,
                   results[i].check);
        }
    }
}

static bool is_asked(const plan *self, size_t at)
{
    return strncmp(contenders[at].workload, self->only, strlen(self->only)) == 0;
}

static FILE *open_results(const char *path)
{
    FILE *csv = fopen(path, "ab");
    if (csv != NULL && ftell(csv) == 0) {
        fprintf(csv, "unix_s,workload,contender,cpu_s,wall_s,rss_mib,ratio,target,verdict\n");
    }
    return csv;
}

static bool make_input(const plan *self)
{
    static const contender maker = {.args = {"%p/tests/bench/make_w1", "%d"}};
    char path[TEXT];
    snprintf(path, sizeof path, "%s/w1.yaml", self->folder);
    if (access(path, R_OK) == 0) {
        return true;
    }
    result ignored = {.failed = false};
    fprintf(stderr, "writing the input into %s\n", self->folder);
    run_once(self, &maker, &ignored, 0);
    return !ignored.failed;
}

/* An idle virtual machine gives its memory back and the next large process pays for it: a first
 * run of a large one that nobody counts. */
static void warm_up(const plan *self)
{
    static result ignored;
    run_once(self, &contenders[0], &ignored, 0);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: bench PROGRAMS FOLDER RESULTS [ROUNDS [WORKLOAD]]\n");
        return 2;
    }
    plan self = {argv[1], argv[2], argv[3], argc > 4 ? (int)strtol(argv[4], NULL, 10) : ROUNDS,
                 argc > 5 ? argv[5] : ""};
    if (self.rounds < 1 || self.rounds > ROUNDS_MAX || !make_input(&self)) {
        return 4;
    }
    static result results[CONTENDERS];
    for (int round = 0; round < self.rounds; round++) {
        fprintf(stderr, "round %d of %d\n", round + 1, self.rounds);
        warm_up(&self);
        for (size_t i = 0; i < CONTENDERS; i++) {
            if (!results[i].failed && is_asked(&self, i)) {
                run_once(&self, &contenders[i], &results[i], round);
            }
        }
    }
    FILE *csv = open_results(self.results);
    printf("%-17s %-31s %8s  %8s  %7s %7s %13s %s\n", "workload", "contender", "cpu s", "wall s",
           "RSS MiB", "ratio", "least-most", "must/superb");
    for (size_t i = 0; i < CONTENDERS; i++) {
        if (is_asked(&self, i)) {
            print_row(&self, results, i, csv, (long)time(NULL));
        }
    }
    print_checks(results);
    printf("\nmedians of %d rounds; i: measured inside the process; ratio: cpu to the first row, "
           "w: of the clock\n",
           self.rounds);
    return csv != NULL && fclose(csv) == 0 ? 0 : 4;
}

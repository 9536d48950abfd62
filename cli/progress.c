/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * progress.c - reads the clock once in ROWS_PER_LOOK rows, draws at most five times a second and
 * not before half a second has passed. The one static variable is the signal's, which has no
 * other way to speak.
 */
#define _GNU_SOURCE
#include "progress.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROWS_PER_LOOK = 2048, BAR_WIDTH = 30 };

static volatile sig_atomic_t signal_seen;

static void note_signal(int number)
{
    signal_seen = number;
}

void bl_progress_catch_signals(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = note_signal;
    action.sa_flags = SA_RESTART | (int)SA_RESETHAND; /* the second one ends the process */
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int bl_progress_signal(void)
{
    return signal_seen;
}

static int64_t read_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * BL_NS_PER_S + now.tv_nsec;
}

static void draw(bl_progress *progress, int64_t time_ns)
{
    int64_t span = (progress->end_ns - progress->start_ns) / 1000 + 1;
    int64_t done = (time_ns - progress->start_ns) / 1000;
    int percent = (int)(100 * (done / 1000) / (span / 1000 + 1));
    char bar[BAR_WIDTH + 1];
    for (int i = 0; i < BAR_WIDTH; i++) {
        bar[i] = i * 100 < percent * BAR_WIDTH ? '#' : '.';
    }
    bar[BAR_WIDTH] = '\0';
    fprintf(stderr, "\r\033[K%.40s [%s] %d%%", progress->label, bar, percent);
    fflush(stderr);
    progress->drawn = true;
}

static bool look(bl_progress *progress, int64_t time_ns)
{
    if (signal_seen) {
        return false;
    }
    if (!progress->shown || ++progress->rows < ROWS_PER_LOOK) {
        return true;
    }
    progress->rows = 0;
    int64_t now = read_clock();
    if (now >= progress->next_ns) {
        draw(progress, time_ns);
        progress->next_ns = now + BL_NS_PER_S / 5;
    }
    return true;
}

static bool pass_series(void *context, const bl_series_row *row)
{
    bl_progress *progress = context;
    return look(progress, row->time_ns) && progress->inner.series(progress->inner.context, row);
}

static bool pass_fill(void *context, const bl_fill_row *row)
{
    const bl_progress *progress = context;
    return progress->inner.fill(progress->inner.context, row);
}

static bool pass_audit(void *context, const bl_audit_row *row)
{
    const bl_progress *progress = context;
    return !signal_seen && progress->inner.audit(progress->inner.context, row);
}

static bool pass_flow(void *context, const bl_flow_row *row)
{
    const bl_progress *progress = context;
    return progress->inner.flow(progress->inner.context, row);
}

static bool pass_lp(void *context, const bl_lp_row *row)
{
    const bl_progress *progress = context;
    return progress->inner.lp(progress->inner.context, row);
}

static bool pass_event(void *context, const bl_chain_row *row)
{
    const bl_progress *progress = context;
    return progress->inner.event(progress->inner.context, row);
}

static bool pass_share(void *context, const bl_share_row *row)
{
    const bl_progress *progress = context;
    return progress->inner.share(progress->inner.context, row);
}

void bl_progress_begin(bl_progress *progress, bool shown)
{
    const char *terminal = getenv("TERM");
    bool dumb = !terminal || strcmp(terminal, "dumb") == 0;
    *progress = (bl_progress){.label = ""};
    progress->shown = shown && !dumb && isatty(STDERR_FILENO);
    progress->next_ns = progress->shown ? read_clock() + BL_NS_PER_S / 2 : 0;
}

bl_sink bl_progress_pass(bl_progress *progress, const bl_sink *inner, const char *label,
                         int64_t start_ns, int64_t end_ns)
{
    progress->inner = *inner;
    progress->label = label;
    progress->start_ns = start_ns;
    progress->end_ns = end_ns;
    return (bl_sink){.context = progress,
                     .series = pass_series,
                     .fill = pass_fill,
                     .audit = pass_audit,
                     .flow = pass_flow,
                     .lp = pass_lp,
                     .event = inner->event ? pass_event : NULL,
                     .share = inner->share ? pass_share : NULL};
}

void bl_progress_finish(bl_progress *progress)
{
    if (progress->drawn) {
        fputs("\r\033[K", stderr);
    }
    progress->drawn = false;
}

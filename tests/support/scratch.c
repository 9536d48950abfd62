/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scratch.c - a temporary folder with small files in it.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* mkdtemp */
#endif
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void need(bool ok, const char *what)
{
    if (!ok) {
        perror(what);
        exit(1);
    }
}

void scratch_open(scratch *s)
{
    memset(s, 0, sizeof *s);
    snprintf(s->folder, sizeof s->folder, "/tmp/ballast-test-XXXXXX");
    need(mkdtemp(s->folder) != NULL, "mkdtemp");
}

const char *scratch_put_bytes(scratch *s, const char *name, const char *bytes, size_t len)
{
    char path[320];
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    size_t i = 0;
    while (i < s->files_len && strcmp(s->files[i], path) != 0) {
        i++;
    }
    need(i < SCRATCH_FILES_MAX, "too many files in a scratch");
    if (i == s->files_len) {
        s->files_len++;
        memcpy(s->files[i], path, sizeof path);
    }
    FILE *file = fopen(path, "wb");
    need(file != NULL, path);
    need(fwrite(bytes, 1, len, file) == len, path);
    need(fclose(file) == 0, path);
    return s->files[i];
}

const char *scratch_put(scratch *s, const char *name, const char *text)
{
    return scratch_put_bytes(s, name, text, strlen(text));
}

void scratch_put_feeds(scratch *s)
{
    scratch_put(s, "btc.csv",
                "time,open,high,low,close,volume\n"
                "2024-01-01T00:00:00Z,100,100,100,100,5\n"
                "2024-01-01T01:00:00Z,101,101,101,101,5\n"
                "2024-01-01T02:00:00Z,102,102,102,102,5\n"
                "2024-01-01T03:00:00Z,103,103,103,103,5\n");
    scratch_put(s, "eth.csv",
                "time,open,high,low,close,volume\n"
                "2024-01-01T01:00:00Z,10,10,10,10,5\n"
                "2024-01-01T02:00:00Z,11,11,11,11,5\n");
    scratch_put(s, "flows.csv",
                "time,lp,kind,amount\n"
                "2024-01-01T02:30:00Z,ann,deposit,50\n"
                "2024-01-01T03:00:00Z,ann,withdraw,all\n"
                "2024-06-01T00:00:00Z,bob,deposit,7\n");
    scratch_put(s, "funding.csv", "time,rate\n2024-01-01T02:00:00Z,0.0001\n");
    scratch_put(s, "outages.csv",
                "begin,end,kind\n"
                "2024-01-01T01:00:00Z,2024-01-01T03:00:00Z,total\n"
                "2024-01-01T02:00:00Z,2024-01-01T02:30:00Z,submit\n"
                "2024-01-01T05:00:00Z,2024-01-01T06:00:00Z,cancel_only\n");
    scratch_put(s, "faults.csv",
                "begin,end,kind,value\n2024-01-01T01:00:00Z,2024-01-01T03:00:00Z,freeze,\n");
    scratch_put(s, "targets.csv", "time,instrument,leverage\n2024-01-01T02:00:00Z,BTC,1.5\n");
}

void scratch_close(scratch *s)
{
    for (size_t i = 0; i < s->files_len; i++) {
        unlink(s->files[i]);
    }
    rmdir(s->folder);
}

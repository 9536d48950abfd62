/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * say.c - one place through which text for people passes. Bytes that could move a cursor are
 * replaced before they are printed.
 */
#define _GNU_SOURCE
#include "say.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_BYTES = 1024, EXIT_PIPE = 141 };

static const char *command; /* NULL: none yet */

void bl_say_set_command(const char *name)
{
    command = name;
}

static void clean(char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7f) {
            *text = '?';
        }
    }
}

static const char *severity_name(bl_severity severity)
{
    return severity == BL_DIAG_ERROR ? "error" : "warning";
}

/* One object a line. A text that is not UTF-8 is dropped rather than the whole message. */
static void print_object(const bl_diag *diag, const char *code)
{
    json_t *object = json_pack("{s:s*, s:I, s:I, s:s, s:s, s:s*, s:s*}", "file", diag->file, "line",
                               (json_int_t)diag->line, "column", (json_int_t)diag->column,
                               "severity", severity_name(diag->severity), "code", code, "message",
                               diag->message, "hint", diag->hint[0] ? diag->hint : NULL);
    if (object) {
        json_dumpf(object, stderr, JSON_COMPACT | JSON_ENSURE_ASCII);
    } else {
        fputs("{\"severity\":\"error\",\"code\":\"MEMORY\",\"message\":\"out of memory\"}", stderr);
    }
    fputc('\n', stderr);
    json_decref(object);
}

static void print_excerpt(const bl_diag *diag)
{
    char number[32];
    int width = snprintf(number, sizeof number, "%zu", diag->line);
    fprintf(stderr, "  %s | %s\n", number, diag->excerpt);
    if (diag->excerpt_column == 0) {
        return;
    }
    fprintf(stderr, "  %*s | %*s^", width, "", (int)diag->excerpt_column - 1, "");
    const size_t shown = strlen(diag->excerpt);
    for (size_t i = 1; i < diag->width && diag->excerpt_column + i <= shown; i++) {
        fputc('~', stderr);
    }
    fputc('\n', stderr);
}

static void print_diag(const bl_diag *diag)
{
    fputs(diag->file, stderr);
    if (diag->line > 0) {
        fprintf(stderr, ":%zu", diag->line);
    }
    if (diag->line > 0 && diag->column > 0) {
        fprintf(stderr, ":%zu", diag->column);
    }
    fprintf(stderr, ": %s: %s\n", severity_name(diag->severity), diag->message);
    if (diag->excerpt[0]) {
        print_excerpt(diag);
    }
    if (diag->hint[0]) {
        fprintf(stderr, "  hint: %s\n", diag->hint);
    }
}

static void print_counts(const bl_diags *diags, const char *consequence)
{
    if (diags->errors > 0) {
        fprintf(stderr, "%zu error%s", diags->errors, diags->errors == 1 ? "" : "s");
    }
    if (diags->errors > 0 && diags->warnings > 0) {
        fputs(", ", stderr);
    }
    if (diags->warnings > 0) {
        fprintf(stderr, "%zu warning%s", diags->warnings, diags->warnings == 1 ? "" : "s");
    }
    if (diags->errors + diags->warnings > diags->len) {
        fprintf(stderr, " (%zu shown)", diags->len);
    }
    if (diags->errors > 0) {
        fprintf(stderr, "; %s.", consequence);
    }
    fputc('\n', stderr);
}

void bl_say_diags(const bl_diags *diags, bool json, const char *consequence)
{
    for (size_t i = 0; i < diags->len; i++) {
        if (json) {
            print_object(&diags->items[i], "INPUT");
        } else {
            print_diag(&diags->items[i]);
        }
    }
    if (!json && diags->errors + diags->warnings > 0) {
        print_counts(diags, consequence);
    }
}

static const char *status_name(bl_status status)
{
    switch (status) {
#define X(name, exit_status)                                                                       \
    case BL_##name:                                                                                \
        return #name;
        BL_STATUS_LIST(X)
#undef X
    }
    return "BUG";
}

static void print_message(bl_severity severity, bool json, const char *code, char *text)
{
    clean(text);
    if (!json) {
        fprintf(stderr, "ballast: %s: %s\n", severity_name(severity), text);
        return;
    }
    bl_diag diag = {.severity = severity, .file = "ballast"};
    snprintf(diag.message, sizeof diag.message, "%s", text);
    print_object(&diag, code);
}

int bl_say_error(const bl_err *err, bool json)
{
    bl_err copy = *err;
    print_message(BL_DIAG_ERROR, json, status_name(err->status), copy.text);
    return bl_err_exit_status(err->status);
}

int bl_say_usage(const char *format, ...)
{
    char text[TEXT_BYTES];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    print_message(BL_DIAG_ERROR, false, "USAGE", text);
    fprintf(stderr, "Try 'ballast help%s%s'.\n", command ? " " : "", command ? command : "");
    return bl_err_exit_status(BL_USAGE);
}

int bl_say_unknown(const char *what, const bl_suggest_nearest *meant, const char *where)
{
    return meant->name
               ? bl_say_usage("no %s '%s'. Did you mean '%s'?", what, meant->word, meant->name)
               : bl_say_usage("no %s '%s'; %s", what, meant->word, where);
}

void bl_say_warning(bool json, const char *format, ...)
{
    char text[TEXT_BYTES];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    print_message(BL_DIAG_WARNING, json, "WARNING", text);
}

static void close_stdout(void)
{
    bool failed = ferror(stdout) != 0;
    errno = 0;
    failed = fclose(stdout) != 0 || failed;
    if (!failed || errno == EBADF) {
        return;
    }
    if (errno == EPIPE) {
        _exit(EXIT_PIPE);
    }
    fprintf(stderr, "ballast: error: cannot write the answer to standard output%s%s\n",
            errno ? ": " : "", errno ? strerror(errno) : "");
    _exit(bl_err_exit_status(BL_SYSTEM));
}

void bl_say_guard_stdout(void)
{
    atexit(close_stdout);
}

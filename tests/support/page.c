/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * page.c - see page.h.
 */
#define _GNU_SOURCE
#include "page.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program.h"

enum { PAGE_BYTES = 256 * 1024, PATH_BYTES = 4096 };

static char page[PAGE_BYTES];    /* as it is */
static char blessed[PAGE_BYTES]; /* as it should be */
static char answer[2 * PROGRAM_ANSWER_BYTES];
static page_result result;
static const char *root;

static void read_page(const char *name)
{
    char path[2 * PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", root, name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "no %s", path);
    const size_t len = fread(page, 1, PAGE_BYTES - 1, file);
    ck_assert_uint_lt(len, PAGE_BYTES - 1);
    page[len] = '\0';
    blessed[0] = '\0';
    fclose(file);
}

static void add_blessed(const char *text, size_t len)
{
    const size_t had = strlen(blessed);
    ck_assert_uint_lt(had + len, PAGE_BYTES);
    memcpy(blessed + had, text, len);
    blessed[had + len] = '\0';
}

/* The end of the line, behind its LF. */
static const char *skip_line(const char *at)
{
    const char *end = strchr(at, '\n');
    return end ? end + 1 : at + strlen(at);
}

size_t page_split(char *line, const char *words[PROGRAM_WORDS_MAX + 1])
{
    size_t len = 0;
    char *to = line;
    for (char *at = line; *at != '\0' && len < PROGRAM_WORDS_MAX;) {
        at += strspn(at, " ");
        char quote = '\0';
        words[len++] = to;
        for (; *at != '\0' && (quote != '\0' || *at != ' '); at++) {
            if (quote == '\0' && (*at == '\'' || *at == '"')) {
                quote = *at;
            } else if (*at == quote) {
                quote = '\0';
            } else {
                *to++ = *at;
            }
        }
        at += *at == ' ';
        *to++ = '\0';
    }
    words[len] = NULL;
    return len;
}

const char *page_figures;

static void run_command(const char *text, size_t text_len)
{
    char line[1024];
    const char *words[PROGRAM_WORDS_MAX + 1];
    snprintf(line, sizeof line, "%.*s", (int)text_len, text);
    ck_assert_msg(strpbrk(line, "|<>;&$*") == NULL, "a shell would be needed: %s", line);
    const bool says_figures = strstr(line, "figures") != NULL;
    const size_t len = page_split(line, words);
    ck_assert_uint_ge(len, 2);
    result.commands++;
    if (strcmp(words[0], "cd") == 0) {
        ck_assert_msg(chdir(words[1]) == 0, "cd %s", words[1]);
        answer[0] = '\0';
        return;
    }
    ck_assert_str_eq(words[0], "ballast");
    if (page_figures && strcmp(words[1], "compare") == 0 && !says_figures) {
        ck_assert_uint_lt(len, PROGRAM_WORDS_MAX);
        words[len] = page_figures;
        words[len + 1] = NULL;
    }
    const int status = program_run(NULL, words + 1);
    const size_t told = (size_t)snprintf(answer, sizeof answer, "%s%s", program_out, program_err);
    if (status != 0) {
        snprintf(answer + told, sizeof answer - told, "(exit status %d)\n", status);
    }
}

bool page_matches(const char *expected, const char *end, const char *found)
{
    while (expected < end) {
        const char *next = skip_line(expected);
        const size_t len = (size_t)(next - expected);
        if (strncmp(expected, "...\n", 4) == 0) {
            for (;; found = skip_line(found)) {
                if (page_matches(next, end, found)) {
                    return true;
                }
                if (*found == '\0') {
                    return false;
                }
            }
        }
        if (strncmp(expected, found, len) != 0) {
            return false;
        }
        expected = next;
        found += len;
    }
    return *found == '\0';
}

static const char *run_console(const char *at, const char *name)
{
    while (strncmp(at, "$ ", 2) == 0) {
        const char *next = skip_line(at);
        add_blessed(at, (size_t)(next - at));
        run_command(at + 2, (size_t)(next - at) - 3);
        const char *end = next;
        while (*end != '\0' && strncmp(end, "$ ", 2) != 0 && strncmp(end, "```", 3) != 0) {
            end = skip_line(end);
        }
        if (page_matches(next, end, answer)) {
            add_blessed(next, (size_t)(end - next));
        } else {
            result.mismatches++;
            add_blessed(answer, strlen(answer));
            printf("%s: %.*sexpected:\n%.*sgot:\n%s", name, (int)(next - at), at, (int)(end - next),
                   next, answer);
            fflush(stdout); /* a failing test does not */
        }
        at = end;
    }
    return at;
}

/* The file's name in "yaml vault.yaml\n"; "" where there is none. */
static void find_file(const char *info, char out[256])
{
    const size_t line = strcspn(info, "\n");
    const size_t word = strcspn(info, " \n");
    snprintf(out, 256, "%.*s", word < line ? (int)(line - word - 1) : 0, info + word + 1);
}

static const char *take_fence(const char *at, const char *name)
{
    char file[256];
    const char *body = skip_line(at);
    add_blessed(at, (size_t)(body - at));
    if (strncmp(at, "```console\n", 11) == 0) {
        return run_console(body, name);
    }
    const char *end = strstr(body, "\n```");
    ck_assert_msg(end != NULL, "%s: a fence is not closed", name);
    find_file(at + 3, file);
    if (file[0] != '\0') {
        char *text = strndup(body, (size_t)(end + 1 - body));
        program_put_file(file, text);
        free(text);
    }
    add_blessed(body, (size_t)(end + 1 - body));
    return end + 1;
}

static void bless(const char *name)
{
    char path[2 * PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", root, name);
    program_put_file(path, blessed);
    printf("blessed %s\n", path);
}

page_result page_run(const char *root_folder, const char *name)
{
    root = root_folder;
    result = (page_result){0};
    read_page(name);
    for (const char *at = page; *at != '\0';) {
        if (strncmp(at, "```", 3) == 0) {
            at = take_fence(at, name);
        }
        const char *next = skip_line(at);
        add_blessed(at, (size_t)(next - at));
        at = next;
    }
    if (getenv("BALLAST_BLESS") && result.mismatches > 0) {
        bless(name);
        result.mismatches = 0;
    }
    return result;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_pages.c - what the pages for users show is what happens: their files are written, their
 * commands run and the output compared, line by line.
 *
 * A fence whose info string has a second word is a file of that name: ```yaml vault.yaml. In a
 * ```console fence a line that begins with "$ " is a command, `cd DIR` or `ballast ...`, and what
 * follows is its output, stdout then stderr. A line "..." stands for any lines; "(exit status N)"
 * ends the output of a command that does not exit with 0. With BALLAST_BLESS set, output that is
 * not so is written into the page.
 */
#define _GNU_SOURCE
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../support/cases.h"
#include "../support/program.h"

enum { PAGE_BYTES = 256 * 1024, PATH_BYTES = 4096 };

static const char *const pages[] = {"docs/tutorial.md", "docs/for-designers.md",
                                    "docs/for-researchers.md", "docs/for-risk.md"};
enum { PAGES_LEN = sizeof pages / sizeof *pages };

static char root[PATH_BYTES];
static char page[PAGE_BYTES];    /* as it is */
static char blessed[PAGE_BYTES]; /* as it should be */
static char answer[2 * PROGRAM_ANSWER_BYTES];
static size_t commands, mismatches;

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

/* Words in the way of a shell, without anything that a shell would do: quotes only. */
static size_t split(char *line, const char *words[PROGRAM_WORDS_MAX + 1])
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

static void run_command(const char *text, size_t text_len)
{
    char line[1024];
    const char *words[PROGRAM_WORDS_MAX + 1];
    snprintf(line, sizeof line, "%.*s", (int)text_len, text);
    ck_assert_msg(strpbrk(line, "|<>;&$*") == NULL, "a shell would be needed: %s", line);
    ck_assert_uint_ge(split(line, words), 2);
    commands++;
    if (strcmp(words[0], "cd") == 0) {
        ck_assert_msg(chdir(words[1]) == 0, "cd %s", words[1]);
        answer[0] = '\0';
        return;
    }
    ck_assert_str_eq(words[0], "ballast");
    const int status = program_run(NULL, words + 1);
    const size_t len = (size_t)snprintf(answer, sizeof answer, "%s%s", program_out, program_err);
    if (status != 0) {
        snprintf(answer + len, sizeof answer - len, "(exit status %d)\n", status);
    }
}

/* Does the output match, "..." standing for any lines? */
static bool is_match(const char *expected, const char *end, const char *found)
{
    while (expected < end) {
        const char *next = skip_line(expected);
        const size_t len = (size_t)(next - expected);
        if (strncmp(expected, "...\n", 4) == 0) {
            for (;; found = skip_line(found)) {
                if (is_match(next, end, found)) {
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
        if (is_match(next, end, answer)) {
            add_blessed(next, (size_t)(end - next));
        } else {
            mismatches++;
            add_blessed(answer, strlen(answer));
            printf("%s: %.*sexpected:\n%.*sgot:\n%s", name, (int)(next - at), at, (int)(end - next),
                   next, answer);
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

START_TEST(a_page_shows_what_happens)
{
    const char *name = pages[_i];
    read_page(name);
    for (const char *at = page; *at != '\0';) {
        if (strncmp(at, "```", 3) == 0) {
            at = take_fence(at, name);
        }
        const char *next = skip_line(at);
        add_blessed(at, (size_t)(next - at));
        at = next;
    }
    ck_assert_uint_ge(commands, 3);
    if (getenv("BALLAST_BLESS") && mismatches > 0) {
        bless(name);
    } else {
        ck_assert_uint_eq(mismatches, 0);
        ck_assert_str_eq(page, blessed);
    }
}
END_TEST

START_TEST(three_dots_stand_for_any_lines_and_for_nothing_else)
{
    static const struct {
        const char *expected, *found;
        bool matches;
    } table[] = {
        {"a\nb\n", "a\nb\n", true},
        {"a\n", "a\nb\n", false},
        {"a\nb\n", "a\n", false},
        {"a\n...\nd\n", "a\nb\nc\nd\n", true},
        {"a\n...\nd\n", "a\nd\n", true},
        {"a\n...\nd\n", "a\nb\nc\n", false},
        {"...\n", "", true},
        {"...\nc\n...\n", "a\nb\nc\nd\n", true},
        {"", "a\n", false},
        {"a.\n", "ab\n", false},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const char *expected = table[i].expected;
        ck_assert_msg(is_match(expected, expected + strlen(expected), table[i].found) ==
                          table[i].matches,
                      "case %zu", i);
    }
}
END_TEST

int main(void)
{
    if (!getcwd(root, sizeof root) || !program_find()) {
        return 0;
    }
    TCase *tcase = tcase_create("pages");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, program_begin, program_finish);
    tcase_add_loop_test(tcase, a_page_shows_what_happens, 0, PAGES_LEN);
    tcase_add_test(tcase, three_dots_stand_for_any_lines_and_for_nothing_else);
    return cases_run("pages", tcase);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * program.h - the program as a user starts it, in a working folder of the test's own. No shell in
 * between.
 */
#ifndef BL_TESTS_PROGRAM_H
#define BL_TESTS_PROGRAM_H

#include <stdbool.h>

enum { PROGRAM_WORDS_MAX = 24, PROGRAM_ANSWER_BYTES = 256 * 1024 };

extern char program_folder[2048];
/* What the last call said. */
extern char program_out[PROGRAM_ANSWER_BYTES], program_err[PROGRAM_ANSWER_BYTES];

/* Finds it: BALLAST_BIN, else build/release/ballast. False: it was said that it is not there. */
bool program_find(void);
/* A fixture: makes the folder and goes there; leaves it and removes it. */
void program_begin(void);
void program_finish(void);
/* Runs words[0..], up to NULL, with stdout into `stdout_path`, or a file that is read back into
 * program_out. Returns the exit status. */
int program_run(const char *stdout_path, const char *const *words);
/* The same with another program, by its path. */
int program_run_other(const char *path, const char *stdout_path, const char *const *words);
#define PROGRAM_RUN(...) program_run(NULL, (const char *const[]){__VA_ARGS__, NULL})

/* A file within the folder, "" where there is none. */
void program_read(const char *name, char text[PROGRAM_ANSWER_BYTES]);
void program_put_file(const char *path, const char *text);
/* Fails the test unless `part` stands in `text`. */
void program_expect_in(const char *text, const char *part);

#endif

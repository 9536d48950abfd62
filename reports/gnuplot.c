/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gnuplot.c - runs gnuplot over a script and takes the picture only if it is whole.
 *
 * The script goes in as a regular file on descriptor 0 and is opened as /dev/stdin: so gnuplot
 * stops at the first error, and its early death cannot raise SIGPIPE. Its last line makes it exit
 * with 42, since a script cut off in a string or a full disk otherwise exit with 0.
 * All files lie in a private folder inside the target folder until they are renamed.
 */
#define _GNU_SOURCE
#include "gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NAME_BYTES = 64, PATH_BYTES = 4096, TAIL_BYTES = 300 };
enum { STATUS_WHOLE = 42, STATUS_UNCONFINED = 43 };

static const char *const places[] = {"/usr/bin/gnuplot", "/usr/local/bin/gnuplot"};

/* What a format is called and how a whole file of it ends. */
static const struct {
    const char *suffix, *end;
} formats[BL_GNUPLOT_FORMATS] = {
    [BL_GNUPLOT_SVG] = {"svg", "</svg>"},
    [BL_GNUPLOT_PNG] = {"png", "IEND"},
    [BL_GNUPLOT_PDF] = {"pdf", "%%EOF"},
};

typedef struct {
    char text[TAIL_BYTES + 1]; /* the last bytes gnuplot said */
    size_t len;
} tail;

typedef struct {
    const bl_gnuplot_job *job;
    const char *program;
    char path[PATH_BYTES]; /* of the private folder */
    int inside, target;    /* the private folder and the one that takes the picture */
    char script[NAME_BYTES], picture[NAME_BYTES];
} work;

const char *bl_gnuplot_suffix(bl_gnuplot_format format)
{
    return formats[format].suffix;
}

const char *bl_gnuplot_path(void)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (access(places[i], X_OK) == 0) {
            return places[i];
        }
    }
    return NULL;
}

static bl_status fail(bl_err *err, const char *what, const char *why)
{
    bl_err_set(err, BL_SYSTEM, why);
    bl_err_prepend(err, what);
    return BL_SYSTEM;
}

/* ---- the script ---- */

static void put_terminal(FILE *out, const bl_gnuplot_job *job)
{
    static const char font[] = "enhanced font 'DejaVu Sans,15'";
    const int w = job->width;
    const int h = job->height;
    /* A point of type is a pixel in svg, 4/3 of one in png, 4/3 of itself in pdf; so are lines. */
    if (job->format == BL_GNUPLOT_SVG) {
        fprintf(out,
                "set terminal svg size %d,%d fontscale 1.3333 linewidth 1.3 %s"
                " background rgb '#FFFFFF'\n",
                w, h, font);
    } else if (job->format == BL_GNUPLOT_PNG) {
        fprintf(out,
                "set terminal pngcairo size %d,%d linewidth 1.3 %s"
                " background rgb '#FFFFFF'\n",
                w, h, font);
    } else {
        fprintf(out,
                "set terminal pdfcairo size %.4fin,%.4fin fontscale 0.75 linewidth 2 %s"
                " background rgb '#FFFFFF'\n",
                w / 96.0, h / 96.0, font);
    }
}

static bool write_script(const work *w)
{
    const int file = openat(w->inside, w->script, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    FILE *out = file >= 0 ? fdopen(file, "w") : NULL;
    if (!out) {
        return false;
    }
    fputs("# drawn by ballast; `gnuplot -d` on this file draws it again\n", out);
    put_terminal(out, w->job);
    fprintf(out, "set output '%s'\n", w->picture);
    fwrite(w->job->script, 1, w->job->script_len, out);
    fprintf(out, "\nunset output\nexit status %d\n", STATUS_WHOLE);
    const bool good = !ferror(out);
    return fclose(out) == 0 && good;
}

/* ---- the child ---- */

static void limit(int what, rlim_t most)
{
    const struct rlimit bound = {most, most};
    setrlimit((__rlimit_resource_t)what, &bound);
}

/* A filter under which nothing can be started, reached or traced. execve is let through for the
 * one address of our own path, which the new image does not have. NULL: no filter to be had. */
static scmp_filter_ctx make_filter(const char *program)
{
    const uint32_t no = SCMP_ACT_ERRNO(EPERM);
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter) {
        return NULL;
    }
    const struct scmp_arg_cmp process = {0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0};
    const struct scmp_arg_cmp other = {0, SCMP_CMP_NE, (scmp_datum_t)(uintptr_t)program, 0};
    const int calls[] = {
        SCMP_SYS(fork),   SCMP_SYS(vfork),    SCMP_SYS(socket),           SCMP_SYS(socketpair),
        SCMP_SYS(ptrace), SCMP_SYS(execveat), SCMP_SYS(process_vm_writev)};
    int bad = 0;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        bad |= seccomp_rule_add(filter, no, calls[i], 0);
    }
    bad |= seccomp_rule_add(filter, no, SCMP_SYS(clone), 1, process);
    bad |= seccomp_rule_add(filter, no, SCMP_SYS(execve), 1, other);
    bad |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    if (bad == 0) {
        return filter;
    }
    seccomp_release(filter);
    return NULL;
}

static bool redirect(const work *w, int errors)
{
    const int in = openat(w->inside, w->script, O_RDONLY | O_CLOEXEC);
    const int out = open("/dev/null", O_WRONLY | O_CLOEXEC);
    return in >= 0 && out >= 0 && dup2(errors, STDERR_FILENO) >= 0 && dup2(in, STDIN_FILENO) >= 0 &&
           dup2(out, STDOUT_FILENO) >= 0 && close_range(3, ~0U, 0) == 0;
}

_Noreturn static void become_gnuplot(const work *w, scmp_filter_ctx filter, int errors)
{
    static const char *const arguments[] = {"gnuplot", "-d", "/dev/stdin", NULL};
    static const char *const environment[] = {"PATH=/nonexistent",   "HOME=/nonexistent",
                                              "LC_ALL=C.UTF-8",      "TZ=UTC",
                                              "SOURCE_DATE_EPOCH=0", NULL};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (fchdir(w->inside) != 0 || !redirect(w, errors)) {
        _exit(STATUS_UNCONFINED);
    }
    limit(RLIMIT_CPU, 30);
    limit(RLIMIT_FSIZE, (rlim_t)64 << 20);
    limit(RLIMIT_NOFILE, 64);
    limit(RLIMIT_CORE, 0);
    if (seccomp_load(filter) == 0) {
        limit(RLIMIT_AS, (rlim_t)2 << 30); /* last: a sanitizer's own map is larger than that */
        execve(w->program, (char *const *)(uintptr_t)arguments,
               (char *const *)(uintptr_t)environment);
    }
    _exit(STATUS_UNCONFINED);
}

/* ---- the parent ---- */

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void keep_tail(tail *t, const char *bytes, size_t len)
{
    if (len > TAIL_BYTES) {
        bytes += len - TAIL_BYTES;
        len = TAIL_BYTES;
    }
    const size_t over = t->len + len > TAIL_BYTES ? t->len + len - TAIL_BYTES : 0;
    memmove(t->text, t->text + over, t->len - over);
    t->len -= over;
    memcpy(t->text + t->len, bytes, len);
    t->len += len;
    t->text[t->len] = '\0';
}

/* Reads what is there; false once gnuplot has closed its end. */
static bool drain(int errors, int wait_ms, tail *t)
{
    struct pollfd on = {.fd = errors, .events = POLLIN};
    if (poll(&on, 1, wait_ms) <= 0) {
        return true;
    }
    char bytes[4096];
    const ssize_t got = read(errors, bytes, sizeof bytes);
    if (got > 0) {
        keep_tail(t, bytes, (size_t)got);
    }
    return got > 0 || (got < 0 && errno == EINTR);
}

/* Waits for the child, not past the deadline. Its wait status, or -1: it had to be killed. */
static int await(pid_t child, int errors, int64_t deadline_ms, tail *t)
{
    const int64_t end_ms = now_ms() + deadline_ms;
    bool open = true;
    int status = 0;
    for (;;) {
        if (open) {
            open = drain(errors, 20, t);
        } else {
            poll(NULL, 0, 1);
        }
        if (waitpid(child, &status, WNOHANG) == child) {
            break;
        }
        if (now_ms() >= end_ms) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            return -1;
        }
    }
    while (open && drain(errors, 0, t)) {
        struct pollfd on = {.fd = errors, .events = POLLIN};
        open = poll(&on, 1, 0) > 0;
    }
    return status;
}

/* One line of what gnuplot said: its last words, control bytes blanked. */
static void flatten(tail *t)
{
    size_t to = 0;
    for (size_t i = 0; i < t->len; i++) {
        const unsigned char c = (unsigned char)t->text[i];
        const bool blank = c <= ' ' || c == 0x7f;
        if (!blank || (to > 0 && t->text[to - 1] != ' ')) {
            t->text[to++] = blank ? ' ' : (char)c;
        }
    }
    while (to > 0 && t->text[to - 1] == ' ') {
        to--;
    }
    t->text[to] = '\0';
    t->len = to;
}

static bl_status judge(int status, tail *said, bl_err *err)
{
    flatten(said);
    if (status == -1) {
        return fail(err, "gnuplot", "stopped: it took longer than the deadline");
    }
    if (WIFSIGNALED(status)) {
        return fail(err, "gnuplot", "ended by a signal: a limit on memory, time or size");
    }
    if (WEXITSTATUS(status) == STATUS_UNCONFINED) {
        return fail(err, "gnuplot", "could not be started in confinement (seccomp)");
    }
    if (WEXITSTATUS(status) != STATUS_WHOLE) {
        return fail(err, "gnuplot did not finish its script",
                    said->len > 0 ? said->text : "the script is cut off");
    }
    return BL_OK;
}

static bl_status start(const work *w, pid_t *child, int *errors, bl_err *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return fail(err, "cannot start gnuplot", strerror(errno));
    }
    scmp_filter_ctx filter = make_filter(w->program);
    const pid_t pid = filter ? fork() : -1;
    if (pid == 0) {
        become_gnuplot(w, filter, ends[1]);
    }
    const int why = filter ? errno : ENOMEM;
    seccomp_release(filter);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return fail(err, "cannot start gnuplot", strerror(why));
    }
    *child = pid;
    *errors = ends[0];
    return BL_OK;
}

static bl_status run(const work *w, bl_err *err)
{
    pid_t child = 0;
    int errors = -1;
    const bl_status started = start(w, &child, &errors, err);
    if (started != BL_OK) {
        return started;
    }
    tail said = {.len = 0};
    const int64_t deadline_ms = w->job->deadline_ms > 0 ? w->job->deadline_ms : 20000;
    const int status = await(child, errors, deadline_ms, &said);
    close(errors);
    return judge(status, &said, err);
}

/* ---- the picture ---- */

/* Cairo prints the time of day into a PDF; the 14 digits are overwritten in place, so offsets
 * stay right and the bytes depend on the picture alone. */
static bool blank_pdf_date(int file, off_t size)
{
    static const char key[] = "/CreationDate (D:";
    enum { BLOCK = 65536, KEY = sizeof key - 1, DIGITS = 14 };
    char block[BLOCK];
    for (off_t at = 0; at < size; at += BLOCK - KEY) {
        const ssize_t got = pread(file, block, BLOCK, at);
        if (got < (ssize_t)KEY) {
            break;
        }
        const char *hit = memmem(block, (size_t)got, key, KEY);
        if (hit) {
            return pwrite(file, "20000101000000", DIGITS, at + (hit - block) + KEY) == DIGITS;
        }
    }
    return false;
}

static bool is_whole(int file, off_t size, const char *end)
{
    char last[64];
    const off_t at = size > (off_t)sizeof last ? size - (off_t)sizeof last : 0;
    const ssize_t got = pread(file, last, sizeof last, at);
    return got > 0 && memmem(last, (size_t)got, end, strlen(end));
}

/* Checks the picture and makes it last. */
static bl_status finish(const work *w, bl_err *err)
{
    const int file = openat(w->inside, w->picture, O_RDWR | O_CLOEXEC);
    struct stat about;
    bool good = file >= 0 && fstat(file, &about) == 0 &&
                is_whole(file, about.st_size, formats[w->job->format].end);
    if (good && w->job->format == BL_GNUPLOT_PDF) {
        good = blank_pdf_date(file, about.st_size);
    }
    good = good && fsync(file) == 0;
    if (file >= 0) {
        close(file);
    }
    return good ? BL_OK : fail(err, "gnuplot", "left a picture that is not whole (disk full?)");
}

static bl_status move_out(const work *w, const char *name, bl_err *err)
{
    if (renameat(w->inside, name, w->target, name) != 0) {
        return fail(err, name, strerror(errno));
    }
    return BL_OK;
}

static bl_status draw(const work *w, bl_err *err)
{
    if (!write_script(w)) {
        return fail(err, "cannot write the script", strerror(errno));
    }
    bl_status status = run(w, err);
    if (status == BL_OK) {
        status = finish(w, err);
    }
    if (status == BL_OK && w->job->keep_script) {
        status = move_out(w, w->script, err);
    }
    if (status == BL_OK) {
        status = move_out(w, w->picture, err);
    }
    return status;
}

static bool open_folders(work *w)
{
    const bl_gnuplot_job *job = w->job;
    snprintf(w->script, sizeof w->script, "%.50s.gp", job->name);
    snprintf(w->picture, sizeof w->picture, "%.50s.%s", job->name, formats[job->format].suffix);
    const int len = snprintf(w->path, sizeof w->path, "%s/.figure-XXXXXX", job->folder);
    if (len < 0 || (size_t)len >= sizeof w->path) {
        errno = ENAMETOOLONG;
        return false;
    }
    w->target = open(job->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (w->target < 0 || !mkdtemp(w->path)) {
        return false;
    }
    w->inside = open(w->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return w->inside >= 0;
}

static void close_folders(const work *w)
{
    if (w->inside >= 0) {
        unlinkat(w->inside, w->script, 0);
        unlinkat(w->inside, w->picture, 0);
        close(w->inside);
        rmdir(w->path);
    }
    if (w->target >= 0) {
        close(w->target);
    }
}

bl_status bl_gnuplot_draw(const bl_gnuplot_job *job, bl_err *err)
{
    work w = {.job = job, .program = bl_gnuplot_path(), .inside = -1, .target = -1};
    if (!w.program) {
        return fail(err, "gnuplot is not installed",
                    "looked for /usr/bin/gnuplot and /usr/local/bin/gnuplot; on Debian: "
                    "apt install gnuplot-nox fonts-dejavu-core");
    }
    bl_status status = open_folders(&w) ? draw(&w, err) : fail(err, job->folder, strerror(errno));
    close_folders(&w);
    if (status != BL_OK) {
        bl_err_prepend(err, job->name);
    }
    return status;
}

# SPDX-License-Identifier: GPL-3.0-or-later
#
# includes.awk - which outside headers a folder may use: the libraries of each layer.

BEGIN {
    libraries = " csv.h yaml.h jansson.h zstd.h zlib.h sqlite3.h archive.h" \
                " archive_entry.h argp.h seccomp.h math.h fenv.h complex.h pthread.h threads.h omp.h "
    may["data"] = " csv.h jansson.h zstd.h zlib.h sqlite3.h archive.h" \
                  " archive_entry.h pthread.h "
    may["scenarios"] = " yaml.h pthread.h "
    may["reports"] = " jansson.h seccomp.h math.h "
    may["cli"] = libraries
    bare = " stdbool.h stddef.h stdint.h limits.h stdalign.h string.h setjmp.h "
}

function complain() {
    printf "%s:%d: %s/ may not include <%s>\n", FILENAME, FNR, folder, header
}

/^#[ ]*include[ ]*</ {
    folder = FILENAME
    sub(/\/.*$/, "", folder)
    header = $0
    sub(/^[^<]*</, "", header)
    sub(/>.*$/, "", header)
    if (folder == "tests") next
    if (folder == "sim") {
        crash = FILENAME == "sim/base.c" && header ~ /^(stdlib|unistd|signal)\.h$/
        if (index(bare, " " header " ") == 0 && !crash) complain()
    } else if (folder == "models") {
        if (index(bare " math.h ", " " header " ") == 0) complain()
    } else if (header ~ /^nettle\//) {
        if (folder != "data" && folder != "cli") complain()
    } else if (header ~ /^gsl\//) {
        if (folder != "reports") complain()
    } else if (index(libraries, " " header " ") && index(may[folder], " " header " ") == 0) {
        complain()
    }
}

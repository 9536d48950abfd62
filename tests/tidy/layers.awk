# SPDX-License-Identifier: GPL-3.0-or-later
#
# layers.awk - reads the dependency files of the compiler (-MM): who includes whom. sim is below
# models and data, those below scenarios and reports, cli is on top; nothing else is an edge.

BEGIN {
    allowed["sim"] = " sim "
    allowed["models"] = " sim "
    allowed["data"] = " sim data "
    allowed["scenarios"] = " sim models data scenarios "
    allowed["reports"] = " sim data reports "
    allowed["cli"] = " sim models data scenarios reports cli "
}

function folder_of(path) {
    sub(/\/.*$/, "", path)
    return path
}

# models/a.c -> models/x/../../sim/b.h is sim/b.h
function plain(path) {
    while (sub(/[^\/.]+\/\.\.\//, "", path)) {}
    return path
}

function check_edge(source, header,    from, to) {
    from = folder_of(source)
    to = folder_of(header)
    if (from == "models" && header ~ /^models\/(registry\.(h|def|c)|(real|draw|selftest|process|holders|blocks|band|outage|delay|impact|share|snapshot|bucket|jup_[a-z]+)\.h|[^\/]*\.c)$/) return
    if (index(allowed[from], " " to " ") == 0)
        printf "%s:1: includes %s: %s may include only%s\n", source, header, from, allowed[from]
}

# The first rule of each file is the object's; the rest are empty ones for removed headers.
FNR == 1 { source = ""; done = 0 }
!done {
    last = $0 !~ /\\$/
    line = $0
    sub(/\\$/, "", line)
    sub(/^[^:]*:/, "", line)
    n = split(line, word, " ")
    for (i = 1; i <= n; i++) {
        path = plain(word[i])
        if (source == "") source = path
        else check_edge(source, path)
    }
    done = last
}

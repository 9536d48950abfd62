# SPDX-License-Identifier: GPL-3.0-or-later
#
# objects.awk - reads `nm -f sysv` of the objects, each after a line `object SOURCE`: what the core
# needs from outside, what is exported under which name, and state that outlives a call.

BEGIN {
    FS = "|"
    banned = " system popen gets strcpy strcat sprintf vsprintf strtok atoi atol atoll rand srand" \
             " localtime gmtime tmpnam strtod "
    # Memory moves and what the compiler itself calls; anything else is not for the core.
    core = " memcpy memmove memset memcmp strlen strnlen strcmp _setjmp longjmp __longjmp_chk" \
           " __stack_chk_fail __memcpy_chk __memmove_chk __memset_chk _GLOBAL_OFFSET_TABLE_" \
           " __udivti3 __umodti3 __divti3 __modti3 __multi3 __muloti4 __udivmodti4 "
    crash = " abort write "
    instrumented = "^__(odr_asan|asan|ubsan|tsan|gcov|llvm|sanitizer)"
}

function trim(text) {
    gsub(/^[ \t]+|[ \t]+$/, "", text)
    return text
}

function complain(what) {
    printf "%s:1: %s\n", source, what
}

function check_needed(name,    plain) {
    plain = name
    if (plain ~ /^__.*_chk$/) { sub(/^__/, "", plain); sub(/_chk$/, "", plain) }
    sub(/^__isoc(99|23)_/, "", plain)
    if (index(banned, " " plain " ")) complain("banned call: " plain)
    if (folder != "sim" && folder != "models") return
    if (name ~ /^bl_/ || name ~ instrumented || index(core, " " name " ")) return
    if (source == "sim/base.c" && index(crash, " " name " ")) return
    if (folder == "models" && name == "sqrt") return
    complain(folder "/ may not need " name)
}

# bl_<file>_..., or a leading part of the file's name up to an underscore: feed_bars exports
# bl_feed_... too.
function check_exported(name,    part) {
    for (part = base; part != ""; ) {
        if (name == "bl_" part || index(name, "bl_" part "_") == 1) return
        if (!sub(/_[^_]*$/, "", part)) part = ""
    }
    if (source != "cli/main.c" || name != "main") complain("exports " name ", not bl_" base "_...")
}

/^object / {
    source = $0
    sub(/^object /, "", source)
    folder = base = source
    sub(/\/.*$/, "", folder)
    sub(/^.*\//, "", base)
    sub(/\.c$/, "", base)
    next
}
NF >= 7 && $1 !~ /^Name/ {
    name = trim($1)
    kind = trim($3)
    section = trim($7)
    if (kind == "U" || kind == "w") check_needed(name)
    else if (kind ~ /^[A-Z]$/ && name !~ instrumented) check_exported(name)
    kept_by_crash = source == "sim/base.c"
    if ((folder == "sim" || folder == "models") && section ~ /^\.(data|bss)$/ &&
        !kept_by_crash && name !~ instrumented && name !~ /^\./)
        complain("state that outlives a call: " name)
}

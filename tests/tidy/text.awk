# SPDX-License-Identifier: GPL-3.0-or-later
#
# text.awk - form rules that the text alone shows. Complaints as `file:line: what`; one line
# `length N file:line name` for each function, for tidy.sh to judge and to count.

function complain(what) {
    printf "%s:%d: %s\n", FILENAME, FNR, what
}

# The line without comments, with strings and character constants emptied. `in_comment` lives on.
function code_of(line,    out, c, two, i, n) {
    out = ""
    n = length(line)
    for (i = 1; i <= n; i++) {
        two = substr(line, i, 2)
        c = substr(line, i, 1)
        if (in_comment) {
            if (two == "*/") { in_comment = 0; i++ }
        } else if (two == "/*") {
            in_comment = 1
            i++
        } else if (two == "//") {
            complain("comment with //")
            return out
        } else if (c == "\"" || c == "'") {
            out = out c c
            for (i++; i <= n && substr(line, i, 1) != c; i++)
                if (substr(line, i, 1) == "\\") i++
        } else {
            out = out c
        }
    }
    return out
}

function check_line(    text) {
    text = $0
    gsub(/[\200-\277]/, "", text)
    if (length(text) > 100) complain("line of " length(text) " columns, 100 are allowed")
    if ($0 ~ /\t/) complain("tab")
    if ($0 ~ /[ \t\r]$/) complain("space at the end of the line")
    if (FNR == 1 && $0 !~ /^\/\* SPDX-License-Identifier: GPL-3\.0-or-later/)
        complain("first line is not the SPDX line")
    if (FNR == 3 && index($0, " * " base " - ") != 1)
        complain("third line does not say what the file is for: ` * " base " - ...`")
}

function check_calls(code,    i, word, count, words) {
    count = split(banned, words, " ")
    for (i = 1; i <= count; i++) {
        word = words[i]
        if (code ~ ("(^|[^A-Za-z0-9_>.])" word "[ ]*\\("))
            complain("banned call: " word)
    }
    if (folder == "sim" && code ~ /(^|[^A-Za-z0-9_])(float|double)([^A-Za-z0-9_]|$)/)
        complain("floating point in sim/")
    if (folder != "tests" && code ~ /(^|[^A-Za-z0-9_])qsort[ ]*\(/ && !(FILENAME in reviewed))
        complain("qsort outside tests/tidy/qsort.txt: is its order total?")
}

# A row of a switch may end with its break or return on the same line.
function check_statement(code,    rest) {
    rest = code
    if (rest ~ /^[ ]*(case |default:)/) sub(/[ ](break|return [a-z0-9_]+);[ ]*$/, "", rest)
    if (rest ~ /(^|[^a-z_])for \(/ || rest ~ /(struct|union|enum)[ a-z_]*\{/) return
    if (gsub(/;/, ";", rest) > 1) complain("two statements on one line")
}

# Functions begin with a line in column one and have their braces in column one.
function follow_function(code,    name) {
    if (!inside && code ~ /^[A-Za-z_].*\) \{$/ && code !~ /^(typedef|struct|union|enum|extern|_)/)
        complain("the opening brace of a function stands on its own line")
    if (!inside && code ~ /^[A-Za-z_]/) {
        head = FNR
        name = code
        sub(/^START_TEST\(/, "", name)
        sub(/[();].*$/, "", name)
        sub(/^.*[ *]/, "", name)
        head_name = name
    }
    if (code ~ /^\{[ ]*$/) inside = 1
    if (inside && code ~ /^\}[ ]*$/) {
        printf "length %d %s:%d %s\n", FNR - head + 1, FILENAME, head, head_name
        inside = 0
    }
}

function begin_file() {
    in_comment = 0
    inside = 0
    head = 0
    base = FILENAME
    sub(/^.*\//, "", base)
    folder = FILENAME
    sub(/\/.*$/, "", folder)
}

BEGIN {
    banned = "system popen gets strcpy strcat sprintf vsprintf strtok atoi atol atoll rand srand" \
             " localtime gmtime tmpnam strtod"
    while ((getline line < "tests/tidy/qsort.txt") > 0)
        if (line !~ /^#/ && split(line, part, " ") > 1) reviewed[part[1]] = 1
}

FNR == 1 { begin_file() }

{
    check_line()
    code = code_of($0)
    if (code !~ /^#/) {
        check_calls(code)
        follow_function(code)
        if (inside) check_statement(code)
    }
    if (FNR == 801) complain("more than 800 lines")
}

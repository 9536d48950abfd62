/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * err.c - building the sentence of a failure. The text always ends in a NUL and is cut, never
 * overrun: the cause stands last, so a cut takes the end of the cause and not the place.
 */
#include "err.h"

#include <string.h>

bl_status bl_err_set(bl_err *err, bl_status status, const char *cause)
{
    size_t len = strnlen(cause, sizeof err->text - 1);
    err->status = status;
    memmove(err->text, cause, len);
    err->text[len] = '\0';
    return status;
}

void bl_err_prepend(bl_err *err, const char *clause)
{
    size_t room = sizeof err->text - 1;
    size_t clause_len = strnlen(clause, room - 2);
    size_t head = clause_len + 2;
    size_t old = strnlen(err->text, room);
    size_t kept = old < room - head ? old : room - head;
    memmove(err->text + head, err->text, kept);
    memcpy(err->text, clause, clause_len);
    err->text[clause_len] = ':';
    err->text[clause_len + 1] = ' ';
    err->text[head + kept] = '\0';
}

int bl_err_exit_status(bl_status status)
{
    switch (status) {
#define X(name, exit_status)                                                                       \
    case BL_##name:                                                                                \
        return exit_status;
        BL_STATUS_LIST(X)
#undef X
    }
    return 70;
}

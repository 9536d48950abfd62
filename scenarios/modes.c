/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * modes.c - what a mode's text becomes outside the scenario.
 */
#include "modes.h"

#include <string.h>

void bl_modes_print_folder(const char *mode_text, char *out, size_t out_bytes)
{
    size_t len = 0;
    for (const char *at = mode_text; *at != '\0' && len + 1 < out_bytes; at++) {
        if (*at != '%') {
            out[len++] = strchr(":+@/", *at) != NULL ? '-' : *at;
        }
    }
    if (out_bytes > 0) {
        out[len] = '\0';
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * modes.h - a mode's folder.
 */
#ifndef BL_MODES_H
#define BL_MODES_H

#include <stddef.h>

/* The folder of a mode, spec 13.0: `:` and `+` become `-`, `%` is dropped. */
void bl_modes_print_folder(const char *mode_text, char *out, size_t out_bytes);

#endif

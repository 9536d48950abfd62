/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mode_never.c - the book is left alone (spec 6.2, 6.6).
 */
#include "registry.h"

extern const bl_mode_model bl_mode_never;

const bl_mode_model bl_mode_never = {
    .info =
        {
            .kind = "mode",
            .name = "never",
            .summary = "never rescales; a payout above the free balance waits",
            .source = "spec 6.2, 6.6",
            .version = 1,
        },
    .waits_for_margin = true,
};

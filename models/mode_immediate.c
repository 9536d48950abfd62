/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mode_immediate.c - the book is rescaled with every flow, as one act (spec 6.2, 6.5).
 */
#include "registry.h"

extern const bl_mode_model bl_mode_immediate;

const bl_mode_model bl_mode_immediate = {
    .info =
        {
            .kind = "mode",
            .name = "immediate",
            .summary = "rescales with every LP entry and exit, as one act",
            .source = "spec 6.2, 6.5",
            .version = 1,
        },
    .with_flow = true,
};

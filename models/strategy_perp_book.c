/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * strategy_perp_book.c - a perp book as a strategy: the hybrid vault (spec 5.5).
 */
#include "registry.h"

extern const bl_strategy_model bl_strategy_perp_book;

const bl_strategy_model bl_strategy_perp_book = {
    .info =
        {
            .kind = "strategy",
            .name = "perp_book",
            .summary = "trades the scenario's instruments; each crank rescales the book",
            .source = "spec 5.5",
            .version = 1,
        },
    .is_book = true,
};

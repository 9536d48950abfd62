/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * style.c - the house style: borders left and bottom only, a pale grid, no key (labels stand at
 * the lines they name), every tic a literal. No state outside these lines.
 */
#include "style.h"

const char *const bl_style_lines[] = {
    "set encoding utf8",
    "set decimalsign '.'",
    "set minussign",
    "set style line 10 lc rgb '#5A5A5A' lw 1.0 dt 1", /* axes */
    "set style line 11 lc rgb '#D9D9D9' lw 0.6 dt 1", /* grid */
    "set style line 13 lc rgb '#000000' lw 0.7 dt 1", /* target */
    "set border 3 ls 10",
    "set tics nomirror out scale 0.6 textcolor rgb '#333333'",
    "set xtics font ',13' offset 0,0.2",
    "set ytics font ',13'",
    "set grid back ls 11",
    "unset key",
    "unset title",
};
const size_t bl_style_len = sizeof bl_style_lines / sizeof *bl_style_lines;

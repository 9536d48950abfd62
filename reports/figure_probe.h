/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_probe.h - the pictures of the sandwich probe: profit against time held, and the tail of
 * each unlock curve to the last unit.
 */
#ifndef BL_FIGURE_PROBE_H
#define BL_FIGURE_PROBE_H

#include "figures.h"
#include "probe.h"

/* Draws `probe` and `unlock_tail`; of the input: scenario, formats, folder, keep_gp, footer. */
bl_status bl_figure_probe_draw(const bl_figures_input *in, const bl_probe_input *asked,
                               const bl_probe *probe, bl_figures_files *files, bl_err *err);
/* `unlock_tail` alone: of a million whole units under each scheme, at its own rate. */
bl_status bl_figure_unlock_tail_draw(const bl_figures_input *in,
                                     const bl_unlock_model *const *schemes, size_t schemes_len,
                                     bl_figures_files *files, bl_err *err);

#endif

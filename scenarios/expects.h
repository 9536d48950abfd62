/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expects.h - reads a scenario's `expect` list (docs/formats.md).
 */
#ifndef BL_EXPECTS_H
#define BL_EXPECTS_H

#include "draft.h"

/* Reads the list at `node` into draft->expects; modes were read. Complaints go to diags. */
void bl_expects_read(bl_reading *reading, const bl_yaml_node *node);

#endif

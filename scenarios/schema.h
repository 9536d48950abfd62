/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * schema.h - the walk that reads a tree of nodes by the table of keys into a draft.
 */
#ifndef BL_SCHEMA_H
#define BL_SCHEMA_H

#include "draft.h"

/* Reads reading->root into reading->draft; every complaint goes to reading->diags. */
void bl_schema_read(bl_reading *reading);

#endif

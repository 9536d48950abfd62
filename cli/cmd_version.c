/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_version.c - `ballast version`.
 */
#include <stdio.h>

#include "../data/manifest.h"
#include "cmd.h"

int bl_cmd_version_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    printf("ballast %s, results version %d\n%s\nGPL-3.0-or-later; there is no warranty.\n",
           BL_VERSION, BL_RESULTS_VERSION, bl_manifest_build());
    return 0;
}

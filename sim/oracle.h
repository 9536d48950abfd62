/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * oracle.h - the oracle's reports, on time, late or wrong, and the check on them (spec 6.12).
 */
#ifndef BL_ORACLE_H
#define BL_ORACLE_H

#include "engine.h"

/* Late reports that can be on their way at once: how many places bl_oracle_init needs. */
size_t bl_oracle_late_max(const bl_oracle_rule *rule);
/* In phase ORACLE of start: N is E. */
void bl_oracle_open(bl_run *run);
/* |N-E|*10000 > 200*E */
bool bl_oracle_is_diverged(const bl_run *run);
/* The report that falls due now goes out: arrives, is late, or is lost. */
void bl_oracle_report(bl_run *run);
/* A late report arrives; `place` as it was sent. */
void bl_oracle_receive(bl_run *run, uint64_t place);
/* Divergence; trips (spec 6.12). */
void bl_oracle_check(bl_run *run);

#endif

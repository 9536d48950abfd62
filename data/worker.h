/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * worker.h - a second thread that does one job at a time while the caller does something else.
 * Where there is none, NULL, the caller does the job at once: only the time differs.
 */
#ifndef BL_WORKER_H
#define BL_WORKER_H

typedef struct bl_worker bl_worker;
typedef void bl_worker_job(void *context);

/* NULL: no thread or no memory. */
bl_worker *bl_worker_open(void);
/* Waits for the job in hand. */
void bl_worker_close(bl_worker *worker);
/* Begins a job, after the one before was waited for. What the job touches is the job's until then.
 */
void bl_worker_begin(bl_worker *worker, bl_worker_job *job, void *context);
void bl_worker_wait(bl_worker *worker);

#endif

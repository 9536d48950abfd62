/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * worker.c - see the header. Signals stay with the thread that the process began with.
 */
#include "worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

struct bl_worker {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bl_worker_job *job; /* NULL: none in hand */
    void *context;
    bool ends;
};

static void *work(void *context)
{
    bl_worker *worker = context;
    (void)pthread_mutex_lock(&worker->lock);
    while (!worker->ends) {
        if (worker->job == NULL) {
            (void)pthread_cond_wait(&worker->changed, &worker->lock);
            continue;
        }
        (void)pthread_mutex_unlock(&worker->lock);
        worker->job(worker->context);
        (void)pthread_mutex_lock(&worker->lock);
        worker->job = NULL;
        (void)pthread_cond_signal(&worker->changed);
    }
    (void)pthread_mutex_unlock(&worker->lock);
    return NULL;
}

static bool start(bl_worker *worker)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, &before);
    const bool good = pthread_create(&worker->thread, NULL, work, worker) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return good;
}

bl_worker *bl_worker_open(void)
{
    bl_worker *worker = calloc(1, sizeof *worker);
    if (worker == NULL) {
        return NULL;
    }
    (void)pthread_mutex_init(&worker->lock, NULL);
    (void)pthread_cond_init(&worker->changed, NULL);
    if (start(worker)) {
        return worker;
    }
    free(worker);
    return NULL;
}

void bl_worker_begin(bl_worker *worker, bl_worker_job *job, void *context)
{
    if (worker == NULL) {
        job(context);
        return;
    }
    (void)pthread_mutex_lock(&worker->lock);
    worker->job = job;
    worker->context = context;
    (void)pthread_cond_signal(&worker->changed);
    (void)pthread_mutex_unlock(&worker->lock);
}

void bl_worker_wait(bl_worker *worker)
{
    if (worker == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&worker->lock);
    while (worker->job != NULL) {
        (void)pthread_cond_wait(&worker->changed, &worker->lock);
    }
    (void)pthread_mutex_unlock(&worker->lock);
}

void bl_worker_close(bl_worker *worker)
{
    if (worker == NULL) {
        return;
    }
    bl_worker_wait(worker);
    (void)pthread_mutex_lock(&worker->lock);
    worker->ends = true;
    (void)pthread_cond_signal(&worker->changed);
    (void)pthread_mutex_unlock(&worker->lock);
    (void)pthread_join(worker->thread, NULL);
    (void)pthread_cond_destroy(&worker->changed);
    (void)pthread_mutex_destroy(&worker->lock);
    free(worker);
}

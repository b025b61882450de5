#ifndef FLAMEGATE_GATE_BASE_WORKERS_H
#define FLAMEGATE_GATE_BASE_WORKERS_H

#include "gate/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Workers: threads that do jobs beside the one that hands them out, the owner.
 *
 * Nothing may depend on how many there are. So a job writes only where no other job and not the owner looks
 * meanwhile, and what it made is used once workers_wait has returned; jobs have numbers, and of several that fail
 * the error of the smallest number counts, whichever failed first; and a job that is refused memory is done again
 * when all others are done, alone: it must leave what it works on as it was when it fails with ERROR_MEMORY.
 *
 * Every function here is for the owner's thread alone.
 */

struct workers;

enum { WORKERS_MOST = 8 };

/* A job is its giver's, and must stay where it is until workers_wait or workers_free has returned. */
struct workers_job {
    int (*run)(void *context, struct error *err); /* 0, or -1 with err set */
    void *context;
    size_t number;            /* its place among the errors */
    struct workers_job *next; /* private */
};

/* threads is how many work at once, the owner included: 0 counts as 1, and more than WORKERS_MOST as that. With 1,
 * or where the machine gives no thread, every job is done by workers_give. *out is to be freed. */
int workers_new(struct workers **out, size_t threads, struct error *err);

/* Whether every job is done by workers_give. */
bool workers_alone(const struct workers *workers);

/*
 * Has the job done, now or later. As many jobs may wait as there are other threads; when more do, the owner does
 * one itself, so that what jobs hold is bounded. -1 with err set, and the job is not done: an earlier one has
 * failed.
 */
int workers_give(struct workers *workers, struct workers_job *job, struct error *err);

/* Returns when no job is under way. -1 with err set: a job has failed; all with a smaller number that were given
 * have been done, of the others some perhaps not. After that only workers_free is of use. */
int workers_wait(struct workers *workers, struct error *err);

/* Jobs that have not begun are not done. NULL is fine. */
void workers_free(struct workers *workers);

#endif

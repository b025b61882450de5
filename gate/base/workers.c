#include "gate/base/workers.h"

#include "gate/base/memory.h"

#include <pthread.h>
#include <stdint.h>

#include "gate/base/banned.h"

#define NONE_FAILED SIZE_MAX

/* Jobs one behind the other. */
struct line {
    struct workers_job *first;
    struct workers_job *last;
    size_t count;
};

struct workers {
    pthread_t threads[WORKERS_MOST];
    size_t thread_count; /* without the owner */

    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t given; /* a job waits, or none will come any more */
    pthread_cond_t ended; /* no job is under way in a thread */
    struct line waiting;
    struct line refused; /* memory; to be done again */
    size_t running;      /* in threads */
    size_t failed;       /* the smallest number of a job that failed; NONE_FAILED: none */
    struct error failure;
    bool closing;
};

/* ---- lines of jobs ---- */

static void append(struct line *line, struct workers_job *job)
{
    job->next = NULL;
    if (line->last)
        line->last->next = job;
    else
        line->first = job;
    line->last = job;
    line->count++;
}

static struct workers_job *take_first(struct line *line)
{
    struct workers_job *job = line->first;
    line->first = job->next;
    if (!line->first)
        line->last = NULL;
    line->count--;
    return job;
}

/* The job with the smallest number, out of the line. */
static struct workers_job *take_smallest(struct line *line)
{
    struct line rest = {0};
    struct workers_job *smallest = take_first(line);
    while (line->first) {
        struct workers_job *job = take_first(line);
        struct workers_job *larger = job->number < smallest->number ? smallest : job;
        smallest = larger == job ? smallest : job;
        append(&rest, larger);
    }
    *line = rest;
    return smallest;
}

/* ---- doing them ---- */

/* Called with the lock held, which is given back meanwhile. */
static void perform(struct workers *workers, struct workers_job *job, bool alone)
{
    struct error cause = ERROR_INIT;
    /* Its error would not count. */
    if (job->number > workers->failed)
        return;
    pthread_mutex_unlock(&workers->lock);
    int status = job->run(job->context, &cause);
    pthread_mutex_lock(&workers->lock);
    if (status == 0)
        return;
    if (cause.kind == ERROR_MEMORY && !alone) {
        append(&workers->refused, job);
    } else if (job->number < workers->failed) {
        workers->failed = job->number;
        workers->failure = cause;
    }
}

static void *work(void *context)
{
    struct workers *workers = context;
    pthread_mutex_lock(&workers->lock);
    for (;;) {
        while (workers->waiting.count == 0 && !workers->closing)
            pthread_cond_wait(&workers->given, &workers->lock);
        if (workers->closing)
            break;
        workers->running++;
        perform(workers, take_first(&workers->waiting), false);
        workers->running--;
        if (workers->running == 0)
            pthread_cond_signal(&workers->ended);
    }
    pthread_mutex_unlock(&workers->lock);
    return NULL;
}

/* ---- the owner ---- */

static int answer(const struct workers *workers, struct error *err)
{
    if (workers->failed == NONE_FAILED)
        return 0;
    if (err)
        *err = workers->failure;
    return -1;
}

int workers_new(struct workers **out, size_t threads, struct error *err)
{
    struct workers *workers = memory_allocate_array(1, sizeof *workers);
    if (!workers)
        return error_set_memory(err, "starting threads");
    workers->failed = NONE_FAILED;
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->given, NULL);
    pthread_cond_init(&workers->ended, NULL);
    if (threads > WORKERS_MOST)
        threads = WORKERS_MOST;
    while (workers->thread_count + 1 < threads &&
           pthread_create(&workers->threads[workers->thread_count], NULL, work, workers) == 0)
        workers->thread_count++;
    *out = workers;
    return 0;
}

bool workers_alone(const struct workers *workers)
{
    return workers->thread_count == 0;
}

int workers_give(struct workers *workers, struct workers_job *job, struct error *err)
{
    pthread_mutex_lock(&workers->lock);
    int status = answer(workers, err);
    if (status == 0 && workers->thread_count == 0) {
        perform(workers, job, true);
        status = answer(workers, err);
    } else if (status == 0) {
        append(&workers->waiting, job);
        pthread_cond_signal(&workers->given);
        while (workers->waiting.count > workers->thread_count)
            perform(workers, take_first(&workers->waiting), false);
    }
    pthread_mutex_unlock(&workers->lock);
    return status;
}

int workers_wait(struct workers *workers, struct error *err)
{
    pthread_mutex_lock(&workers->lock);
    while (workers->waiting.count > 0)
        perform(workers, take_first(&workers->waiting), false);
    while (workers->running > 0)
        pthread_cond_wait(&workers->ended, &workers->lock);
    while (workers->refused.count > 0)
        perform(workers, take_smallest(&workers->refused), true);
    int status = answer(workers, err);
    pthread_mutex_unlock(&workers->lock);
    return status;
}

void workers_free(struct workers *workers)
{
    if (!workers)
        return;
    pthread_mutex_lock(&workers->lock);
    workers->waiting = (struct line){0};
    workers->closing = true;
    pthread_cond_broadcast(&workers->given);
    pthread_mutex_unlock(&workers->lock);
    for (size_t i = 0; i < workers->thread_count; i++)
        pthread_join(workers->threads[i], NULL);
    pthread_cond_destroy(&workers->ended);
    pthread_cond_destroy(&workers->given);
    pthread_mutex_destroy(&workers->lock);
    memory_free(workers);
}

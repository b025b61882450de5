#include "gate/base/workers.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

enum { JOBS = 200 };

static void wait_a_little(void)
{
    const struct timespec moment = {.tv_nsec = 200000};
    nanosleep(&moment, NULL);
}

static struct workers *make(size_t threads)
{
    struct workers *workers = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(workers_new(&workers, threads, &err), 0);
    return workers;
}

/* ---- jobs ---- */

struct square {
    struct workers_job job;
    unsigned number, result;
};

static int square(void *context, struct error *err)
{
    struct square *of = context;
    (void)err;
    of->result += of->number * of->number;
    return 0;
}

static void every_job_is_done_once(void **state)
{
    (void)state;
    for (size_t threads = 0; threads <= WORKERS_MOST + 1; threads++) {
        struct square squares[JOBS] = {0};
        struct workers *workers = make(threads);
        struct error err = ERROR_INIT;
        /* Handed out in two goes, as a side is read: parts, then what is put together of them. */
        for (unsigned i = 0; i < JOBS; i++) {
            squares[i].number = i;
            squares[i].job = (struct workers_job){.run = square, .context = &squares[i], .number = i};
            assert_int_equal(workers_give(workers, &squares[i].job, &err), 0);
            if (i == JOBS / 2)
                assert_int_equal(workers_wait(workers, &err), 0);
        }
        assert_int_equal(workers_wait(workers, &err), 0);
        for (unsigned i = 0; i < JOBS; i++)
            assert_int_equal(squares[i].result, i * i);
        workers_free(workers);
    }
}

static void one_thread_is_the_owner(void **state)
{
    (void)state;
    struct workers *workers = make(1);
    struct error err = ERROR_INIT;
    struct square of = {.number = 7};
    of.job = (struct workers_job){.run = square, .context = &of};
    assert_true(workers_alone(workers));
    assert_int_equal(workers_give(workers, &of.job, &err), 0);
    assert_int_equal(of.result, 49); /* already */
    workers_free(workers);
    workers = make(3);
    assert_false(workers_alone(workers));
    workers_free(workers);
}

/* ---- failures ---- */

struct failing {
    struct workers_job job;
    atomic_bool *other; /* has failed */
    bool late;          /* fails after it */
    int runs;
};

static int fail_job(void *context, struct error *err)
{
    struct failing *of = context;
    of->runs++;
    while (of->late && !atomic_load(of->other))
        wait_a_little();
    error_set(err, ERROR_INTERNAL, "number %zu", of->job.number);
    atomic_store(of->other, true);
    return -1;
}

static void the_first_in_order_counts_though_it_fails_last(void **state)
{
    (void)state;
    for (size_t threads = 3; threads <= WORKERS_MOST; threads++) {
        atomic_bool failed = false;
        struct failing jobs[2] = {{.other = &failed, .late = true}, {.other = &failed}};
        struct workers *workers = make(threads);
        struct error err = ERROR_INIT;
        for (size_t i = 0; i < 2; i++) {
            jobs[i].job = (struct workers_job){.run = fail_job, .context = &jobs[i], .number = i};
            (void)workers_give(workers, &jobs[i].job, &err);
        }
        error_clear(&err);
        assert_int_equal(workers_wait(workers, &err), -1);
        assert_string_equal(err.sentence, "number 0");
        workers_free(workers);
    }
}

static void nothing_is_begun_after_a_failure(void **state)
{
    (void)state;
    for (size_t threads = 1; threads <= 4; threads++) {
        atomic_bool failed = false;
        struct failing first = {.other = &failed}, second = {.other = &failed};
        struct workers *workers = make(threads);
        struct error err = ERROR_INIT;
        first.job = (struct workers_job){.run = fail_job, .context = &first, .number = 4};
        second.job = (struct workers_job){.run = fail_job, .context = &second, .number = 5};
        (void)workers_give(workers, &first.job, &err);
        assert_int_equal(workers_wait(workers, &err), -1);
        assert_string_equal(err.sentence, "number 4");
        error_clear(&err);
        assert_int_equal(workers_give(workers, &second.job, &err), -1);
        assert_string_equal(err.sentence, "number 4");
        assert_int_equal(workers_wait(workers, NULL), -1);
        assert_int_equal(first.runs, 1);
        assert_int_equal(second.runs, 0);
        workers_free(workers);
    }
}

/* ---- memory ---- */

struct hungry {
    struct workers_job job;
    atomic_int *running;
    int runs, wanted; /* it is given memory at the wanted-th time, alone */
};

static int ask_for_memory(void *context, struct error *err)
{
    struct hungry *of = context;
    int others = atomic_fetch_add(of->running, 1);
    wait_a_little();
    atomic_fetch_sub(of->running, 1);
    if (++of->runs < of->wanted)
        return error_set_memory(err, "testing");
    return of->wanted > 1 && others > 0 ? error_set(err, ERROR_INTERNAL, "not alone") : 0;
}

static int feed(struct hungry *jobs, size_t count, size_t threads, struct error *err)
{
    atomic_int running = 0;
    struct workers *workers = make(threads);
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++) {
        jobs[i].running = &running;
        jobs[i].job = (struct workers_job){.run = ask_for_memory, .context = &jobs[i], .number = i};
        status = workers_give(workers, &jobs[i].job, err);
    }
    if (status == 0)
        status = workers_wait(workers, err);
    workers_free(workers);
    return status;
}

static void who_is_refused_memory_gets_it_alone(void **state)
{
    (void)state;
    struct hungry jobs[12];
    struct error err = ERROR_INIT;
    for (size_t i = 0; i < 12; i++)
        jobs[i] = (struct hungry){.wanted = i % 3 == 0 ? 2 : 1};
    assert_int_equal(feed(jobs, 12, 4, &err), 0);
    for (int i = 0; i < 12; i++)
        assert_int_equal(jobs[i].runs, jobs[i].wanted);
}

static void who_is_refused_memory_even_alone_has_failed(void **state)
{
    (void)state;
    struct hungry jobs[3] = {{.wanted = 1}, {.wanted = 3}, {.wanted = 3}};
    struct error err = ERROR_INIT;
    assert_int_equal(feed(jobs, 3, 4, &err), -1);
    assert_int_equal(err.kind, ERROR_MEMORY);
    assert_int_equal(jobs[1].runs, 2);
    assert_int_equal(jobs[2].runs, 1); /* the other's error counts */
    struct hungry only = {.wanted = 2};
    error_clear(&err);
    assert_int_equal(feed(&only, 1, 1, &err), -1);
    assert_int_equal(err.kind, ERROR_MEMORY);
    assert_int_equal(only.runs, 1); /* it was alone */
}

/* ---- what waits ---- */

static atomic_size_t done;

static int count_slowly(void *context, struct error *err)
{
    (void)context;
    (void)err;
    wait_a_little();
    atomic_fetch_add(&done, 1);
    return 0;
}

static void few_jobs_wait(void **state)
{
    (void)state;
    enum { THREADS = 3 };
    struct workers_job jobs[JOBS] = {0};
    struct workers *workers = make(THREADS);
    struct error err = ERROR_INIT;
    atomic_store(&done, 0);
    for (size_t i = 0; i < JOBS; i++) {
        jobs[i] = (struct workers_job){.run = count_slowly, .number = i};
        assert_int_equal(workers_give(workers, &jobs[i], &err), 0);
        /* Two wait and two are under way at most. */
        assert_true(i + 1 - atomic_load(&done) <= 4);
    }
    assert_int_equal(workers_wait(workers, &err), 0);
    assert_int_equal(atomic_load(&done), JOBS);
    workers_free(workers);
}

static void jobs_may_be_left_undone(void **state)
{
    (void)state;
    struct workers_job jobs[4] = {0};
    struct workers *workers = make(4);
    struct error err = ERROR_INIT;
    atomic_store(&done, 0);
    for (size_t i = 0; i < 4; i++) {
        jobs[i] = (struct workers_job){.run = count_slowly, .number = i};
        assert_int_equal(workers_give(workers, &jobs[i], &err), 0);
    }
    workers_free(workers);
    size_t by_then = atomic_load(&done);
    wait_a_little();
    wait_a_little();
    assert_int_equal(atomic_load(&done), by_then);
    workers_free(NULL);
}

static int make_and_free(void *context, struct error *err)
{
    struct workers *workers = NULL;
    (void)context;
    if (workers_new(&workers, 3, err) != 0)
        return -1;
    workers_free(workers);
    return 0;
}

static void no_allocation_is_missed(void **state)
{
    (void)state;
    assert_int_equal(allocations_walk(make_and_free, NULL), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_job_is_done_once),
        cmocka_unit_test(one_thread_is_the_owner),
        cmocka_unit_test(the_first_in_order_counts_though_it_fails_last),
        cmocka_unit_test(nothing_is_begun_after_a_failure),
        cmocka_unit_test(who_is_refused_memory_gets_it_alone),
        cmocka_unit_test(who_is_refused_memory_even_alone_has_failed),
        cmocka_unit_test(few_jobs_wait),
        cmocka_unit_test(jobs_may_be_left_undone),
        cmocka_unit_test(no_allocation_is_missed),
    };
    return cmocka_run_group_tests_name("workers", tests, NULL, NULL);
}

#include "gate/compare/compare.h"

#include "gate/base/memory.h"
#include "tests/support/profile_sample.h"

#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TEXTS(...) ((const char *[]){__VA_ARGS__})

static struct comparison *compare(struct replicas sides[SIDES], const struct compare_settings *settings)
{
    struct profile_selector selector =
        profile_selector_from_word(sides[0].items[0].profiles[0].profile->types[0].name);
    struct comparison *comparison = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(compare_profiles(&comparison, sides, &selector, settings, &err), 0);
    return comparison;
}

static void assert_dump(const struct comparison *comparison, const char *expected)
{
    struct byte_buffer out;
    byte_buffer_init(&out, 65536);
    struct sink sink = sink_to_buffer(&out);
    comparison_dump(comparison, &sink);
    byte_buffer_append(&out, "", 1);
    assert_string_equal((const char *)out.data, expected);
    byte_buffer_free(&out);
}

static void clear(struct replicas sides[SIDES], struct comparison *comparison)
{
    comparison_free(comparison);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
}

/* The whole of a small comparison: background and collector apart, recursion once, preemption dropped. Worked out
 * by hand from the stacks. */
static void a_small_comparison(void **state)
{
    (void)state;
    struct profile_sample sample = profile_sample_count(10);
    struct replicas sides[SIDES];
    profile_sample_side(&sides[BASELINE], "v1", &sample,
                        TEXTS("main;a;runtime.asyncPreempt 6\nmain;a;b;a 3\nruntime.bgsweep 1\n"
                              "runtime.gcBgMarkWorker;runtime.systemstack;scan 2\n",
                              "main;a 4\nruntime.mcall;x 5\n"),
                        2);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, TEXTS("main;c 20\nmain;a 1\nruntime.mcall 2\n"), 1);
    struct comparison *comparison = compare(sides, NULL);
    assert_dump(comparison, "profile samples type samples unit count model count exposure requests\n"
                            "baseline 'v1' replicas 2 requests 20 exposure 20 amount 15 background 6 samples 15\n"
                            "baseline replica 00000 'r0' requests 10 exposure 10 background 1 samples 11\n"
                            "baseline replica 00001 'r1' requests 10 exposure 10 background 5 samples 4\n"
                            "candidate 'v2' replicas 1 requests 10 exposure 10 amount 21 background 2 samples 21\n"
                            "candidate replica 00000 'r0' requests 10 exposure 10 background 2 samples 21\n"
                            "background runtime.bgsweep amount 1 0\n"
                            "background runtime.mcall amount 5 2\n"
                            "entry [gc] self amount 2 0 | 0 moment 2 0 | 0 twin [gc] total\n"
                            "entry [gc] total amount 2 0 | 0 moment 2 0 | 0\n"
                            "entry a self amount 9 4 | 1 moment 9 4 | 1 twin a total\n"
                            "entry a total amount 9 4 | 1 moment 9 4 | 1\n"
                            "entry b total amount 3 0 | 0 moment 3 0 | 0\n"
                            "entry c self amount 0 0 | 20 moment 0 0 | 20 twin c total\n"
                            "entry c total amount 0 0 | 20 moment 0 0 | 20\n"
                            "entry main total amount 9 4 | 21 moment 9 4 | 21\n"
                            "entry total service amount 11 4 | 21 moment 11 4 | 21\n"
                            "node  total 15 21 self 0 0\n"
                            "node [gc] total 2 0 self 2 0\n"
                            "node main total 13 21 self 0 0\n"
                            "node main;a total 13 1 self 10 1\n"
                            "node main;a;b total 3 0 self 0 0\n"
                            "node main;a;b;a total 3 0 self 3 0\n"
                            "node main;c total 0 20 self 0 20\n");
    clear(sides, comparison);
}

/* Only stacks with such a frame; the rest is set apart under its outermost frame, the collector too. */
static void request_roots_narrow_the_scope(void **state)
{
    (void)state;
    struct profile_sample sample = profile_sample_count(1);
    struct replicas sides[SIDES];
    profile_sample_side(&sides[BASELINE], "v1", &sample, TEXTS("main 1\nmain;serve;f 2\nmain;cron 4\nserve 8\n"),
                        1);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, TEXTS("main;serve 3\nruntime.gcBgMarkWorker;m 7\n"), 1);
    const char *roots[] = {"ser*"};
    struct compare_settings settings = {.request_roots = roots, .request_root_count = 1};
    struct comparison *comparison = compare(sides, &settings);
    assert_dump(comparison, "profile samples type samples unit count model count exposure requests\n"
                            "baseline 'v1' replicas 1 requests 1 exposure 1 amount 10 background 5 samples 10\n"
                            "baseline replica 00000 'r0' requests 1 exposure 1 background 5 samples 10\n"
                            "candidate 'v2' replicas 1 requests 1 exposure 1 amount 3 background 7 samples 3\n"
                            "candidate replica 00000 'r0' requests 1 exposure 1 background 7 samples 3\n"
                            "background [gc] amount 0 7\n"
                            "background main amount 5 0\n"
                            "entry f self amount 2 | 0 moment 2 | 0 twin f total\n"
                            "entry f total amount 2 | 0 moment 2 | 0\n"
                            "entry main total amount 2 | 3 moment 2 | 3\n"
                            "entry serve self amount 8 | 3 moment 8 | 3\n"
                            "entry serve total amount 10 | 3 moment 10 | 3\n"
                            "entry total service amount 10 | 3 moment 10 | 3\n"
                            "node  total 10 3 self 0 0\n"
                            "node main total 2 3 self 0 0\n"
                            "node main;serve total 2 3 self 0 3\n"
                            "node main;serve;f total 2 0 self 2 0\n"
                            "node serve total 8 0 self 8 0\n");
    clear(sides, comparison);
}

/* What carries the label is in, whatever its frames, and even beside other samples of the same stack; so is what
 * goes through a root. Background stays background. */
static void request_labels_widen_the_scope(void **state)
{
    (void)state;
    struct profile_sample sample = profile_sample_count(1);
    struct replicas sides[SIDES];
    sample.label = "endpoint";
    profile_sample_side(&sides[BASELINE], "v1", &sample,
                        TEXTS("main;work 2 buy\nmain;work 4\nmain;work 8 sell\nserve 16\nruntime.mcall 32 buy\n"),
                        1);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, TEXTS("main;work 3 buy\nruntime.gcBgMarkWorker;m 7\n"),
                        1);
    const char *roots[] = {"ser*"}, *labels[] = {"endpoint"};
    struct compare_settings settings = {
        .request_roots = roots, .request_root_count = 1, .request_labels = labels, .request_label_count = 1};
    struct comparison *comparison = compare(sides, &settings);
    assert_dump(comparison, "profile samples type samples unit count model count exposure requests\n"
                            "baseline 'v1' replicas 1 requests 1 exposure 1 amount 26 background 36 samples 26\n"
                            "baseline replica 00000 'r0' requests 1 exposure 1 background 36 samples 26\n"
                            "candidate 'v2' replicas 1 requests 1 exposure 1 amount 3 background 7 samples 3\n"
                            "candidate replica 00000 'r0' requests 1 exposure 1 background 7 samples 3\n"
                            "background [gc] amount 0 7\n"
                            "background main amount 4 0\n"
                            "background runtime.mcall amount 32 0\n"
                            "entry main total amount 10 | 3 moment 10 | 3 twin work total\n"
                            "entry serve self amount 16 | 0 moment 16 | 0 twin serve total\n"
                            "entry serve total amount 16 | 0 moment 16 | 0\n"
                            "entry total service amount 26 | 3 moment 26 | 3\n"
                            "entry work self amount 10 | 3 moment 10 | 3 twin work total\n"
                            "entry work total amount 10 | 3 moment 10 | 3\n"
                            "node  total 26 3 self 0 0\n"
                            "node main total 10 3 self 0 0\n"
                            "node main;work total 10 3 self 10 3\n"
                            "node serve total 16 0 self 16 0\n");
    clear(sides, comparison);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct profile_sample sample = profile_sample_cpu(NAN);
    struct replicas sides[SIDES];
    profile_sample_side(&sides[BASELINE], "v1", &sample, TEXTS("main;a 6\nruntime.mcall 1\n", "main;b 3\n"), 2);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, TEXTS("main;?lib.so+0x1;b 3\n 2\n"), 1);
    struct profile_selector selector = profile_selector_from_word("cpu");
    size_t used = memory_usage().used;
    bool done = false;
    for (size_t n = 1; !done; n++) {
        struct comparison *comparison = NULL;
        struct error err = ERROR_INIT;
        memory_fail_at(n);
        done = compare_profiles(&comparison, sides, &selector, NULL, &err) == 0;
        memory_fail_at(0);
        assert_int_equal(err.kind, done ? ERROR_NONE : ERROR_MEMORY);
        comparison_free(comparison);
        assert_int_equal(memory_usage().used, used);
        assert_true(n < 500);
    }
    clear(sides, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_comparison),
        cmocka_unit_test(request_roots_narrow_the_scope),
        cmocka_unit_test(request_labels_widen_the_scope),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/source/store_plan.h"

#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A store of two pods with two endpoints, one of whose profiles is a gauge; it writes down what it is told. */

#define SECOND INT64_C(1000000000)

static struct store_sum cpu[] = {{{"a", "/cart"}, 5, {0}}, {{"a", "/find"}, 7, {0}}, {{"b", "/cart"}, 3, {0}}};
static struct store_sum heap[] = {{{"a", ""}, 90, {0}}};
static struct store_sum heap_profiles[] = {{{"a", ""}, 3, {0}}};
static struct store_type store_types[] = {{"process_cpu:cpu:nanoseconds:cpu:nanoseconds", "cpu", "nanoseconds"},
                                          {"process_cpu:samples:count:cpu:nanoseconds", "samples", "count"},
                                          {"memory:inuse_space:bytes:space:bytes", "inuse_space", "bytes"}};
static struct store_profile profiles[] = {{"cpu", false, {0, 1}, 2}, {"heap", true, {2}, 1}};

static struct {
    struct store_sums sums[2], counts[2];
    size_t empty_piece; /* the measurement, counted from 1, that finds nothing; 0: none */
    size_t measured, added;
    char told[4096], said[4096];
    struct store_settings store;
    struct source_setup setup;
    struct store_session session;
    struct source_side side;
    struct store_plan plan;
    struct captures captures;
    struct error err;
} at;

__attribute__((format(printf, 1, 2))) static void tell(const char *format, ...)
{
    size_t length = strlen(at.told);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(at.told + length, sizeof at.told - length, format, arguments);
    va_end(arguments);
}

static void hear(void *world, const char *sentence)
{
    size_t length = strlen(at.said);
    (void)world;
    snprintf(at.said + length, sizeof at.said - length, "%s\n", sentence);
}

static struct time_span piece(const struct time_span *window, size_t index, size_t count)
{
    int64_t length = (window->end - window->start) / (int64_t)count;
    return (struct time_span){window->start + (int64_t)index * length,
                              window->start + (int64_t)(index + 1) * length};
}

static int measure(struct store_sums *sums, struct store_sums *counts, const struct store_plan *plan,
                   size_t profile, const struct store_scope *scope, struct error *err)
{
    (void)err;
    assert_ptr_equal(plan, &at.plan);
    tell("measure %s%s\n", scope->type, scope->matchers);
    if (++at.measured == at.empty_piece) {
        return 0;
    }
    *sums = at.sums[profile];
    *counts = at.counts[profile];
    return 0;
}

static int found(const struct store_plan *plan, const char *const *replicas, size_t count, struct error *err)
{
    (void)plan;
    (void)err;
    tell("found %zu, first %s\n", count, count > 0 ? replicas[0] : "none");
    return 0;
}

static int begin(struct store_plan *plan, const struct time_span *window, const char *const *replicas, size_t count,
                 struct error *err)
{
    (void)plan;
    (void)err;
    tell("begin %lld of %s\n", (long long)(window->start / SECOND), replicas != NULL ? replicas[count - 1] : "all");
    return 0;
}

static int add(size_t *order, struct store_plan *plan, const struct store_part *part, struct error *err)
{
    (void)err;
    tell("add %s: %s\n", part->what, store_plan_type(plan, part->profile, part->index)->sample_type);
    *order = at.added++;
    return 0;
}

static const struct store_planner planner = {piece, measure, found, begin, add};
static const struct surroundings world = {.progress = hear};

/* The first profile_count of the profiles, so labelled. */
static int plan(const char *replicas_by, const char *split_by, size_t profile_count)
{
    at.store.replicas_by = replicas_by;
    at.store.split_by = split_by;
    at.plan.profiles.count = profile_count;
    store_session_set_labels(&at.session);
    return store_plan_side(&at.captures, &at.plan, &at.err);
}

static int set_up(void **state)
{
    (void)state;
    memset(&at, 0, sizeof at);
    at.sums[0] = (struct store_sums){cpu, 3};
    at.sums[1] = (struct store_sums){heap, 1};
    at.counts[1] = (struct store_sums){heap_profiles, 1};
    at.store.period = 1e7;
    at.setup = (struct source_setup){.store = &at.store, .service = "shop"};
    at.session = (struct store_session){.setup = &at.setup, .world = &world, .arena = arena_new()};
    at.side = (struct source_side){.version = "v1", .window = {100 * SECOND, 160 * SECOND}};
    at.plan = (struct store_plan){.planner = &planner,
                                  .session = &at.session,
                                  .side = &at.side,
                                  .matchers = "{}",
                                  .types = {store_types, 3},
                                  .profiles = {profiles, 2},
                                  .parts_max = 100};
    at.err = (struct error)ERROR_INIT;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    captures_clear(&at.captures);
    arena_free(at.session.arena);
    return memory_usage().used == 0 ? 0 : -1;
}

static void a_replica_has_a_part_for_each_endpoint_and_type(void **state)
{
    (void)state;
    assert_int_equal(plan("pod", "endpoint", 1), 0);
    assert_string_equal(at.captures.label, "v1");
    assert_int_equal(at.captures.count, 2);
    assert_int_equal(at.captures.left_out, 0);
    assert_string_equal(at.captures.items[0].instance, "a");
    assert_int_equal(at.captures.items[0].part_count, 4);
    assert_int_equal(at.captures.items[1].part_count, 2);
    const struct capture_part *last = &at.captures.items[1].parts[1];
    assert_string_equal(last->path, "samples of b at /cart");
    assert_string_equal(last->endpoint, "/cart");
    assert_string_equal(last->kind, "cpu");
    assert_int_equal(last->merge, 1);
    assert_int_equal(last->order, 5);
    assert_true(last->period == 1e7 && last->profiles == 0);
    assert_string_equal(at.said, "v1: 2 replicas by 'pod': a, b\n");
    assert_string_equal(at.told, "measure process_cpu:cpu:nanoseconds:cpu:nanoseconds{}\n"
                                 "found 2, first a\n"
                                 "begin 100 of all\n"
                                 "add cpu of a at /cart: cpu\nadd samples of a at /cart: samples\n"
                                 "add cpu of a at /find: cpu\nadd samples of a at /find: samples\n"
                                 "add cpu of b at /cart: cpu\nadd samples of b at /cart: samples\n");
}

static void a_gauge_is_divided_by_its_profiles(void **state)
{
    (void)state;
    assert_int_equal(plan("pod", "", 2), 0);
    const struct capture *first = &at.captures.items[0];
    assert_int_equal(first->part_count, 5);
    assert_int_equal(first->parts[4].merge, 2);
    assert_true(first->parts[4].profiles == 3);
    assert_null(first->parts[4].endpoint);
    captures_clear(&at.captures);
    at.counts[1].count = 0;
    assert_int_equal(plan("pod", "", 2), -1);
    assert_int_equal(at.err.kind, ERROR_UNFIT);
    assert_string_equal(at.err.sentence, "the store sums up all 'inuse_space' profiles of the window, and does not "
                                         "say how many these are for a");
}

static void some_of_more_replicas_are_chosen_and_told(void **state)
{
    (void)state;
    at.store.replicas_at_most = 1;
    assert_int_equal(plan("pod", "", 1), 0);
    assert_int_equal(at.captures.count, 1);
    assert_int_equal(at.captures.left_out, 1);
    const char *name = at.captures.items[0].name;
    char expected[100];
    snprintf(expected, sizeof expected, "v1: 1 of 2 replicas, chosen by the hash of 'pod': %s\n", name);
    assert_string_equal(at.said, expected);
    snprintf(expected, sizeof expected, "begin 100 of %s\n", name);
    assert_non_null(strstr(at.told, expected));
}

static void profiles_without_the_label_are_left_out(void **state)
{
    (void)state;
    struct store_sum some[] = {{{"", ""}, 5, {0}}, {{"b", ""}, 3, {0}}};
    at.sums[0] = (struct store_sums){some, 2};
    assert_int_equal(plan("pod", "", 1), 0);
    assert_int_equal(at.captures.count, 1);
    assert_int_equal(at.captures.left_out, 1);
    assert_string_equal(at.said, "v1: 1 replica by 'pod': b\n"
                                 "v1: profiles without 'pod' belong to no replica, and are left out\n");
    captures_clear(&at.captures);
    at.sums[0].count = 1;
    assert_int_equal(plan("pod", "", 1), -1);
    assert_int_equal(at.err.kind, ERROR_UNFIT);
    assert_string_equal(at.err.sentence,
                        "no profile of 'v1' carries the label 'pod' that store.replicas tells them apart by");
}

static void a_window_is_cut(void **state)
{
    (void)state;
    at.store.windows = 3;
    at.empty_piece = 2;
    assert_int_equal(plan("", "", 1), 0);
    assert_int_equal(at.captures.count, 2);
    assert_string_equal(at.captures.items[1].name, "from 1970-01-01T00:02:20Z");
    assert_null(at.captures.items[1].instance);
    assert_true(at.captures.items[1].window.start == 140 * SECOND);
    assert_string_equal(at.said, "v1: no profile in the piece from 1970-01-01T00:02:00Z\n");
    assert_non_null(strstr(at.told, "begin 140 of all\n"));
}

static void assert_refused(const char *replicas_by, size_t profile_count, enum error_kind kind,
                           const char *sentence)
{
    assert_int_equal(plan(replicas_by, "", profile_count), -1);
    assert_string_equal(at.err.sentence, sentence);
    assert_int_equal(at.err.kind, kind);
}

static void what_cannot_be_cut_is_refused(void **state)
{
    (void)state;
    at.store.windows = 31;
    assert_refused("", 1, ERROR_POLICY, "a window of 60 s cannot be cut into 31 pieces: take fewer");
    at.store.windows = 2;
    assert_refused("", 2, ERROR_UNFIT,
                   "'inuse_space' is what is there at a moment, and the same in all pieces of a window: tell its "
                   "replicas apart by a label, as in replicas: {by: pod}");
    at.store.windows = 0;
    at.plan.parts_max = 3;
    assert_refused("pod", 1, ERROR_POLICY,
                   "'v1' would come in more than 3 pieces: 'split_by' takes a label with few values, and at_most "
                   "limits the replicas");
}

static void a_store_without_profiles_has_no_captures(void **state)
{
    (void)state;
    assert_int_equal(plan("pod", "", 0), 0);
    assert_int_equal(at.captures.count, 0);
    captures_clear(&at.captures);
    at.sums[0].count = 0;
    assert_int_equal(plan("pod", "", 1), 0);
    assert_int_equal(at.captures.count, 0);
    captures_clear(&at.captures);
    assert_int_equal(plan("", "", 1), 0);
    assert_int_equal(at.captures.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_replica_has_a_part_for_each_endpoint_and_type, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_gauge_is_divided_by_its_profiles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(some_of_more_replicas_are_chosen_and_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(profiles_without_the_label_are_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_window_is_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_cut_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_store_without_profiles_has_no_captures, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

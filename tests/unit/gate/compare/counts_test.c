#include "gate/compare/counts.h"

#include "gate/base/memory.h"
#include "gate/compare/compare.h"
#include "gate/model/profile_builder.h"
#include "tests/support/profile_sample.h"

#include <math.h>
#include <string.h>

#include "tests/support/close.h"

/* A sample: its stack, what is counted and what that costs. */
struct piece {
    const char *frames[3];
    const char *endpoint;
    double count, cost;
};

static const struct kind {
    const char *count, *cost, *unit, *file;
    enum event_model model;
    double period;
} heap = {"alloc_objects", "alloc_space", "bytes", "allocs", EVENT_MODEL_HEAP, 524288},
  mutex = {"contentions", "delay", "nanoseconds", "mutex", EVENT_MODEL_MUTEX, 1},
  processor = {"samples", "cpu", "nanoseconds", "cpu", EVENT_MODEL_CPU, 1e7};

static char *copied(const char *text)
{
    return memory_copy_text(text, strlen(text));
}

static struct profile *make_profile(const struct kind *kind, const struct piece *pieces, size_t count)
{
    struct profile_facts facts = {.format = "pprof", .duration = 1};
    struct profile_type types[] = {{copied(kind->count), copied("count"), kind->model, kind->period},
                                   {copied(kind->cost), copied(kind->unit), kind->model, kind->period}};
    struct error err = ERROR_INIT;
    struct profile_builder *builder = profile_builder_new(&facts, types, 2, &err);
    struct profile *profile = NULL;
    assert_non_null(builder);
    for (size_t i = 0; i < count && pieces[i].frames[0]; i++) {
        uint32_t frames[3], node, endpoint;
        size_t depth = 0;
        for (; depth < 3 && pieces[i].frames[depth]; depth++) {
            struct symbol symbol = {.name = bytes_of_text(pieces[i].frames[depth])};
            assert_int_equal(symbols_add(profile_builder_symbols(builder), &symbol, &frames[depth], &err), 0);
        }
        double values[] = {pieces[i].count, pieces[i].cost};
        struct bytes name = bytes_of_text(pieces[i].endpoint ? pieces[i].endpoint : "");
        assert_int_equal(profile_builder_endpoint(builder, name, &endpoint, &err), 0);
        assert_int_equal(profile_builder_stack(builder, frames, depth, &node, &err), 0);
        assert_int_equal(profile_builder_sample(builder, node, endpoint, values, &err), 0);
    }
    assert_int_equal(profile_builder_finish(&profile, builder, &err), 0);
    profile_builder_free(builder);
    for (size_t i = 0; i < 2; i++) {
        memory_free(types[i].name);
        memory_free(types[i].unit);
    }
    return profile;
}

enum { PIECES = 4 };

static void make_side(struct replicas *side, const struct kind *kind, const struct piece (*pieces)[PIECES],
                      size_t count)
{
    static const char *const empty[2] = {"x 1\n", "x 1\n"};
    struct profile_sample sample = profile_sample_cpu(1000);
    sample.kind = kind->file;
    profile_sample_side(side, "v", &sample, empty, count);
    for (size_t i = 0; i < count; i++) {
        struct replica_profile *file = &side->items[i].profiles[0];
        profile_free(file->profile);
        file->profile = make_profile(kind, pieces[i], PIECES);
    }
}

static struct comparison *compare(struct replicas sides[SIDES], const struct kind *kind)
{
    struct profile_selector selector = {.name = kind->cost, .kind = kind->file, .type = kind->cost};
    struct comparison *comparison = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(compare_profiles(&comparison, sides, &selector, NULL, &err), 0);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
    return comparison;
}

static size_t find(const struct comparison *comparison, const char *name, enum entry_value value)
{
    for (size_t v = 0; v < comparison->entry_count; v++)
        if (comparison->entries[v].value == value &&
            bytes_equal(comparison_entry_name(comparison, v), bytes_of_text(name)))
            return v;
    fail_msg("no entry '%s'", name);
    return 0;
}

static void assert_counts(const struct comparison *comparison, size_t entry, size_t column, const double sums[3])
{
    size_t cell = entry * comparison->column_count + column;
    const struct comparison_counts *counts = &comparison->counts;
    assert_close(counts->amount[cell], sums[0], 1e-9);
    assert_close(counts->moment[cell], sums[1], 1e-9);
    assert_close(counts->joint[cell], sums[2], 1e-9);
}

/*
 * Sampled events of one size: objects = k/p, bytes = k size/p, p = 1 - exp(-size/524288). By numpy, for the sizes s
 * and numbers k of one stack:
 *   p = -expm1(-s / 524288); w = 1 / p; c = s / p
 *   sum(w * k), sum(w * w * k), sum(w * c * k)
 * r0: a has 3 of 64 and 5 of 4096 bytes; r1: 2 and 7; below a, b has 4 of 1 MiB.
 */
static const double small[] = {24577.500030517578, 642.50325520502201},
                    fewer[] = {16385.000020345051, 899.50455728703082}, large = 4.6260705709986629;

static void sums_of_two_sizes_are_exact(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    const struct piece pieces[2][PIECES] = {
        {{{"m", "a"}, NULL, small[0], small[0] * 64}, {{"m", "a"}, NULL, small[1], small[1] * 4096}},
        {{{"m", "a"}, NULL, fewer[0], fewer[0] * 64},
         {{"m", "a"}, NULL, fewer[1], fewer[1] * 4096},
         {{"m", "a", "b"}, NULL, large, large * 1048576}}};
    make_side(&sides[0], &heap, pieces, 1);
    make_side(&sides[1], &heap, pieces + 1, 1);
    struct comparison *comparison = compare(sides, &heap);
    assert_string_equal(comparison->counts.type, "alloc_objects");
    const double r0[] = {25220.00329, 201433731.3, 1.322464914e10}, r1[] = {17284.50458, 134349699.8, 9064427251};
    const double b[] = {4.626070571, 5.350132232, 5610020.255};
    assert_counts(comparison, find(comparison, "a", ENTRY_SELF), 0, r0);
    assert_counts(comparison, find(comparison, "a", ENTRY_SELF), 1, r1);
    assert_counts(comparison, find(comparison, "b", ENTRY_SELF), 0, (const double[]){0, 0, 0});
    assert_counts(comparison, find(comparison, "b", ENTRY_TOTAL), 1, b);
    const double both[] = {r1[0] + b[0], r1[1] + b[1], r1[2] + b[2]};
    assert_counts(comparison, find(comparison, "a", ENTRY_TOTAL), 1, both);
    assert_counts(comparison, find(comparison, "m", ENTRY_TOTAL), 1, both);
    assert_counts(comparison, 0, 1, both);
    comparison_free(comparison);
}

/* One contention in 5: w = 5, k = 4, so sums 20, 25 * 4, and 5 times the delay. */
static void contentions_weigh_the_same(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    const struct piece pieces[2][PIECES] = {{{{"a"}, NULL, 20, 9000}, {{"b"}, NULL, 5, 100}},
                                            {{{"a"}, NULL, 35, 7000}, {{"b"}, NULL, 10, 300}}};
    make_side(&sides[0], &mutex, pieces, 1);
    make_side(&sides[1], &mutex, pieces + 1, 1);
    struct comparison *comparison = compare(sides, &mutex);
    assert_string_equal(comparison->counts.type, "contentions");
    assert_counts(comparison, find(comparison, "a", ENTRY_SELF), 0, (const double[]){20, 100, 45000});
    assert_counts(comparison, find(comparison, "a", ENTRY_SELF), 1, (const double[]){35, 175, 35000});
    assert_counts(comparison, 0, 1, (const double[]){45, 225, 36500});
    comparison_free(comparison);
}

/* A recursion is counted once, as its cost is. */
static void recursion_counts_once(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    const struct piece pieces[1][PIECES] = {{{{"a", "b", "a"}, NULL, 20, 9000}}};
    make_side(&sides[0], &mutex, pieces, 1);
    make_side(&sides[1], &mutex, pieces, 1);
    struct comparison *comparison = compare(sides, &mutex);
    assert_close(comparison->counts.amount[find(comparison, "a", ENTRY_TOTAL) * 2], 20.0, 1e-12);
    comparison_free(comparison);
}

static void samples_of_a_processor_are_no_calls(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    const struct piece pieces[1][PIECES] = {{{{"a"}, NULL, 20, 2e8}}};
    make_side(&sides[0], &processor, pieces, 1);
    make_side(&sides[1], &processor, pieces, 1);
    struct comparison *comparison = compare(sides, &processor);
    assert_null(comparison->counts.type);
    assert_null(comparison->counts.amount);
    comparison_free(comparison);
}

static void count_requests(struct replica *replica, double a, double b)
{
    const double requests[] = {a, b};
    static const char *const names[] = {"a", "b"};
    replica->endpoints = memory_allocate_array(2, sizeof *replica->endpoints);
    assert_non_null(replica->endpoints);
    replica->endpoint_count = 2;
    replica->requests = a + b;
    for (size_t i = 0; i < 2; i++)
        replica->endpoints[i] = (struct replica_endpoint){copied(names[i]), requests[i]};
}

/* Endpoint a has 3/4 of the baseline's requests and 1/4 of the candidate's: brought to half, its samples count for
 * 2/3 and 2 of themselves, those of b for 2 and 2/3. */
static void counts_follow_the_mix(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    const struct piece pieces[1][PIECES] = {{{{"f"}, "a", 300, 6000}, {{"f"}, "b", 100, 9000}}};
    make_side(&sides[0], &mutex, pieces, 1);
    make_side(&sides[1], &mutex, pieces, 1);
    count_requests(&sides[0].items[0], 300, 100);
    count_requests(&sides[1].items[0], 100, 300);
    struct comparison *comparison = compare(sides, &mutex);
    assert_true(comparison->mix.standardised);
    size_t f = find(comparison, "f", ENTRY_SELF);
    /* k = 3 and 1, as all are multiples of 100; moments 3e4 and 1e4, joint 100 times the delay */
    assert_counts(comparison, f, 0,
                  (const double[]){300 * 2 / 3. + 100 * 2, 3e4 * 4 / 9 + 1e4 * 4, 6e5 * 4 / 9 + 9e5 * 4});
    assert_counts(comparison, f, 1,
                  (const double[]){300 * 2 + 100 * 2 / 3., 3e4 * 4 + 1e4 * 4 / 9, 6e5 * 4 + 9e5 * 4 / 9});
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_of_two_sizes_are_exact), cmocka_unit_test(contentions_weigh_the_same),
        cmocka_unit_test(recursion_counts_once),       cmocka_unit_test(samples_of_a_processor_are_no_calls),
        cmocka_unit_test(counts_follow_the_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/compare/unchanged.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"
#include "tests/support/close.h"
#include "tests/support/profile_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const baseline_texts[] = {"m;f 60\nm;g 40\n", "m;f 80\nm;g 20\n", "m;f 70\nm;g 30\n"};

/* Three replicas of the baseline with 100 requests each, and these of the candidate. */
static void make_sides(struct replicas sides[SIDES], const char *const *texts, size_t count, double requests)
{
    struct profile_sample sample = profile_sample_count(100);
    profile_sample_side(&sides[BASELINE], "v1", &sample, baseline_texts, 3);
    sample.requests = requests;
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, texts, count);
}

static int expect(struct comparison **out, const struct replicas sides[SIDES], struct error *err)
{
    const struct profile_selector selector = profile_selector_from_word("samples");
    const struct compare_settings settings = {0};
    struct comparison *seen = NULL;
    int status = compare_profiles(&seen, sides, &selector, &settings, err);
    if (status == 0) {
        status = unchanged_make(out, seen, sides, &selector, &settings, err);
    }
    comparison_free(seen);
    return status;
}

static struct comparison *expected_of(const char *const *texts, size_t count, double requests)
{
    struct replicas sides[SIDES];
    struct comparison *out = NULL;
    make_sides(sides, texts, count, requests);
    assert_int_equal(expect(&out, sides, NULL), 0);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
    return out;
}

static void the_candidate_costs_what_the_baseline_costs(void **state)
{
    (void)state;
    const char *const texts[] = {"m;f 500\nm;new 500\n", "m;f 500\n"};
    struct comparison *expected = expected_of(texts, 2, 50);
    assert_non_null(expected);
    assert_int_equal(expected->sides[BASELINE].replica_count, 3);
    assert_int_equal(expected->sides[CANDIDATE].replica_count, 2);
    assert_close(expected->sides[CANDIDATE].exposure, 100.0, 1e-12);
    assert_close(expected->sides[CANDIDATE].amount, 100.0, 1e-12);
    for (size_t entry = 0; entry < expected->entry_count; entry++) {
        const double *tables[] = {expected->amount, expected->moment};
        for (int i = 0; i < 2; i++) {
            double before = comparison_side_sum(expected, tables[i], entry, BASELINE);
            assert_close(comparison_side_sum(expected, tables[i], entry, CANDIDATE), before / 3, 1e-12);
        }
    }
    for (size_t node = 0; node < expected->tree->count; node++) {
        assert_close(expected->node_total[node * SIDES + CANDIDATE],
                     expected->node_total[node * SIDES + BASELINE] / 3, 1e-12);
    }
    comparison_free(expected);
}

static char *dump_of(const char *const *texts, size_t count)
{
    struct comparison *expected = expected_of(texts, count, 70);
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 1 << 20);
    struct sink sink = sink_to_buffer(&buffer);
    comparison_dump(expected, &sink);
    sink_text(&sink, "\n");
    assert_int_equal(sink_finish(&sink, NULL), 0);
    comparison_free(expected);
    char *text = memory_allocate(buffer.size + 1);
    assert_non_null(text);
    memcpy(text, buffer.data, buffer.size);
    text[buffer.size] = '\0';
    byte_buffer_free(&buffer);
    return text;
}

static void what_the_candidate_costs_does_not_matter(void **state)
{
    (void)state;
    char *same = dump_of((const char *const[]){"m;f 50\nm;g 20\n", "m;f 49\nm;g 21\n"}, 2);
    char *dearer = dump_of((const char *const[]){"m;f 5000\nm;g 20\nm;other;x 900\n", "m;f 1\nm;g 1\n"}, 2);
    assert_string_equal(same, dearer);
    memory_free(same);
    memory_free(dearer);
}

static void the_spread_between_the_replicas_stays(void **state)
{
    (void)state;
    const char *const texts[] = {"m;f 1\n", "m;f 2\n", "m;f 3\n", "m;f 4\n"};
    struct comparison *expected = expected_of(texts, 4, 200);
    const double *row = NULL;
    for (size_t entry = 1; entry < expected->entry_count; entry++) {
        if (bytes_equal(comparison_entry_name(expected, entry), bytes_of_text("f"))) {
            row = &expected->amount[entry * expected->column_count];
        }
    }
    assert_non_null(row);
    double least = row[3], most = row[3];
    for (size_t i = 3; i < expected->column_count; i++) {
        least = row[i] < least ? row[i] : least;
        most = row[i] > most ? row[i] : most;
    }
    assert_true(most > least);
    comparison_free(expected);
}

static void an_empty_side_has_no_stand_in(void **state)
{
    (void)state;
    assert_null(expected_of(NULL, 0, 10));
}

static int walk(void *context, struct error *err)
{
    struct comparison *out = NULL;
    int status = expect(&out, context, err);
    comparison_free(out);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make_sides(sides, (const char *const[]){"m;f 50\nm;g 20\n"}, 1, 10);
    assert_true(allocations_walk(walk, sides) > 10);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_candidate_costs_what_the_baseline_costs),
        cmocka_unit_test(what_the_candidate_costs_does_not_matter),
        cmocka_unit_test(the_spread_between_the_replicas_stays),
        cmocka_unit_test(an_empty_side_has_no_stand_in),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

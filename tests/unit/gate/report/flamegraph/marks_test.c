#include "gate/report/flamegraph/marks.h"

#include "gate/base/memory.h"
#include "tests/support/evaluation_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct marks marks_of(struct evaluation_sample *sample)
{
    struct error err = ERROR_INIT;
    struct marks marks;
    assert_int_equal(marks_make(&marks, evaluation_sample_get(sample), 0, &err), 0);
    return marks;
}

static uint32_t node_of(const struct comparison *comparison, const char *name)
{
    uint32_t symbol = symbols_find(comparison->symbols, bytes_of_text(name));
    for (uint32_t n = 1; n < comparison->tree->count; n++) {
        if (comparison->tree->symbol[n] == symbol) {
            return n;
        }
    }
    fail_msg("no node of '%s'", name);
    return 0;
}

static void culprits_and_rejected_frames_above_them_are_marked(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    const struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    struct marks marks = marks_of(sample);
    uint32_t culprit = node_of(comparison, "encoding/json.(*encodeState).reflectValue");
    assert_int_equal(marks.of[culprit], MARK_CULPRIT);
    assert_int_equal(marks.finding[culprit], 0);
    assert_int_equal(marks.of[node_of(comparison, "encoding/json.Marshal")], MARK_BREACHED);
    assert_int_equal(marks.of[node_of(comparison, "shop.(*Shop).search")], MARK_NONE);
    assert_int_equal(marks.of[node_of(comparison, "strconv.AppendFloat")], MARK_NONE);
    assert_int_equal(marks.numbers, 2);
    assert_int_equal(marks.place[0], culprit);
    assert_int_equal(marks.place[1], node_of(comparison, "shop/audit.record"));
    marks_clear(&marks);
    evaluation_sample_free(sample);
}

static void a_function_without_a_single_place_is_marked_where_it_grew(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    uint32_t node = verdict->findings[0].node;
    verdict->findings[0].node = CALLTREE_ROOT;
    struct marks marks = marks_of(sample);
    assert_int_equal(marks.of[node], MARK_CULPRIT);
    assert_int_equal(marks.of[CALLTREE_ROOT], MARK_NONE);
    assert_int_equal(marks.place[0], node);
    marks_clear(&marks);
    verdict->findings[0].symbol = SYMBOL_NONE;
    marks = marks_of(sample);
    assert_int_equal(marks.of[CALLTREE_ROOT], MARK_CULPRIT);
    marks_clear(&marks);
    evaluation_sample_free(sample);
}

static void waived_and_moved_frames_are_marked_less(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    verdict->findings[0].kind = FINDING_WAIVED;
    verdict->findings[1].kind = FINDING_MOVED;
    struct marks marks = marks_of(sample);
    assert_int_equal(marks.of[verdict->findings[0].node], MARK_WAIVED);
    assert_int_equal(marks.of[verdict->findings[1].node], MARK_MOVED);
    assert_int_equal(marks.numbers, 0);
    marks_clear(&marks);
    evaluation_sample_free(sample);
}

static void another_profile_s_findings_mark_nothing(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_SEVERAL);
    struct error err = ERROR_INIT;
    struct marks marks;
    assert_int_equal(marks_make(&marks, evaluation_sample_get(sample), 1, &err), 0);
    for (size_t n = 0; n < evaluation_sample_comparison(sample, 1)->tree->count; n++) {
        assert_int_equal(marks.of[n], MARK_NONE);
    }
    marks_clear(&marks);
    evaluation_sample_free(sample);
}

static void every_failing_allocation_is_told(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    for (size_t n = 1; n <= 5; n++) {
        struct error err = ERROR_INIT;
        struct marks marks;
        memory_fail_at(n);
        assert_int_equal(marks_make(&marks, evaluation_sample_get(sample), 0, &err), -1);
        memory_fail_at(0);
        assert_int_equal(err.kind, ERROR_MEMORY);
    }
    evaluation_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(culprits_and_rejected_frames_above_them_are_marked),
        cmocka_unit_test(a_function_without_a_single_place_is_marked_where_it_grew),
        cmocka_unit_test(waived_and_moved_frames_are_marked_less),
        cmocka_unit_test(another_profile_s_findings_mark_nothing),
        cmocka_unit_test(every_failing_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

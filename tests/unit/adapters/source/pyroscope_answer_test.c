#include "adapters/source/pyroscope_answer.h"

#include "adapters/format.h"
#include "gate/base/files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static struct pyroscope_answer look(const char *name)
{
    char path[512];
    struct byte_buffer body;
    struct error err = ERROR_INIT;
    snprintf(path, sizeof path, "tests/data/stores/%s.body", name);
    byte_buffer_init(&body, 1 << 20);
    if (files_read(&body, path, &err) != 0)
        fail_msg("%s", err.sentence);
    struct pyroscope_answer answer = pyroscope_answer_look(byte_buffer_view(&body));
    byte_buffer_free(&body);
    return answer;
}

static void every_shape_of_nothing_is_seen(void **state)
{
    (void)state;
    static const char *const names[] = {"pyroscope-v2store-empty-version", "pyroscope-v2store-empty-window",
                                        "pyroscope-v2store-empty-samples", "pyroscope-v1store-empty-window"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct pyroscope_answer answer = look(names[i]);
        assert_true(answer.whole);
        assert_int_equal(answer.samples, 0);
        assert_false(answer.cut);
    }
}

/* Samples as go tool pprof counts them: 87 and 563 stacks (tests/data/README.md). */
static void a_whole_profile_is_whole(void **state)
{
    (void)state;
    struct pyroscope_answer answer = look("pyroscope-v2store-merge-cpu-v1");
    assert_true(answer.whole && !answer.cut);
    assert_int_equal(answer.samples, 87);
    assert_int_equal(look("pyroscope-v2store-merge-cpu-v2").samples, 563);
    assert_false(look("pyroscope-v2store-merge-unsymbolized").cut);
}

static void a_cut_profile_has_a_function_other_without_a_file(void **state)
{
    (void)state;
    struct pyroscope_answer answer = look("pyroscope-v2store-merge-cpu-v1-max_nodes5");
    assert_true(answer.whole && answer.cut);
}

static void a_page_is_no_profile(void **state)
{
    (void)state;
    struct pyroscope_answer answer = pyroscope_answer_look(bytes_of_text("<html><body>Sign in</body></html>"));
    assert_true(!answer.whole || answer.samples > 0);
    assert_false(answer.cut);
}

static void nothing_is_a_profile_of_its_type(void **state)
{
    (void)state;
    const struct store_type type = {"process_cpu:cpu:nanoseconds:cpu:nanoseconds", "cpu", "nanoseconds"};
    const struct profile_request request = {.kind = "cpu"};
    struct byte_buffer body;
    struct profile *profile = NULL;
    uint64_t hash;
    struct error err = ERROR_INIT;
    assert_int_equal(pyroscope_answer_empty(&body, &type, &err), 0);
    if (formats_decode(&profile, &hash, byte_buffer_view(&body), "nothing", &request, &err) != 0)
        fail_msg("%s", err.sentence);
    assert_int_equal(profile->type_count, 1);
    assert_string_equal(profile->types[0].name, "cpu");
    assert_string_equal(profile->types[0].unit, "nanoseconds");
    assert_int_equal(profile->row_count, 0);
    profile_free(profile);
    byte_buffer_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_of_nothing_is_seen),
        cmocka_unit_test(a_whole_profile_is_whole),
        cmocka_unit_test(a_cut_profile_has_a_function_other_without_a_file),
        cmocka_unit_test(a_page_is_no_profile),
        cmocka_unit_test(nothing_is_a_profile_of_its_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

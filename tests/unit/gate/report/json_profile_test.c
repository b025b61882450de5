#include "gate/report/json_profile.h"

#include "gate/base/memory.h"
#include "tests/support/evaluation_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct byte_buffer buffer;

static const char *profile_of(const struct evaluation *evaluation, size_t index)
{
    byte_buffer_init(&buffer, 1 << 20);
    struct sink sink = sink_to_buffer(&buffer);
    struct sink_json json = sink_json_begin(&sink);
    json_profile_put(&json, evaluation, index);
    sink_json_end(&json);
    byte_buffer_append(&buffer, "", 1);
    return (const char *)buffer.data;
}

static void a_profile_without_answers_says_why(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_DIFF_SHARE);
    const char *text = profile_of(evaluation_sample_get(sample), 0);
    assert_non_null(strstr(text, "\"per\": \"share\""));
    assert_non_null(strstr(text, "\"unfit\": \"no side has a request count"));
    assert_non_null(strstr(text, "\"requests\": null"));
    assert_null(strstr(text, "\"visible\""));
    byte_buffer_free(&buffer);
    evaluation_sample_free(sample);
}

static void a_profile_with_answers_says_its_noise(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_SEVERAL);
    const char *text = profile_of(evaluation_sample_get(sample), 1);
    assert_non_null(strstr(text, "\"name\": \"alloc\""));
    assert_non_null(strstr(text, "\"type\": \"alloc_space\""));
    assert_non_null(strstr(text, "\"level\": \"sequential\""));
    assert_non_null(strstr(text, "\"measured\": false"));
    assert_non_null(strstr(text, "\"total_df\": 14"));
    assert_non_null(strstr(text, "\"history\": null"));
    assert_non_null(strstr(text, "\"history_captures\": 0"));
    byte_buffer_free(&buffer);
    evaluation_sample_free(sample);
}

static void renamed_functions_are_listed(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_PASS);
    struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    comparison->renames = memory_allocate_array(1, sizeof *comparison->renames);
    comparison->renames[0] = (struct comparison_rename){0, 1, 0.75};
    comparison->rename_count = 1;
    const char *list = strstr(profile_of(evaluation_sample_get(sample), 0), "\"renames\": [");
    assert_non_null(list);
    char from[256];
    struct bytes name = symbols_get(comparison->symbols, 0)->name;
    snprintf(from, sizeof from, "\"from\": \"%.*s\"", (int)name.size, (const char *)name.data);
    assert_non_null(strstr(list, from));
    assert_non_null(strstr(list, "\"score\": 0.75"));
    byte_buffer_free(&buffer);
    evaluation_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_without_answers_says_why),
        cmocka_unit_test(a_profile_with_answers_says_its_noise),
        cmocka_unit_test(renamed_functions_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

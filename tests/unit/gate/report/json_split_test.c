#include "gate/report/json_split.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_written(const struct cost_split *split, const char *expected)
{
    struct comparison comparison = {.exposure_kind = EXPOSURE_REQUESTS};
    comparison.counts.type = "contentions";
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 4096);
    struct sink sink = sink_to_buffer(&buffer);
    struct sink_json json = sink_json_begin(&sink);
    sink_json_object_open(&json);
    json_split_put(&json, split, &comparison);
    sink_json_object_close(&json);
    sink_json_end(&json);
    byte_buffer_append(&buffer, "", 1);
    assert_string_equal((const char *)buffer.data, expected);
    byte_buffer_free(&buffer);
}

static void both_parts_are_written(void **state)
{
    (void)state;
    struct cost_split split = {.known = true,
                               .count = {.5, .6},
                               .count_change = .2,
                               .count_interval = {.1, .3},
                               .each = {100, 150},
                               .each_change = .5,
                               .each_interval = {NAN, NAN},
                               .by_count = 12,
                               .by_each = 28};
    assert_written(&split, "{\n"
                           " \"split\": {\n"
                           "  \"count_type\": \"contentions\",\n"
                           "  \"count\": {\n"
                           "   \"baseline\": 0.5,\n"
                           "   \"candidate\": 0.6,\n"
                           "   \"change\": 0.2,\n"
                           "   \"interval\": [0.1, 0.3],\n"
                           "   \"growth\": 12\n"
                           "  },\n"
                           "  \"each\": {\n"
                           "   \"baseline\": 100,\n"
                           "   \"candidate\": 150,\n"
                           "   \"change\": 0.5,\n"
                           "   \"interval\": [null, null],\n"
                           "   \"growth\": 28\n"
                           "  },\n"
                           "  \"words\": \"20 % more contentions per request (+10 to +30 %), each 50 % longer (how "
                           "sure is not known: too few replicas)\"\n"
                           " }\n"
                           "}\n");
}

static void nothing_known_is_null(void **state)
{
    (void)state;
    struct cost_split split = {.known = false};
    assert_written(&split, "{\n \"split\": null\n}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_parts_are_written),
        cmocka_unit_test(nothing_known_is_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

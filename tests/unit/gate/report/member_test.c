#include "gate/report/member.h"

#include "gate/model/replica.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void members_are_written_by_kind(void **state)
{
    (void)state;
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 4096);
    struct sink sink = sink_to_buffer(&buffer);
    struct sink_json json = sink_json_begin(&sink);
    sink_json_object_open(&json);
    member_text(&json, "none", NULL);
    member_number(&json, "third", 1. / 3);
    member_number(&json, "infinite", INFINITY);
    member_integer(&json, "count", 7);
    member_bool(&json, "yes", true);
    member_pair(&json, "pair", (const double[]){-.5, NAN});
    member_time(&json, "then", 1700000000000000000);
    member_time(&json, "never", REPLICA_TIME_UNKNOWN);
    sink_json_object_close(&json);
    sink_json_end(&json);
    byte_buffer_append(&buffer, "", 1);
    assert_string_equal((const char *)buffer.data, "{\n"
                                                   " \"none\": \"\",\n"
                                                   " \"third\": 0.333333333,\n"
                                                   " \"infinite\": null,\n"
                                                   " \"count\": 7,\n"
                                                   " \"yes\": true,\n"
                                                   " \"pair\": [-0.5, null],\n"
                                                   " \"then\": \"2023-11-14T22:13:20Z\",\n"
                                                   " \"never\": null\n"
                                                   "}\n");
    byte_buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_written_by_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

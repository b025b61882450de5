#include "gate/model/profile.h"

#include "gate/model/profile_builder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct profile *small_profile(void)
{
    struct profile_type types[] = {
        {.name = (char[]){"goroutines"}, .unit = (char[]){"count"}, .model = EVENT_MODEL_CENSUS},
        {.name = (char[]){"cpu"}, .unit = (char[]){"nanoseconds"}, .model = EVENT_MODEL_CPU, .period = 5},
    };
    struct profile_facts facts = {.format = "test",
                                  .start = 7,
                                  .duration = 8,
                                  .period = 5,
                                  .period_type = (char[]){"cpu"},
                                  .period_unit = (char[]){"nanoseconds"},
                                  .default_type = 1};
    struct error err = ERROR_INIT;
    struct profile_builder *builder = profile_builder_new(&facts, types, 2, &err);
    struct profile *profile = NULL;
    static const char *const names[] = {"zebra", "apple"};
    uint32_t id, node;
    for (int i = 0; i < 2; i++) {
        struct symbol symbol = {.name = bytes_of_text(names[i])};
        assert_int_equal(symbols_add(profile_builder_symbols(builder), &symbol, &id, &err), 0);
        assert_int_equal(profile_builder_stack(builder, &id, 1, &node, &err), 0);
        assert_int_equal(profile_builder_sample(builder, node, 0, (double[]){i + 1, 10 * (i + 1)}, &err), 0);
    }
    assert_int_equal(profile_builder_finish(&profile, builder, &err), 0);
    profile_builder_free(builder);
    return profile;
}

static void a_trailing_s_is_ignored(void **state)
{
    (void)state;
    struct profile *profile = small_profile();
    assert_int_equal(profile_find_type(profile, "goroutine"), 0);
    assert_int_equal(profile_find_type(profile, "goroutines"), 0);
    assert_int_equal(profile_find_type(profile, "cpu"), 1);
    assert_int_equal(profile_find_type(profile, "cpus"), 1);
    assert_int_equal(profile_find_type(profile, "cp"), 2);
    assert_int_equal(profile_find_type(profile, "s"), 2);
    profile_free(profile);
    profile_free(NULL);
}

static void the_dump_is_sorted_by_text(void **state)
{
    (void)state;
    struct profile *profile = small_profile();
    struct byte_buffer out;
    byte_buffer_init(&out, 4096);
    struct sink sink = sink_to_buffer(&out);
    profile_dump(profile, &sink);
    sink_text(&sink, "");
    byte_buffer_append(&out, "", 1);
    assert_string_equal((const char *)out.data, "format test\n"
                                                "start 7 duration 8\n"
                                                "period 'cpu' 'nanoseconds' 5\n"
                                                "default_type 1\n"
                                                "samples 2 cut 0\n"
                                                "type goroutines count census 0\n"
                                                "type cpu nanoseconds cpu 5\n"
                                                "cpu '' apple 20 events 4 moment 100\n"
                                                "cpu '' zebra 10 events 2 moment 50\n"
                                                "goroutines '' apple 2 events unknown moment 0\n"
                                                "goroutines '' zebra 1 events unknown moment 0\n");
    byte_buffer_free(&out);
    profile_free(profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trailing_s_is_ignored),
        cmocka_unit_test(the_dump_is_sorted_by_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

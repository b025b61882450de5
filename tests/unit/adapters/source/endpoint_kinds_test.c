#include "adapters/source/endpoint_kinds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *kinds_of(const char *const *types, size_t count)
{
    static char names[128];
    struct source_type wanted[8] = {{0}};
    const struct endpoint_kind *kinds[ENDPOINT_KINDS_MOST];
    struct error err = ERROR_INIT;
    size_t found;
    for (size_t i = 0; i < count; i++) {
        wanted[i] = (struct source_type){.name = "n", .type = types[i]};
    }
    if (endpoint_kinds_choose(kinds, &found, wanted, count, &err) != 0) {
        return err.sentence[0] != '\0' && err.kind == ERROR_POLICY ? "refused" : "?";
    }
    names[0] = '\0';
    for (size_t i = 0; i < found; i++) {
        size_t used = strlen(names);
        memcpy(names + used, kinds[i]->name, strlen(kinds[i]->name));
        names[used + strlen(kinds[i]->name)] = ' ';
        names[used + strlen(kinds[i]->name) + 1] = '\0';
    }
    return names;
}

static void types_tell_which_profiles_to_take(void **state)
{
    (void)state;
    static const char *const types[] = {"alloc_space", "cpu", "process_cpu:cpu:nanoseconds:cpu:nanoseconds",
                                        "mutex:delay:nanoseconds:contentions:count", "alloc_objects"};
    static const char *const gauges[] = {"goroutine", "heap", "block:delay:nanoseconds:contentions:count"};
    static const char *const wall[] = {"wall"};
    assert_string_equal(kinds_of(NULL, 0), "cpu ");
    assert_string_equal(kinds_of(types, 5), "cpu allocs mutex ");
    assert_string_equal(kinds_of(gauges, 3), "heap block goroutine ");
    assert_string_equal(kinds_of(wall, 1), "refused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_tell_which_profiles_to_take),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

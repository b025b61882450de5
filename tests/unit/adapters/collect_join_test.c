#include "adapters/collect_join.h"

#include "gate/base/memory.h"
#include "tests/support/profile_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct profile_sample cpu = {
    .period_type = "", .kind = "", .type = "cpu", .unit = "nanoseconds", .period = 1e7};
static const struct profile_sample samples = {.period_type = "", .kind = "", .type = "samples", .unit = "count"};
static const struct time_span window = {100, 400};

static struct capture_part part(const char *path, const char *endpoint, double profiles)
{
    return (struct capture_part){.path = (char *)(uintptr_t)path,
                                 .kind = (char *)(uintptr_t) "cpu",
                                 .endpoint = (char *)(uintptr_t)endpoint,
                                 .profiles = profiles,
                                 .merge = 1};
}

static void parts_become_the_first_ones_profile(void **state)
{
    (void)state;
    struct capture_part of[] = {part("cpu of a", "/x", 0), part("samples of a", "/x", 0),
                                part("cpu of a", "/y", 2)};
    struct profile *profiles[] = {profile_sample_profile(&cpu, "m 2\n"), profile_sample_profile(&samples, "m 2\n"),
                                  profile_sample_profile(&cpu, "m 6\n")};
    char *failures[3] = {NULL, NULL, NULL};
    struct collect_join_part parts[3];
    struct error err = ERROR_INIT;
    for (size_t i = 0; i < 3; i++)
        parts[i] = (struct collect_join_part){&of[i], &profiles[i], &failures[i]};
    assert_int_equal(collect_join(parts, 3, &window, &err), 0);
    assert_non_null(profiles[0]);
    assert_null(profiles[1]);
    assert_null(profiles[2]);
    assert_int_equal(profiles[0]->row_count, 2);
    assert_true(profiles[0]->sums[0].amount == 2e7); /* /x */
    assert_true(profiles[0]->sums[1].amount == 3e7); /* /y, the mean of two */
    assert_true(profiles[0]->facts.start == 100 && profiles[0]->facts.duration == 300);
    profile_free(profiles[0]);
}

static void what_is_missing_takes_the_rest_with_it(void **state)
{
    (void)state;
    struct capture_part of[] = {part("cpu of a", NULL, 0), part("samples of a", NULL, 0)};
    struct profile *profiles[] = {profile_sample_profile(&cpu, "m 2\n"), NULL};
    char *failures[2] = {NULL, memory_copy_text("gone", 4)};
    const struct collect_join_part parts[] = {{&of[0], &profiles[0], &failures[0]},
                                              {&of[1], &profiles[1], &failures[1]}};
    struct error err = ERROR_INIT;
    assert_int_equal(collect_join(parts, 2, &window, &err), 0);
    assert_null(profiles[0]);
    assert_string_equal(failures[0], "gone");
    assert_null(failures[1]);
    memory_free(failures[0]);
}

static void what_cannot_be_joined_is_named(void **state)
{
    (void)state;
    struct profile_sample other = cpu;
    other.unit = "seconds";
    struct capture_part of[] = {part("cpu of a", NULL, 0), part("cpu of b", NULL, 0)};
    struct profile *profiles[] = {profile_sample_profile(&cpu, "m 2\n"), profile_sample_profile(&other, "m 2\n")};
    char *failures[2] = {NULL, NULL};
    const struct collect_join_part parts[] = {{&of[0], &profiles[0], &failures[0]},
                                              {&of[1], &profiles[1], &failures[1]}};
    struct error err = ERROR_INIT;
    assert_int_equal(collect_join(parts, 2, &window, &err), -1);
    assert_string_equal(err.sentence, "cannot join 'cpu of a': its parts hold 'cpu' in different units, "
                                      "'nanoseconds' and 'seconds'");
    assert_non_null(profiles[0]);
    profile_free(profiles[0]);
    profile_free(profiles[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_become_the_first_ones_profile),
        cmocka_unit_test(what_is_missing_takes_the_rest_with_it),
        cmocka_unit_test(what_cannot_be_joined_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

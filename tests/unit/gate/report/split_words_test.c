#include "gate/report/split_words.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct comparison of(const char *type, enum exposure_kind exposure)
{
    struct comparison comparison = {.exposure_kind = exposure};
    comparison.counts.type = type;
    return comparison;
}

static void assert_words(const struct cost_split *split, const struct comparison *comparison, const char *expected)
{
    char line[512];
    assert_string_equal(split_words_line(line, sizeof line, split, comparison), expected);
}

static void more_of_them(void **state)
{
    (void)state;
    struct comparison allocs = of("alloc_objects", EXPOSURE_REQUESTS);
    struct cost_split split = {.known = true,
                               .count_change = 1.1,
                               .count_interval = {.9, 1.3},
                               .each_change = -.03,
                               .each_interval = {-.08, .02}};
    assert_words(&split, &allocs,
                 "2.1 times as many allocations per request (1.9 to 2.3), each 3 % smaller (-8 to +2 %)");
    split.count_change = .117;
    split.count_interval[0] = .1;
    split.count_interval[1] = .131;
    assert_words(&split, &allocs,
                 "11.7 % more allocations per request (+10.0 to +13.1 %), each 3 % smaller (-8 to +2 %)");
}

static void dearer_each_time(void **state)
{
    (void)state;
    struct comparison locks = of("contentions", EXPOSURE_REQUESTS);
    struct cost_split split = {.known = true,
                               .count_change = -.1,
                               .count_interval = {-.2, .01},
                               .each_change = .4,
                               .each_interval = {.22, .61}};
    assert_words(&split, &locks,
                 "10 % fewer contentions per request (-20 to +1 %), each 40 % longer (+22 to +61 %)");
    split.each_interval[0] = split.each_interval[1] = NAN;
    assert_words(
        &split, &locks,
        "10 % fewer contentions per request (-20 to +1 %), each 40 % longer (how sure is not known: too few "
        "replicas)");
}

static void neither(void **state)
{
    (void)state;
    struct comparison live = of("inuse_objects", EXPOSURE_INSTANCE);
    struct cost_split split = {.known = true, .count_interval = {-.1, .1}, .each_interval = {-.1, .1}};
    assert_words(&split, &live, "as many live objects per instance (-10 to +10 %), each as large (-10 to +10 %)");
    split.each_change = 19.4;
    split.each_interval[0] = 19.2;
    split.each_interval[1] = 19.6;
    assert_words(&split, &live,
                 "as many live objects per instance (-10 to +10 %), each 20.4 times as large (20.2 to 20.6)");
}

static void nothing_known(void **state)
{
    (void)state;
    struct comparison allocs = of("alloc_objects", EXPOSURE_REQUESTS), cpu = of(NULL, EXPOSURE_REQUESTS);
    struct cost_split split = {.known = false};
    assert_words(&split, &allocs, "");
    split.known = true;
    assert_words(&split, &cpu, "");
}

static void words_for_types(void **state)
{
    (void)state;
    assert_string_equal(split_words_noun("lock_count"), "contentions");
    assert_string_equal(split_words_noun("pages"), "pages");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_of_them),  cmocka_unit_test(dearer_each_time), cmocka_unit_test(neither),
        cmocka_unit_test(nothing_known), cmocka_unit_test(words_for_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

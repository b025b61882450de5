#include "adapters/counter/prometheus_join.h"

#include "gate/base/memory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(literal) ((struct bytes){(const uint8_t *)(literal), sizeof(literal) - 1})

static char *copy(const char *text)
{
    return memory_copy_text(text, strlen(text));
}

static struct replica pod(const char *instance)
{
    return (struct replica){.instance = copy(instance), .requests = NAN};
}

static void counts_go_to_the_replicas_of_their_label(void **state)
{
    (void)state;
    struct replica a = pod("a"), b = pod("b"), late = pod("late");
    struct replica *replicas[] = {&b, &a, &late};
    const struct prometheus_group group = {.replicas = replicas, .count = 3};
    struct prometheus_series items[] = {{TEXT("A"), TEXT(""), 5},      {TEXT("a"), TEXT("/cart"), 30},
                                        {TEXT("a"), TEXT("/gone"), 0}, {TEXT("a"), TEXT("/search"), 70.5},
                                        {TEXT("ab"), TEXT(""), 6},     {TEXT("b"), TEXT("/search"), 0}};
    const struct prometheus_answer answer = {.items = items, .count = 6};
    const struct requests_settings settings = {.by = "pod", .per_endpoint = "handler"};
    /* Of another window. */
    struct replica other = {.instance = copy("ab")};
    const struct replicas side = {.items = &other, .count = 1};
    struct prometheus_tally tally = {0};
    assert_int_equal(prometheus_join(&tally, &group, &side, &answer, &settings, NULL), 0);
    assert_true(a.requests == 100.5);
    assert_int_equal(a.endpoint_count, 2);
    assert_string_equal(a.endpoints[0].name, "/cart");
    assert_string_equal(a.endpoints[1].name, "/search");
    assert_true(a.endpoints[1].requests == 70.5);
    assert_true(b.requests == 0);
    assert_int_equal(b.endpoint_count, 0);
    assert_true(isnan(late.requests));
    assert_true(tally.total == 100.5);
    assert_int_equal(tally.strangers, 1);
    assert_string_equal(tally.stranger, "A");
    assert_true(tally.stranger_sum == 5);
    replica_clear(&other);
    replica_clear(&a);
    replica_clear(&b);
    replica_clear(&late);
}

static void one_total_goes_to_the_only_replica(void **state)
{
    (void)state;
    struct replica a = pod(""), b = pod("");
    struct replica *replicas[] = {&a, &b};
    struct prometheus_group group = {.replicas = replicas, .count = 2};
    struct prometheus_series items[] = {{TEXT(""), TEXT(""), 12}};
    const struct prometheus_answer answer = {.items = items, .count = 1};
    const struct prometheus_answer nothing = {0};
    const struct requests_settings settings = {.by = "", .per_endpoint = ""};
    const struct replicas side = {0};
    struct prometheus_tally tally = {0};
    assert_int_equal(prometheus_join(&tally, &group, &side, &answer, &settings, NULL), 0);
    assert_true(isnan(a.requests) && isnan(b.requests));
    assert_true(tally.total == 12);
    group.count = 1;
    assert_int_equal(prometheus_join(&tally, &group, &side, &nothing, &settings, NULL), 0);
    assert_true(isnan(a.requests));
    assert_int_equal(prometheus_join(&tally, &group, &side, &answer, &settings, NULL), 0);
    assert_true(a.requests == 12);
    assert_true(tally.total == 24);
    replica_clear(&a);
    replica_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_go_to_the_replicas_of_their_label),
        cmocka_unit_test(one_total_goes_to_the_only_replica),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

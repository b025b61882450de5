#include "gate/report/junit_body.h"

#include "tests/support/comparison_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void lines_are_harmless_and_empty_ones_left_out(void **state)
{
    (void)state;
    char body[64] = "";
    junit_body_line(body, sizeof body, "owner: ", "");
    junit_body_line(body, sizeof body, "owner: ", NULL);
    junit_body_line(body, sizeof body, "owner: ", "a\033b\nc");
    assert_string_equal(body, "owner: a\xef\xbf\xbd"
                              "b\xef\xbf\xbd"
                              "c\n");
}

static void what_does_not_fit_is_left_out(void **state)
{
    (void)state;
    char body[8] = "";
    junit_body_line(body, sizeof body, "", "123456789");
    junit_body_line(body, sizeof body, "", "more");
    assert_string_equal(body, "1234567");
}

static void the_place_comes_first_and_the_stack_last(void **state)
{
    (void)state;
    static const struct comparison_sample_row rows[] = {{"main;work", 0, {10, 20}}};
    struct comparison *comparison =
        comparison_sample_new(rows, 1, &(struct comparison_sample_settings){.profile = "cpu", .replicas = 1});
    struct finding finding = {
        .symbol = symbols_find(comparison->symbols, bytes_of_text("work")),
        .node = 2,
        .owner = "@me",
        .sentence = "costs more",
    };
    char body[1024] = "";
    junit_body_finding(body, sizeof body, comparison, &finding, "+100 %");
    assert_string_equal(body, "shop/source.go:14\n"
                              "+100 %\n"
                              "costs more\n"
                              "owner: @me\n"
                              "baseline v2.3: 1 replica, 19,823 requests (meta.json), 10 samples\n"
                              "candidate v2.4: 1 replica, 20,110 requests (meta.json), 20 samples\n"
                              "stack, outermost first:\n"
                              "  main\n"
                              "  work\n");
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_harmless_and_empty_ones_left_out),
        cmocka_unit_test(what_does_not_fit_is_left_out),
        cmocka_unit_test(the_place_comes_first_and_the_stack_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

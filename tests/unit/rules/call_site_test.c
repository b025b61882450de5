#include "rules/call_site.h"

#include "tests/support/hand_comparison.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* One request on each side; main 110 -> 150, mask 10 -> 50, and below it compile, which is new, with parse. */
static struct comparison *sample(void)
{
    const struct hand_stack stacks[] = {
        {"main;mask", (double[]){10, 10}},   {"main;mask;compile;parse", (double[]){0, 40}},
        {"main;serve", (double[]){100, 60}}, {"main;serve;audit", (double[]){0, 40}},
        {"fresh;audit", (double[]){0, 5}},
    };
    return hand_comparison(stacks, 5, 1, 1, (double[]){1, 1});
}

static void check(const char *path, const char *caller, bool direct)
{
    struct comparison *comparison = sample();
    struct call_site site = call_site_of_new_code(comparison, (uint32_t)hand_node(comparison, path));
    uint32_t expected = caller != NULL ? symbols_find(comparison->symbols, bytes_of_text(caller)) : SYMBOL_NONE;
    assert_int_equal(site.symbol, expected);
    assert_int_equal(site.direct, direct);
    comparison_free(comparison);
}

static void the_caller_that_was_there_before_is_where_to_look(void **state)
{
    (void)state;
    check("main;mask;compile", "mask", true);
    check("main;mask;compile;parse", "mask", false);
}

static void code_that_was_there_before_needs_no_caller(void **state)
{
    (void)state;
    check("main;mask", NULL, false);
    check("", NULL, false);
}

/* serve costs 100 before and after: it did not grow. Of fresh;audit everything is new. */
static void a_caller_that_did_not_grow_or_is_new_is_not_named(void **state)
{
    (void)state;
    check("main;serve;audit", NULL, false);
    check("fresh;audit", NULL, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_caller_that_was_there_before_is_where_to_look),
        cmocka_unit_test(code_that_was_there_before_needs_no_caller),
        cmocka_unit_test(a_caller_that_did_not_grow_or_is_new_is_not_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

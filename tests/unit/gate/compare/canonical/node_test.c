#include "gate/compare/canonical.h"

#include "tests/support/canonical_cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Row "V8" of facts/pprof.md section 9; forms of --perf-basic-prof and --prof, bundles of webpack, Vite and
 * esbuild. */

static void the_tier_is_dropped(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"~foo", "foo"},
        {"*foo", "foo"},
        {"^foo", "foo"},
        {"+foo", "foo"},
        {"*Cart.price", "Cart.price"},
        {"~$x", "$x"},
        {"*_x", "_x"},
        {"*foo /app/main.js:3:4", "foo /app/main.js"},
        {"~foo (file:///app/main.js:3:4)", "foo (file:///app/main.js)"},
        {"LazyCompile:*fib /usr/src/app/main.js:1", "fib /usr/src/app/main.js"},
        {"LazyCompile:~body_0 evalmachine.<anonymous>:1_[j]", "body_0 evalmachine.<anonymous>"},
        {"LazyCompile:_tickDomainCallback node.js:387", "_tickDomainCallback node.js"},
        {"Function:^processTimers node:internal/timers:497", "processTimers node:internal/timers"},
        {"JS:+fib /app/main.js:1:2", "fib /app/main.js"},
        {"Function:^ /usr/src/app/main.js:11", "/usr/src/app/main.js"},
        {"Script:~ /app/main.js:1:1", "Script: /app/main.js"},
        {"Eval:~run evalmachine:1", "Eval:run evalmachine:1"},
    };
    canonical_cases_check(NAME_PRESET_NODE, CANONICAL_CASES(cases));
}

static void hashes_of_bundlers_are_dropped(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"render /app/main.3f2a1b4c.js", "render /app/main._.js"},
        {"render /app/vendor.3f2a1b4c5d6e7f80912a.js:1:20345", "render /app/vendor._.js"},
        {"render (https://shop/assets/index-BqXyZ1ab.js:1:2)", "render (https://shop/assets/index-_.js)"},
        {"render /app/chunk-7QVYU63E.js", "render /app/chunk-_.js"},
        {"render /app/vendors~main.8a7b6c5d.chunk.js", "render /app/vendors~main._.chunk.js"},
        {"render /app/src/cart.ts?t=1691234567890", "render /app/src/cart.ts"},
        {"/app/0123456789abcdef0123.js", "/app/_.js"},
    };
    canonical_cases_check(NAME_PRESET_NODE, CANONICAL_CASES(cases));
}

static void other_names_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"RegExp: ^~?[a-z]+:\\d+", NULL},
        {"RegExp: \\s+", NULL},
        {"RegExp:[.*+?^${}()|[\\]\\\\]:1", NULL},
        {"Builtin:ArrayMap", NULL},
        {"(anonymous)", NULL},
        {"(garbage collector)", NULL},
        {"~Box()", NULL},
        {"Box::~Box()", NULL},
        {"~Box::f", NULL},
        {"+[Box new]", NULL},
        {"-[Box price]", NULL},
        {"*const T::offset", NULL},
        {"*", NULL},
        {"~", NULL},
        {"**", NULL},
        {"* foo", NULL},
        {"^1", NULL},
        {"~ foo", NULL},
        {"LazyCompile:", NULL},
        {"JS:", NULL},
        {"Script:~", NULL},
        {"render /app/settings.js", NULL},
        {"render /app/jquery-3.7.1.min.js", NULL},
        {"render /app/v8-compile-cache.js", NULL},
        {"render /app/version2.js", NULL},
        {"render /app/Button12.js", NULL},
        {"render /app/myView12.js", NULL},
        {"render /app/cart.Button12.js", NULL},
        {"render /app/3f2a1b4.js", NULL},
        {"Module._extensions..js", NULL},
        {"get [Symbol.iterator]", NULL},
        {"a?b", NULL},
        {"/app/decade-facade.js", NULL},
        {"render /dist/3f2a1b4c/main.js", NULL},
    };
    canonical_cases_check(NAME_PRESET_NODE, CANONICAL_CASES(cases));
}

static void without_the_preset_they_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"*foo", NULL},
        {"~foo", NULL},
        {"LazyCompile:*fib /usr/src/app/main.js", NULL},
        {"render /app/main.3f2a1b4c.js", NULL},
    };
    canonical_cases_check_untouched(NAME_PRESETS_ALL & ~(unsigned)NAME_PRESET_NODE, CANONICAL_CASES(cases));
}

static void second_chance_drops_the_file(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"fib /app/main.js", "fib"}, {"fib (/app/main.js)", "fib"}, {"fib /app/main.js?v=1", "fib"},
        {"/app/main.js", NULL},      {"fib /app/main.py", NULL},    {"Module._extensions..js", NULL},
        {" /app/main.js", NULL},     {"(main.js)", NULL},
    };
    canonical_cases_check_second(NAME_PRESET_NODE, CANONICAL_CASES(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tier_is_dropped),
        cmocka_unit_test(hashes_of_bundlers_are_dropped),
        cmocka_unit_test(other_names_stay),
        cmocka_unit_test(without_the_preset_they_stay),
        cmocka_unit_test(second_chance_drops_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

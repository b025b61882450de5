#include "gate/compare/canonical.h"

#include "tests/support/canonical_cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Row "lines" of facts/pprof.md section 9; the forms are those of py-spy, Austin, V8 and async-profiler with lines.
 */

static void line_and_column_are_dropped(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"main.go:120", "main.go"},
        {"main.go:123", "main.go"},
        {"main.run main.go:120", "main.run main.go"},
        {"handle (app.py:12)", "handle (app.py)"},
        {"fib /usr/src/app/main.js:3:14", "fib /usr/src/app/main.js"},
        {"render (file:///app/main.js:3:14)", "render (file:///app/main.js)"},
        {"<frozen importlib._bootstrap>:exec_module:838", "<frozen importlib._bootstrap>:exec_module"},
        {"java/util/ArrayList.add:459", "java/util/ArrayList.add"},
        {"com.acme.Orders.<init>:12_[j]", "com.acme.Orders.<init>"},
        {"core::ptr::write:12", "core::ptr::write"},
        {"Foo::bar(int):12", "Foo::bar(int)"},
        {"processTimers node:internal/timers:497", "processTimers node:internal/timers"},
    };
    canonical_cases_check(0, CANONICAL_CASES(cases));
}

static void other_numbers_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"kworker/1:1", NULL},
        {"kworker/u4:2", NULL},
        {"worker:1", NULL},
        {"main:12", NULL},
        {"10.0.0.1:8080", NULL},
        {"Foo::12", NULL},
        {":12", NULL},
        {"12", NULL},
        {"a:", NULL},
        {"Enum.map/2", NULL},
        {"[http-nio-8080-exec-1 tid=123]", NULL},
        {"main.run:x12", NULL},
        {"main.go:120x", NULL},
        {"f (a:12)", NULL},
        {"main.go:", NULL},
    };
    canonical_cases_check(0, CANONICAL_CASES(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_and_column_are_dropped),
        cmocka_unit_test(other_numbers_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/compare/canonical.h"

#include "tests/support/canonical_cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Row "Python, Ruby" of facts/pprof.md section 9; forms of py-spy and rbspy. */

static void the_folder_of_packages_is_dropped(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"get (/srv/venv/lib/python3.11/site-packages/requests/api.py:59)", "get (requests/api.py)"},
        {"get (/usr/lib/python3/dist-packages/requests/api.py)", "get (requests/api.py)"},
        {"loads (/usr/lib/python3.11/json/__init__.py)", "loads (json/__init__.py)"},
        {"<lambda> (/x/site-packages/a/site-packages/b.py)", "<lambda> (b.py)"},
    };
    canonical_cases_check(NAME_PRESET_PYTHON, CANONICAL_CASES(cases));
}

static void other_names_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"handle (app.py)", NULL},
        {"<module> (app.py)", NULL},
        {"<lambda>", NULL},
        {"<listcomp>", NULL},
        {"<module>", NULL},
        {"<genexpr>", NULL},
        {"block (2 levels) in run", NULL},
        {"Shop.price", NULL},
        {"get (/srv/app/api.py)", NULL},
        {"f(/usr/lib/python3.11/json.py)", NULL},
        {"get (/usr/lib/python3.11/json.so)", NULL},
        {"(a/site-packages/b.py)", NULL},
        {"get (x)", NULL},
        {"()", NULL},
        {")", NULL},
        {"<frozen importlib._bootstrap>:exec_module", NULL},
        {"Shop.run.<locals>.<lambda>", NULL},
        {"f (/usr/lib/python3.11)", NULL},
    };
    canonical_cases_check(NAME_PRESET_PYTHON, CANONICAL_CASES(cases));
}

static void without_the_preset_they_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"get (/usr/lib/python3/dist-packages/requests/api.py)", NULL},
    };
    canonical_cases_check_untouched(NAME_PRESETS_ALL & ~(unsigned)NAME_PRESET_PYTHON, CANONICAL_CASES(cases));
}

static void second_chance_drops_file_and_levels(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"handle (app.py)", "handle"},
        {"<frozen> (a.py)", "<frozen>"},
        {"run (<frozen importlib._bootstrap>)", "run"},
        {"block (2 levels) in run", "block (* levels) in run"},
        {"block (12 levels) in run (shop.rb)", "block (* levels) in run"},
        {"block in run", NULL},
        {"block (2 level) in run", NULL},
        {"block (", NULL},
        {"block (2", NULL},
        {"handle (app.js2)", NULL},
        {"handle(app.py)", NULL},
    };
    canonical_cases_check_second(NAME_PRESET_PYTHON, CANONICAL_CASES(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_folder_of_packages_is_dropped),
        cmocka_unit_test(other_names_stay),
        cmocka_unit_test(without_the_preset_they_stay),
        cmocka_unit_test(second_chance_drops_file_and_levels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

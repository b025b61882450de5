#include "gate/compare/canonical.h"

#include "tests/support/canonical_cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Examples of perf script, stackcollapse --addrs, DTrace and async-profiler; facts/pprof.md section 9, row
 * "addresses". */

static void code_of_a_module_is_one_bucket_for_each(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"libfoo.so+0x1234", "[libfoo.so]"},
        {"/usr/lib/x86_64-linux-gnu/libc.so.6+0x1f", "[libc.so.6]"},
        {"libm-2.31.so+0x1", "[libm-2.31.so]"},
        {"[libc.so.6]+0x1f3a", "[libc.so.6]"},
        {"[shop]+0x7ff", "[shop]"},
        {"[libjvm.so <2a4318>]", "[libjvm.so]"},
        {"[python3.11 <1bbdd0>]", "[python3.11]"},
        {"libfoo.dylib+0x10", "[libfoo.dylib]"},
        {"kernel32.dll+0xABCDEF", "[kernel32.dll]"},
        {"libc.so.1`0xfee5d4a5", "[libc.so.1]"},
    };
    canonical_cases_check(0, CANONICAL_CASES(cases));
}

static void offsets_within_a_function_are_dropped(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"genunix`lookuppnvp+0x105", "genunix`lookuppnvp"},
        {"do_sys_open+0x1f/0x80", "do_sys_open"},
        {"do_sys_open+0x1f_[k]", "do_sys_open_[k]"},
        {"ns::Box::operator++0x12", "ns::Box::operator+"},
        {"f+0xffff53cc2fce4051", "f"},
    };
    canonical_cases_check(0, CANONICAL_CASES(cases));
}

static void the_map_of_a_process_loses_its_number(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"[perf-10939.map]", "[perf-_.map]"},
        {"[perf-10939.map <7f08b57feb68>]", "[perf-_.map]"},
        {"[perf-.map]", NULL},
        {"[perf-1x.map]", NULL},
        {"perf-10939.map", NULL},
    };
    canonical_cases_check(0, CANONICAL_CASES(cases));
}

static void what_has_no_module_is_not_thrown_together(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"0x7f1234567890", NULL},           {"0xF1BDE348", NULL},     {"[unknown]", NULL},
        {"[unknown <7fee1f072980>]", NULL}, {"[unknown]+0x1f", NULL},
    };
    canonical_cases_check(0, CANONICAL_CASES(cases));
}

static void what_is_no_address_stays(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"[libjvm.so]", NULL},
        {"libfoo.so", NULL},
        {"a+b", NULL},
        {"f+0x", NULL},
        {"f+0xg1", NULL},
        {"+0x12", NULL},
        {"f+0x12345678901234567", NULL},
        {"[dd] 3", NULL},
        {"memcpy@plt", NULL},
        {"[vdso]", NULL},
        {"vector<int>", NULL},
        {"[a <b c>]", NULL},
        {"[a <>]", NULL},
        {"`0x12", NULL},
        {"f`0x12", NULL},
    };
    canonical_cases_check(0, CANONICAL_CASES(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_of_a_module_is_one_bucket_for_each),
        cmocka_unit_test(offsets_within_a_function_are_dropped),
        cmocka_unit_test(the_map_of_a_process_loses_its_number),
        cmocka_unit_test(what_has_no_module_is_not_thrown_together),
        cmocka_unit_test(what_is_no_address_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

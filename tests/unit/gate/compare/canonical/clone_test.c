#include "gate/compare/canonical.h"

#include "tests/support/canonical_cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Row "C, C++ clones" of facts/pprof.md section 9; names as c++filt and llvm-cxxfilt print them. */

static void clones_are_the_function(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"f.constprop.0", "f"},
        {"f.isra.0", "f"},
        {"f.part.3", "f"},
        {"f.cold", "f"},
        {"f.cold.12", "f"},
        {"f.lto_priv.0", "f"},
        {"f.llvm.12688001234567890123", "f"},
        {"f.__uniq.123", "f"},
        {"f.__part.1", "f"},
        {"f.warm", "f"},
        {"f.localalias", "f"},
        {"f.localalias.4", "f"},
        {"f.__uniq.207.llvm.99", "f"},
        {"harmonize_features.isra.92.part.93", "harmonize_features"},
        {"f.constprop.0.isra.3.part.1.cold", "f"},
        {"__kmalloc_reserve.isra.26_[k]", "__kmalloc_reserve_[k]"},
        {"price.constprop.0+0x1f", "price"},
        {"main.cold", "main"},
        {"_ZN3foo3barEv.cold", "_ZN3foo3barEv"},
        {"_PyEval_EvalFrameDefault.cold", "_PyEval_EvalFrameDefault"},
        {"foo::bar.cold", "foo::bar"},
    };
    canonical_cases_check((NAME_PRESET_CPP | NAME_PRESET_RUST), CANONICAL_CASES(cases));
}

static void the_words_of_demanglers_too(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"f [clone .cold]", "f"},
        {"PhaseIdealLoop::is_dominator(Node*, Node*) [clone .part.114]",
         "PhaseIdealLoop::is_dominator(Node*, Node*)"},
        {"run(int) [clone .isra.0] [clone .cold]", "run(int)"},
        {"run(int) [clone .constprop.0.isra.0.cold]", "run(int)"},
        {"run(int) (.cold)", "run(int)"},
        {"run(int) (.llvm.1234)", "run(int)"},
    };
    canonical_cases_check((NAME_PRESET_CPP | NAME_PRESET_RUST), CANONICAL_CASES(cases));
}

static void other_ends_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"f.avx2", NULL},
        {"f [clone .avx2]", NULL},
        {"f [clone .cold.avx2]", NULL},
        {"f.resolver", NULL},
        {"f@plt", NULL},
        {"f.part", NULL},
        {"f.isra.x", NULL},
        {"f.constprop.", NULL},
        {"f.0", NULL},
        {".cold", NULL},
        {".isra.0", NULL},
        {"part.3", NULL},
        {"f.partial.3", NULL},
        {"main.partition", NULL},
        {"f.colder", NULL},
        {"slices.partitionOrdered", NULL},
        {"f [clone ]", NULL},
        {"f (.)", NULL},
        {"f ()", NULL},
        {"f.cold_", NULL},
    };
    canonical_cases_check((NAME_PRESET_CPP | NAME_PRESET_RUST), CANONICAL_CASES(cases));
}

static void methods_called_cold_are_methods(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"cache.Box.cold", NULL},      {"com/acme/Water.cold", NULL},
        {"com.acme.Water.cold", NULL}, {"com/acme/Water$Tap.cold", NULL},
        {"github.com/x/y.cold", NULL}, {"main.(*T).cold", NULL},
        {"f(int).cold", NULL},
    };
    canonical_cases_check((NAME_PRESET_CPP | NAME_PRESET_RUST), CANONICAL_CASES(cases));
}

static void without_the_preset_they_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"f.constprop.0", NULL},
        {"f.cold", NULL},
        {"run(int) [clone .cold]", NULL},
        {"f.llvm.12688", NULL},
    };
    canonical_cases_check_untouched(NAME_PRESETS_ALL & ~(unsigned)(NAME_PRESET_CPP | NAME_PRESET_RUST),
                                    CANONICAL_CASES(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clones_are_the_function),
        cmocka_unit_test(the_words_of_demanglers_too),
        cmocka_unit_test(other_ends_stay),
        cmocka_unit_test(methods_called_cold_are_methods),
        cmocka_unit_test(without_the_preset_they_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

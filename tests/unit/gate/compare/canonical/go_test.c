#include "gate/compare/canonical.h"

#include "tests/support/canonical_cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Rows "Go ..." of facts/pprof.md section 9; names as runtime/pprof of Go 1.19 to 1.23 and the linker write them.
 */

static void type_arguments_are_dropped(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"main.Map[go.shape.int_0]", "main.Map[...]"},
        {"main.Map[int,string]", "main.Map[...]"},
        {"main.Map[go.shape.struct { SKU string; Qty int }]", "main.Map[...]"},
        {"main.(*List[go.shape.struct { SKU string; Qty int }]).Each", "main.(*List[...]).Each"},
        {"main.(*List[go.shape.[]uint8]).Each.func1", "main.(*List[...]).Each.func1"},
        {"slices.SortFunc[go.shape.[]string,go.shape.map[string][]int]", "slices.SortFunc[...]"},
        {"github.com/google/btree.(*BTreeG[go.shape.interface { Less(github.com/google/btree.Item) bool }]).Ascend",
         "github.com/google/btree.(*BTreeG[...]).Ascend"},
        {"main.F[go.shape.struct { A int \"json:\\\"a]\\\"\" }].func1", "main.F[...].func1"},
        {"main.F[int].G[go.shape.string]", "main.F[...].G[...]"},
        {"type:.eq.main.Pair[int,string]", "type:.eq.main.Pair[...]"},
        {"main.Map[int]-fm", "main.Map[...]-fm"},
    };
    canonical_cases_check(NAME_PRESET_GO, CANONICAL_CASES(cases));
}

static void what_is_already_short_stays(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"main.Map[...]", NULL},
        {"main.(*List[...]).Each.func1", NULL},
        {"slices.SortFunc[...]", NULL},
    };
    canonical_cases_check(NAME_PRESET_GO, CANONICAL_CASES(cases));
}

static void other_brackets_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"Map[int]", NULL},
        {"main.Map[", NULL},
        {"main.Map[int", NULL},
        {"main.Map[[int]", NULL},
        {"main.Map]", NULL},
        {"main.Map[]", NULL},
        {"main.Map[3]", NULL},
        {"main.Map[K]", NULL},
        {"main.Map[int]]", NULL},
        {"main.[int]", NULL},
        {"main.Map [int]", NULL},
        {"main.F[go.shape.struct { A int \"]]]]", NULL},
        {"main.F[\"\\", NULL},
        {"Foo.main([Ljava/lang/String;)V", NULL},
        {"Foo.main([BI[BI)V", NULL},
        {"std::to_string[abi:cxx11](int)", NULL},
        {"a.to_string[abi:cxx11]", NULL},
        {"ns::f[int]", NULL},
        {"a.<computed>[int]", NULL},
        {"get [Symbol.iterator]", NULL},
        {"a.b [clone .avx2]", NULL},
        {"[libjvm.so]", NULL},
        {"Array#[]", NULL},
        {"Foo.bar[]", NULL},
        {"f(int [4])", NULL},
        {"a.f(char[256])", NULL},
        {"a.b$c[int]", NULL},
        {"List`1[System.Int32].Add", NULL},
        {"-[NSString foo:bar]", NULL},
        {"main.f_[k]", NULL},
    };
    canonical_cases_check(NAME_PRESET_GO, CANONICAL_CASES(cases));
}

static void closures_and_versions_tell_functions_apart(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"main.run.func1", NULL},
        {"main.run.func2", NULL},
        {"main.run.func1.2", NULL},
        {"main.run.gowrap1", NULL},
        {"main.run.deferwrap2", NULL},
        {"main.init.0", NULL},
        {"main.init.1", NULL},
        {"glob..func3", NULL},
        {"encoding/json.floatEncoder.encode-fm", NULL},
        {"main.run.func1-range1", NULL},
        {"github.com/x/y/v2.F", NULL},
        {"gopkg.in/yaml.v3.Unmarshal", NULL},
        {"main.(*T).M", NULL},
        {"runtime.asyncPreempt", NULL},
    };
    canonical_cases_check(NAME_PRESET_GO, CANONICAL_CASES(cases));
}

static void without_the_preset_they_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"main.Map[go.shape.int_0]", NULL},
        {"main.(*List[int]).Each", NULL},
    };
    canonical_cases_check_untouched(NAME_PRESETS_ALL & ~(unsigned)NAME_PRESET_GO, CANONICAL_CASES(cases));
}

static void second_chance_drops_numbers_of_closures(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"main.run.func1", "main.run.func*"},
        {"main.run.func1.2", "main.run.func*.*"},
        {"main.run.func1.2.3", "main.run.func*.*.*"},
        {"main.run.gowrap1", "main.run.gowrap*"},
        {"main.run.deferwrap2", "main.run.deferwrap*"},
        {"main.init.0", "main.init.*"},
        {"main.init.0.func1", "main.init.*.func*"},
        {"net/http.glob..func3", "net/http.glob..func*"},
        {"encoding/json.floatEncoder.encode-fm", "encoding/json.floatEncoder.encode"},
        {"main.run.func1-range1", "main.run.func*-range*"},
        {"main.each-range2", "main.each-range*"},
        {"main.F[...].func12", "main.F[...].func*"},
        {"main.func", NULL},
        {"main.function1", NULL},
        {"main.myfunc1", NULL},
        {"main.run.1", NULL},
        {"func1", NULL},
        {"main.f1", NULL},
        {"a.b-fmx", NULL},
        {"-fm", NULL},
        {"main.init.x", NULL},
    };
    canonical_cases_check_second(NAME_PRESET_GO, CANONICAL_CASES(cases));
}

static void second_chance_drops_the_major_version(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"github.com/x/y/v2.F", "github.com/x/y.F"},
        {"github.com/x/y/v12/z.(*T).M", "github.com/x/y/z.(*T).M"},
        {"gopkg.in/yaml.v3.Unmarshal", "gopkg.in/yaml.Unmarshal"},
        {"gopkg.in/x/yaml.v1.F", "gopkg.in/x/yaml.F"},
        {"github.com/x/y/v1.F", NULL},
        {"k8s.io/api/core/v1.F", NULL},
        {"github.com/x/y/v0.F", NULL},
        {"github.com/x/y/v2beta1.F", NULL},
        {"github.com/x/y/v.F", NULL},
        {"app/v2.F", NULL},
        {"github.com/x/y.v3.F", NULL},
        {"github.com/x/y/v2", NULL},
        {"v2.F", NULL},
    };
    canonical_cases_check_second(NAME_PRESET_GO, CANONICAL_CASES(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(type_arguments_are_dropped),
        cmocka_unit_test(what_is_already_short_stays),
        cmocka_unit_test(other_brackets_stay),
        cmocka_unit_test(closures_and_versions_tell_functions_apart),
        cmocka_unit_test(without_the_preset_they_stay),
        cmocka_unit_test(second_chance_drops_numbers_of_closures),
        cmocka_unit_test(second_chance_drops_the_major_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

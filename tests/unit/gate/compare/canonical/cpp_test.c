#include "gate/compare/canonical.h"

#include "tests/support/canonical_cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Row "C++ templates, parameters" of facts/pprof.md section 9; names as c++filt prints them. */

static void what_tells_functions_apart_stays(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"operator<(Box const&, Box const&)", NULL},
        {"std::vector<int, std::allocator<int> >::push_back(int&&)", NULL},
        {"Foo::operator()(int) const", NULL},
        {"(anonymous namespace)::f(int)", NULL},
        {"Foo::~Foo()", NULL},
        {"Foo::operator[](unsigned long)", NULL},
        {"std::__cxx11::to_string[abi:cxx11](int)", NULL},
        {"operator new(unsigned long)", NULL},
        {"Foo::operator->() const", NULL},
        {"non-virtual thunk to Foo::bar()", NULL},
        {"bool std::operator< <char>(std::basic_string<char> const&)", NULL},
        {"f(char const (&) [4])", NULL},
        {"main::{lambda(int)#1}::operator()(int) const", NULL},
        {"guard variable for f()::x", NULL},
    };
    canonical_cases_check(NAME_PRESET_CPP, CANONICAL_CASES(cases));
}

static void second_chance_drops_templates_and_parameters(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"std::vector<int, std::allocator<int> >::push_back(int&&)", "std::vector::push_back"},
        {"f(int (*)(char), std::map<int, long>)", "f"},
        {"(anonymous namespace)::f(int)", "(anonymous namespace)::f"},
        {"Foo::operator()(int) const", "Foo::operator() const"},
        {"operator<(Box const&, Box const&)", "operator<"},
        {"bool std::operator< <char>(std::basic_string<char> const&)", "bool std::operator<"},
        {"std::operator<< <std::char_traits<char> >(std::ostream&, char const*)", "std::operator<<"},
        {"Foo::operator->() const", "Foo::operator-> const"},
        {"Foo::operator[](unsigned long)", "Foo::operator[]"},
        {"std::__cxx11::to_string[abi:cxx11](int)", "std::__cxx11::to_string[abi:cxx11]"},
        {"f<(1 > 0)>(int)", "f"},
        {"f<&(g->h)>()", "f"},
        {"<alloc::vec::Vec<T> as core::ops::Drop>::drop", "<alloc::vec::Vec as core::ops::Drop>::drop"},
        {"core::iter::Iterator::collect::<alloc::vec::Vec<u8>>", "core::iter::Iterator::collect"},
        {"main.(*List).Each", NULL},
        {"f<int", NULL},
        {"f(int", NULL},
        {"f)", NULL},
        {"f>", NULL},
        {"operator", NULL},
        {"operators<", NULL},
        {"xoperator", NULL},
        {"operator new", NULL},
        {"<", NULL},
        {"(", NULL},
        {"<init>", NULL},
        {"a.<locals>.<lambda>", NULL},
    };
    canonical_cases_check_second(NAME_PRESET_CPP, CANONICAL_CASES(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_tells_functions_apart_stays),
        cmocka_unit_test(second_chance_drops_templates_and_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

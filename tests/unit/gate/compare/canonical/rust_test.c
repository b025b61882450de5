#include "gate/compare/canonical.h"

#include "tests/support/canonical_cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Row "Rust" of facts/pprof.md section 9; mangled forms by the v0 grammar (RFC 2603), checked with c++filt -s rust.
 */

static void the_hash_of_the_build_is_dropped(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"core::ptr::write::haabbb39ab969e5ac", "core::ptr::write"},
        {"core::ptr::write::haabbb39ab969e5ac+0xffff53cc2fce4019", "core::ptr::write"},
        {"core::ptr::write::haabbb39ab969e5ac.llvm.1234", "core::ptr::write"},
        {"<alloc::vec::Vec<T> as core::ops::Drop>::drop::h1a2b3c4d5e6f7a8b",
         "<alloc::vec::Vec<T> as core::ops::Drop>::drop"},
        {"_$LT$u8$u20$as$u20$core..clone..Clone$GT$::clone::h7bfab8630dda96cf",
         "_$LT$u8$u20$as$u20$core..clone..Clone$GT$::clone"},
        {"_ZN4core3ptr5write17haabbb39ab969e5acE", "_ZN4core3ptr5writeE"},
        {"main::{{closure}}::h1a2b3c4d5e6f7a8b", "main::{{closure}}"},
    };
    canonical_cases_check(NAME_PRESET_RUST, CANONICAL_CASES(cases));
}

static void the_hash_of_the_crate_is_dropped(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"alloc[c7a6b1d92e3f4a5b]::vec::push", "alloc::vec::push"},
        {"<shop[1a2b3c4d5e6f7a8b]::Cart as core[c7a6b1d92e3f4a5]::ops::drop::Drop>::drop",
         "<shop::Cart as core::ops::drop::Drop>::drop"},
        {"_RNvNtNtNtCsTACXlTRjQ_4core5slice3raw14from_raw_parts18precondition_checkCs8K9WJNlS7Dz_5trace",
         "_RNvNtNtNtC4core5slice3raw14from_raw_parts18precondition_checkC5trace"},
        {"_RNvCs1a2B3c4D5e6_4core3foo", "_RNvC4core3foo"},
        {"_RINvMs6_NtCsgvbsrvnw3yD_9hashbrown3rawINtB6_8RawTableuE14reserve_rehashAhj20_E",
         "_RINvMs6_NtC9hashbrown3rawINtB6_8RawTableuE14reserve_rehashAhj20_E"},
        {"_RNvNtCs1a2B3c4D5e6_4core5slice3runCs8K9WJNlS7Dz_5trace", "_RNvNtC4core5slice3runC5trace"},
    };
    canonical_cases_check(NAME_PRESET_RUST, CANONICAL_CASES(cases));
}

static void other_words_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"core::ptr::write::haabbb39ab969e5a", NULL},
        {"core::ptr::write::haabbb39ab969e5ag", NULL},
        {"core::ptr::write::HAABBB39AB969E5AC", NULL},
        {"::h1a2b3c4d5e6f7a8b", NULL},
        {"h1a2b3c4d5e6f7a8b", NULL},
        {"a::b1a2b3c4d5e6f7a8b", NULL},
        {"<[T] as core::slice::SliceExt>::split_at", NULL},
        {"<T as shop::Price>::price", NULL},
        {"<[u8; 4] as shop::Price>::price", NULL},
        {"core::array::[12345678]::f", NULL},
        {"foo[12]::bar", NULL},
        {"foo[]::bar", NULL},
        {"_RNvC4core14CsettingsAB_12", NULL},
        {"_ZN4core3ptr5write17haabbb39ab969e5acEv", NULL},
        {"_R", NULL},
        {"_RN", NULL},
        {"_RNv9999999999999999999999999", NULL},
        {"main::{closure#0}", NULL},
        {"main::{impl#3}::run", NULL},
        {"_RNCNvC4core3foo0", NULL},
        {"_RNCCs1_4core3foo", NULL},
    };
    canonical_cases_check(NAME_PRESET_RUST, CANONICAL_CASES(cases));
}

static void without_the_preset_they_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"core::ptr::write::haabbb39ab969e5ac", NULL},
        {"_ZN4core3ptr5write17haabbb39ab969e5acE", NULL},
        {"alloc[c7a6b1d92e3f4a5b]::vec::push", NULL},
        {"_RNvCs1a2B3c4D5e6_4core3foo", NULL},
    };
    canonical_cases_check_untouched(NAME_PRESETS_ALL & ~(unsigned)NAME_PRESET_RUST, CANONICAL_CASES(cases));
}

static void second_chance_drops_numbers(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"main::{closure#0}", "main::{closure#*}"},
        {"main::{{closure}}", "main::{closure#*}"},
        {"shop::{impl#3}::run::{closure#12}", "shop::{impl#*}::run::{closure#*}"},
        {"f::{shim:vtable#0}", "f::{shim:vtable#*}"},
        {"f#1", NULL},
        {"f{#}", NULL},
        {"f{#1", NULL},
        {"main::{closure#a}", NULL},
    };
    canonical_cases_check_second(NAME_PRESET_RUST, CANONICAL_CASES(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hash_of_the_build_is_dropped),
        cmocka_unit_test(the_hash_of_the_crate_is_dropped),
        cmocka_unit_test(other_words_stay),
        cmocka_unit_test(without_the_preset_they_stay),
        cmocka_unit_test(second_chance_drops_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

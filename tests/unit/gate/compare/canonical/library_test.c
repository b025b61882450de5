#include "gate/compare/canonical.h"

#include "tests/support/canonical_cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Row "JVM unpacked libraries" of facts/pprof.md section 9. */

static void random_names_of_unpacked_libraries_are_dropped(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"libzstd-jni-1.5.1-16931311898282279136.so", "libzstd-jni-1.5.1-_.so"},
        {"[libzstd-jni-1.5.1-16931311898282279136.so]", "[libzstd-jni-1.5.1-_.so]"},
        {"[libzstd-jni-1.5.1-16931311898282279136.so]+0x12", "[libzstd-jni-1.5.1-_.so]"},
        {"/tmp/libzstd-jni-1.5.1-16931311898282279136.so+0x12", "[libzstd-jni-1.5.1-_.so]"},
        {"libamazonCorrettoCryptoProvider109b39cf33c563eb.so", "libamazonCorrettoCryptoProvider_.so"},
        {"snappy-1.1.8-8d7b7c61-3c1c-4a8e-9b6d-0a1b2c3d4e5f-libsnappyjava.so", "snappy-1.1.8-_-libsnappyjava.so"},
        {"libnetty_tcnative_linux_x86_6412345678901234567890.so", "libnetty_tcnative_linux_x86__.so"},
        {"/tmp/libasyncProfiler-linux-arm64-17b9a1d8156277a98ccc871afa9a8f69215f92.so (deleted)",
         "/tmp/libasyncProfiler-linux-arm64-_.so (deleted)"},
        {"libjni1234567890123456789.tmp", "libjni_.tmp"},
        {"jna1234567890123456789.tmp", "jn_.tmp"},
        {"librocksdbjni123456789012.jnilib", "librocksdbjni_.jnilib"},
    };
    canonical_cases_check(NAME_PRESET_JVM, CANONICAL_CASES(cases));
}

static void versions_and_dates_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"libfoo-20240131.so", NULL},
        {"libc-2.31.so", NULL},
        {"libstdc++.so.6.0.30", NULL},
        {"libfoo-1.2.3.so", NULL},
        {"libdecade-facade-deed.so", NULL},
        {"libx86_64.so", NULL},
        {"libfacadefacadefacade.so", NULL},
        {"_multiarray_umath.cpython-311-x86_64-linux-gnu.so", NULL},
        {"lib-8d7b7c61-3c1c-4a8e-9b6d-0a1b2c3.so", NULL},
        {"lib12345678901.so", NULL},
    };
    canonical_cases_check(NAME_PRESET_JVM, CANONICAL_CASES(cases));
}

static void functions_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"hash_16931311898282279136", NULL},
        {"main.f16931311898282279136", NULL},
        {"a.soft16931311898282279136", NULL},
        {"sha_0123456789abcdef0123.so_on", NULL},
    };
    canonical_cases_check(NAME_PRESET_JVM, CANONICAL_CASES(cases));
}

static void without_the_preset_they_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"libzstd-jni-1.5.1-16931311898282279136.so", NULL},
    };
    canonical_cases_check_untouched(NAME_PRESETS_ALL & ~(unsigned)NAME_PRESET_JVM, CANONICAL_CASES(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_names_of_unpacked_libraries_are_dropped),
        cmocka_unit_test(versions_and_dates_stay),
        cmocka_unit_test(functions_stay),
        cmocka_unit_test(without_the_preset_they_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

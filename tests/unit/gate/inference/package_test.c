#include "gate/inference/package.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_package(const char *name, const char *package)
{
    struct bytes found = package_of(bytes_of_text(name));
    if (!bytes_equal(found, bytes_of_text(package)))
        fail_msg("'%s': '%.*s' is not '%s'", name, (int)found.size, (const char *)found.data, package);
}

static void by_the_manner_of_its_language(void **state)
{
    (void)state;
    assert_package("shop/catalog.(*Index).Decorate", "shop/catalog");
    assert_package("shop/pricing.apply.func1", "shop/pricing");
    assert_package("github.com/x/y/v2.F", "github.com/x/y/v2");
    assert_package("main.(*app).checkout", "main");
    assert_package("main.Map[go.shape.int]", "main");
    assert_package("java.util.HashMap.get", "java.util.HashMap");
    assert_package("java/lang/String.indexOf", "java/lang/String");
    assert_package("core::ptr::write", "core::ptr");
    assert_package("std::vector<a::b, c>::push_back(int&&)", "std");
    assert_package("operator delete(void*)", "");
    assert_package("memcpy", "");
    assert_package("[libc.so.6]", "");
    assert_package("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_the_manner_of_its_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/compare/canonical.h"

#include "tests/support/canonical_cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Rows "JVM ..." of facts/pprof.md section 9; names of OpenJDK 8, 17 and 21 as JFR and async-profiler write them.
 */

static void lambdas_lose_number_and_address(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"Foo$$Lambda$669.0x0000000800fd7318.run", "Foo$$Lambda.run"},
        {"Foo$$Lambda/0x0000000800fd7318.run", "Foo$$Lambda.run"},
        {"Foo$$Lambda$4/1283928880", "Foo$$Lambda"},
        {"Foo$$Lambda$4/1283928880.run", "Foo$$Lambda.run"},
        {"Foo$$Lambda+0x00007f81ab00/543846639", "Foo$$Lambda"},
        {"Foo$$Lambda$38+0x00007f45bc06d5b0/1029991479", "Foo$$Lambda"},
        {"com/acme/Ledger$$Lambda$10.0x00007f66cd0096b0.apply", "com/acme/Ledger$$Lambda.apply"},
        {"Ledger$Converter$$Lambda$3.0x00007fa811009220.apply", "Ledger$Converter$$Lambda.apply"},
        {"Rig$$Lambda$49.0x00007f70dd01c8d0.<init>", "Rig$$Lambda.<init>"},
        {"a.JsonReaderSpec$$Lambda$8575.1705890900.apply$mcV$sp", "a.JsonReaderSpec$$Lambda.apply$mcV$sp"},
        {"org.scalacheck.Prop$$$Lambda$8437.980556189.apply", "org.scalacheck.Prop$$$Lambda.apply"},
        {"Foo$$Lambda.0x00007fa811047430.compare_[j]", "Foo$$Lambda.compare"},
        {"Foo$$Lambda$14", "Foo$$Lambda"},
        {"Foo$$Lambda$_.run", "Foo$$Lambda.run"},
        {"Foo$$Lambda_.run", "Foo$$Lambda.run"},
        {"Foo$$Lambda$1.0x1.run$$Lambda$2.0x2.x", "Foo$$Lambda.run$$Lambda.x"},
    };
    canonical_cases_check(NAME_PRESET_JVM, CANONICAL_CASES(cases));
}

static void accessors_and_proxies_lose_their_number(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"jdk/internal/reflect/GeneratedMethodAccessor31.invoke",
         "jdk/internal/reflect/GeneratedMethodAccessor_.invoke"},
        {"jdk/internal/reflect/GeneratedMethodAccessor31", "jdk/internal/reflect/GeneratedMethodAccessor_"},
        {"sun.reflect.GeneratedConstructorAccessor7.newInstance",
         "sun.reflect.GeneratedConstructorAccessor_.newInstance"},
        {"sun/reflect/GeneratedSerializationConstructorAccessor3.newInstance",
         "sun/reflect/GeneratedSerializationConstructorAccessor_.newInstance"},
        {"com/sun/proxy/$Proxy123.find", "com/sun/proxy/$Proxy_.find"},
        {"$Proxy6", "$Proxy_"},
        {"jdk/proxy2/$Proxy57.find", "jdk/proxy_/$Proxy_.find"},
        {"jdk.proxy3.$Proxy57.find", "jdk.proxy_.$Proxy_.find"},
        {"Orders$$EnhancerBySpringCGLIB$$ab12.find", "Orders$$EnhancerBySpringCGLIB$$_.find"},
        {"Orders$$EnhancerBySpringCGLIB$$1a2b3c4d_2.find", "Orders$$EnhancerBySpringCGLIB$$_.find"},
        {"Orders$$EnhancerBySpringCGLIB$$ab12$$FastClassBySpringCGLIB$$cd34.invoke",
         "Orders$$EnhancerBySpringCGLIB$$_$$FastClassBySpringCGLIB$$_.invoke"},
        {"net.sf.Orders$$FastClassByCGLIB$$f00.x", "net.sf.Orders$$FastClassByCGLIB$$_.x"},
        {"Order$$KeyFactoryByCGLIB$$1.x", "Order$$KeyFactoryByCGLIB$$_.x"},
        {"Order$$EnhancerByCGLIB$$1.x", "Order$$EnhancerByCGLIB$$_.x"},
        {"Order$HibernateProxy$aB3dE6gH.getId", "Order$HibernateProxy$_.getId"},
        {"Order$ByteBuddy$IsVuf4xb.x", "Order$ByteBuddy$_.x"},
        {"Order$MockitoMock$1234567.x", "Order$MockitoMock$_.x"},
    };
    canonical_cases_check(NAME_PRESET_JVM, CANONICAL_CASES(cases));
}

static void hidden_classes_lose_their_address(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"java/lang/invoke/LambdaForm$MH/0x0000000800c0a400.invoke", "java/lang/invoke/LambdaForm$MH_.invoke"},
        {"java/lang/invoke/LambdaForm$DMH.0x00007fcd05017000.newInvokeSpecial",
         "java/lang/invoke/LambdaForm$DMH_.newInvokeSpecial"},
        {"java/lang/invoke/LambdaForm$MH/1234567.invokeExact_MT", "java/lang/invoke/LambdaForm$MH_.invokeExact_MT"},
        {"java.lang.invoke.LambdaForm$MH+0x00007f45bc00ac00/1032538449", "java.lang.invoke.LambdaForm$MH_"},
        {"java/lang/invoke/LambdaForm$BMH/12.x", "java/lang/invoke/LambdaForm$BMH_.x"},
        {"java/lang/invoke/LambdaForm$VH/12.x", "java/lang/invoke/LambdaForm$VH_.x"},
        {"com/acme/Render/0x0000000800c03000.run", "com/acme/Render_.run"},
        {"com/acme/Render.0x0000000800c03000.run", "com/acme/Render_.run"},
        {"com/acme/Render+0x0000000800c03000.run", "com/acme/Render_.run"},
        {"com/acme/Render/0x0000000800c03000", "com/acme/Render_"},
    };
    canonical_cases_check(NAME_PRESET_JVM, CANONICAL_CASES(cases));
}

static void other_names_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"Ledger.lambda$main$0", NULL},
        {"Ledger.lambda$main$1", NULL},
        {"java/util/Map$Entry.lambda$comparingByKey$bbdbfea9$1", NULL},
        {"Orders$1.run", NULL},
        {"Orders$2.run", NULL},
        {"java/lang/invoke/LambdaForm$NamedFunction.invoke", NULL},
        {"java/lang/invoke/LambdaForm$MH.invoke", NULL},
        {"Foo$$Lambda$10abc.run", NULL},
        {"Foo$$Lambdas$1.run", NULL},
        {"Foo$$Lambda$Bar.run", NULL},
        {"GeneratedMethodAccessor.invoke", NULL},
        {"GeneratedMethodAccessor31x.invoke", NULL},
        {"$Proxy.find", NULL},
        {"$Proxy_.find", NULL},
        {"$ProxyFactory.get", NULL},
        {"jdk/proxy/Foo.run", NULL},
        {"Order$HibernateProxy$aB3dE6g.getId", NULL},
        {"Order$HibernateProxy$aB3dE6gHi.getId", NULL},
        {"a.0x12.run", NULL},
        {"a.0x123456789.", NULL},
        {"DelegatingMethodAccessorImpl.invoke", NULL},
        {"Foo$$Lambda.", NULL},
        {"com.acme.Foo$bar$1.invoke", NULL},
        {"a.b.$anonfun$new$124", NULL},
        {"Orders$$EnhancerBySpringCGLIB$$.find", NULL},
        {".0x0000000800c03000.run", NULL},
    };
    canonical_cases_check(NAME_PRESET_JVM, CANONICAL_CASES(cases));
}

static void without_the_preset_they_stay(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"Foo$$Lambda$669.0x0000000800fd7318.run", NULL},
        {"$Proxy6", NULL},
        {"Orders$$EnhancerBySpringCGLIB$$ab12.find", NULL},
        {"com/acme/Render/0x0000000800c03000.run", NULL},
    };
    canonical_cases_check_untouched(NAME_PRESETS_ALL & ~(unsigned)NAME_PRESET_JVM, CANONICAL_CASES(cases));
}

static void second_chance_drops_numbers_and_descriptors(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"Ledger.lambda$main$0", "Ledger.lambda$main$*"},
        {"Ledger.lambda$report$12", "Ledger.lambda$report$*"},
        {"Orders$1.run", "Orders$*.run"},
        {"Orders$1$2.run", "Orders$*$*.run"},
        {"a.b.$anonfun$new$128$adapted", "a.b.$anonfun$new$*$adapted"},
        {"Foo.run([BLjava/lang/String;)V", "Foo.run"},
        {"Foo.run(I)[B", "Foo.run"},
        {"Foo.run()Ljava/lang/String;", "Foo.run"},
        {"Foo.run(", NULL},
        {"Foo.run)V", NULL},
        {"()V", NULL},
        {"Foo$x1.run", NULL},
        {"Foo$1a.run", NULL},
        {"Foo$", NULL},
        {"f(g)x", NULL},
        {"lambda$", NULL},
        {"f()[", NULL},
    };
    canonical_cases_check_second(NAME_PRESET_JVM, CANONICAL_CASES(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lambdas_lose_number_and_address),
        cmocka_unit_test(accessors_and_proxies_lose_their_number),
        cmocka_unit_test(hidden_classes_lose_their_address),
        cmocka_unit_test(other_names_stay),
        cmocka_unit_test(without_the_preset_they_stay),
        cmocka_unit_test(second_chance_drops_numbers_and_descriptors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/counter/prometheus_query.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct requests_settings asked = {.query = "sum(increase(r{v=\"$version\"}[$window]))"};
static const struct counter_settings settings = {
    .option_requests = NAN, .requests = &asked, .service = "shop", .version = "v/2 \xc3\xa9"};

static void assert_form(struct time_span window, const char *wanted)
{
    struct byte_buffer out;
    struct error err = ERROR_INIT;
    byte_buffer_init(&out, 1 << 20);
    if (prometheus_query_form(&out, &settings, &window, &err) != 0)
        fail_msg("%s", err.sentence);
    byte_buffer_append(&out, "", 1);
    assert_string_equal((const char *)out.data, wanted);
    byte_buffer_free(&out);
}

/* Encoded as Python's urllib.parse.quote(text, safe="") does. */
static void the_window_ends_at_the_time_asked_for(void **state)
{
    (void)state;
    assert_form((struct time_span){1795261379377000000, 1795263179377000000},
                "query=sum%28increase%28r%7Bv%3D%22v%2F2%20%C3%A9%22%7D%5B1800s%5D%29%29&time=1795263179.377");
    assert_form((struct time_span){1795261379000000000, 1795261389500400000},
                "query=sum%28increase%28r%7Bv%3D%22v%2F2%20%C3%A9%22%7D%5B10500ms%5D%29%29&time=1795261389.500");
}

static void other_parameters_go_with_the_query(void **state)
{
    (void)state;
    static const struct parameter_setting parameters[] = {{"dedup", "true"}, {"storeMatch[]", "{a=\"b\"}"}};
    const struct requests_settings more = {
        .query = "x{v=\"$version\"}[$window]", .parameters = parameters, .parameter_count = 2};
    struct counter_settings wanted = settings;
    struct byte_buffer out;
    struct error err = ERROR_INIT;
    wanted.requests = &more;
    wanted.version = "v1";
    byte_buffer_init(&out, 1 << 20);
    assert_int_equal(prometheus_query_form(&out, &wanted, &(struct time_span){1000000000, 61000000000}, &err), 0);
    byte_buffer_append(&out, "", 1);
    assert_string_equal((const char *)out.data, "query=x%7Bv%3D%22v1%22%7D%5B60s%5D&time=61.000&dedup=true&"
                                                "storeMatch%5B%5D=%7Ba%3D%22b%22%7D");
    byte_buffer_free(&out);
}

static void a_window_is_needed(void **state)
{
    (void)state;
    const struct time_span none = {0, 0};
    struct byte_buffer out;
    struct error err = ERROR_INIT;
    byte_buffer_init(&out, 1 << 20);
    assert_int_equal(prometheus_query_form(&out, &settings, &none, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_string_equal(err.sentence, "it is not known from when to when the profiles ran: requests can only be "
                                      "counted over a window");
    byte_buffer_free(&out);
}

static int form_once(void *context, struct error *err)
{
    struct byte_buffer out;
    byte_buffer_init(&out, 1 << 20);
    int status = prometheus_query_form(&out, &settings, context, err);
    byte_buffer_free(&out);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct time_span window = {1795261379377000000, 1795263179377000000};
    allocations_walk(form_once, &window);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_window_ends_at_the_time_asked_for),
        cmocka_unit_test(other_parameters_go_with_the_query),
        cmocka_unit_test(a_window_is_needed),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

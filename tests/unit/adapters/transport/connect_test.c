#include "adapters/transport/connect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Bodies as recorded of Pyroscope v2.2.1 and Parca v0.28.0 (tests/data/README.md, stores/), some by hand. */
static const struct {
    const char *body;
    const char *code, *message; /* NULL: no refusal */
} cases[] = {
    {"{\"code\":\"unauthenticated\",\"message\":\"no org id\"}", "unauthenticated", "no org id"},
    {" {\"message\":\"m\", \"details\":[{\"x\":1}]}\n", "", "m"},
    {"{\"code\":8, \"message\":\"grpc: received message larger than max (5664135 vs. 4194304)\", \"details\":[]}",
     "8", "grpc: received message larger than max (5664135 vs. 4194304)"},
    {"{\"code\":\"unknown\",\"message\":\"{\\\"code\\\":\\\"internal\\\",\\\"message\\\":\\\"unknown: rpc error: "
     "code = "
     "InvalidArgument desc = failed to parse label selector: 1:15\\\"}\"}",
     "internal", "unknown: rpc error: code = InvalidArgument desc = failed to parse label selector: 1:15"},
    {"{\"code\":\"a\",\"message\":\"{not json\"}", "a", "{not json"},
    {"{\"code\":\"a\",\"message\":\"\\u003cb\\u003e\"}", "a", "<b>"},
    {"{\"code\":\"a\"}", NULL, NULL},
    {"{\"code\":\"a\",\"message\":7}", NULL, NULL},
    {"[\"message\"]", NULL, NULL},
    {"<html>", NULL, NULL},
    {"", NULL, NULL},
};

static void the_innermost_refusal_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct connect_error refusal;
        bool is_one = connect_error_read(&refusal, bytes_of_text(cases[i].body));
        assert_int_equal(is_one, cases[i].message != NULL);
        assert_string_equal(refusal.code, is_one ? cases[i].code : "");
        assert_string_equal(refusal.message, is_one ? cases[i].message : "");
    }
}

static void a_long_message_is_cut(void **state)
{
    (void)state;
    char body[5000];
    struct connect_error refusal;
    memset(body, 'x', sizeof body);
    memcpy(body, "{\"message\":\"", 12);
    memcpy(body + sizeof body - 3, "\"}", 3);
    assert_true(connect_error_read(&refusal, bytes_of_text(body)));
    assert_int_equal(strlen(refusal.message), sizeof refusal.message - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_innermost_refusal_counts),
        cmocka_unit_test(a_long_message_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/query_template.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct query_values plain = {.service = "shop", .version = "v2", .window = "1800s"};

static void assert_expands(const char *query, const struct query_values *values, const char *wanted)
{
    struct error err = ERROR_INIT;
    char *out = NULL;
    if (query_template_expand(&out, query, values, "the query", &err) != 0)
        fail_msg("%s: %s", query, err.sentence);
    assert_string_equal(out, wanted);
    memory_free(out);
}

static void assert_refused(const char *query, const struct query_values *values, enum error_kind kind,
                           const char *sentence)
{
    struct error err = ERROR_INIT;
    char *out = NULL;
    assert_int_equal(query_template_expand(&out, query, values, "the query", &err), -1);
    assert_null(out);
    assert_int_equal(err.kind, kind);
    assert_string_equal(err.sentence, sentence);
}

static void values_are_put_in(void **state)
{
    (void)state;
    assert_expands("sum by (pod) (increase(r{service=\"$service\",version='$version'}[$window]))", &plain,
                   "sum by (pod) (increase(r{service=\"shop\",version='v2'}[1800s]))");
    assert_expands("up", &plain, "up");
    assert_expands("", &plain, "");
}

static void other_dollars_stay(void **state)
{
    (void)state;
    assert_expands("label_replace(x{a=~\"b$\"}, \"d\", \"${1}-$2\", \"s\", \"(.*)$\")", &plain,
                   "label_replace(x{a=~\"b$\"}, \"d\", \"${1}-$2\", \"s\", \"(.*)$\")");
}

/* The escapes are Go's, as Prometheus documents its string literals. */
static void values_are_escaped_for_their_quotes(void **state)
{
    (void)state;
    const struct query_values nasty = {.service = "a\"} or vector(1) #", .version = "o'\\", .window = "1s"};
    assert_expands("{a=\"$service\",b=\"$version\"}", &nasty, "{a=\"a\\\"} or vector(1) #\",b=\"o'\\\\\"}");
    assert_expands("{a='$service',b='$version'}", &nasty, "{a='a\"} or vector(1) #',b='o\\'\\\\'}");
    assert_expands("{a=`$service`,b=`$version`}", &nasty, "{a=`a\"} or vector(1) #`,b=`o'\\`}");
}

/* Quoted as Go's regexp.QuoteMeta does, then for the string. */
static void a_pattern_means_the_value_itself(void **state)
{
    (void)state;
    const struct query_values dotted = {.service = "s|.*", .version = "v1.2+x"};
    assert_expands("{v=~\"$version|canary\", s!~ '$service'}", &dotted,
                   "{v=~\"v1\\\\.2\\\\+x|canary\", s!~ 's\\\\|\\\\.\\\\*'}");
    assert_expands("{v=~`$version`, s=\"$version\"}", &dotted, "{v=~`v1\\.2\\+x`, s=\"v1.2+x\"}");
}

static void quotes_and_comments_are_told_apart(void **state)
{
    (void)state;
    assert_expands("up # it's \"odd\n + up{v=\"$version\"}", &plain, "up # it's \"odd\n + up{v=\"v2\"}");
    assert_expands("{a=\"\\\"\", v=\"'$version'\"}", &plain, "{a=\"\\\"\", v=\"'v2'\"}");
    assert_expands("{a=`\\`, v=\"$version\"}", &plain, "{a=`\\`, v=\"v2\"}");
}

static void what_cannot_be_meant_is_refused(void **state)
{
    (void)state;
    assert_refused("up{v=$version}", &plain, ERROR_POLICY,
                   "the query has '$version' outside of quotes: write \"$version\"");
    assert_refused("up{v=\"$version", &plain, ERROR_POLICY, "the query has a quote \" that is not closed");
    assert_refused("rate(up[$__rate_interval])", &plain, ERROR_POLICY,
                   "the query has '$__rate_interval', which is not known; known: $service, $version, $window");
    assert_refused("{v=\"$versions\"}", &plain, ERROR_POLICY,
                   "the query has '$versions', which is not known; known: $service, $version, $window");
    assert_refused("{v=\"$window\"}", &plain, ERROR_POLICY,
                   "the query has '$window' where it has no meaning: it is a length of time, as in "
                   "increase(http_requests_total[$window])");
    const struct query_values bare = {.service = ""};
    assert_refused("{v=\"$version\"}", &bare, ERROR_POLICY, "the query has '$version', which has no meaning there");
    assert_refused("up[$window]", &bare, ERROR_POLICY,
                   "the query has '$window' where it has no meaning: it is a length of time, as in "
                   "increase(http_requests_total[$window])");
}

static void what_no_query_can_hold_is_refused(void **state)
{
    (void)state;
    const struct query_values broken = {.service = "a\nb", .version = "v\xff"};
    const struct query_values tick = {.service = "", .version = "a`b"};
    assert_refused("{s=\"$service\"}", &broken, ERROR_USAGE,
                   "the service 'a\xef\xbf\xbd"
                   "b' cannot stand in a query: it has control characters or broken UTF-8");
    assert_refused(
        "{s=\"$version\"}", &broken, ERROR_USAGE,
        "the version 'v\xef\xbf\xbd' cannot stand in a query: it has control characters or broken UTF-8");
    assert_refused("{s=`$version`}", &tick, ERROR_USAGE,
                   "the version 'a`b' cannot stand within the backticks of the query: put it in double quotes "
                   "there");
    assert_refused("{s=\"$service\"}", &tick, ERROR_USAGE, "the query needs a service, and none is given");
    const struct query_values honest = {.service = "\xef\xbf\xbd", .version = "\xc3\xa9"};
    assert_expands("{s=\"$service\",v=\"$version\"}", &honest, "{s=\"\xef\xbf\xbd\",v=\"\xc3\xa9\"}");
}

static void uses_are_whole_words(void **state)
{
    (void)state;
    assert_true(query_template_uses("a$b {x=\"$version\"}", "version"));
    assert_false(query_template_uses("$versions $vers version", "version"));
    assert_true(query_template_uses("[$window]", "window"));
}

static int expand_once(void *context, struct error *err)
{
    char *out = NULL;
    int status = query_template_expand(&out, context, &plain, "the query", err);
    memory_free(out);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    char query[] = "up{service=\"$service\"}";
    allocations_walk(expand_once, query);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_put_in),
        cmocka_unit_test(other_dollars_stay),
        cmocka_unit_test(values_are_escaped_for_their_quotes),
        cmocka_unit_test(a_pattern_means_the_value_itself),
        cmocka_unit_test(quotes_and_comments_are_told_apart),
        cmocka_unit_test(what_cannot_be_meant_is_refused),
        cmocka_unit_test(what_no_query_can_hold_is_refused),
        cmocka_unit_test(uses_are_whole_words),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/counter/prometheus_answer.h"

#include "gate/base/files.h"
#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The recorded ones are of Prometheus 2.42.0 (tests/data/README.md). */
static struct byte_buffer recorded(const char *name)
{
    char path[512];
    struct byte_buffer body;
    struct error err = ERROR_INIT;
    snprintf(path, sizeof path, FLAMEGATE_SOURCE "/tests/data/stores/prometheus-%s.body", name);
    byte_buffer_init(&body, 1 << 20);
    if (files_read(&body, path, &err) != 0)
        fail_msg("%s", err.sentence);
    return body;
}

static void assert_series(const struct prometheus_series *series, const char *by, const char *endpoint,
                          double value)
{
    assert_true(bytes_equal(series->by, bytes_of_text(by)));
    assert_true(bytes_equal(series->endpoint, bytes_of_text(endpoint)));
    assert_true(series->value == value);
}

static void assert_refused(struct bytes body, const struct requests_settings *settings, enum error_kind kind,
                           const char *sentence)
{
    struct prometheus_answer answer;
    struct error err = ERROR_INIT;
    assert_int_equal(prometheus_answer_read(&answer, body, settings, &err), -1);
    assert_string_equal(err.sentence, sentence);
    assert_int_equal(err.kind, kind);
    assert_int_equal(answer.count, 0);
}

static void assert_recorded_refused(const char *name, const struct requests_settings *settings,
                                    enum error_kind kind, const char *sentence)
{
    struct byte_buffer body = recorded(name);
    assert_refused(byte_buffer_view(&body), settings, kind, sentence);
    byte_buffer_free(&body);
}

static const struct requests_settings total = {.by = "", .per_endpoint = ""};
static const struct requests_settings by_pod = {.by = "pod", .per_endpoint = ""};
static const struct requests_settings by_version = {.by = "version", .per_endpoint = ""};

static void a_recorded_vector_is_read(void **state)
{
    (void)state;
    struct byte_buffer body = recorded("ok-by-pod");
    struct prometheus_answer answer;
    struct error err = ERROR_INIT;
    assert_int_equal(prometheus_answer_read(&answer, byte_buffer_view(&body), &by_pod, &err), 0);
    assert_int_equal(answer.count, 3);
    assert_series(&answer.items[0], "shop-v1-1", "", 179.96949669547533);
    assert_series(&answer.items[1], "shop-v1-2", "", 180);
    assert_series(&answer.items[2], "shop-v2-1", "", 179.99084792298697);
    prometheus_answer_clear(&answer);
    byte_buffer_free(&body);
}

static void series_are_sorted_by_replica_and_endpoint(void **state)
{
    (void)state;
    static const struct requests_settings both = {.by = "pod", .per_endpoint = "handler"};
    static const char body[] =
        "{\"status\":\"success\",\"infos\":[\"x\"],\"warnings\":[],\"data\":{\"resultType\":\"vector\",\"result\":["
        "{\"metric\":{\"pod\":\"b\",\"handler\":\"/z\"},\"value\":[1,\"1e+06\"]},"
        "{\"metric\":{\"handler\":\"/y\",\"pod\":\"b\",\"more\":\"1\"},\"value\":[1,\"0\"]},"
        "{\"metric\":{\"pod\":\"a\",\"handler\":\"/z\"},\"value\":[1,\"2.5\"]}]}}";
    struct prometheus_answer answer;
    struct error err = ERROR_INIT;
    assert_int_equal(prometheus_answer_read(&answer, bytes_of_text(body), &both, &err), 0);
    assert_int_equal(answer.count, 3);
    assert_series(&answer.items[0], "a", "/z", 2.5);
    assert_series(&answer.items[1], "b", "/y", 0);
    assert_series(&answer.items[2], "b", "/z", 1e6);
    prometheus_answer_clear(&answer);
}

static void nothing_counted_is_an_empty_answer(void **state)
{
    (void)state;
    struct byte_buffer body = recorded("empty");
    struct prometheus_answer answer;
    struct error err = ERROR_INIT;
    assert_int_equal(prometheus_answer_read(&answer, byte_buffer_view(&body), &total, &err), 0);
    assert_int_equal(answer.count, 0);
    prometheus_answer_clear(&answer);
    byte_buffer_free(&body);
}

static void what_carries_no_verdict_is_unfit(void **state)
{
    (void)state;
    assert_recorded_refused("nan", &by_version, ERROR_UNFIT,
                            "the query counts NaN requests for {version=\"v1\"}: it must give how many there were, "
                            "without a division");
    assert_recorded_refused(
        "inf", &by_version, ERROR_UNFIT,
        "the query counts +Inf requests for {version=\"v1\"}: it must give how many there were, "
        "without a division");
    assert_recorded_refused("scalar", &total, ERROR_UNFIT,
                            "the query gives a scalar, and a vector is needed: write it as "
                            "sum(increase(http_requests_total{...}[$window]))");
    assert_recorded_refused("matrix", &total, ERROR_UNFIT,
                            "the query gives a matrix, and a vector is needed: write it as "
                            "sum(increase(http_requests_total{...}[$window]))");
    assert_recorded_refused(
        "warnings", &by_version, ERROR_UNFIT,
        "the server warns that its answer may be partial ('remote_read: error sending request: "
        "Post \"http://127.0.0.1:9/read\": dial tcp 127.0.0.1:9: connect: connection refused'), "
        "so requests may be missing: see to its cause, and try again");
    assert_recorded_refused("ok", &total, ERROR_UNFIT,
                            "the query gives 2 series, and one is needed: sum them, as in sum(increase(...)), or "
                            "name the label of the replicas in requests.prometheus.by");
    assert_recorded_refused("ok-by-pod", &by_version, ERROR_UNFIT,
                            "the query gives several series for 'v1': sum them, as in sum by (version) "
                            "(increase(...))");
    assert_recorded_refused(
        "ok", &by_pod, ERROR_UNFIT,
        "the query gives a series without the label 'pod', {version=\"v1\"}: keep the label, as "
        "in sum by (pod) (...)");
}

static void a_negative_count_is_unfit(void **state)
{
    (void)state;
    assert_refused(bytes_of_text("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
                                 "{\"metric\":{},\"value\":[1,\"-3\"]}]}}"),
                   &total, ERROR_UNFIT,
                   "the query counts -3 requests for {}: it must give how many there were, without a division");
}

static void what_is_no_answer_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {
        {"[]", "the answer is none of Prometheus: it has no status; check the URL"},
        {"{\"status\":\"success\"}", "the answer is none of Prometheus: it has no result; check the URL"},
        {"{\"status\":\"success\",\"data\":3}",
         "the answer is none of Prometheus: it has no result; check the URL"},
        {"{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[3]}}",
         "the answer is none of Prometheus: it has no metric; check the URL"},
        {"{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1]}]}}",
         "the answer is none of Prometheus: it has no value; check the URL"},
        {"{\"status\":\"error\",\"error\":\"out of \\u001border\"}",
         "the server cannot answer: out of \xef\xbf\xbdorder"},
        {"{\"status\":\"error\"}", "the server cannot answer: it does not say why"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_refused(bytes_of_text(wrong[i][0]), &total, ERROR_INPUT, wrong[i][1]);
    struct prometheus_answer answer;
    struct error err = ERROR_INIT;
    assert_int_equal(prometheus_answer_read(&answer, bytes_of_text("<html>"), &total, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.sentence, "the answer is none of Prometheus"));
}

static int read_once(void *context, struct error *err)
{
    const struct byte_buffer *body = context;
    struct prometheus_answer answer;
    int status = prometheus_answer_read(&answer, byte_buffer_view(body), &by_pod, err);
    prometheus_answer_clear(&answer);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct byte_buffer body = recorded("ok-by-pod");
    allocations_walk(read_once, &body);
    byte_buffer_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recorded_vector_is_read),
        cmocka_unit_test(series_are_sorted_by_replica_and_endpoint),
        cmocka_unit_test(nothing_counted_is_an_empty_answer),
        cmocka_unit_test(what_carries_no_verdict_is_unfit),
        cmocka_unit_test(a_negative_count_is_unfit),
        cmocka_unit_test(what_is_no_answer_is_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

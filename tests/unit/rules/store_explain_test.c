#include "rules/store_explain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static char words[4096];

static struct byte_buffer buffer;

static struct sink start_words(void)
{
    byte_buffer_init(&buffer, sizeof words - 1);
    return sink_to_buffer(&buffer);
}

static const char *end_words(void)
{
    memcpy(words, buffer.data, buffer.size);
    words[buffer.size] = '\0';
    byte_buffer_free(&buffer);
    return words;
}

static void a_server_is_told_without_its_secret(void **state)
{
    (void)state;
    const struct store_settings store = {
        .kind = "pyroscope",
        .location = "",
        .server = {.url = "https://p", .user = "7", .password = {.environment = "PW"}},
        .select = "{a=\"$version\"}",
        .window_length = 1800000000000,
        .window_skip_first = 90000000000,
        .replicas_by = "pod",
        .replicas_at_most = 16,
        .split_by = "",
    };
    struct sink sink = start_words();
    store_explain_place(&store, &sink);
    assert_string_equal(end_words(),
                        "https://p, as 7 with the password from the variable PW, {a=\"$version\"}, the "
                        "profiles of 30m without a version's first 90s, a replica for each pod, at most 16");
}

static void endpoints_are_told_with_how_they_are_taken(void **state)
{
    (void)state;
    const char *const old_targets[] = {"http://a"}, *const new_targets[] = {"http://b", "http://c"};
    const struct store_settings store = {
        .kind = "endpoints",
        .endpoints = {.targets = {old_targets, new_targets},
                      .target_count = {1, 2},
                      .rounds = 8,
                      .seconds = 10000000000,
                      .at_most = 1},
    };
    struct sink sink = start_words();
    store_explain_place(&store, &sink);
    assert_string_equal(end_words(), "baseline at http://a; candidate at http://b, http://c; 8 pulls of each, 10s "
                                     "long, taken in turn, at most 1 at the same time");
}

static void a_baseline_is_told_with_what_it_never_is(void **state)
{
    (void)state;
    const char *exclude[] = {"pr-*"};
    const struct policy_baseline baseline = {.choice = BASELINE_PREVIOUS,
                                             .label = "previous",
                                             .exclude = exclude,
                                             .exclude_count = 1,
                                             .records = ".flamegate"};
    struct sink sink = start_words();
    store_explain_baseline(&baseline, &sink);
    assert_string_equal(end_words(),
                        "the version before, by its first profile, never 'pr-*'; verdicts are recorded in "
                        ".flamegate");
}

static void requests_are_told_with_their_query(void **state)
{
    (void)state;
    static const struct parameter_setting dedup = {"dedup", "true"};
    const struct requests_settings requests = {.server = {.url = "http://p", .token = {.file = "t"}},
                                               .query = "sum(x)",
                                               .by = "pod",
                                               .per_endpoint = "",
                                               .parameters = &dedup,
                                               .parameter_count = 1};
    struct sink sink = start_words();
    store_explain_requests(&requests, &sink);
    assert_string_equal(end_words(),
                        "counted by http://p, with the token from the file t: sum(x), with dedup=true, "
                        "for each pod");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_server_is_told_without_its_secret),
        cmocka_unit_test(endpoints_are_told_with_how_they_are_taken),
        cmocka_unit_test(a_baseline_is_told_with_what_it_never_is),
        cmocka_unit_test(requests_are_told_with_their_query),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

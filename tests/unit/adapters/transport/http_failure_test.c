#include "adapters/transport/http_failure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char secret[] = "glsa_12345";
static char *items[] = {secret};
static const struct secret_list secrets = {items, 1};
static struct http_failure_subject subject = {
    .what = "the cpu profile of 'pod-3'",
    .place = "https://h:4040/prefix",
    .server = "Pyroscope",
    .key = "store.pyroscope",
    .has_login = true,
    .secrets = &secrets,
};

#define PREFIX "cannot fetch the cpu profile of 'pod-3' from 'https://h:4040/prefix': "

static void assert_said(const struct error *err, const char *part)
{
    if (err->kind != ERROR_INPUT || strncmp(err->sentence, PREFIX, sizeof PREFIX - 1) != 0 ||
        !strstr(err->sentence, part))
        fail_msg("said: %s", err->sentence);
    assert_null(strstr(err->sentence, secret));
    assert_null(strstr(err->sentence, "KEY"));
    assert_null(strstr(err->sentence, "SERVER"));
    size_t length = strlen(err->sentence);
    assert_true(length > 0 && err->sentence[length - 1] != '.' && !strchr(err->sentence, '\n'));
}

static void every_end_has_its_sentence(void **state)
{
    (void)state;
    for (enum http_end end = HTTP_END_NO_HOST; end < HTTP_END_COUNT; end++) {
        struct error err = ERROR_INIT;
        assert_int_equal(http_failure_of_end(&subject, end, "words with glsa_12345\nin them", 2048, &err), -1);
        if (end == HTTP_END_MEMORY)
            assert_int_equal(err.kind, ERROR_MEMORY);
        else
            assert_said(&err, "; ");
    }
    struct error err = ERROR_INIT;
    http_failure_of_end(&subject, HTTP_END_LARGE, "", 2048, &err);
    assert_said(&err, "the answer is larger than the ceiling of 2 KiB; ask for less");
    http_failure_of_end(&subject, HTTP_END_UNTRUSTED, "self-signed", 0, &err);
    assert_said(&err,
                "cannot be trusted (self-signed); check the host in the URL, or name its authority's certificate "
                "as ca in store.pyroscope");
}

static void refuse(struct error *err, int status, const char *head, const char *body)
{
    struct http_answer answer;
    http_answer_init(&answer, 1 << 20);
    answer.status = status;
    byte_buffer_append(&answer.head, head, strlen(head));
    byte_buffer_append(&answer.body, body, strlen(body));
    assert_int_equal(http_failure_of_status(&subject, &answer, err), -1);
    http_answer_clear(&answer);
}

static void every_status_has_its_sentence(void **state)
{
    (void)state;
    for (int status = 0; status < 1000; status++) {
        struct error err = ERROR_INIT;
        char number[32];
        snprintf(number, sizeof number, "(%d: why)", status);
        refuse(&err, status, "", "{\"message\":\"why\"}");
        assert_said(&err, number);
    }
    struct error err = ERROR_INIT;
    refuse(&err, 404, "", "404 page not found");
    assert_said(&err,
                "there is no such thing at this address (404: 404 page not found); check the path in the URL of "
                "store.pyroscope: is that a Pyroscope server?");
    subject.has_login = false;
    refuse(&err, 401, "", "");
    subject.has_login = true;
    assert_said(&err, "(401); give store.pyroscope a token");
}

static void foreign_words_are_made_harmless(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    char body[3000];
    refuse(&err, 403, "", "\x1b[31mred\xff Authorization: Bearer glsa_12345 ::set-output");
    assert_said(&err, "Authorization: Bearer *** ");
    assert_null(strchr(err.sentence, '\x1b'));
    /* Cut inside the secret. */
    memset(body, 'a', sizeof body);
    memcpy(body + 290, secret, sizeof secret - 1);
    body[sizeof body - 1] = '\0';
    refuse(&err, 500, "", body);
    assert_null(strstr(err.sentence, "glsa"));
    assert_true(strlen(err.sentence) < 600);
}

static void the_other_failures_have_theirs(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_int_equal(http_failure_of_redirect(&subject, "evil.example", &err), -1);
    assert_said(&err, "redirects to 'evil.example', which is not followed");
    assert_int_equal(http_failure_of_redirect(&subject, NULL, &err), -1);
    assert_said(&err, "redirects more than five times");
    assert_int_equal(http_failure_of_deadline(&subject, 300000000000, "", &err), -1);
    assert_said(&err, "the 300 s allowed for all of it are over; ask for less");
    assert_int_equal(http_failure_of_deadline(&subject, 1000000000, PREFIX "the server failed (500)", &err), -1);
    assert_said(&err, "are over; at last: the server failed (500); ask for less");
    assert_int_equal(http_failure_of_stop(&subject, &err), -1);
    assert_said(&err, "stopped before it was done");
    error_set(&err, ERROR_INPUT, "broken");
    assert_int_equal(http_failure_prefix(&subject, &err), -1);
    assert_said(&err, "broken");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_end_has_its_sentence),
        cmocka_unit_test(every_status_has_its_sentence),
        cmocka_unit_test(foreign_words_are_made_harmless),
        cmocka_unit_test(the_other_failures_have_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

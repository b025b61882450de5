/* TLS: whom a client trusts, who it says it is, and what it says if one of the two fails. */
#include "gate/base/memory.h"
#include "tests/loopback/loopback.h"
#include "tests/support/certificates.h"
#include "tests/support/http_server.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Paths of the certificates, made once. */
static char authority[512], here[512], elsewhere[512], over[512], other[512], client[512], stranger[512];

static int make_certificates(void **state)
{
    if (scratch_open(state) != 0)
        return -1;
    const struct {
        char *path;
        const char *name, *subject;
        bool is_signed;
        int days;
    } wanted[] = {
        {authority, "authority", "DNS:authority", false, 30},
        {other, "other", "IP:127.0.0.1", false, 30},
        {here, "here", "IP:127.0.0.1", true, 30},
        {elsewhere, "elsewhere", "DNS:other.example", true, 30},
        {over, "over", "IP:127.0.0.1", true, -1},
        {client, "client", "DNS:gate", true, 30},
        {stranger, "stranger", "DNS:gate", false, 30},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        snprintf(wanted[i].path, sizeof authority, "%s", scratch_path(wanted[i].name));
        certificates_make(wanted[i].path, wanted[i].subject, wanted[i].is_signed ? authority : NULL,
                          wanted[i].days);
    }
    return 0;
}

static const char *file(const char *path, const char *ending)
{
    static char files[64][600];
    static size_t next;
    char *out = files[next++ % 64];
    snprintf(out, sizeof files[0], "%s%s", path, ending);
    return out;
}

static struct http_server *start(const char *certificate, const char *client_ca)
{
    const struct http_server_tls tls = {file(certificate, ".pem"), file(certificate, ".key"), client_ca};
    return http_server_start("GET /x\n    header Authorization: Bearer " LOOPBACK_TOKEN "\n    text hello\n", &tls);
}

/* Asks url with that access; part of what it says, NULL: it goes well. */
static void ask(const char *url, struct server_settings access, const char *said)
{
    access.url = url;
    access.token = (struct secret_place){.environment = "TOKEN"};
    const struct http_settings settings = {
        .access = &access, .server = "Parca", .key = "store.parca", .attempts = 2};
    const struct http_request request = {.what = "it", .path = "/x"};
    struct http_client *asking = NULL;
    struct http_answer answer;
    struct error err = ERROR_INIT;
    assert_int_equal(http_client_new(&asking, &settings, &loopback_world, &err), 0);
    int result = http_perform(asking, &request, &answer, &err);
    if (result != (said ? -1 : 0) || (said && (err.kind != ERROR_INPUT || !strstr(err.sentence, said))))
        fail_msg("said: %s", err.sentence);
    assert_null(strstr(err.sentence, LOOPBACK_TOKEN));
    assert_int_equal(answer.status == 200, !said);
    http_answer_clear(&answer);
    http_client_free(asking);
    assert_int_equal(memory_usage().used, 0);
}

static void only_a_certificate_that_holds_is_trusted(void **state)
{
    (void)state;
    const struct server_settings with_authority = {.ca = file(authority, ".pem")};
    static const char advice[] =
        "check the host in the URL, or name its authority's certificate as ca in store.parca";
    const struct {
        const char *certificate;
        struct server_settings access;
        const char *said;
    } cases[] = {
        {here, with_authority, NULL},
        {here,
         {0},
         "the server's certificate cannot be trusted (SSL certificate problem: unable to get local issuer"},
        {other, {0}, "cannot be trusted (SSL certificate problem: self-signed certificate)"},
        {other, with_authority, "cannot be trusted (SSL certificate problem: self-signed certificate)"},
        {other, {.ca = file(other, ".pem")}, NULL},
        {elsewhere, with_authority, "cannot be trusted (SSL: no alternative certificate subject name matches"},
        {over, with_authority, "cannot be trusted (SSL certificate problem: certificate has expired)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_server *server = start(cases[i].certificate, NULL);
        ask(http_server_url(server), cases[i].access, cases[i].said);
        if (cases[i].said) {
            ask(http_server_url(server), cases[i].access, advice);
            /* Not a byte of a request went to a server that is not trusted. */
            assert_int_equal(http_server_count(server), 0);
        }
        assert_string_equal(http_server_complaints(server), "");
        http_server_stop(server);
    }
}

static void a_server_may_want_a_certificate_of_ours(void **state)
{
    (void)state;
    struct http_server *server = start(here, file(authority, ".pem"));
    const char *url = http_server_url(server), *ca = file(authority, ".pem");
    ask(url, (struct server_settings){.ca = ca, .certificate = file(client, ".pem"), .key = file(client, ".key")},
        NULL);
    assert_int_equal(http_server_count(server), 1);
    ask(url, (struct server_settings){.ca = ca}, "; ");
    ask(url,
        (struct server_settings){.ca = ca, .certificate = file(stranger, ".pem"), .key = file(stranger, ".key")},
        "; ");
    assert_int_equal(http_server_count(server), 1);
    ask(url, (struct server_settings){.ca = ca, .certificate = file(client, ".pem"), .key = file(stranger, ".key")},
        "a certificate of ours cannot be used");
    ask(url, (struct server_settings){.ca = file(client, ".key")}, "a certificate of ours cannot be used");
    http_server_stop(server);
}

static void the_scheme_must_be_right(void **state)
{
    (void)state;
    char url[100];
    struct http_server *server = http_server_start("GET /x\n    text hello\n", NULL);
    snprintf(url, sizeof url, "https%s", http_server_url(server) + 4);
    ask(url, (struct server_settings){0}, "no TLS connection came about");
    http_server_stop(server);
    server = start(here, NULL);
    snprintf(url, sizeof url, "http%s", http_server_url(server) + 5);
    ask(url, (struct server_settings){0}, "; ");
    http_server_stop(server);
}

static void a_redirect_may_lead_to_tls_of_the_same_host(void **state)
{
    (void)state;
    char script[300];
    struct http_server *secure = start(here, NULL);
    snprintf(script, sizeof script, "GET /x\n    status 301 x\n    send Location: %s/x\n", http_server_url(secure));
    struct http_server *plain = http_server_start(script, NULL);
    ask(http_server_url(plain), (struct server_settings){.ca = file(authority, ".pem")}, NULL);
    assert_int_equal(http_server_count(secure), 1);
    assert_string_equal(http_server_complaints(secure), "");
    http_server_stop(plain);

    /* Never back. */
    plain = http_server_start("GET /x\n    text hello\n", NULL);
    http_server_stop(secure);
    snprintf(script, sizeof script, "GET /x\n    status 301 x\n    send Location: %s/x\n", http_server_url(plain));
    const struct http_server_tls tls = {file(here, ".pem"), file(here, ".key"), NULL};
    secure = http_server_start(script, &tls);
    ask(http_server_url(secure), (struct server_settings){.ca = file(authority, ".pem")}, "which is not followed");
    assert_int_equal(http_server_count(plain), 0);
    http_server_stop(secure);
    http_server_stop(plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_certificate_that_holds_is_trusted),
        cmocka_unit_test(a_server_may_want_a_certificate_of_ours),
        cmocka_unit_test(the_scheme_must_be_right),
        cmocka_unit_test(a_redirect_may_lead_to_tls_of_the_same_host),
    };
    return cmocka_run_group_tests(tests, make_certificates, scratch_close);
}

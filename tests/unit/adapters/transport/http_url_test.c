#include "adapters/transport/http_url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void addresses_are_read_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *parts; /* scheme host port rest; NULL: refused */
    } cases[] = {
        {"http://h", "http h 80 "},
        {"HTTPS://Host.Example/a?b#c", "https Host.Example 443 /a?b#c"},
        {"http://127.0.0.1:4040/", "http 127.0.0.1 4040 /"},
        {"http://[::1]:4040/x", "http [::1] 4040 /x"},
        {"http://a_b-c.d?x", "http a_b-c.d 80 ?x"},
        {"http://h:", NULL},
        {"http://h:0", NULL},
        {"http://h:65536", NULL},
        {"http://h:4x", NULL},
        {"http://", NULL},
        {"http:///path", NULL},
        {"http://user@h/", NULL},
        {"http://user:secret@h/", NULL},
        {"http://good.example\\@evil.example/", NULL},
        {"http://h/a\\b", NULL},
        {"http://h/a b", NULL},
        {"http://h/a\tb", NULL},
        {"http://h/a\nb", NULL},
        {"http://h%00x/", NULL},
        {"http://[::1/", NULL},
        {"http://[]/", NULL},
        {"http://[::1%25eth0]/", NULL},
        {"file:///etc/passwd", NULL},
        {"ftp://h/", NULL},
        {"h:4040", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_url url;
        char parts[128];
        bool read = http_url_read(&url, bytes_of_text(cases[i].text));
        if (read != (cases[i].parts != NULL))
            fail_msg("'%s' was %s", cases[i].text, read ? "read" : "refused");
        if (!read)
            continue;
        snprintf(parts, sizeof parts, "%s %.*s %u %.*s", url.secure ? "https" : "http", (int)url.host.size,
                 (const char *)url.host.data, url.port, (int)url.rest.size, (const char *)url.rest.data);
        assert_string_equal(parts, cases[i].parts);
    }
}

static void a_login_stays_with_its_server(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        bool may;
    } cases[] = {
        {"http://h/a", "http://h/b?c", true},    {"http://h/a", "http://H:80/", true},
        {"https://h/a", "https://h:443/", true}, {"http://h:4040/", "https://h/", true},
        {"http://h/", "http://h:8080/", false},  {"https://h/", "https://h:8443/", false},
        {"https://h/", "http://h/", false},      {"http://h/", "http://hh/", false},
        {"http://h/", "https://h.evil/", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_url from, to;
        assert_true(http_url_read(&from, bytes_of_text(cases[i].from)));
        assert_true(http_url_read(&to, bytes_of_text(cases[i].to)));
        if (http_url_may_lead(&from, &to) != cases[i].may)
            fail_msg("%s -> %s", cases[i].from, cases[i].to);
    }
}

static void a_base_url_is_checked_with_words(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said; /* NULL: fine */
    } cases[] = {
        {"https://h:4040/prefix/", NULL},
        {"https://joe:hunter2@h/", "the URL of store.parca holds a user or a password"},
        {"joe:hunter2@h", "the URL of store.parca holds a user or a password"},
        {"https://h/?a=b", "has a part behind '?'"},
        {"https://h/#x", "has a part behind '?'"},
        {"h:4040", "cannot use the URL 'h:4040' of store.parca; write it as 'https://host:port/path'"},
        {"ftp://h", "cannot use the URL 'ftp://h'"},
        {"", "store.parca has no URL"},
        {NULL, "store.parca has no URL"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = ERROR_INIT;
        int result = http_url_check(cases[i].text, "store.parca", &err);
        assert_int_equal(result, cases[i].said ? -1 : 0);
        assert_int_equal(err.kind, cases[i].said ? ERROR_POLICY : ERROR_NONE);
        if (cases[i].said && !strstr(err.sentence, cases[i].said))
            fail_msg("said: %s", err.sentence);
        assert_null(strstr(err.sentence, "hunter2"));
    }
}

static void queries_are_encoded(void **state)
{
    (void)state;
    struct byte_buffer out;
    byte_buffer_init(&out, 200);
    http_url_encode(&out, "sum by (pod) (x{a=\"b\"})+\xc3\xa9"
                          "~-._&%\n");
    byte_buffer_append(&out, "", 1);
    /* python3 -c 'import urllib.parse; print(urllib.parse.quote("...", safe=""))' */
    assert_string_equal((char *)out.data, "sum%20by%20%28pod%29%20%28x%7Ba%3D%22b%22%7D%29%2B%C3%A9~-._%26%25%0A");
    byte_buffer_free(&out);
}

static void sentences_name_the_host_alone(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"https://h/a?token=x", "h"},    {"http://h:8080/", "h:8080"},    {"https://[::1]:1/", "[::1]:1"},
        {"file:///etc/passwd", "file:"}, {"javascript:x", "javascript:"}, {"https://u:p@h/", "h"},
        {"nothing at all", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[300];
        assert_string_equal(http_url_authority(out, sizeof out, bytes_of_text(cases[i][0])), cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_strictly),      cmocka_unit_test(a_login_stays_with_its_server),
        cmocka_unit_test(a_base_url_is_checked_with_words), cmocka_unit_test(queries_are_encoded),
        cmocka_unit_test(sentences_name_the_host_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

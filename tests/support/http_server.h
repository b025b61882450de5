#ifndef FLAMEGATE_TESTS_SUPPORT_HTTP_SERVER_H
#define FLAMEGATE_TESTS_SUPPORT_HTTP_SERVER_H

#include <stddef.h>

/*
 * A server of this process on the loopback, on a port of its own, which answers as a script says (http_script.h)
 * from threads of its own. What cannot be started ends the program with a sentence: a test cannot go on.
 */

struct http_server;

/* PEM files. */
struct http_server_tls {
    const char *certificate, *key;
    const char *client_ca; /* NULL: clients need no certificate */
};

/* tls NULL: plain HTTP. The caller's to stop. */
struct http_server *http_server_start(const char *script, const struct http_server_tls *tls);

/* "http://127.0.0.1:40123" */
const char *http_server_url(const struct http_server *server);

/* What was wrong with requests, a line each; "" if nothing was. Ask while no request is under way. */
const char *http_server_complaints(const struct http_server *server);

/* All requests that came, header lines included, one after another, without bodies; up to 256 KiB of them. */
const char *http_server_heard(const struct http_server *server);

/* How many requests came. */
size_t http_server_count(const struct http_server *server);

/* NULL is fine. Waits for its threads; connections that are open are broken. */
void http_server_stop(struct http_server *server);

#endif

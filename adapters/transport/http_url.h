#ifndef FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_URL_H
#define FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_URL_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Addresses of servers. Read more strictly than a browser would, so that nobody who reads the same text, libcurl
 * included, can take another host out of it: no user before the host, no byte but letters, digits, '.', '-' and '_'
 * in it (or an IPv6 address in brackets), no blank, control character or backslash anywhere.
 */

/* The parts lie in the text that was read. */
struct http_url {
    bool secure; /* https */
    struct bytes host;
    unsigned port;     /* the scheme's own if the text names none */
    struct bytes rest; /* from the first '/', '?' or '#' on; may be empty */
};

/* false: no such address. */
bool http_url_read(struct http_url *out, struct bytes text);

/* Whether the text has a scheme and a user or password before the host. */
bool http_url_has_user(struct bytes text);

/* Refuses (ERROR_POLICY) what is no base URL: "cannot use the URL of store.pyroscope: ...". A user or password is
 * not repeated in the sentence. */
int http_url_check(const char *text, const char *key, struct error *err);

/* Whether an answer from one address may send a request with its login on to another. */
bool http_url_may_lead(const struct http_url *from, const struct http_url *to);

/* Appends text with every byte but letters, digits, '-', '.', '_' and '~' as %XX. */
void http_url_encode(struct byte_buffer *out, const char *text);

/* Writes who is at the address: "host", "host:8080"; "scheme:" of what is no http address; never a user or a
 * password. Returns out. */
char *http_url_authority(char *out, size_t size, struct bytes text);

#endif

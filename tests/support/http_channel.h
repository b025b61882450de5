#ifndef FLAMEGATE_TESTS_SUPPORT_HTTP_CHANNEL_H
#define FLAMEGATE_TESTS_SUPPORT_HTTP_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

/* One connection of a server of the tests, plain or TLS. */
struct http_channel {
    int socket;
    void *tls; /* NULL: plain */
};

/* What a server needs for TLS; ends the program if the files are no good. client_ca may be NULL. The caller's to
 * free. */
void *http_channel_tls(const char *certificate, const char *key, const char *client_ca);
void http_channel_tls_free(void *tls);

/* Takes over the socket. tls NULL: plain. false: no connection came about; the socket is closed. */
bool http_channel_open(struct http_channel *out, int socket, void *tls);

/* Bytes read, at least 1; 0: the other side is gone. */
size_t http_channel_read(struct http_channel *channel, void *out, size_t size);

/* false: the other side is gone. */
bool http_channel_write(struct http_channel *channel, const void *data, size_t size);

/* With a reset instead of a proper end if abrupt. */
void http_channel_close(struct http_channel *channel, bool abrupt);

#endif

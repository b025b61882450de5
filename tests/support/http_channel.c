#include "tests/support/http_channel.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void die(const char *what)
{
    fprintf(stderr, "%s\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

void *http_channel_tls(const char *certificate, const char *key, const char *client_ca)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    if (!tls || SSL_CTX_use_certificate_chain_file(tls, certificate) != 1 ||
        SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM) != 1)
        die("the server's certificate cannot be used");
    if (client_ca) {
        if (SSL_CTX_load_verify_locations(tls, client_ca, NULL) != 1)
            die("the clients' CA cannot be used");
        SSL_CTX_set_verify(tls, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    }
    return tls;
}

void http_channel_tls_free(void *tls)
{
    SSL_CTX_free(tls);
}

bool http_channel_open(struct http_channel *out, int socket, void *tls)
{
    *out = (struct http_channel){.socket = socket};
    if (!tls)
        return true;
    out->tls = SSL_new(tls);
    if (!out->tls || SSL_set_fd(out->tls, socket) != 1)
        die("no memory for TLS");
    if (SSL_accept(out->tls) == 1)
        return true;
    http_channel_close(out, false);
    return false;
}

size_t http_channel_read(struct http_channel *channel, void *out, size_t size)
{
    if (channel->tls) {
        int got = SSL_read(channel->tls, out, (int)size);
        return got > 0 ? (size_t)got : 0;
    }
    ssize_t got = recv(channel->socket, out, size, 0);
    return got > 0 ? (size_t)got : 0;
}

bool http_channel_write(struct http_channel *channel, const void *data, size_t size)
{
    const char *left = data;
    while (size > 0) {
        ssize_t sent = channel->tls ? SSL_write(channel->tls, left, size > 1 << 20 ? 1 << 20 : (int)size)
                                    : send(channel->socket, left, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        left += sent;
        size -= (size_t)sent;
    }
    return true;
}

void http_channel_close(struct http_channel *channel, bool abrupt)
{
    if (abrupt) {
        const struct linger at_once = {.l_onoff = 1};
        setsockopt(channel->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    } else if (channel->tls) {
        SSL_shutdown(channel->tls);
    }
    SSL_free(channel->tls);
    ERR_clear_error();
    close(channel->socket);
    *channel = (struct http_channel){.socket = -1};
}

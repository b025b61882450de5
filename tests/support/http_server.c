#include "tests/support/http_server.h"

#include "tests/support/http_channel.h"
#include "tests/support/http_script.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum { MOST_CONNECTIONS = 1024, HEARD_SIZE = 256 << 10, COMPLAINTS_SIZE = 64 << 10, HEAD_SIZE = 64 << 10 };

struct connection {
    struct http_server *server;
    pthread_t thread;
    int socket;
    bool open; /* the socket is; under the lock */
};

struct http_server {
    struct http_script script;
    void *tls;
    int listener;
    char url[64];
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows, and of the script's counters */
    bool stopping;
    struct connection connections[MOST_CONNECTIONS];
    size_t connection_count;
    size_t request_count;
    char heard[HEARD_SIZE], complaints[COMPLAINTS_SIZE];
};

static void die(const char *what)
{
    perror(what);
    exit(1);
}

/* ---- requests ---- */

/* Reads up to the end of a request's header and takes what came of the body; false: the client is gone. */
static bool read_head(struct http_channel *channel, char *head, size_t *size, char **body)
{
    *size = 0;
    for (;;) {
        size_t got = http_channel_read(channel, head + *size, HEAD_SIZE - 1 - *size);
        if (got == 0)
            return false;
        *size += got;
        head[*size] = '\0';
        /* A greeting of TLS where plain HTTP is spoken: servers say so at once. */
        if (head[0] == 0x16) {
            static const char refusal[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
            http_channel_write(channel, refusal, sizeof refusal - 1);
            return false;
        }
        *body = strstr(head, "\r\n\r\n");
        if (*body) {
            *body += 4;
            return true;
        }
    }
}

/* The request in head, whose parts are taken apart in place; its body is the caller's to free. */
static bool read_request(struct http_channel *channel, char *head, struct http_incoming *out)
{
    char *body = NULL, number[32];
    size_t size = 0;
    if (!read_head(channel, head, &size, &body))
        return false;
    size_t there = (size_t)(head + size - body);
    body[-2] = '\0';
    char *lines = strstr(head, "\r\n"), *target = strchr(head, ' ');
    if (!lines || !target || target > lines)
        return false;
    /* A copy, since the parts of the first line are cut out of the text. */
    *out = (struct http_incoming){.method = head, .target = target + 1};
    out->head = (struct http_text){lines + 2, strlen(lines + 2)};
    size_t length =
        http_script_header(number, sizeof number, out, "Content-Length") ? (size_t)strtoul(number, NULL, 10) : 0;
    out->body = (struct http_text){calloc(length + 1, 1), length};
    if (!out->body.data)
        die("no memory");
    there = there < length ? there : length;
    memcpy(out->body.data, body, there);
    while (there < length) {
        size_t got = http_channel_read(channel, out->body.data + there, length - there);
        if (got == 0)
            break;
        there += got;
    }
    return there == length;
}

static void add_text(char *to, size_t size, const char *text)
{
    size_t length = strlen(to);
    snprintf(to + length, size - length, "%s", text);
}

/* The rule for it; NULL: none, and complaint says why. */
static struct http_rule *look_up(struct http_server *server, struct http_incoming *request, char *complaint,
                                 size_t size)
{
    char *end = request->target + strcspn(request->target, " \r");
    pthread_mutex_lock(&server->lock);
    server->request_count++;
    add_text(server->heard, HEARD_SIZE, request->method);
    add_text(server->heard, HEARD_SIZE, "\r\n");
    request->target[-1] = '\0';
    *end = '\0';
    struct http_rule *rule = http_script_answer(&server->script, request, complaint, size);
    if (!rule) {
        add_text(server->complaints, COMPLAINTS_SIZE, complaint);
        add_text(server->complaints, COMPLAINTS_SIZE, "\n");
    }
    pthread_mutex_unlock(&server->lock);
    return rule;
}

/* ---- answers ---- */

/* An answer on its way: how many bytes may still go out before it ends as its rule says. */
struct sending {
    struct http_channel *channel;
    const struct http_rule *rule;
    size_t sent;
    bool ended;
};

static bool send_bytes(struct sending *sending, const void *data, size_t size)
{
    const struct http_rule *rule = sending->rule;
    if (rule->ending != ENDING_WELL && size >= rule->ending_after - sending->sent) {
        size = rule->ending_after - sending->sent;
        sending->ended = true;
    }
    sending->sent += size;
    return http_channel_write(sending->channel, data, size) && !sending->ended;
}

static bool send_text(struct sending *sending, const char *text)
{
    return send_bytes(sending, text, strlen(text));
}

static bool send_chunk(struct sending *sending, struct http_text body)
{
    char size[32];
    snprintf(size, sizeof size, "%zx\r\n", body.size);
    return send_text(sending, size) && send_bytes(sending, body.data, body.size) && send_text(sending, "\r\n");
}

static bool send_body(struct sending *sending, struct http_text body)
{
    const struct http_rule *rule = sending->rule;
    bool chunked = rule->chunked || rule->bad_chunk || rule->endless;
    if (!chunked)
        return send_bytes(sending, body.data, body.size);
    bool more = body.size == 0 || send_chunk(sending, body);
    while (more && rule->endless)
        more = send_chunk(sending, body);
    if (more && rule->bad_chunk)
        return send_text(sending, "no length\r\n");
    return more && send_text(sending, "0\r\n\r\n");
}

static bool send_head(struct sending *sending, struct http_text body)
{
    const struct http_rule *rule = sending->rule;
    char line[256];
    snprintf(line, sizeof line, "HTTP/1.1 %d%s\r\n", rule->status, rule->words);
    if (!send_text(sending, line) || !send_bytes(sending, rule->head.data, rule->head.size))
        return false;
    while (rule->endless_head)
        if (!send_text(sending, "X-More: and more and more and more and more and more and more and more\r\n"))
            return false;
    if (rule->packed && !send_text(sending, "Content-Encoding: gzip\r\n"))
        return false;
    if (rule->chunked || rule->bad_chunk || rule->endless)
        return send_text(sending, "Transfer-Encoding: chunked\r\n\r\n");
    snprintf(line, sizeof line, "Content-Length: %zu\r\n\r\n", rule->length < 0 ? body.size : (size_t)rule->length);
    return send_text(sending, line);
}

/* Packs the rule's body once, since that can take longer than a client waits. */
static void pack(struct http_rule *rule)
{
    struct http_text body = rule->body;
    z_stream stream = {0};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        die("no memory");
    struct http_text out = {.size = deflateBound(&stream, (uLong)body.size)};
    out.data = malloc(out.size);
    if (!out.data)
        die("no memory");
    stream.next_in = (Bytef *)body.data;
    stream.avail_in = (uInt)body.size;
    stream.next_out = (Bytef *)out.data;
    stream.avail_out = (uInt)out.size;
    deflate(&stream, Z_FINISH);
    out.size = stream.total_out;
    deflateEnd(&stream);
    free(body.data);
    rule->body = out;
}

/* The body of the rule's answer to the request, the caller's to free if it is not the rule's own. */
static struct http_text body_of(const struct http_rule *rule, const struct http_incoming *request)
{
    struct http_text body = rule->body;
    if (rule->echo) {
        char value[4096];
        http_script_header(value, sizeof value, request, rule->echo);
        body.size = strlen(value);
        body.data = malloc(body.size + 1);
        if (!body.data)
            die("no memory");
        memcpy(body.data, value, body.size + 1);
    }
    return body;
}

static void wait_until_gone(struct http_channel *channel)
{
    char byte;
    while (http_channel_read(channel, &byte, 1) > 0)
        continue;
}

/* Whether the connection may be used again. */
static bool answer(struct http_channel *channel, const struct http_rule *rule, const struct http_incoming *request,
                   bool *abrupt)
{
    struct sending sending = {.channel = channel, .rule = rule};
    if (rule->delay > 0) {
        const struct timespec pause = {.tv_sec = rule->delay / 1000,
                                       .tv_nsec = (long)(rule->delay % 1000) * 1000000};
        nanosleep(&pause, NULL);
    }
    struct http_text body = body_of(rule, request);
    bool whole = rule->is_raw ? send_bytes(&sending, body.data, body.size)
                              : send_head(&sending, body) && send_body(&sending, body);
    if (body.data != rule->body.data)
        free(body.data);
    if (sending.ended && rule->ending == ENDING_STALL)
        wait_until_gone(channel);
    *abrupt = sending.ended && rule->ending == ENDING_RESET;
    return whole && !rule->is_raw && rule->length < 0 && !rule->bad_chunk;
}

static bool complain(struct http_channel *channel, const char *complaint)
{
    char head[128];
    snprintf(head, sizeof head,
             "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n\r\n",
             strlen(complaint));
    return http_channel_write(channel, head, strlen(head)) &&
           http_channel_write(channel, complaint, strlen(complaint));
}

/* ---- threads ---- */

static void serve(struct http_server *server, struct http_channel *channel, bool *abrupt)
{
    char *head = malloc(HEAD_SIZE), complaint[4096];
    if (!head)
        die("no memory");
    for (bool again = true; again;) {
        struct http_incoming request = {0};
        again = read_request(channel, head, &request);
        if (again) {
            const struct http_rule *rule = look_up(server, &request, complaint, sizeof complaint);
            again = rule ? answer(channel, rule, &request, abrupt) : complain(channel, complaint);
        }
        free(request.body.data);
    }
    free(head);
}

static void *run_connection(void *context)
{
    struct connection *connection = context;
    struct http_server *server = connection->server;
    struct http_channel channel;
    bool abrupt = false;
    bool open = http_channel_open(&channel, dup(connection->socket), server->tls);
    if (open)
        serve(server, &channel, &abrupt);
    /* The lock keeps the server from shutting down a number that is another socket's by now. */
    pthread_mutex_lock(&server->lock);
    connection->open = false;
    close(connection->socket);
    if (open)
        http_channel_close(&channel, abrupt);
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

static void *run_server(void *context)
{
    struct http_server *server = context;
    for (;;) {
        int socket = accept(server->listener, NULL, NULL);
        const int at_once = 1;
        pthread_mutex_lock(&server->lock);
        bool take = socket >= 0 && !server->stopping && server->connection_count < MOST_CONNECTIONS;
        if (take) {
            struct connection *connection = &server->connections[server->connection_count];
            setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
            *connection = (struct connection){.server = server, .socket = socket, .open = true};
            if (pthread_create(&connection->thread, NULL, run_connection, connection) != 0)
                die("no thread");
            server->connection_count++;
        }
        pthread_mutex_unlock(&server->lock);
        if (!take) {
            if (socket >= 0)
                close(socket);
            return NULL;
        }
    }
}

static void open_listener(struct http_server *server, const char *scheme)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    server->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (server->listener < 0 || bind(server->listener, (struct sockaddr *)&address, size) != 0 ||
        listen(server->listener, 64) != 0 || getsockname(server->listener, (struct sockaddr *)&address, &size) != 0)
        die("no port to listen at");
    snprintf(server->url, sizeof server->url, "%s://127.0.0.1:%u", scheme, (unsigned)ntohs(address.sin_port));
}

struct http_server *http_server_start(const char *script, const struct http_server_tls *tls)
{
    struct http_server *server = calloc(1, sizeof *server);
    if (!server || pthread_mutex_init(&server->lock, NULL) != 0)
        die("no memory");
    open_listener(server, tls ? "https" : "http");
    server->script = http_script_read(script, server->url);
    for (struct http_rule *rule = server->script.rules; rule; rule = rule->next)
        if (rule->packed)
            pack(rule);
    if (tls)
        server->tls = http_channel_tls(tls->certificate, tls->key, tls->client_ca);
    /* Its threads must not die of a client that is gone; those of the test keep their own idea of that signal. */
    sigset_t broken_pipe, before;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, &before);
    if (pthread_create(&server->thread, NULL, run_server, server) != 0)
        die("no thread");
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return server;
}

const char *http_server_url(const struct http_server *server)
{
    return server->url;
}

const char *http_server_complaints(const struct http_server *server)
{
    return server->complaints;
}

const char *http_server_heard(const struct http_server *server)
{
    return server->heard;
}

size_t http_server_count(const struct http_server *server)
{
    return server->request_count;
}

void http_server_stop(struct http_server *server)
{
    if (!server)
        return;
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    for (size_t i = 0; i < server->connection_count; i++)
        if (server->connections[i].open)
            shutdown(server->connections[i].socket, SHUT_RDWR);
    pthread_mutex_unlock(&server->lock);
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    for (size_t i = 0; i < server->connection_count; i++)
        pthread_join(server->connections[i].thread, NULL);
    close(server->listener);
    http_channel_tls_free(server->tls);
    http_script_free(&server->script);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

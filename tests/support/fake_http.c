#include "tests/support/fake_http.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "tests/support/http_script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct http_client {
    struct http_script script;
    struct byte_buffer place; /* as the real one, it has memory of its own */
};

static const char *script_text;

void fake_http_script(const char *script)
{
    script_text = script;
}

int http_client_new(struct http_client **out, const struct http_settings *settings,
                    const struct surroundings *world, struct error *err)
{
    (void)world;
    struct http_client *client = memory_allocate_array(1, sizeof *client);
    if (client == NULL)
        return error_set_memory(err, "preparing to fetch over HTTP");
    byte_buffer_init(&client->place, 1000);
    byte_buffer_append(&client->place, settings->access->url, strlen(settings->access->url) + 1);
    if (client->place.failed) {
        byte_buffer_free(&client->place);
        memory_free(client);
        return error_set_memory(err, "preparing to fetch over HTTP");
    }
    client->script = http_script_read(script_text, "http://fake");
    *out = client;
    return 0;
}

void http_client_free(struct http_client *client)
{
    if (client == NULL)
        return;
    http_script_free(&client->script);
    byte_buffer_free(&client->place);
    memory_free(client);
}

const char *http_client_place(const struct http_client *client)
{
    return (const char *)client->place.data;
}

void http_client_restart_deadline(struct http_client *client)
{
    (void)client;
}

/* ---- one request ---- */

static struct http_text text_of(const void *data, size_t size)
{
    struct http_text text = {.data = malloc(size + 1), .size = size};
    assert_non_null(text.data);
    if (size > 0)
        memcpy(text.data, data, size);
    text.data[size] = '\0';
    return text;
}

static struct http_rule *find_rule(struct http_client *client, const struct http_request *request)
{
    char method[] = "POST", complaint[2000], lines[2000] = "";
    size_t length = 0;
    for (size_t i = 0; i < request->header_count; i++)
        length += (size_t)snprintf(lines + length, sizeof lines - length, "%s: %s\r\n", request->headers[i].name,
                                   request->headers[i].value);
    struct http_text target = text_of(request->path, strlen(request->path));
    struct http_incoming incoming = {.method = request->method == HTTP_GET ? "GET" : method,
                                     .target = target.data,
                                     .head = text_of(lines, length),
                                     .body = text_of(request->body.data, request->body.size)};
    struct http_rule *rule = http_script_answer(&client->script, &incoming, complaint, sizeof complaint);
    free(target.data);
    free(incoming.head.data);
    free(incoming.body.data);
    if (rule == NULL)
        fail_msg("%s", complaint);
    return rule;
}

/* As the real one: a refusal is a failure, with the answer beside it. */
static int answer_with(struct http_answer *answer, const struct http_client *client,
                       const struct http_request *request, const struct http_rule *rule, struct error *err)
{
    http_answer_init(answer, request->ceiling > 0 ? request->ceiling : LIMIT_UNPACKED_BYTES);
    byte_buffer_append(&answer->head, rule->head.data, rule->head.size);
    byte_buffer_append(&answer->body, rule->body.data, rule->body.size);
    if (answer->head.failed || answer->body.failed)
        return error_set_memory(err, "fetching over HTTP");
    answer->status = rule->status;
    if (rule->status >= 200 && rule->status < 300)
        return 0;
    return error_set(err, ERROR_INPUT, "cannot fetch %s from '%s': %d", request->what, http_client_place(client),
                     rule->status);
}

int http_perform(struct http_client *client, const struct http_request *request, struct http_answer *out,
                 struct error *err)
{
    return answer_with(out, client, request, find_rule(client, request), err);
}

int http_perform_all(struct http_client *client, const struct http_request *requests, size_t count, size_t parallel,
                     http_done done, void *context, struct error *err)
{
    (void)parallel;
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++) {
        struct http_answer answer = {0};
        struct error failure = ERROR_INIT;
        bool failed = http_perform(client, &requests[i], &answer, &failure) != 0;
        if (failed && failure.kind == ERROR_MEMORY) {
            *err = failure;
            status = -1;
        } else {
            status = done(context, i, &answer, failed ? &failure : NULL, err);
        }
        http_answer_clear(&answer);
    }
    return status;
}

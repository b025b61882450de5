#include "adapters/transport/http_exchange.h"

#include "adapters/transport/http_retry.h"
#include "adapters/transport/http_trace.h"
#include "adapters/transport/http_url.h"
#include "gate/base/limits.h"
#include "gate/base/numbers.h"

#include <string.h>

#include "gate/base/banned.h"

enum {
    MOST_REDIRECTS = 5,
    REFUSAL_CEILING = 64 << 10, /* more of a refusal is not read */
};

/* A server that hangs up after this long does so by its own clock, and would again. */
#define IMPATIENT 20000000000LL

static struct http_failure_subject subject_of(const struct http_exchange *exchange)
{
    return http_plan_subject(exchange->plan, exchange->request);
}

static int64_t now_of(const struct http_exchange *exchange)
{
    return http_plan_now(exchange->plan);
}

/* ---- its life ---- */

static void write_url(struct byte_buffer *out, const struct http_plan *plan, const struct http_request *request)
{
    byte_buffer_append(out, plan->url, strlen(plan->url));
    byte_buffer_append(out, request->path, strlen(request->path));
    for (size_t i = 0; i < request->parameter_count; i++) {
        byte_buffer_append(out, i == 0 ? "?" : "&", 1);
        http_url_encode(out, request->parameters[i].name);
        byte_buffer_append(out, "=", 1);
        http_url_encode(out, request->parameters[i].value);
    }
    byte_buffer_append(out, "", 1);
}

int http_exchange_make(struct http_exchange *out, const struct http_plan *plan, const struct http_request *request,
                       size_t index, struct error *err)
{
    struct http_exchange exchange = {
        .plan = plan,
        .request = request,
        .index = index,
        .packed_ceiling = request->packed_ceiling > 0 ? request->packed_ceiling : LIMIT_FILE_BYTES,
        .ceiling = request->ceiling > 0 ? request->ceiling : LIMIT_UNPACKED_BYTES,
        .failure = ERROR_INIT,
    };
    byte_buffer_init(&exchange.url, SIZE_MAX);
    http_answer_init(&exchange.answer, exchange.packed_ceiling);
    write_url(&exchange.url, plan, request);
    if (exchange.url.failed) {
        byte_buffer_free(&exchange.url);
        return error_set_memory(err, "fetching over HTTP");
    }
    *out = exchange;
    return 0;
}

void http_exchange_clear(struct http_exchange *exchange)
{
    byte_buffer_free(&exchange->url);
    http_answer_clear(&exchange->answer);
}

static void forget_answer(struct http_exchange *exchange)
{
    http_answer_clear(&exchange->answer);
    http_answer_init(&exchange->answer, exchange->packed_ceiling);
}

void http_exchange_begin(struct http_exchange *exchange)
{
    forget_answer(exchange);
    exchange->attempt++;
    exchange->begun = exchange->last_byte = now_of(exchange);
    exchange->heard = exchange->head_is_whole = exchange->broken_off = false;
    exchange->end = HTTP_END_ANSWER;
    http_trace_begun(exchange);
}

/* ---- what comes in ---- */

static bool break_off(struct http_exchange *exchange, enum http_end end)
{
    exchange->end = end;
    exchange->broken_off = true;
    return false;
}

static void hear(struct http_exchange *exchange)
{
    exchange->heard = true;
    exchange->last_byte = now_of(exchange);
}

/* "HTTP/1.1 200 OK" */
static int status_of(struct bytes line)
{
    const uint8_t *blank = memchr(line.data, ' ', line.size);
    uint64_t status = 0;
    if (!blank || line.data + line.size - blank < 4)
        return 0;
    return numbers_parse_unsigned((struct bytes){blank + 1, 3}, &status) ? (int)status : 0;
}

bool http_exchange_head(struct http_exchange *exchange, struct bytes line)
{
    struct http_answer *answer = &exchange->answer;
    hear(exchange);
    if ((answer->status == 0 || exchange->head_is_whole) && bytes_start_with(line, "HTTP/")) {
        /* Another header follows "100 Continue" and the like: the last one counts. */
        answer->status = status_of(line);
        answer->head.size = 0;
        exchange->head_is_whole = false;
        return true;
    }
    exchange->head_is_whole =
        exchange->head_is_whole || bytes_start_with(line, "\r") || bytes_start_with(line, "\n");
    if (line.size > HTTP_ANSWER_HEAD_CEILING - answer->head.size)
        return break_off(exchange, HTTP_END_LARGE_HEAD);
    byte_buffer_append(&answer->head, line.data, line.size);
    return !answer->head.failed || break_off(exchange, HTTP_END_MEMORY);
}

static bool is_good(const struct http_answer *answer)
{
    return answer->status >= 200 && answer->status <= 299;
}

/* What the body may take as it comes in; packed if it is, else as it will stay. */
static size_t reception_ceiling(const struct http_exchange *exchange)
{
    struct bytes encoding;
    size_t smaller = exchange->ceiling < exchange->packed_ceiling ? exchange->ceiling : exchange->packed_ceiling;
    return http_answer_header(&encoding, &exchange->answer, "Content-Encoding") ? exchange->packed_ceiling
                                                                                : smaller;
}

bool http_exchange_body(struct http_exchange *exchange, struct bytes piece)
{
    struct byte_buffer *body = &exchange->answer.body;
    hear(exchange);
    exchange->received += piece.size;
    if (!is_good(&exchange->answer) && piece.size > REFUSAL_CEILING - body->size)
        return break_off(exchange, HTTP_END_ANSWER);
    if (piece.size > reception_ceiling(exchange) - body->size)
        return break_off(exchange, HTTP_END_LARGE);
    byte_buffer_append(body, piece.data, piece.size);
    return !body->failed || break_off(exchange, HTTP_END_MEMORY);
}

enum http_end http_exchange_late(const struct http_exchange *exchange)
{
    const struct http_plan *plan = exchange->plan;
    int64_t now = now_of(exchange), silence = exchange->request->silence;
    if (now - exchange->last_byte > plan->stall_timeout + (exchange->heard ? 0 : silence))
        return HTTP_END_STALLED;
    return plan->timeout > 0 && now - exchange->begun > plan->timeout + silence ? HTTP_END_TIMEOUT
                                                                                : HTTP_END_ANSWER;
}

/* ---- what comes of it ---- */

static bool may_try_again(const struct http_exchange *exchange)
{
    unsigned attempts = exchange->request->attempts > 0 ? exchange->request->attempts : exchange->plan->attempts;
    return exchange->attempt < attempts + exchange->redirects;
}

/* Whether there is to be another attempt, after at least that pause. */
static bool try_again(struct http_exchange *exchange, int64_t at_least)
{
    const struct surroundings *world = exchange->plan->world;
    uint64_t seed = (world ? world->seed : 0) ^ (uint64_t)exchange->index;
    int64_t pause = http_retry_pause(exchange->attempt - exchange->redirects, seed);
    int64_t now = now_of(exchange);
    if (pause < at_least)
        pause = at_least;
    if (!may_try_again(exchange) || pause >= exchange->plan->deadline_end - now)
        return false;
    exchange->not_before = now + pause;
    return true;
}

static bool broken(struct http_exchange *exchange, enum http_end end, const char *detail)
{
    struct http_failure_subject subject = subject_of(exchange);
    bool by_the_clock = end == HTTP_END_SILENT && now_of(exchange) - exchange->begun > IMPATIENT;
    size_t ceiling = exchange->answer.status > 0 ? reception_ceiling(exchange) : exchange->packed_ceiling;
    forget_answer(exchange);
    http_failure_of_end(&subject, end, detail, ceiling, &exchange->failure);
    return http_failure_may_pass(end) && !by_the_clock && try_again(exchange, 0);
}

static bool redirected(struct http_exchange *exchange, const char *redirect)
{
    struct http_failure_subject subject = subject_of(exchange);
    struct http_url from, to;
    char where[300];
    size_t length = strlen(redirect);
    bool known = http_url_read(&from, bytes_of_text((const char *)exchange->url.data)) &&
                 http_url_read(&to, bytes_of_text(redirect));
    if (!known || !http_url_may_lead(&from, &to)) {
        http_url_authority(where, sizeof where, bytes_of_text(redirect));
        http_failure_of_redirect(&subject, where, &exchange->failure);
        return false;
    }
    if (exchange->redirects == MOST_REDIRECTS) {
        http_failure_of_redirect(&subject, NULL, &exchange->failure);
        return false;
    }
    exchange->redirects++;
    exchange->not_before = now_of(exchange);
    exchange->url.size = 0;
    byte_buffer_append(&exchange->url, redirect, length + 1);
    if (exchange->url.failed)
        error_set_memory(&exchange->failure, "fetching over HTTP");
    return !exchange->url.failed;
}

/* How long the server wants us to wait. */
static int64_t asked_pause(const struct http_exchange *exchange)
{
    struct bytes value;
    int64_t pause = 0;
    if (http_answer_header(&value, &exchange->answer, "Retry-After"))
        http_retry_after(&pause, value, now_of(exchange));
    return pause;
}

/* An answer that will not be asked for again. */
static void settle(struct http_exchange *exchange)
{
    struct http_failure_subject subject = subject_of(exchange);
    struct http_answer *answer = &exchange->answer;
    if (!is_good(answer))
        http_failure_of_status(&subject, answer, &exchange->failure);
    else if (http_answer_is_type(answer, "text/html"))
        http_failure_of_page(&subject, answer, &exchange->failure);
    else
        error_clear(&exchange->failure);
}

static bool answered(struct http_exchange *exchange, const char *redirect)
{
    struct http_failure_subject subject = subject_of(exchange);
    struct http_answer *answer = &exchange->answer;
    const struct http_request *request = exchange->request;
    if (answer->status >= 300 && answer->status <= 399 && redirect)
        return redirected(exchange, redirect);
    if (http_answer_unpack(answer, exchange->ceiling, &exchange->failure) != 0) {
        if (is_good(answer) || exchange->failure.kind == ERROR_MEMORY) {
            forget_answer(exchange);
            http_failure_prefix(&subject, &exchange->failure);
            return false;
        }
        /* A refusal is one even if its words cannot be read. */
        answer->body.size = 0;
    }
    settle(exchange);
    bool busy = http_retry_status(answer->status, byte_buffer_view(&answer->body)) ||
                (request->is_busy && request->is_busy(answer));
    return busy && try_again(exchange, asked_pause(exchange));
}

/*
 * Whether the connection ended too early, though libcurl does not mind: in the middle of the header, or behind one
 * that promises neither a length nor chunks, with no body at all. To a store, no body can mean "no data", so it
 * must be meant.
 */
static bool is_cut(const struct http_exchange *exchange)
{
    struct bytes value;
    const struct http_answer *answer = &exchange->answer;
    bool framed = http_answer_header(&value, answer, "Content-Length") ||
                  http_answer_header(&value, answer, "Transfer-Encoding");
    return !exchange->head_is_whole || (answer->status == 200 && answer->body.size == 0 && !framed);
}

bool http_exchange_ended(struct http_exchange *exchange, enum http_end end, const char *redirect,
                         const char *detail)
{
    if (exchange->broken_off)
        end = exchange->end;
    else if (end == HTTP_END_ANSWER && is_cut(exchange))
        end = HTTP_END_CUT;
    const struct http_trace_answer answer = http_trace_take(exchange);
    bool again = end == HTTP_END_ANSWER ? answered(exchange, redirect) : broken(exchange, end, detail);
    http_trace_ended(exchange, &answer, again);
    return again;
}

void http_exchange_overdue(struct http_exchange *exchange)
{
    struct http_failure_subject subject = subject_of(exchange);
    char last[ERROR_SENTENCE_SIZE];
    memcpy(last, exchange->failure.sentence, sizeof last);
    forget_answer(exchange);
    http_failure_of_deadline(&subject, exchange->plan->deadline, last, &exchange->failure);
}

void http_exchange_stop(struct http_exchange *exchange)
{
    struct http_failure_subject subject = subject_of(exchange);
    forget_answer(exchange);
    http_failure_of_stop(&subject, &exchange->failure);
}

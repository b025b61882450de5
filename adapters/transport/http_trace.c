#include "adapters/transport/http_trace.h"

#include "gate/base/numbers.h"
#include "gate/base/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "gate/base/banned.h"

enum { LINE_SIZE = 2048 };

/* A line that is cut where it is full. */
struct line {
    char text[LINE_SIZE];
    size_t size;
};

static void append(struct line *line, const char *text, size_t size)
{
    size_t room = sizeof line->text - 1 - line->size;
    size_t taken = size < room ? size : room;
    memcpy(line->text + line->size, text, taken);
    line->size += taken;
    line->text[line->size] = '\0';
}

static void append_text(struct line *line, const char *text)
{
    append(line, text, strlen(text));
}

static bool is_wanted(const struct http_exchange *exchange)
{
    return exchange->plan->world != NULL && exchange->plan->world->trace != NULL;
}

static void tell(const struct http_exchange *exchange, struct line *line)
{
    const struct surroundings *world = exchange->plan->world;
    char harmless[LINE_SIZE];
    secret_hide(&exchange->plan->secrets, line->text);
    text_harmless(harmless, sizeof harmless, bytes_of_text(line->text));
    world->trace(world->world, harmless);
}

/* ---- the request ---- */

/* Names only, of what stands behind '?'. */
static void append_query(struct line *line, const char *query)
{
    const char *separator = "?";
    while (*query != '\0' && *query != '#') {
        size_t length = strcspn(query, "&#"), name = strcspn(query, "=&#");
        append_text(line, separator);
        append(line, query, name);
        append_text(line, name < length ? "=***" : "");
        query += length + (query[length] == '&');
        separator = "&";
    }
}

static void append_url(struct line *line, const char *url)
{
    size_t plain = strcspn(url, "?#");
    append(line, url, plain);
    if (url[plain] == '?') {
        append_query(line, url + plain + 1);
    }
}

/* Those that never hold a secret. */
static bool may_be_shown(const char *name, size_t size)
{
    static const char *const shown[] = {"Content-Type", "X-Scope-OrgID", "projectID"};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        if (strlen(shown[i]) == size && strncasecmp(shown[i], name, size) == 0) {
            return true;
        }
    }
    return false;
}

static void append_header(struct line *line, const char *name, size_t size, const char *value)
{
    append_text(line, "; ");
    append(line, name, size);
    append_text(line, ": ");
    append_text(line, may_be_shown(name, size) ? value : "***");
}

static void append_headers(struct line *line, const struct http_exchange *exchange)
{
    const struct http_plan *plan = exchange->plan;
    if (plan->user != NULL) {
        append_text(line, "; Authorization: ***");
    }
    for (size_t i = 0; i < plan->line_count; i++) {
        const char *text = plan->lines[i];
        size_t size = strcspn(text, ":;");
        append_header(line, text, size, text[size] == ':' ? text + size + 1 + strspn(text + size + 1, " ") : "");
    }
    for (size_t i = 0; i < exchange->request->header_count; i++) {
        const struct http_header *header = &exchange->request->headers[i];
        append_header(line, header->name, strlen(header->name), header->value);
    }
}

void http_trace_begun(const struct http_exchange *exchange)
{
    const struct http_request *request = exchange->request;
    struct line line = {.size = 0};
    char words[64];
    if (!is_wanted(exchange)) {
        return;
    }
    append_text(&line, request->method == HTTP_POST ? "> POST " : "> GET ");
    append_url(&line, (const char *)exchange->url.data);
    append_text(&line, " (");
    append_text(&line, request->what);
    snprintf(words, sizeof words, "), %zu bytes", request->body.size);
    append_text(&line, words);
    if (exchange->attempt > 1) {
        snprintf(words, sizeof words, ", attempt %u", exchange->attempt);
        append_text(&line, words);
    }
    append_headers(&line, exchange);
    tell(exchange, &line);
}

/* ---- the answer ---- */

struct http_trace_answer http_trace_take(const struct http_exchange *exchange)
{
    return (struct http_trace_answer){.status = exchange->answer.status,
                                      .bytes = exchange->answer.body.size,
                                      .took = http_plan_now(exchange->plan) - exchange->begun};
}

void http_trace_ended(const struct http_exchange *exchange, const struct http_trace_answer *answer, bool again)
{
    struct line line = {.size = 0};
    char words[128], took[NUMBER_TEXT_SIZE];
    if (!is_wanted(exchange)) {
        return;
    }
    if (answer->status > 0) {
        snprintf(words, sizeof words, "< %d, %zu bytes", answer->status, answer->bytes);
    } else {
        snprintf(words, sizeof words, "< no answer");
    }
    append_text(&line, words);
    append_text(&line, ", in ");
    append_text(&line, numbers_format_amount(took, (double)answer->took, "nanoseconds"));
    if (again) {
        int64_t pause = exchange->not_before - http_plan_now(exchange->plan);
        append_text(&line, pause > 0 ? "; asking again in " : "; asking again at once");
        append_text(&line, pause > 0 ? numbers_format_amount(took, (double)pause, "nanoseconds") : "");
    } else if (exchange->failure.kind != ERROR_NONE) {
        append_text(&line, "; ");
        append_text(&line, exchange->failure.sentence);
    }
    tell(exchange, &line);
}

#include "adapters/transport/http_failure.h"

#include "adapters/transport/http_retry.h"
#include "gate/base/numbers.h"
#include "gate/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum {
    RAW_SIZE = 4096,  /* foreign text, before secrets are hidden in it ... */
    SHOWN_SIZE = 300, /* ... and what a sentence holds of it */
    WHY_SIZE = 900,
};

static int set(const struct http_failure_subject *subject, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int set(const struct http_failure_subject *subject, struct error *err, const char *format, ...)
{
    char why[WHY_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    secret_hide(subject->secrets, why);
    return error_set(err, ERROR_INPUT, "cannot fetch %s from '%s': %s", subject->what, subject->place, why);
}

/* Foreign text as a sentence may hold it. */
static const char *shown(char out[SHOWN_SIZE], const struct http_failure_subject *subject, char *raw)
{
    secret_hide(subject->secrets, raw);
    return text_harmless(out, SHOWN_SIZE, bytes_of_text(raw));
}

/* ---- no answer ---- */

struct end_row {
    bool may_pass;
    bool shows_detail;
    const char *why;
    const char *what_to_do;
};

static const struct end_row ends[HTTP_END_COUNT] = {
    [HTTP_END_NO_HOST] = {true, false, "the host's name cannot be resolved",
                          "check the URL of KEY and the network"},
    [HTTP_END_NO_PROXY] = {true, false, "the proxy's name cannot be resolved",
                           "check http_proxy, https_proxy and no_proxy"},
    [HTTP_END_REFUSED] = {true, false, "nobody accepts a connection there",
                          "check the URL of KEY, and that the server runs and can be reached from here"},
    [HTTP_END_CONNECT_TIMEOUT] = {true, false, "no connection came about in time",
                                  "check the URL of KEY and the network in between"},
    [HTTP_END_SILENT] =
        {true, false, "the server closed the connection without an answer",
         "ask for less, as by a shorter window or fewer replicas, or raise the server's write timeout"},
    [HTTP_END_RESET] = {true, true, "the connection broke", "try again, or ask for less"},
    [HTTP_END_CUT] = {true, false, "the answer is cut: the connection ended before all of it was there",
                      "try again, or ask for less"},
    [HTTP_END_PUBLIC] = {false, false, "its address is neither loopback nor private",
                         "name the process by an address of your own network, or say allow_public: true in KEY"},
    [HTTP_END_STALLED] = {false, false, "the server fell silent in the middle of it",
                          "look at the server's load, or ask for less"},
    [HTTP_END_TIMEOUT] = {false, false, "the answer takes longer than one is allowed to",
                          "ask for less, or raise the timeout of KEY"},
    [HTTP_END_UNTRUSTED] = {false, true, "the server's certificate cannot be trusted",
                            "check the host in the URL, or name its authority's certificate as ca in KEY"},
    [HTTP_END_TLS] = {false, true, "no TLS connection came about", "is https right for this port?"},
    [HTTP_END_CERTIFICATE] = {false, true, "a certificate of ours cannot be used",
                              "check the CA, certificate and key files of KEY"},
    [HTTP_END_MALFORMED] = {false, true, "what answers there does not speak proper HTTP", "check the URL of KEY"},
    [HTTP_END_LARGE_HEAD] = {false, false, "the answer's header is larger than any that makes sense",
                             "check the URL of KEY"},
    [HTTP_END_OTHER] = {false, true, "the request failed", "check the URL of KEY"},
};

bool http_failure_may_pass(enum http_end end)
{
    return ends[end].may_pass;
}

/* The advice with the policy's own word for KEY. */
static const char *advice(char *out, size_t size, const struct http_failure_subject *subject, const char *text)
{
    const char *key = strstr(text, "KEY");
    if (key)
        snprintf(out, size, "%.*s%s%s", (int)(key - text), text, subject->key, key + strlen("KEY"));
    else
        snprintf(out, size, "%s", text);
    return out;
}

int http_failure_of_end(const struct http_failure_subject *subject, enum http_end end, const char *detail,
                        size_t packed_ceiling, struct error *err)
{
    const struct end_row *row = &ends[end];
    char raw[RAW_SIZE], text[SHOWN_SIZE], what_to_do[SHOWN_SIZE], ceiling[NUMBER_TEXT_SIZE];
    if (end == HTTP_END_MEMORY)
        return error_set_memory(err, "fetching over HTTP");
    if (end == HTTP_END_LARGE)
        return set(subject, err,
                   "the answer is larger than the ceiling of %s; ask for less, as by a shorter window",
                   numbers_format_amount(ceiling, (double)packed_ceiling, "bytes"));
    snprintf(raw, sizeof raw, "%s", row->shows_detail ? detail : "");
    shown(text, subject, raw);
    return set(subject, err, "%s%s%s%s; %s", row->why, text[0] ? " (" : "", text, text[0] ? ")" : "",
               advice(what_to_do, sizeof what_to_do, subject, row->what_to_do));
}

/* ---- refusals ---- */

struct status_row {
    int from, to;
    const char *why;
    const char *what_to_do;
};

/* The first that fits. */
static const struct status_row statuses[] = {
    {300, 399, "the server answers with a redirect that leads nowhere", "check the URL of KEY"},
    {401, 401, "the server refuses the login", "check the token, or the user and password, of KEY"},
    {403, 403, "this login may not read that", "give it the right to read, or check the tenant and headers of KEY"},
    {404, 404, "there is no such thing at this address",
     "check the path in the URL of KEY: is that a SERVER server?"},
    {405, 405, "the address does not take such requests",
     "check the path in the URL of KEY: is that a SERVER server?"},
    {407, 407, "the proxy wants a login", "check http_proxy, https_proxy and no_proxy"},
    {413, 414, "the server finds that too large", "ask for less, as by a shorter window or fewer replicas"},
    {415, 415, "the server does not know this kind of request", "is that a SERVER server, and new enough?"},
    {422, 422, "the server cannot carry out the query", "correct the query"},
    {429, 429, "the server wants fewer requests", "try again later, or fetch less at a time"},
    {400, 498, "the server refuses the request", "correct what is asked for, or check KEY"},
    {499, 499, "the server gave up", "try again later, or ask for less"},
    {501, 501, "the server cannot do that", "is that a SERVER server, and new enough?"},
    {502, 503, "the server is not ready", "try again later, or look at its log"},
    {504, 504, "the server gave up on its own time limit", "ask for less, as by a shorter window"},
    {500, 599, "the server failed", "look at its log, or try again later"},
    {0, 999, "the server answers with a status that has no meaning here", "check the URL of KEY"},
};

static const char *status_advice(char out[SHOWN_SIZE], const struct http_failure_subject *subject,
                                 const struct status_row *row)
{
    if (row->from == 401 && !subject->has_login)
        return advice(out, SHOWN_SIZE, subject, "give KEY a token, or a user and a password, or a tenant");
    char with_key[SHOWN_SIZE];
    const char *text = advice(with_key, sizeof with_key, subject, row->what_to_do);
    const char *server = strstr(text, "SERVER");
    if (server)
        snprintf(out, SHOWN_SIZE, "%.*s%s%s", (int)(server - text), text, subject->server,
                 server + strlen("SERVER"));
    else
        snprintf(out, SHOWN_SIZE, "%s", text);
    return out;
}

int http_failure_of_status(const struct http_failure_subject *subject, const struct http_answer *answer,
                           struct error *err)
{
    char raw[RAW_SIZE], reason[SHOWN_SIZE], what_to_do[SHOWN_SIZE];
    const struct status_row *row = statuses;
    int status = answer->status;
    if (status == 429 && !http_retry_status(status, byte_buffer_view(&answer->body)))
        status = 413;
    while (status < row->from || status > row->to)
        row++;
    shown(reason, subject, http_answer_reason(raw, sizeof raw, answer));
    return set(subject, err, "%s (%d%s%s); %s", row->why, answer->status, reason[0] ? ": " : "", reason,
               status_advice(what_to_do, subject, row));
}

int http_failure_of_page(const struct http_failure_subject *subject, const struct http_answer *answer,
                         struct error *err)
{
    char raw[RAW_SIZE], title[SHOWN_SIZE];
    shown(title, subject, http_answer_reason(raw, sizeof raw, answer));
    return set(subject, err,
               "a web page%s%s%s came back, no data; check the URL and the login of %s: is that a %s server?",
               title[0] ? " ('" : "", title, title[0] ? "')" : "", subject->key, subject->server);
}

int http_failure_of_redirect(const struct http_failure_subject *subject, const char *to, struct error *err)
{
    if (!to)
        return set(subject, err, "the server redirects more than five times; check the URL of %s", subject->key);
    return set(
        subject, err,
        "the server redirects to '%s', which is not followed, since the login would go there; write the right "
        "address into the URL of %s",
        to, subject->key);
}

int http_failure_of_deadline(const struct http_failure_subject *subject, int64_t deadline, const char *last,
                             struct error *err)
{
    char allowed[NUMBER_TEXT_SIZE];
    const char *because = strstr(last, "': ");
    return set(subject, err, "the %s allowed for all of it are over%s%s; ask for less, or allow more time",
               numbers_format_amount(allowed, (double)deadline, "nanoseconds"), because ? "; at last: " : "",
               because ? because + 3 : "");
}

int http_failure_of_stop(const struct http_failure_subject *subject, struct error *err)
{
    return set(subject, err, "stopped before it was done");
}

int http_failure_prefix(const struct http_failure_subject *subject, struct error *err)
{
    return error_prefix(err, "cannot fetch %s from '%s'", subject->what, subject->place);
}

#include "adapters/transport/http.h"

#include "adapters/transport/http_exchange.h"
#include "adapters/transport/http_plan.h"
#include "adapters/transport/http_progress.h"
#include "adapters/transport/http_url.h"
#include "adapters/transport/private_address.h"
#include "gate/base/memory.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>

#include "gate/base/banned.h"

#define MILLISECOND 1000000LL

/* How long we are deaf for the wish to stop, at most. */
#define SLICE (100 * MILLISECOND)

struct http_client {
    struct http_plan plan;
    CURLM *multi; /* keeps connections open between requests */
};

/* ---- clients ---- */

int http_client_new(struct http_client **out, const struct http_settings *settings,
                    const struct surroundings *world, struct error *err)
{
    struct http_client *client = memory_allocate_array(1, sizeof *client);
    if (!client)
        return error_set_memory(err, "preparing to fetch over HTTP");
    if (http_plan_make(&client->plan, settings, world, err) != 0) {
        memory_free(client);
        return -1;
    }
    bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    client->multi = ready ? curl_multi_init() : NULL;
    if (!client->multi) {
        if (ready)
            curl_global_cleanup();
        http_plan_clear(&client->plan);
        memory_free(client);
        return error_set_memory(err, "preparing to fetch over HTTP");
    }
    *out = client;
    return 0;
}

void http_client_free(struct http_client *client)
{
    if (!client)
        return;
    curl_multi_cleanup(client->multi);
    curl_global_cleanup();
    http_plan_clear(&client->plan);
    memory_free(client);
}

const char *http_client_place(const struct http_client *client)
{
    return client->plan.url;
}

void http_client_restart_deadline(struct http_client *client)
{
    client->plan.deadline_end = http_plan_now(&client->plan) + client->plan.deadline;
}

/* ---- one transfer: an exchange with libcurl's handle ---- */

struct transfer {
    struct http_exchange exchange;
    CURL *easy;
    struct curl_slist *lines;
    bool is_public; /* an address was not connected to, because it is a public one */
    bool used;      /* holds an exchange */
    bool running;   /* an attempt is under way: easy is in the multi handle */
    char words[CURL_ERROR_SIZE];
};

static size_t take_head(char *data, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct bytes line = {(const uint8_t *)data, size * count};
    return http_exchange_head(&transfer->exchange, line) ? line.size : 0;
}

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct bytes piece = {(const uint8_t *)data, size * count};
    return http_exchange_body(&transfer->exchange, piece) ? piece.size : 0;
}

static bool add_line(struct curl_slist **lines, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*lines, line);
    if (longer)
        *lines = longer;
    return longer != NULL;
}

/* The header lines of the request; NULL without memory or with err set. */
static int write_lines(struct curl_slist **out, const struct http_plan *plan, const struct http_request *request,
                       struct error *err)
{
    /* Without "Expect:" a larger POST would wait a second for servers that do not know "100-continue". */
    bool complete = add_line(out, "Accept-Encoding: gzip") && add_line(out, "Expect:");
    for (size_t i = 0; complete && i < plan->line_count; i++)
        complete = add_line(out, plan->lines[i]);
    for (size_t i = 0; complete && i < request->header_count; i++) {
        char *line = NULL;
        const struct http_header *header = &request->headers[i];
        if (http_plan_line(&line, header->name, header->value, plan->key, err) != 0)
            return -1;
        complete = add_line(out, line);
        memory_free(line);
    }
    return complete ? 0 : error_set_memory(err, "fetching over HTTP");
}

/* Within a function with the handle easy: sets an option unless an earlier one failed. */
#define SET(option, value) (ok = ok && curl_easy_setopt(easy, CURLOPT_##option, value) == CURLE_OK)

/* What is the same for every request of a client. */
static bool set_plan(CURL *easy, const struct http_plan *plan)
{
    bool ok = true;
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(PROTOCOLS_STR, "http,https");
#else
    SET(PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    SET(HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(USERAGENT, "flamegate");
    SET(HEADEROPT, (long)CURLHEADER_SEPARATE);
    SET(SUPPRESS_CONNECT_HEADERS, 1L);
    /* We look at the clock ourselves; this holds even if the world's has been put back. */
    SET(TIMEOUT_MS, (long)(plan->deadline / MILLISECOND + 1000));
    SET(CONNECTTIMEOUT_MS, (long)(plan->connect_timeout / MILLISECOND + 1));
    SET(SSL_VERIFYPEER, 1L);
    SET(SSL_VERIFYHOST, 2L);
    SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (plan->ca_file)
        SET(CAINFO, plan->ca_file);
    if (plan->client_certificate)
        SET(SSLCERT, plan->client_certificate);
    if (plan->client_key)
        SET(SSLKEY, plan->client_key);
    if (plan->user) {
        SET(HTTPAUTH, (long)CURLAUTH_BASIC);
        SET(USERNAME, plan->user);
        SET(PASSWORD, plan->password);
    }
    return ok;
}

/* The proxy depends on where this attempt goes. An empty text keeps libcurl from looking into the environment. */
static bool set_proxy(CURL *easy, const struct http_plan *plan, const char *address)
{
    struct http_url url;
    bool ok = true, secure = http_url_read(&url, bytes_of_text(address)) && url.secure;
    const char *proxy = plan->private_only ? NULL : secure ? plan->https_proxy : plan->http_proxy;
    SET(PROXY, proxy ? proxy : "");
    SET(NOPROXY, plan->not_proxied ? plan->not_proxied : "");
    return ok;
}

/* Asked by libcurl for a socket to the address that it is about to connect to. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *transfer = context;
    (void)purpose;
    if (!private_address_is(&address->addr)) {
        transfer->is_public = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static bool set_request(struct transfer *transfer, const struct http_plan *plan, const struct http_request *request)
{
    CURL *easy = transfer->easy;
    bool ok = true;
    SET(HTTPHEADER, transfer->lines);
    SET(PATH_AS_IS, 1L);
    SET(ERRORBUFFER, transfer->words);
    SET(PRIVATE, transfer);
    SET(HEADERFUNCTION, take_head);
    SET(HEADERDATA, transfer);
    SET(WRITEFUNCTION, take_body);
    SET(WRITEDATA, transfer);
    if (plan->private_only) {
        SET(OPENSOCKETFUNCTION, open_socket);
        SET(OPENSOCKETDATA, transfer);
    }
    if (request->method == HTTP_POST) {
        SET(POST, 1L);
        SET(POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size);
        SET(POSTFIELDS, request->body.size > 0 ? (const char *)request->body.data : "");
    }
    return ok;
}

/* Which of our ends libcurl's result is; HTTP_END_OTHER for all others. */
static const struct {
    CURLcode result;
    enum http_end end;
} ends[] = {
    {CURLE_OK, HTTP_END_ANSWER},
    {CURLE_COULDNT_RESOLVE_HOST, HTTP_END_NO_HOST},
    {CURLE_COULDNT_RESOLVE_PROXY, HTTP_END_NO_PROXY},
    {CURLE_COULDNT_CONNECT, HTTP_END_REFUSED},
    {CURLE_OPERATION_TIMEDOUT, HTTP_END_CONNECT_TIMEOUT},
    {CURLE_GOT_NOTHING, HTTP_END_SILENT},
    {CURLE_SEND_ERROR, HTTP_END_RESET},
    {CURLE_RECV_ERROR, HTTP_END_RESET},
    {CURLE_PARTIAL_FILE, HTTP_END_CUT},
    {CURLE_PEER_FAILED_VERIFICATION, HTTP_END_UNTRUSTED},
    {CURLE_SSL_CONNECT_ERROR, HTTP_END_TLS},
    {CURLE_SSL_CERTPROBLEM, HTTP_END_CERTIFICATE},
    {CURLE_SSL_CACERT_BADFILE, HTTP_END_CERTIFICATE},
    {CURLE_UNSUPPORTED_PROTOCOL, HTTP_END_MALFORMED},
    {CURLE_WEIRD_SERVER_REPLY, HTTP_END_MALFORMED},
    {CURLE_OUT_OF_MEMORY, HTTP_END_MEMORY},
};

static enum http_end end_of(const struct transfer *transfer, CURLcode result)
{
    curl_off_t connected = 0;
    if (result != CURLE_OK && transfer->is_public)
        return HTTP_END_PUBLIC;
    /* libcurl has one result for a connection that does not come about and for the end of its patience. */
    if (result == CURLE_OPERATION_TIMEDOUT)
        curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    if (connected > 0)
        return HTTP_END_STALLED;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends[i].result == result)
            return ends[i].end;
    return HTTP_END_OTHER;
}

/* ---- a run: requests under way together ---- */

struct run {
    struct http_client *client;
    const struct http_request *requests;
    size_t count;
    size_t begun;    /* requests given to a slot so far */
    size_t finished; /* requests told to done */
    struct transfer *slots;
    size_t slot_count;
    http_done done;
    void *context;
    struct http_progress progress;
};

static void leave(struct run *run, struct transfer *transfer)
{
    if (transfer->running)
        curl_multi_remove_handle(run->client->multi, transfer->easy);
    transfer->running = false;
}

static void clear_slot(struct run *run, struct transfer *transfer)
{
    if (!transfer->used)
        return;
    leave(run, transfer);
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->lines);
    http_exchange_clear(&transfer->exchange);
    *transfer = (struct transfer){0};
}

/* Tells what became of the slot's request, and empties the slot. */
static int deliver(struct run *run, struct transfer *transfer, struct error *err)
{
    struct http_exchange *exchange = &transfer->exchange;
    const struct error *failure = exchange->failure.kind == ERROR_NONE ? NULL : &exchange->failure;
    http_progress_finished(&run->progress, exchange);
    int result = run->done(run->context, exchange->index, &exchange->answer, failure, err);
    clear_slot(run, transfer);
    run->finished++;
    return result;
}

/* Gives the slot the next request. Its failure is the request's own, and is told with the others. */
static int fill_slot(struct run *run, struct transfer *transfer, struct error *err)
{
    const struct http_plan *plan = &run->client->plan;
    size_t index = run->begun;
    const struct http_request *request = &run->requests[index];
    if (http_exchange_make(&transfer->exchange, plan, request, index, err) != 0)
        return -1;
    run->begun++;
    transfer->used = true;
    transfer->easy = curl_easy_init();
    if (write_lines(&transfer->lines, plan, request, err) != 0)
        return -1;
    if (!transfer->easy || !set_plan(transfer->easy, plan) || !set_request(transfer, plan, request))
        return error_set_memory(err, "fetching over HTTP");
    return 0;
}

static int start_attempt(struct run *run, struct transfer *transfer, struct error *err)
{
    struct http_exchange *exchange = &transfer->exchange;
    const char *address = (const char *)exchange->url.data;
    http_exchange_begin(exchange);
    transfer->words[0] = '\0';
    transfer->is_public = false;
    if (curl_easy_setopt(transfer->easy, CURLOPT_URL, address) != CURLE_OK ||
        !set_proxy(transfer->easy, &run->client->plan, address) ||
        curl_multi_add_handle(run->client->multi, transfer->easy) != CURLM_OK)
        return error_set_memory(err, "fetching over HTTP");
    transfer->running = true;
    return 0;
}

static int end_attempt(struct run *run, struct transfer *transfer, enum http_end end, struct error *err)
{
    struct http_exchange *exchange = &transfer->exchange;
    char *redirect = NULL;
    curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &redirect);
    leave(run, transfer);
    if (!http_exchange_ended(exchange, end, redirect, transfer->words))
        return deliver(run, transfer, err);
    http_progress_again(&run->progress, exchange);
    return 0;
}

static int end_attempts(struct run *run, struct error *err)
{
    int left = 0;
    for (CURLMsg *message; (message = curl_multi_info_read(run->client->multi, &left));) {
        char *private = NULL;
        CURLcode result = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
        struct transfer *transfer = (void *)private;
        if (message->msg == CURLMSG_DONE && end_attempt(run, transfer, end_of(transfer, result), err) != 0)
            return -1;
    }
    return 0;
}

/* Fills, begins and gives up what the clock says. */
static int look_at_slot(struct run *run, struct transfer *transfer, int64_t now, struct error *err)
{
    struct http_exchange *exchange = &transfer->exchange;
    if (!transfer->used && run->begun == run->count)
        return 0;
    if (!transfer->used && fill_slot(run, transfer, err) != 0)
        return -1;
    if (now >= run->client->plan.deadline_end) {
        http_exchange_overdue(exchange);
        return deliver(run, transfer, err);
    }
    enum http_end late = transfer->running ? http_exchange_late(exchange) : HTTP_END_ANSWER;
    if (late != HTTP_END_ANSWER)
        return end_attempt(run, transfer, late, err);
    if (!transfer->running && exchange->not_before <= now)
        return start_attempt(run, transfer, err);
    return 0;
}

static bool is_to_stop(const struct run *run)
{
    const struct surroundings *world = run->client->plan.world;
    return world && world->cancelled && world->cancelled(world->world);
}

static int stop_all(struct run *run, struct error *err)
{
    while (run->finished < run->count) {
        struct transfer *transfer = run->slots;
        for (size_t i = 0; i < run->slot_count && !transfer->used; i++)
            transfer = &run->slots[i];
        if (!transfer->used && fill_slot(run, transfer, err) != 0)
            return -1;
        http_exchange_stop(&transfer->exchange);
        if (deliver(run, transfer, err) != 0)
            return -1;
    }
    return 0;
}

/* How long nothing of our own is to be done for a slot. */
static int64_t idle_time(const struct run *run, const struct transfer *transfer, int64_t now)
{
    if (transfer->running)
        return SLICE;
    if (!transfer->used)
        return run->begun < run->count ? 0 : SLICE;
    return transfer->exchange.not_before > now ? transfer->exchange.not_before - now : 0;
}

/* Until a transfer has news or a slot's time has come, but no longer than a slice. */
static int wait_for_news(struct run *run, struct error *err)
{
    const struct surroundings *world = run->client->plan.world;
    int64_t wait = SLICE, now = http_plan_now(&run->client->plan);
    bool any_running = false;
    for (size_t i = 0; i < run->slot_count; i++) {
        int64_t idle = idle_time(run, &run->slots[i], now);
        any_running = any_running || run->slots[i].running;
        wait = idle < wait ? idle : wait;
    }
    if (!any_running && world && world->sleep) {
        world->sleep(world->world, wait);
        return 0;
    }
    int milliseconds = (int)((wait + MILLISECOND - 1) / MILLISECOND);
    CURLMcode polled = curl_multi_poll(run->client->multi, NULL, 0, milliseconds, NULL);
    return polled == CURLM_OK ? 0 : error_set_memory(err, "fetching over HTTP");
}

static void tell_progress(struct run *run)
{
    const struct http_exchange *current = NULL;
    uint64_t bytes = 0;
    for (size_t i = run->slot_count; i-- > 0;) {
        const struct transfer *transfer = &run->slots[i];
        current = transfer->used ? &transfer->exchange : current;
        bytes += transfer->exchange.received; /* none in an empty slot */
    }
    http_progress_tell(&run->progress, current, bytes);
}

static int step(struct run *run, struct error *err)
{
    int64_t now = http_plan_now(&run->client->plan);
    int running = 0;
    for (size_t i = 0; i < run->slot_count; i++)
        if (look_at_slot(run, &run->slots[i], now, err) != 0)
            return -1;
    if (curl_multi_perform(run->client->multi, &running) != CURLM_OK)
        return error_set_memory(err, "fetching over HTTP");
    if (end_attempts(run, err) != 0)
        return -1;
    tell_progress(run);
    return run->finished < run->count ? wait_for_news(run, err) : 0;
}

int http_perform_all(struct http_client *client, const struct http_request *requests, size_t count, size_t parallel,
                     http_done done, void *context, struct error *err)
{
    struct run run = {.client = client, .requests = requests, .count = count, .done = done, .context = context};
    run.slot_count = parallel < count ? (parallel > 0 ? parallel : 1) : count;
    if (count == 0)
        return 0;
    run.slots = memory_allocate_array(run.slot_count, sizeof *run.slots);
    if (!run.slots)
        return error_set_memory(err, "fetching over HTTP");
    http_progress_start(&run.progress, &client->plan, count);
    int result = 0;
    while (result == 0 && run.finished < count)
        result = is_to_stop(&run) ? stop_all(&run, err) : step(&run, err);
    for (size_t i = 0; i < run.slot_count; i++)
        clear_slot(&run, &run.slots[i]);
    memory_free(run.slots);
    return result;
}

/* ---- one request ---- */

struct single {
    struct http_answer answer;
    struct error failure;
};

static int keep_single(void *context, size_t index, struct http_answer *answer, const struct error *failure,
                       struct error *err)
{
    (void)index;
    (void)err;
    struct single *single = context;
    single->answer = *answer;
    *answer = (struct http_answer){0};
    if (failure)
        single->failure = *failure;
    return 0;
}

int http_perform(struct http_client *client, const struct http_request *request, struct http_answer *out,
                 struct error *err)
{
    struct single single = {.failure = ERROR_INIT};
    int result = http_perform_all(client, request, 1, 1, keep_single, &single, err);
    *out = single.answer;
    if (result == 0 && single.failure.kind != ERROR_NONE) {
        if (err)
            *err = single.failure;
        result = -1;
    }
    return result;
}

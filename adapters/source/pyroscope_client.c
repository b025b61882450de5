#include "adapters/source/pyroscope_client.h"

#include "adapters/proto/pyroscope.pb-c.h"
#include "adapters/source/store_message.h"
#include "adapters/source/store_sums.h"
#include "adapters/source/store_types.h"
#include "adapters/transport/connect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

enum { MILLISECOND = 1000000, ANSWER_CEILING = 64 << 20 };

static const struct http_header protobuf_header = {"Content-Type", "application/proto"};
static const struct http_header json_header = {"Content-Type", "application/json"};

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "asking a store");
}

static int64_t milliseconds(int64_t nanoseconds)
{
    return nanoseconds / MILLISECOND;
}

/* ---- messages ---- */

static int refuse_answer(const struct store_client *client, const char *what, struct error *err)
{
    return error_set(err, ERROR_INPUT,
                     "cannot fetch %s from '%s': what came back is not what Pyroscope answers; check the URL of "
                     "store.pyroscope",
                     what, http_client_place(client->http));
}

/* The arena's; NULL with err set. */
static const void *unpack(const ProtobufCMessageDescriptor *type, const struct store_client *client,
                          struct bytes body, const char *what, struct error *err)
{
    const void *message = NULL;
    if (store_message_unpack(&message, client->arena, type, body, err) > 0)
        refuse_answer(client, what, err);
    return message;
}

/* ---- calls ---- */

int pyroscope_client_explain(const struct http_answer *answer, struct error *err)
{
    struct connect_error refusal;
    if (answer->status < 400 || !connect_error_read(&refusal, byte_buffer_view(&answer->body)))
        return -1;
    /* "cannot fetch X from 'Y'" stays, the reason and the advice are ours. */
    char subject[ERROR_SENTENCE_SIZE];
    const char *because = err ? strstr(err->sentence, "': ") : NULL;
    snprintf(subject, sizeof subject, "%.*s", because ? (int)(because - err->sentence) + 1 : 0,
             because ? err->sentence : "");
    if (!because)
        return -1;
    if (answer->status == 401 && strstr(refusal.message, "org id"))
        return error_set(err, ERROR_INPUT,
                         "%s: the server keeps tenants apart and was told none that it takes (401: %.200s); set "
                         "tenant: in store.pyroscope",
                         subject, refusal.message);
    if (strstr(refusal.message, "max_query_length"))
        return error_set(err, ERROR_INPUT,
                         "%s: the window is longer than the store allows (%.300s); shorten store.window.length, or "
                         "raise the tenant's max_query_length",
                         subject, refusal.message);
    return -1;
}

static int call(struct http_answer *out, const struct store_client *client, const char *method, const char *what,
                const struct http_header *type, struct bytes body, struct error *err)
{
    char path[64];
    snprintf(path, sizeof path, "/querier.v1.QuerierService/%s", method);
    struct http_request request = {.what = what,
                                   .method = HTTP_POST,
                                   .path = path,
                                   .headers = type,
                                   .header_count = 1,
                                   .body = body,
                                   .ceiling = ANSWER_CEILING};
    if (http_perform(client->http, &request, out, err) == 0)
        return 0;
    return pyroscope_client_explain(out, err);
}

/* The answer to a packed message, unpacked; NULL with err set. */
static const void *ask(const struct store_client *client, const char *method, const char *what,
                       const ProtobufCMessage *question, const ProtobufCMessageDescriptor *type, struct error *err)
{
    struct http_answer answer = {0};
    struct bytes body;
    const void *message = NULL;
    if (store_message_pack(&body, client->arena, question, err) != 0)
        return NULL;
    if (call(&answer, client, method, what, &protobuf_header, body, err) == 0)
        message = unpack(type, client, byte_buffer_view(&answer.body), what, err);
    http_answer_clear(&answer);
    return message;
}

int pyroscope_client_ask(struct http_answer *out, const struct store_client *client, const char *method,
                         const char *what, struct bytes json, struct error *err)
{
    return call(out, client, method, what, &json_header, json, err);
}

/* ---- types ---- */

int pyroscope_client_types(struct store_types *out, const struct store_client *client,
                           const struct store_scope *scope, struct error *err)
{
    Pyroscope__ProfileTypesRequest question = PYROSCOPE__PROFILE_TYPES_REQUEST__INIT;
    question.start = milliseconds(scope->window.start);
    question.end = milliseconds(scope->window.end);
    const Pyroscope__ProfileTypesResponse *answer = ask(client, "ProfileTypes", scope->what, &question.base,
                                                        &pyroscope__profile_types_response__descriptor, err);
    if (!answer)
        return -1;
    struct store_types types = {
        .items = arena_allocate(client->arena, (answer->n_profile_types + 1) * sizeof *types.items)};
    if (!types.items)
        return refuse_memory(err);
    for (size_t i = 0; i < answer->n_profile_types; i++)
        if (store_types_parse(&types.items[types.count++], answer->profile_types[i]->id, client->arena, err) != 0)
            return -1;
    store_types_sort(&types);
    *out = types;
    return 0;
}

/* ---- values of labels ---- */

static int compare_texts(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;
    return strcmp(*a, *b);
}

int pyroscope_client_values(struct pyroscope_names *out, const struct store_client *client, const char *label,
                            const struct store_scope *scope, struct error *err)
{
    Pyroscope__LabelValuesRequest question = PYROSCOPE__LABEL_VALUES_REQUEST__INIT;
    char *matchers = store_message_text(scope->matchers);
    question.name = store_message_text(label);
    question.matchers = &matchers;
    question.n_matchers = 1;
    question.start = milliseconds(scope->window.start);
    question.end = milliseconds(scope->window.end);
    const Pyroscope__LabelValuesResponse *answer =
        ask(client, "LabelValues", scope->what, &question.base, &pyroscope__label_values_response__descriptor, err);
    if (!answer)
        return -1;
    struct pyroscope_names names = {.items =
                                        arena_allocate(client->arena, (answer->n_names + 1) * sizeof *names.items)};
    if (!names.items)
        return refuse_memory(err);
    if (answer->n_names > 0)
        qsort(answer->names, answer->n_names, sizeof *answer->names, compare_texts);
    for (size_t i = 0; i < answer->n_names; i++)
        if (names.count == 0 || strcmp(names.items[names.count - 1], answer->names[i]) != 0)
            names.items[names.count++] = answer->names[i];
    *out = names;
    return 0;
}

/* ---- sums ---- */

static void take_labels(struct store_sum *sum, const Pyroscope__Series *series, const char *const *labels,
                        size_t label_count)
{
    for (size_t i = 0; i < series->n_labels; i++)
        for (size_t k = 0; k < label_count; k++)
            if (strcmp(series->labels[i]->name, labels[k]) == 0)
                sum->values[k] = series->labels[i]->value;
}

/* A point sums up the step that ends at it; the one at the start is of before the window. */
static void take_points(struct store_sum *sum, const Pyroscope__Series *series, int64_t step,
                        const struct time_span *window)
{
    for (size_t i = 0; i < series->n_points; i++) {
        const Pyroscope__Point *point = series->points[i];
        if (point->timestamp <= milliseconds(window->start) || !(point->value > 0) ||
            point->timestamp > INT64_MAX / MILLISECOND)
            continue;
        int64_t end = point->timestamp * MILLISECOND;
        int64_t begin = end - step > window->start ? end - step : window->start;
        store_sums_add(sum, point->value, (struct time_span){begin, end});
    }
}

int pyroscope_client_sums(struct store_sums *out, const struct store_client *client, const char *const *labels,
                          size_t label_count, double step, const struct store_scope *scope, struct error *err)
{
    Pyroscope__SelectSeriesRequest question = PYROSCOPE__SELECT_SERIES_REQUEST__INIT;
    char *names[STORE_LABELS_MAX];
    for (size_t i = 0; i < label_count; i++)
        names[i] = store_message_text(labels[i]);
    question.profile_type = store_message_text(scope->type);
    question.label_selector = store_message_text(scope->matchers);
    question.start = milliseconds(scope->window.start);
    question.end = milliseconds(scope->window.end);
    question.group_by = names;
    question.n_group_by = label_count;
    question.step = step;
    const Pyroscope__SelectSeriesResponse *answer = ask(client, "SelectSeries", scope->what, &question.base,
                                                        &pyroscope__select_series_response__descriptor, err);
    if (!answer)
        return -1;
    struct store_sums sums = {.items = arena_allocate(client->arena, (answer->n_series + 1) * sizeof *sums.items)};
    if (!sums.items)
        return refuse_memory(err);
    for (size_t i = 0; i < answer->n_series; i++) {
        struct store_sum sum = {.values = {"", ""}};
        take_labels(&sum, answer->series[i], labels, label_count);
        take_points(&sum, answer->series[i], (int64_t)(step * 1e9), &scope->window);
        if (sum.value > 0)
            sums.items[sums.count++] = sum;
    }
    store_sums_arrange(&sums);
    *out = sums;
    return 0;
}

/* ---- merged profiles ---- */

int pyroscope_client_merge(struct http_request *out, const struct store_client *client, int64_t max_nodes,
                           const struct store_scope *scope, struct error *err)
{
    Pyroscope__SelectMergeProfileRequest question = PYROSCOPE__SELECT_MERGE_PROFILE_REQUEST__INIT;
    question.profile_type = store_message_text(scope->type);
    question.label_selector = store_message_text(scope->matchers);
    question.start = milliseconds(scope->window.start);
    question.end = milliseconds(scope->window.end);
    question.max_nodes = max_nodes;
    *out = (struct http_request){.what = scope->what,
                                 .method = HTTP_POST,
                                 .path = "/querier.v1.QuerierService/SelectMergeProfile",
                                 .headers = &protobuf_header,
                                 .header_count = 1};
    return store_message_pack(&out->body, client->arena, &question.base, err);
}

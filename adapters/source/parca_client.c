#include "adapters/source/parca_client.h"

#include "adapters/format/wire.h"
#include "adapters/proto/parca.pb-c.h"
#include "adapters/source/store_message.h"
#include "adapters/source/store_sums.h"
#include "adapters/source/store_types.h"
#include "adapters/transport/grpc_web.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { ANSWER_CEILING = 64 << 20, MODE_MERGE = 2, REPORT_PPROF = 1, RESPONSE_PPROF = 6, MERGE_ATTEMPTS = 2 };

static const int64_t second = 1000000000;

/* Parca says nothing before it has merged everything, and gives up after a minute unless told otherwise. */
static const int64_t merging_takes = 120000000000;

static const struct http_header grpc_header = {"Content-Type", GRPC_WEB_TYPE};

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "asking a store");
}

/* ---- messages ---- */

static Parca__Timestamp timestamp(int64_t nanoseconds)
{
    Parca__Timestamp out = PARCA__TIMESTAMP__INIT;
    out.seconds = nanoseconds / second;
    out.nanos = (int32_t)(nanoseconds % second);
    return out;
}

/* The message in its frame. */
static int pack(struct bytes *out, const struct store_client *client, const ProtobufCMessage *message,
                struct error *err)
{
    struct bytes packed;
    struct byte_buffer frame;
    if (store_message_pack(&packed, client->arena, message, err) != 0) {
        return -1;
    }
    byte_buffer_init(&frame, ANSWER_CEILING);
    grpc_web_frame(&frame, packed);
    const char *copy = frame.failed ? NULL : arena_copy_text(client->arena, (const char *)frame.data, frame.size);
    *out = (struct bytes){(const uint8_t *)copy, frame.size};
    byte_buffer_free(&frame);
    return copy != NULL ? 0 : refuse_memory(err);
}

static int prefix(const struct store_client *client, const char *what, struct error *err)
{
    return error_prefix(err, "cannot fetch %s from '%s'", what, http_client_place(client->http));
}

static int refuse_answer(struct error *err)
{
    return error_set(err, ERROR_INPUT, "what came back is not what Parca answers; check the URL of store.parca");
}

/* The arena's; NULL with err set. */
static const void *unpack(const ProtobufCMessageDescriptor *type, const struct store_client *client,
                          struct bytes body, struct error *err)
{
    const void *message = NULL;
    if (store_message_unpack(&message, client->arena, type, body, err) > 0) {
        refuse_answer(err);
    }
    return message;
}

/* ---- calls ---- */

static int make_request(struct http_request *out, const struct store_client *client, const char *path,
                        const char *what, const ProtobufCMessage *question, struct error *err)
{
    *out = (struct http_request){.what = what,
                                 .method = HTTP_POST,
                                 .path = path,
                                 .headers = &grpc_header,
                                 .header_count = 1,
                                 .is_busy = grpc_web_is_busy};
    return pack(&out->body, client, question, err);
}

/* The answer's message; *found false: there is nothing of what was asked for. NULL with err set, or nothing found.
 */
static const void *read_answer(bool *found, const struct store_client *client, const struct http_answer *answer,
                               const ProtobufCMessageDescriptor *type, const char *what, struct error *err)
{
    struct grpc_web_reply reply;
    struct error cause = ERROR_INIT;
    const void *message = NULL;
    *found = true;
    if (grpc_web_read(&reply, answer, &cause) == 0) {
        message = unpack(type, client, reply.payload, &cause);
    } else if (reply.status == GRPC_NOT_FOUND) {
        *found = false;
        return NULL;
    }
    if (message == NULL) {
        *err = cause;
        prefix(client, what, err);
    }
    return message;
}

static const void *ask(bool *found, const struct store_client *client, const char *path, const char *what,
                       const ProtobufCMessage *question, const ProtobufCMessageDescriptor *type, struct error *err)
{
    struct http_request request;
    struct http_answer answer = {0};
    const void *message = NULL;
    *found = true;
    if (make_request(&request, client, path, what, question, err) != 0) {
        return NULL;
    }
    request.ceiling = ANSWER_CEILING;
    request.silence = merging_takes;
    if (http_perform(client->http, &request, &answer, err) == 0) {
        message = read_answer(found, client, &answer, type, what, err);
    }
    http_answer_clear(&answer);
    return message;
}

/* ---- types ---- */

static int read_type(struct store_type *out, const struct store_client *client, const Parca__ProfileType *type,
                     struct error *err)
{
    static const char format[] = "%s:%s:%s:%s:%s%s";
    const char *delta = type->delta ? ":delta" : "";
    int size = snprintf(NULL, 0, format, type->name, type->sample_type, type->sample_unit, type->period_type,
                        type->period_unit, delta);
    char *id = size < 0 ? NULL : arena_allocate(client->arena, (size_t)size + 1);
    if (id == NULL) {
        return refuse_memory(err);
    }
    snprintf(id, (size_t)size + 1, format, type->name, type->sample_type, type->sample_unit, type->period_type,
             type->period_unit, delta);
    *out = (struct store_type){id, type->sample_type, type->sample_unit};
    return 0;
}

int parca_client_types(struct store_types *out, const struct store_client *client, const struct store_scope *scope,
                       struct error *err)
{
    Parca__ProfileTypesRequest question = PARCA__PROFILE_TYPES_REQUEST__INIT;
    Parca__Timestamp start = timestamp(scope->window.start), end = timestamp(scope->window.end);
    struct store_types types = {0};
    bool found;
    question.start = &start;
    question.end = &end;
    const Parca__ProfileTypesResponse *answer =
        ask(&found, client, "/parca.query.v1alpha1.QueryService/ProfileTypes", scope->what, &question.base,
            &parca__profile_types_response__descriptor, err);
    if (answer == NULL && found) {
        return -1;
    }
    size_t count = found ? answer->n_types : 0;
    types.items = arena_allocate(client->arena, (count + 1) * sizeof *types.items);
    if (types.items == NULL) {
        return refuse_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        if (read_type(&types.items[types.count++], client, answer->types[i], err) != 0) {
            return -1;
        }
    }
    store_types_sort(&types);
    *out = types;
    return 0;
}

/* ---- sums ---- */

static void take_labels(struct store_sum *sum, const Parca__MetricsSeries *series, const char *const *labels,
                        size_t label_count)
{
    const Parca__LabelSet *set = series->labelset;
    for (size_t i = 0; set != NULL && i < set->n_labels; i++) {
        for (size_t k = 0; k < label_count; k++) {
            if (strcmp(set->labels[i]->name, labels[k]) == 0) {
                sum->values[k] = set->labels[i]->value;
            }
        }
    }
}

static int64_t nanoseconds(const Parca__Timestamp *timestamp_of)
{
    bool fits =
        timestamp_of != NULL && timestamp_of->seconds >= 0 && timestamp_of->seconds < INT64_MAX / second - 1;
    return fits ? timestamp_of->seconds * second + timestamp_of->nanos : 0;
}

static void take_points(struct store_sum *sum, const Parca__MetricsSeries *series, enum parca_measure measure)
{
    for (size_t i = 0; i < series->n_samples; i++) {
        int64_t at = nanoseconds(series->samples[i]->timestamp);
        if (series->samples[i]->value <= 0 && measure == PARCA_TOTAL) {
            continue;
        }
        store_sums_add(sum, measure == PARCA_TOTAL ? (double)series->samples[i]->value : 1,
                       (struct time_span){at, at});
    }
}

static const char *query_of(const struct store_client *client, const struct store_scope *scope, struct error *err)
{
    size_t type = strlen(scope->type), matchers = strlen(scope->matchers);
    char *query = arena_allocate(client->arena, type + matchers + 1);
    if (query == NULL) {
        refuse_memory(err);
        return NULL;
    }
    memcpy(query, scope->type, type);
    memcpy(query + type, scope->matchers, matchers + 1);
    return query;
}

static int ask_range(const Parca__QueryRangeResponse **out, const struct store_client *client,
                     const char *const *labels, size_t label_count, int64_t step, const struct store_scope *scope,
                     struct error *err)
{
    Parca__QueryRangeRequest question = PARCA__QUERY_RANGE_REQUEST__INIT;
    Parca__Timestamp start = timestamp(scope->window.start), end = timestamp(scope->window.end);
    Parca__Duration duration = PARCA__DURATION__INIT;
    char *names[STORE_LABELS_MAX];
    bool found;
    for (size_t i = 0; i < label_count; i++) {
        names[i] = store_message_text(labels[i]);
    }
    duration.seconds = step / second;
    duration.nanos = (int32_t)(step % second);
    question.query = store_message_text(query_of(client, scope, err));
    question.start = &start;
    question.end = &end;
    question.step = &duration;
    question.sum_by = names;
    question.n_sum_by = label_count;
    if (question.query == NULL) {
        return -1;
    }
    *out = ask(&found, client, "/parca.query.v1alpha1.QueryService/QueryRange", scope->what, &question.base,
               &parca__query_range_response__descriptor, err);
    return *out == NULL && found ? -1 : 0;
}

int parca_client_sums(struct store_sums *out, const struct store_client *client, enum parca_measure measure,
                      const char *const *labels, size_t label_count, int64_t step, const struct store_scope *scope,
                      struct error *err)
{
    const Parca__QueryRangeResponse *answer = NULL;
    if (ask_range(&answer, client, labels, label_count, step, scope, err) != 0) {
        return -1;
    }
    size_t count = answer != NULL ? answer->n_series : 0;
    struct store_sums sums = {.items = arena_allocate(client->arena, (count + 1) * sizeof *sums.items)};
    if (sums.items == NULL) {
        return refuse_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        struct store_sum sum = {.values = {"", ""}};
        take_labels(&sum, answer->series[i], labels, label_count);
        take_points(&sum, answer->series[i], measure);
        if (sum.value > 0) {
            sums.items[sums.count++] = sum;
        }
    }
    /* Types without ":delta" come with all their labels, whatever was asked for. */
    store_sums_arrange(&sums);
    *out = sums;
    return 0;
}

/* ---- merged profiles ---- */

int parca_client_merge(struct http_request *out, const struct store_client *client, const char *const *labels,
                       size_t label_count, const struct store_scope *scope, struct error *err)
{
    Parca__QueryRequest question = PARCA__QUERY_REQUEST__INIT;
    Parca__MergeProfile merge = PARCA__MERGE_PROFILE__INIT;
    Parca__GroupBy group_by = PARCA__GROUP_BY__INIT;
    Parca__Timestamp start = timestamp(scope->window.start), end = timestamp(scope->window.end);
    char *fields[STORE_LABELS_MAX];
    for (size_t i = 0; i < label_count; i++) {
        size_t size = strlen(labels[i]) + sizeof "labels.";
        fields[i] = arena_allocate(client->arena, size);
        if (fields[i] == NULL) {
            return refuse_memory(err);
        }
        snprintf(fields[i], size, "labels.%s", labels[i]);
    }
    merge.query = store_message_text(query_of(client, scope, err));
    merge.start = &start;
    merge.end = &end;
    group_by.fields = fields;
    group_by.n_fields = label_count;
    question.mode = MODE_MERGE;
    question.merge = &merge;
    question.report_type = REPORT_PPROF;
    question.group_by = label_count > 0 ? &group_by : NULL;
    if (merge.query == NULL || make_request(out, client, "/parca.query.v1alpha1.QueryService/Query", scope->what,
                                            &question.base, err) != 0) {
        return -1;
    }
    out->silence = merging_takes;
    out->attempts = MERGE_ATTEMPTS;
    return 0;
}

int parca_client_merged(struct bytes *out, const struct store_client *client, const struct http_answer *answer,
                        const char *what, struct error *err)
{
    struct grpc_web_reply reply;
    struct wire_field field;
    if (grpc_web_read(&reply, answer, err) != 0) {
        return prefix(client, what, err);
    }
    struct wire_cursor cursor = wire_begin(reply.payload, 0);
    while (wire_next(&field, &cursor, NULL) > 0) {
        if (field.number == RESPONSE_PPROF && field.type == WIRE_LENGTH) {
            *out = field.body;
            return 0;
        }
    }
    refuse_answer(err);
    return prefix(client, what, err);
}

#include "adapters/source/pyroscope_counts.h"

#include "gate/base/json.h"
#include "gate/base/numbers.h"
#include "gate/base/sink_json.h"

#include <string.h>

#include "gate/base/banned.h"

enum { QUESTION_CEILING = 1 << 20 };

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "counting the profiles of a store");
}

static int64_t milliseconds(int64_t nanoseconds)
{
    return nanoseconds / 1000000;
}

/* ---- the question ---- */

static void write_question(struct sink *sink, const char *const *labels, size_t label_count,
                           const struct store_scope *scope)
{
    struct sink_json json = sink_json_begin(sink);
    sink_json_object_open(&json);
    sink_json_key(&json, "profileTypeID");
    sink_json_text(&json, scope->type);
    sink_json_key(&json, "labelSelector");
    sink_json_text(&json, scope->matchers);
    sink_json_key(&json, "start");
    sink_json_integer(&json, milliseconds(scope->window.start));
    sink_json_key(&json, "end");
    sink_json_integer(&json, milliseconds(scope->window.end));
    sink_json_key(&json, "step");
    sink_json_number(&json, (double)(scope->window.end - scope->window.start) / 1e9, 17);
    sink_json_key(&json, "groupBy");
    sink_json_array_open(&json);
    for (size_t i = 0; i < label_count; i++)
        sink_json_text(&json, labels[i]);
    sink_json_array_close(&json);
    sink_json_key(&json, "queryType");
    sink_json_text(&json, "HEATMAP_QUERY_TYPE_INDIVIDUAL");
    sink_json_object_close(&json);
    sink_json_end(&json);
}

/* ---- the answer ---- */

/* The members of an array; NULL if it is none, or empty. */
static const struct json_value *items(const struct json_value *object, const char *key)
{
    const struct json_value *array = json_member(object, key);
    return array && array->kind == JSON_ARRAY ? array->first : NULL;
}

/* Protobuf's JSON writes small integers as numbers and large ones as text. */
static double count_of(const struct json_value *value)
{
    double count = 0;
    if (value->kind == JSON_TEXT && numbers_parse_decimal(value->text, &count))
        return count;
    return value->kind == JSON_NUMBER ? value->number : 0;
}

static double slots_of(const struct json_value *series)
{
    double sum = 0;
    for (const struct json_value *slot = items(series, "slots"); slot; slot = slot->next)
        for (const struct json_value *count = items(slot, "counts"); count; count = count->next)
            sum += count_of(count);
    return sum;
}

static int take_labels(struct store_sum *sum, const struct store_client *client, const struct json_value *series,
                       const char *const *labels, size_t label_count, struct error *err)
{
    for (const struct json_value *pair = items(series, "labels"); pair; pair = pair->next) {
        const struct json_value *name = json_member(pair, "name"), *value = json_member(pair, "value");
        if (!name || !value || name->kind != JSON_TEXT || value->kind != JSON_TEXT)
            continue;
        for (size_t i = 0; i < label_count; i++) {
            if (!bytes_equal(name->text, bytes_of_text(labels[i])))
                continue;
            sum->values[i] = arena_copy_text(client->arena, (const char *)value->text.data, value->text.size);
            if (!sum->values[i])
                return refuse_memory(err);
        }
    }
    return 0;
}

int pyroscope_counts_read(struct store_sums *out, const struct store_client *client, const char *const *labels,
                          size_t label_count, struct bytes json, struct error *err)
{
    struct json_document *document = NULL;
    if (json_parse(&document, json, "", err) != 0)
        return -1;
    const struct json_value *all = json_member(json_root(document), "series");
    struct store_sums sums = {.items =
                                  arena_allocate(client->arena, ((all ? all->count : 0) + 1) * sizeof *sums.items)};
    int status = sums.items ? 0 : refuse_memory(err);
    for (const struct json_value *series = items(json_root(document), "series"); series && status == 0;
         series = series->next) {
        struct store_sum sum = {.values = {"", ""}, .value = slots_of(series)};
        status = take_labels(&sum, client, series, labels, label_count, err);
        if (status == 0 && sum.value > 0)
            sums.items[sums.count++] = sum;
    }
    json_free(document);
    if (status == 0)
        *out = sums;
    return status;
}

int pyroscope_counts_ask(struct store_sums *out, const struct store_client *client, const char *const *labels,
                         size_t label_count, const struct store_scope *scope, struct error *err)
{
    struct byte_buffer text;
    struct http_answer answer = {0};
    byte_buffer_init(&text, QUESTION_CEILING);
    struct sink sink = sink_to_buffer(&text);
    write_question(&sink, labels, label_count, scope);
    int status = sink_finish(&sink, NULL) != 0 ? refuse_memory(err)
                                               : pyroscope_client_ask(&answer, client, "SelectHeatmap", scope->what,
                                                                      byte_buffer_view(&text), err);
    if (status == 0 &&
        pyroscope_counts_read(out, client, labels, label_count, byte_buffer_view(&answer.body), err) != 0)
        status = error_prefix(err, "cannot read %s", scope->what);
    else if (answer.status == 501 || answer.status == 404)
        error_set(
            err, ERROR_UNFIT,
            "'%s' is what is there at a moment, the store sums up all profiles of the window, and this server "
            "does not say how many these are (%d): judge it with a server on v2 storage, or leave it out",
            scope->type, answer.status);
    http_answer_clear(&answer);
    byte_buffer_free(&text);
    return status;
}

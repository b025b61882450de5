#include "adapters/counter/prometheus_answer.h"

#include "gate/base/json.h"
#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "gate/base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

enum { LABELS_SIZE = 200, VALUE_SIZE = 40 };

static struct bytes text_of(const struct json_value *value)
{
    return value != NULL && value->kind == JSON_TEXT ? value->text : (struct bytes){0};
}

static bool text_is(const struct json_value *value, const char *wanted)
{
    return bytes_equal(text_of(value), bytes_of_text(wanted));
}

static int refuse_shape(const char *what, struct error *err)
{
    return error_set(err, ERROR_INPUT, "the answer is none of Prometheus: it has no %s; check the URL", what);
}

/* {version="v1", pod="a"}, cut to fit. */
static const char *labels_of(char out[LABELS_SIZE], const struct json_value *metric)
{
    size_t at = (size_t)snprintf(out, LABELS_SIZE, "{");
    for (const struct json_value *label = metric->first; label != NULL && at < LABELS_SIZE; label = label->next) {
        char name[64], value[64];
        text_harmless(name, sizeof name, label->key);
        text_harmless(value, sizeof value, label->text);
        at += (size_t)snprintf(out + at, LABELS_SIZE - at, "%s%s=\"%s\"", at > 1 ? ", " : "", name, value);
    }
    if (at + 2 < LABELS_SIZE) {
        snprintf(out + at, LABELS_SIZE - at, "}");
    }
    return out;
}

/* ---- the answer as a whole ---- */

static int check_status(const struct json_value *root, struct error *err)
{
    if (root->kind != JSON_OBJECT || json_member(root, "status") == NULL) {
        return refuse_shape("status", err);
    }
    if (text_is(json_member(root, "status"), "success")) {
        return 0;
    }
    char why[300];
    text_harmless(why, sizeof why, text_of(json_member(root, "error")));
    return error_set(err, ERROR_INPUT, "the server cannot answer: %s",
                     why[0] != '\0' ? why : "it does not say why");
}

/* A warning is how servers in front of several others say that one of these is missing. */
static int check_warnings(const struct json_value *root, struct error *err)
{
    const struct json_value *warnings = json_member(root, "warnings");
    if (warnings == NULL || warnings->first == NULL) {
        return 0;
    }
    char first[300];
    text_harmless(first, sizeof first, text_of(warnings->first));
    return error_set(
        err, ERROR_UNFIT,
        "the server warns that its answer may be partial ('%s'), so requests may be missing: see to its "
        "cause, and try again",
        first);
}

/* NULL with err set if there is no vector. */
static const struct json_value *find_vector(const struct json_value *root, struct error *err)
{
    const struct json_value *data = json_member(root, "data");
    const struct json_value *result = data != NULL ? json_member(data, "result") : NULL;
    if (result == NULL || result->kind != JSON_ARRAY) {
        refuse_shape("result", err);
        return NULL;
    }
    if (text_is(json_member(data, "resultType"), "vector")) {
        return result;
    }
    char type[40];
    text_harmless(type, sizeof type, text_of(json_member(data, "resultType")));
    error_set(err, ERROR_UNFIT,
              "the query gives a %s, and a vector is needed: write it as sum(increase(http_requests_total{...}"
              "[$window]))",
              type);
    return NULL;
}

/* ---- one series ---- */

static int read_label(struct bytes *out, const struct json_value *metric, const char *name, struct error *err)
{
    char labels[LABELS_SIZE];
    *out = (struct bytes){0};
    if (name[0] == '\0') {
        return 0;
    }
    *out = text_of(json_member(metric, name));
    if (out->size > 0) {
        return 0;
    }
    return error_set(err, ERROR_UNFIT,
                     "the query gives a series without the label '%s', %s: keep the label, as in sum by (%s) (...)",
                     name, labels_of(labels, metric), name);
}

static int read_value(double *out, const struct json_value *item, const struct json_value *metric,
                      struct error *err)
{
    const struct json_value *pair = json_member(item, "value");
    const struct json_value *value = pair != NULL && pair->count == 2 ? pair->first->next : NULL;
    if (value == NULL || value->kind != JSON_TEXT) {
        return refuse_shape("value", err);
    }
    if (numbers_parse_decimal(value->text, out) && *out >= 0) {
        return 0;
    }
    char labels[LABELS_SIZE], shown[VALUE_SIZE];
    return error_set(err, ERROR_UNFIT,
                     "the query counts %s requests for %s: it must give how many there were, without a division",
                     text_harmless(shown, sizeof shown, value->text), labels_of(labels, metric));
}

static int read_series(struct prometheus_series *out, const struct json_value *item,
                       const struct requests_settings *settings, struct error *err)
{
    const struct json_value *metric = item->kind == JSON_OBJECT ? json_member(item, "metric") : NULL;
    if (metric == NULL || metric->kind != JSON_OBJECT) {
        return refuse_shape("metric", err);
    }
    return read_label(&out->by, metric, settings->by, err) != 0 ||
                   read_label(&out->endpoint, metric, settings->per_endpoint, err) != 0 ||
                   read_value(&out->value, item, metric, err) != 0
               ? -1
               : 0;
}

/* ---- all of them ---- */

static int compare(const void *left, const void *right)
{
    const struct prometheus_series *a = left, *b = right;
    int order = bytes_compare(a->by, b->by);
    return order != 0 ? order : bytes_compare(a->endpoint, b->endpoint);
}

/* Which series of several would be right, nobody knows. */
static int check_unique(const struct prometheus_answer *answer, const struct requests_settings *settings,
                        struct error *err)
{
    for (size_t i = 1; i < answer->count; i++) {
        if (compare(&answer->items[i - 1], &answer->items[i]) != 0) {
            continue;
        }
        bool by = settings->by[0] != '\0', split = settings->per_endpoint[0] != '\0';
        char value[100];
        text_harmless(value, sizeof value, by ? answer->items[i].by : answer->items[i].endpoint);
        if (!by && !split) {
            return error_set(
                err, ERROR_UNFIT,
                "the query gives %zu series, and one is needed: sum them, as in sum(increase(...)), or "
                "name the label of the replicas in requests.prometheus.by",
                answer->count);
        }
        return error_set(err, ERROR_UNFIT,
                         "the query gives several series for '%s': sum them, as in sum by (%s%s%s) (increase(...))",
                         value, settings->by, by && split ? ", " : "", settings->per_endpoint);
    }
    return 0;
}

static int read_all(struct prometheus_answer *out, const struct json_value *root,
                    const struct requests_settings *settings, struct error *err)
{
    if (check_status(root, err) != 0 || check_warnings(root, err) != 0) {
        return -1;
    }
    const struct json_value *vector = find_vector(root, err);
    if (vector == NULL) {
        return -1;
    }
    out->items = memory_allocate_array(vector->count + 1, sizeof *out->items);
    if (out->items == NULL) {
        return error_set_memory(err, "reading request counts");
    }
    for (const struct json_value *item = vector->first; item != NULL; item = item->next) {
        if (read_series(&out->items[out->count++], item, settings, err) != 0) {
            return -1;
        }
    }
    qsort(out->items, out->count, sizeof *out->items, compare);
    return check_unique(out, settings, err);
}

int prometheus_answer_read(struct prometheus_answer *out, struct bytes body,
                           const struct requests_settings *settings, struct error *err)
{
    struct prometheus_answer answer = {0};
    *out = answer;
    if (json_parse(&answer.document, body, "the answer", err) != 0) {
        return error_prefix(err, "the answer is none of Prometheus");
    }
    if (read_all(&answer, json_root(answer.document), settings, err) != 0) {
        prometheus_answer_clear(&answer);
        return -1;
    }
    *out = answer;
    return 0;
}

void prometheus_answer_clear(struct prometheus_answer *answer)
{
    memory_free(answer->items);
    json_free(answer->document);
    *answer = (struct prometheus_answer){0};
}

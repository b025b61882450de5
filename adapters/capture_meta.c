#include "adapters/capture_meta.h"

#include "adapters/capture_kind.h"
#include "gate/base/json.h"
#include "gate/base/memory.h"
#include "gate/base/text.h"
#include "gate/base/timestamp.h"
#include "gate/model/profile_selector.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

/* Counts beyond this are not whole in a double. */
#define COUNT_MAX 9007199254740992.0

/* What is needed while a document is read. */
struct reading {
    const char *path;
    struct error *err;
};

/* Puts the place before the sentence that was set. */
static int at(const struct reading *reading, const struct json_value *value)
{
    error_at_line(reading->err, reading->path, value->line, value->column);
    return error_prefix(reading->err, "%s:%" PRIu64 ":%" PRIu64, reading->path, value->line, value->column);
}

static int refuse(const struct reading *reading, const struct json_value *value, const char *key,
                  const char *wanted)
{
    error_set(reading->err, ERROR_INPUT, "'%s' must be %s", key, wanted);
    return at(reading, value);
}

static int open_document(struct json_document **out, struct bytes text, const struct reading *reading)
{
    struct json_document *document;
    if (json_parse(&document, text, reading->path, reading->err)) {
        struct error *err = reading->err;
        if (err && err->line)
            error_prefix(err, "%s:%" PRIu64 ":%" PRIu64, reading->path, err->line, err->column);
        return -1;
    }
    const struct json_value *root = json_root(document);
    if (root->kind != JSON_OBJECT) {
        error_set(reading->err, ERROR_INPUT, "it must be an object, {...}");
        at(reading, root);
        json_free(document);
        return -1;
    }
    *out = document;
    return 0;
}

/* Replaces *out by the text of the member; leaves it alone if there is none. */
static int read_text(char **out, const struct json_value *root, const char *key, const struct reading *reading)
{
    const struct json_value *value = json_member(root, key);
    if (!value)
        return 0;
    if (value->kind != JSON_TEXT)
        return refuse(reading, value, key, "a text, \"...\"");
    if (value->text.size && memchr(value->text.data, 0, value->text.size))
        return refuse(reading, value, key, "a text without NUL");
    char *text = memory_copy_text((const char *)value->text.data, value->text.size);
    if (!text)
        return error_set_memory(reading->err, "reading meta.json");
    memory_free(*out);
    *out = text;
    return 0;
}

static bool is_amount(const struct json_value *value)
{
    return value->kind == JSON_NUMBER && isfinite(value->number) && value->number >= 0;
}

static int read_amount(double *out, const struct json_value *root, const char *key, const struct reading *reading)
{
    const struct json_value *value = json_member(root, key);
    if (!value)
        return 0;
    if (!is_amount(value))
        return refuse(reading, value, key, "a number of at least 0");
    *out = value->number;
    return 0;
}

static int read_count(double *out, const struct json_value *root, const char *key, const struct reading *reading)
{
    const struct json_value *value = json_member(root, key);
    if (!value)
        return 0;
    if (!is_amount(value) || value->number != floor(value->number) || value->number > COUNT_MAX)
        return refuse(reading, value, key, "a whole number of at least 0");
    *out = value->number;
    return 0;
}

static int read_time(int64_t *out, const struct json_value *root, const char *key, const struct reading *reading)
{
    static const char wanted[] = "a time such as \"2026-11-20T10:00:00Z\"";
    const struct json_value *value = json_member(root, key);
    if (!value)
        return 0;
    if (value->kind != JSON_TEXT || !timestamp_parse(value->text, out))
        return refuse(reading, value, key, wanted);
    return 0;
}

static int read_times(struct replica *out, const struct json_value *root, const struct reading *reading)
{
    if (read_time(&out->start, root, "start", reading) || read_time(&out->end, root, "end", reading))
        return -1;
    const struct json_value *end = json_member(root, "end");
    if (json_member(root, "start") && end && out->end < out->start) {
        error_set(reading->err, ERROR_INPUT, "'end' lies before 'start'");
        return at(reading, end);
    }
    out->window_told = json_member(root, "start") && end;
    return 0;
}

static int compare_endpoints(const void *a, const void *b)
{
    const struct replica_endpoint *left = a;
    const struct replica_endpoint *right = b;
    return strcmp(left->name, right->name);
}

static void free_endpoints(struct replica_endpoint *endpoints, size_t count)
{
    for (size_t i = 0; i < count; i++)
        memory_free(endpoints[i].name);
    memory_free(endpoints);
}

static int read_endpoint(struct replica_endpoint *out, const struct json_value *member,
                         const struct reading *reading)
{
    if (member->key.size == 0 || memchr(member->key.data, 0, member->key.size))
        return refuse(reading, member, "endpoints", "an object whose keys are names of endpoints");
    if (!is_amount(member))
        return refuse(reading, member, "endpoints", "an object of numbers of at least 0");
    out->name = memory_copy_text((const char *)member->key.data, member->key.size);
    out->requests = member->number;
    return out->name ? 0 : error_set_memory(reading->err, "reading meta.json");
}

static int read_endpoints(struct replica *out, const struct json_value *root, const struct reading *reading)
{
    const struct json_value *object = json_member(root, "endpoints");
    if (!object)
        return 0;
    if (object->kind != JSON_OBJECT)
        return refuse(reading, object, "endpoints", "an object, {\"name\": requests}");
    struct replica_endpoint *endpoints = memory_allocate_array(object->count + 1, sizeof *endpoints);
    if (!endpoints)
        return error_set_memory(reading->err, "reading meta.json");
    size_t count = 0;
    for (const struct json_value *member = object->first; member; member = member->next) {
        if (read_endpoint(&endpoints[count], member, reading)) {
            free_endpoints(endpoints, count);
            return -1;
        }
        count++;
    }
    qsort(endpoints, count, sizeof *endpoints, compare_endpoints);
    free_endpoints(out->endpoints, out->endpoint_count);
    out->endpoints = endpoints;
    out->endpoint_count = count;
    return 0;
}

static int read_replica(struct replica *out, const struct json_value *root, const struct reading *reading)
{
    if (read_text(&out->service, root, "service", reading) || read_text(&out->version, root, "version", reading) ||
        read_text(&out->instance, root, "instance", reading) ||
        read_text(&out->cpu_model, root, "cpu_model", reading) || read_text(&out->build, root, "build", reading) ||
        read_text(&out->profiler, root, "profiler", reading) ||
        read_count(&out->requests, root, "requests", reading) ||
        read_count(&out->requests_since_start, root, "requests_since_start", reading) ||
        read_amount(&out->cores, root, "cores", reading))
        return -1;
    return read_times(out, root, reading) || read_endpoints(out, root, reading) ? -1 : 0;
}

int capture_meta_read(struct replica *out, struct bytes text, const char *path, struct error *err)
{
    const struct reading reading = {path, err};
    struct json_document *document;
    if (open_document(&document, text, &reading))
        return -1;
    int result = read_replica(out, json_root(document), &reading);
    json_free(document);
    return result;
}

static int refuse_kind(const struct json_value *member, const struct reading *reading)
{
    char word[64];
    text_harmless(word, sizeof word, member->text);
    char known[256] = "";
    size_t length = 0;
    for (size_t i = 0; i < profile_selector_kind_count && length < sizeof known; i++)
        length += (size_t)snprintf(known + length, sizeof known - length, "%s%s", i ? ", " : "",
                                   profile_selector_kinds[i]);
    const char *near = text_nearest(word, profile_selector_kinds, profile_selector_kind_count);
    error_set(reading->err, ERROR_INPUT, "'%s' is no kind of profile%s%s%s; known: %s", word,
              near ? ", did you mean '" : "", near ? near : "", near ? "'" : "", known);
    return at(reading, member);
}

static int set_kind(struct capture *capture, const struct json_value *member, const struct reading *reading)
{
    if (member->kind != JSON_TEXT)
        return refuse(reading, member, "profiles", "an object, {\"file\": \"kind\"}");
    struct capture_kind of = capture_kind_of_word(member->text);
    if (of.kind[0] == '\0')
        return refuse_kind(member, reading);
    for (size_t i = 0; i < capture->part_count; i++) {
        struct capture_part *part = &capture->parts[i];
        const char *slash = strrchr(part->path, '/');
        if (!bytes_equal(member->key, bytes_of_text(slash ? slash + 1 : part->path)))
            continue;
        char *copy = memory_copy_text(of.kind, strlen(of.kind));
        if (!copy)
            return error_set_memory(reading->err, "reading meta.json");
        memory_free(part->kind);
        part->kind = copy;
        part->first = of.first;
        return 0;
    }
    char name[256];
    error_set(reading->err, ERROR_INPUT, "'profiles' names '%s', which is not in the folder",
              text_harmless(name, sizeof name, member->key));
    return at(reading, member);
}

int capture_meta_kinds(struct capture *capture, struct bytes text, const char *path, struct error *err)
{
    const struct reading reading = {path, err};
    struct json_document *document;
    if (open_document(&document, text, &reading))
        return -1;
    int result = 0;
    const struct json_value *profiles = json_member(json_root(document), "profiles");
    if (profiles && profiles->kind != JSON_OBJECT)
        result = refuse(&reading, profiles, "profiles", "an object, {\"file\": \"kind\"}");
    else if (profiles)
        for (const struct json_value *member = profiles->first; member && result == 0; member = member->next)
            result = set_kind(capture, member, &reading);
    json_free(document);
    return result;
}

#include "adapters/record/noise_history.h"

#include "gate/base/files.h"
#include "gate/base/json.h"
#include "gate/base/limits.h"
#include "gate/base/sink_json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

enum { VERSION = 1, ROW_VALUES = 4, DIGITS = 17 };
static const char format_name[] = "flamegate noise history";
static const double most_captures = 1e6, most_count = 1e300;

/* ---- reading ---- */

struct reading {
    const char *path;
    struct noise_history *history;
    struct error *err;
};

/* Puts the place before the sentence that was set. */
static int at(const struct reading *reading, const struct json_value *value)
{
    error_at_line(reading->err, reading->path, value->line, value->column);
    return error_prefix(reading->err, "%s:%" PRIu64 ":%" PRIu64, reading->path, value->line, value->column);
}

static int refuse(const struct reading *reading, const struct json_value *value, const char *what,
                  const char *wanted)
{
    error_set(reading->err, ERROR_INPUT,
              "this noise history is damaged: %s must be %s; 'flamegate calibrate' writes a new one", what, wanted);
    return at(reading, value);
}

/* The member that must be there; NULL after an error. */
static const struct json_value *member(const struct json_value *object, const char *key,
                                       const struct reading *reading)
{
    const struct json_value *value = json_member(object, key);
    if (value == NULL) {
        error_set(reading->err, ERROR_INPUT,
                  "this noise history is damaged: the key '%s' is missing; 'flamegate calibrate' writes a new one",
                  key);
        at(reading, object);
    }
    return value;
}

static int read_number(double *out, const struct json_value *value, const char *what, double least, double most,
                       const char *wanted, const struct reading *reading)
{
    if (value == NULL)
        return -1;
    if (value->kind != JSON_NUMBER || !(value->number >= least && value->number <= most))
        return refuse(reading, value, what, wanted);
    *out = value->number;
    return 0;
}

/* A copy in the history's arena; NULL after an error. */
static const char *read_text(const struct json_value *value, const char *what, const struct reading *reading)
{
    if (value == NULL)
        return NULL;
    if (value->kind != JSON_TEXT || memchr(value->text.data, 0, value->text.size) != NULL) {
        refuse(reading, value, what, "a text");
        return NULL;
    }
    const char *copy = arena_copy_text(reading->history->arena, (const char *)value->text.data, value->text.size);
    if (copy == NULL)
        error_set_memory(reading->err, "reading the noise history");
    return copy;
}

static int read_list(const struct json_value **out, const struct json_value *object, const char *key,
                     const struct reading *reading)
{
    const struct json_value *value = member(object, key, reading);
    if (value == NULL)
        return -1;
    if (value->kind != JSON_ARRAY)
        return refuse(reading, value, key, "a list, [...]");
    *out = value;
    return 0;
}

/* ["main.handle", "total", 1.04, 212.5] */
static int read_row(struct noise_history_entry *out, const struct json_value *row, const struct reading *reading)
{
    if (row->kind != JSON_ARRAY || row->count != ROW_VALUES)
        return refuse(reading, row, "a function", "a list of its name, total or self, phi and mean");
    const struct json_value *name = row->first, *value = name->next, *phi = value->next, *mean = phi->next;
    out->function = read_text(name, "a function's name", reading);
    if (out->function == NULL)
        return -1;
    out->self = value->kind == JSON_TEXT && bytes_equal(value->text, bytes_of_text("self"));
    if (!out->self && (value->kind != JSON_TEXT || !bytes_equal(value->text, bytes_of_text("total"))))
        return refuse(reading, value, "a function's value", "\"total\" or \"self\"");
    if (read_number(&out->phi, phi, "phi", 1, most_count, "a number of at least 1", reading) != 0)
        return -1;
    return read_number(&out->mean, mean, "the mean", 0, most_count, "a number of at least 0", reading);
}

static int read_figures(struct noise_history_profile *out, const struct json_value *object,
                        const struct reading *reading)
{
    double captures = 0;
    if (read_number(&captures, member(object, "captures", reading), "'captures'", 2, most_captures,
                    "a number from 2 to a million", reading) != 0 ||
        read_number(&out->df, member(object, "df", reading), "'df'", 1, most_captures,
                    "a number from 1 to a million", reading) != 0 ||
        read_number(&out->phi_root, member(object, "phi_root", reading), "'phi_root'", 1, most_count,
                    "a number of at least 1", reading) != 0 ||
        read_number(&out->mean_root, member(object, "mean_root", reading), "'mean_root'", 0, most_count,
                    "a number of at least 0", reading) != 0)
        return -1;
    out->captures = (size_t)captures;
    return 0;
}

static int read_profile(const struct json_value *object, const struct reading *reading)
{
    struct noise_history_profile *profile;
    const struct json_value *rows = NULL;
    if (object->kind != JSON_OBJECT)
        return refuse(reading, object, "a profile", "an object, {...}");
    const char *name = read_text(member(object, "profile", reading), "'profile'", reading);
    const char *type = name != NULL ? read_text(member(object, "type", reading), "'type'", reading) : NULL;
    if (type == NULL || read_list(&rows, object, "functions", reading) != 0)
        return -1;
    if (noise_history_find(reading->history, name, type) != NULL)
        return refuse(reading, object, "a profile", "there only once");
    if (noise_history_add(&profile, reading->history, name, type, rows->count, reading->err) != 0 ||
        read_figures(profile, object, reading) != 0)
        return -1;
    size_t count = 0;
    for (const struct json_value *row = rows->first; row != NULL; row = row->next) {
        if (read_row(&profile->entries[count++], row, reading) != 0)
            return -1;
    }
    noise_history_sort(profile);
    for (size_t i = 1; i < count; i++) {
        const struct noise_history_entry *entry = &profile->entries[i];
        if (entry->self == entry[-1].self && strcmp(entry->function, entry[-1].function) == 0)
            return refuse(reading, rows, "a function's total and its self", "there only once each");
    }
    return 0;
}

static int check_version(const struct json_value *root, const struct reading *reading)
{
    const struct json_value *format = json_member(root, "format");
    const struct json_value *version = json_member(root, "version");
    if (format == NULL || format->kind != JSON_TEXT || !bytes_equal(format->text, bytes_of_text(format_name))) {
        error_set(reading->err, ERROR_INPUT, "this is no noise history: it has no \"format\": \"%s\"", format_name);
        return at(reading, format != NULL ? format : root);
    }
    if (version == NULL || version->kind != JSON_NUMBER)
        return refuse(reading, version != NULL ? version : root, "'version'", "a number");
    if (version->number >= VERSION && version->number <= VERSION)
        return 0;
    error_set(
        reading->err, ERROR_INPUT,
        "this noise history is of version %.*s, and this program reads version %d: 'flamegate calibrate' writes "
        "a new one",
        (int)(version->text.size < 20 ? version->text.size : 20), (const char *)version->text.data, VERSION);
    return at(reading, version);
}

static int read_document(const struct json_document *document, const struct reading *reading)
{
    const struct json_value *root = json_root(document), *profiles = NULL;
    if (check_version(root, reading) != 0 || read_list(&profiles, root, "profiles", reading) != 0)
        return -1;
    for (const struct json_value *profile = profiles->first; profile != NULL; profile = profile->next) {
        if (read_profile(profile, reading) != 0)
            return -1;
    }
    return 0;
}

static int parse_json(struct json_document **out, struct bytes text, const char *path, struct error *err)
{
    if (json_parse(out, text, path, err) == 0)
        return 0;
    if (err != NULL && err->line > 0)
        error_prefix(err, "%s:%" PRIu64 ":%" PRIu64, path, err->line, err->column);
    return -1;
}

int noise_history_parse(struct noise_history **out, struct bytes text, const char *path, struct error *err)
{
    struct json_document *document = NULL;
    struct noise_history *history = NULL;
    int status = -1;
    if (parse_json(&document, text, path, err) == 0 && noise_history_new(&history, path, err) == 0) {
        struct reading reading = {path, history, err};
        status = read_document(document, &reading);
    }
    json_free(document);
    if (status != 0) {
        noise_history_free(history);
        return -1;
    }
    *out = history;
    return 0;
}

int noise_history_read(struct noise_history **out, const char *path, struct error *err)
{
    struct byte_buffer text;
    byte_buffer_init(&text, LIMIT_FILE_BYTES);
    int status = files_read(&text, path, err);
    if (status == 0)
        status = noise_history_parse(out, byte_buffer_view(&text), path, err);
    byte_buffer_free(&text);
    return status;
}

/* ---- writing ---- */

static void put_number(struct sink_json *json, const char *key, double value)
{
    sink_json_key(json, key);
    sink_json_number(json, value, DIGITS);
}

static void put_text(struct sink_json *json, const char *key, const char *value)
{
    sink_json_key(json, key);
    sink_json_text(json, value);
}

static void put_profile(struct sink_json *json, const struct noise_history_profile *profile)
{
    sink_json_object_open(json);
    put_text(json, "profile", profile->profile);
    put_text(json, "type", profile->type);
    sink_json_key(json, "captures");
    sink_json_integer(json, (int64_t)profile->captures);
    put_number(json, "df", profile->df);
    put_number(json, "phi_root", profile->phi_root);
    put_number(json, "mean_root", profile->mean_root);
    sink_json_key(json, "functions");
    sink_json_array_open(json);
    for (size_t i = 0; i < profile->entry_count; i++) {
        const struct noise_history_entry *entry = &profile->entries[i];
        sink_json_array_open(json);
        sink_json_text(json, entry->function);
        sink_json_text(json, entry->self ? "self" : "total");
        sink_json_number(json, entry->phi, DIGITS);
        sink_json_number(json, entry->mean, DIGITS);
        sink_json_array_close(json);
    }
    sink_json_array_close(json);
    sink_json_object_close(json);
}

static void put_history(struct sink *sink, const struct noise_history *history)
{
    struct sink_json json = sink_json_begin(sink);
    sink_json_object_open(&json);
    put_text(&json, "format", format_name);
    sink_json_key(&json, "version");
    sink_json_integer(&json, VERSION);
    sink_json_key(&json, "profiles");
    sink_json_array_open(&json);
    for (size_t i = 0; i < history->count; i++)
        put_profile(&json, &history->profiles[i]);
    sink_json_array_close(&json);
    sink_json_object_close(&json);
    sink_json_end(&json);
}

int noise_history_write(const struct noise_history *history, const char *path, struct error *err)
{
    struct byte_buffer text;
    byte_buffer_init(&text, LIMIT_FILE_BYTES);
    struct sink sink = sink_to_buffer(&text);
    put_history(&sink, history);
    int status = sink_finish(&sink, err);
    if (status == 0)
        status = files_replace(path, byte_buffer_view(&text), err);
    byte_buffer_free(&text);
    return status;
}

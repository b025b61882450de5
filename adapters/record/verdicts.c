#include "adapters/record/verdicts.h"

#include "gate/base/files.h"
#include "gate/base/json.h"
#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/base/sink_json.h"
#include "gate/base/timestamp.h"

#include <string.h>

#include "gate/base/banned.h"

static const char format_name[] = "flamegate verdict";

/* ---- names of files ---- */

static bool stands_for_itself(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '-' || character == '_' || character == '.';
}

static void append_escaped(struct byte_buffer *out, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;
        const char escaped[] = {'%', digits[byte >> 4], digits[byte & 15]};
        bool plain = stands_for_itself(*at) && (at != text || *at != '.');
        byte_buffer_append(out, plain ? at : escaped, plain ? 1 : sizeof escaped);
    }
}

/* "shop@", to which a version and ".json" are added; the caller's to free. NULL without memory. */
static char *file_name(const char *service, const char *version)
{
    struct byte_buffer out;
    byte_buffer_init(&out, 4096);
    append_escaped(&out, service);
    byte_buffer_append(&out, "@", 1);
    if (version != NULL) {
        append_escaped(&out, version);
        byte_buffer_append(&out, ".json", 5);
    }
    char *name = out.failed ? NULL : memory_copy_text((const char *)out.data, out.size);
    byte_buffer_free(&out);
    return name;
}

/* ---- reading ---- */

/* The text of a key that must be there; NULL with err set. */
static char *read_key(const struct json_value *root, const char *key, const char *path, struct error *err)
{
    const struct json_value *value = json_member(root, key);
    if (value == NULL || value->kind != JSON_TEXT || memchr(value->text.data, '\0', value->text.size) != NULL) {
        error_set(err, ERROR_INPUT, "cannot read '%s': '%s' must be a text; remove the file if it is damaged", path,
                  key);
        error_at_line(err, path, value != NULL ? value->line : root->line,
                      value != NULL ? value->column : root->column);
        return NULL;
    }
    char *text = memory_copy_text((const char *)value->text.data, value->text.size);
    if (text == NULL) {
        error_set_memory(err, "reading recorded verdicts");
    }
    return text;
}

static int check_format(const struct json_value *root, const char *path, struct error *err)
{
    const struct json_value *format = json_member(root, "format");
    const struct json_value *version = json_member(root, "format_version");
    if (root->kind != JSON_OBJECT || format == NULL || format->kind != JSON_TEXT ||
        !bytes_equal(format->text, bytes_of_text(format_name)) || version == NULL || version->kind != JSON_NUMBER) {
        return error_set(err, ERROR_INPUT, "cannot read '%s': it is no recorded verdict", path);
    }
    if (version->number != 1) {
        return error_set(err, ERROR_INPUT, "cannot read '%s': format version %g is newer than this program", path,
                         version->number);
    }
    return 0;
}

static int take_record(struct verdict_records *out, const struct json_value *root, const char *path,
                       struct error *err)
{
    static const char *const verdicts[] = {"pass", "regression", "inconclusive", "error"};
    int64_t end = 0;
    char *version = read_key(root, "version", path, err);
    char *verdict = version != NULL ? read_key(root, "verdict", path, err) : NULL;
    const struct json_value *time_of = json_member(root, "end");
    bool known = false;
    int status = -1;
    if (verdict == NULL) {
        goto done;
    }
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        known = known || strcmp(verdicts[i], verdict) == 0;
    }
    if (!known || (time_of != NULL && (time_of->kind != JSON_TEXT || !timestamp_parse(time_of->text, &end)))) {
        error_set(err, ERROR_INPUT,
                  "cannot read '%s': '%s' is not what it should be; remove the file if it is damaged", path,
                  known ? "end" : "verdict");
        goto done;
    }
    status = verdict_records_add(out, version, verdict, end) == 0
                 ? 0
                 : error_set_memory(err, "reading recorded verdicts");
done:
    memory_free(version);
    memory_free(verdict);
    return status;
}

static int read_record(struct verdict_records *out, const char *path, struct error *err)
{
    struct byte_buffer text;
    struct json_document *document = NULL;
    byte_buffer_init(&text, LIMIT_META_BYTES);
    int status = files_read(&text, path, err);
    if (status == 0) {
        status = json_parse(&document, byte_buffer_view(&text), path, err);
        if (status != 0) {
            error_prefix(err, "cannot read '%s'", path);
        }
    }
    if (status == 0) {
        status = check_format(json_root(document), path, err);
    }
    if (status == 0) {
        status = take_record(out, json_root(document), path, err);
    }
    json_free(document);
    byte_buffer_free(&text);
    return status;
}

static bool is_of_service(const char *name, const char *head)
{
    size_t length = strlen(name), tail = strlen(".json");
    return strncmp(name, head, strlen(head)) == 0 && length > tail && strcmp(name + length - tail, ".json") == 0;
}

static int read_folder(struct verdict_records *out, const struct files_list *list, const char *folder,
                       const char *head, struct error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!is_of_service(list->names[i], head)) {
            continue;
        }
        char *path = files_join(folder, list->names[i]);
        int status =
            path != NULL ? read_record(out, path, err) : error_set_memory(err, "reading recorded verdicts");
        memory_free(path);
        if (status != 0) {
            return -1;
        }
    }
    return 0;
}

int verdicts_read(struct verdict_records *out, const char *folder, const char *service, struct error *err)
{
    struct files_list list = {0};
    struct verdict_records records = {0};
    struct error cause = ERROR_INIT;
    int status = -1;
    if (files_kind(folder, &cause) == FILES_MISSING && cause.kind == ERROR_NONE) {
        *out = records;
        return 0;
    }
    char *head = file_name(service, NULL);
    if (head == NULL) {
        return error_set_memory(err, "reading recorded verdicts");
    }
    if (files_list(&list, folder, err) == 0 && read_folder(&records, &list, folder, head, err) == 0) {
        *out = records;
        status = 0;
    } else {
        verdict_records_clear(&records);
    }
    files_list_free(&list);
    memory_free(head);
    return status;
}

/* ---- writing ---- */

static void write_record(struct sink *sink, const char *service, const char *version, const char *verdict,
                         int64_t end)
{
    char when[TIMESTAMP_TEXT_SIZE];
    struct sink_json json = sink_json_begin(sink);
    sink_json_object_open(&json);
    sink_json_key(&json, "format");
    sink_json_text(&json, format_name);
    sink_json_key(&json, "format_version");
    sink_json_integer(&json, 1);
    sink_json_key(&json, "service");
    sink_json_text(&json, service);
    sink_json_key(&json, "version");
    sink_json_text(&json, version);
    sink_json_key(&json, "verdict");
    sink_json_text(&json, verdict);
    if (end != 0) {
        sink_json_key(&json, "end");
        sink_json_text(&json, timestamp_format(when, end));
    }
    sink_json_object_close(&json);
    sink_json_end(&json);
}

int verdicts_write(const char *folder, const char *service, const char *version, const char *verdict, int64_t end,
                   struct error *err)
{
    struct byte_buffer text;
    byte_buffer_init(&text, LIMIT_META_BYTES);
    char *name = file_name(service, version);
    char *path = name != NULL ? files_join(folder, name) : NULL;
    int status = -1;
    if (path == NULL) {
        error_set_memory(err, "recording the verdict");
        goto done;
    }
    struct sink sink = sink_to_buffer(&text);
    write_record(&sink, service, version, verdict, end);
    if (sink_finish(&sink, err) == 0 && files_make_folder(folder, err) == 0) {
        status = files_replace(path, byte_buffer_view(&text), err);
    }
done:
    memory_free(path);
    memory_free(name);
    byte_buffer_free(&text);
    return status;
}

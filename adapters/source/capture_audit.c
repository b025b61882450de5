#include "adapters/source/capture_audit.h"

#include "gate/base/files_append.h"
#include "gate/base/sink_json.h"
#include "gate/base/timestamp.h"

#include "gate/base/banned.h"

enum { LINE_CEILING = 16 << 10 };

static const char *variable(const struct surroundings *world, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = world->environment(world->world, names[i]);
        if (value != NULL && value[0] != '\0') {
            return value;
        }
    }
    return NULL;
}

static const char *who(const struct surroundings *world)
{
    static const char *const names[] = {"FLAMEGATE_ACTOR", "GITHUB_ACTOR", "GITLAB_USER_LOGIN", "USER", "LOGNAME"};
    const char *name = variable(world, names, sizeof names / sizeof names[0]);
    return name != NULL ? name : "unknown";
}

static const char *incident(const struct surroundings *world)
{
    static const char *const names[] = {"FLAMEGATE_INCIDENT"};
    return variable(world, names, 1);
}

static void text_member(struct sink_json *json, const char *key, const char *value)
{
    sink_json_key(json, key);
    sink_json_text(json, value);
}

static void integer_member(struct sink_json *json, const char *key, int64_t value)
{
    sink_json_key(json, key);
    sink_json_integer(json, value);
}

static void write_entry(struct sink *sink, const struct capture_audit *audit,
                        const struct capture_audit_entry *entry)
{
    char now[TIMESTAMP_TEXT_SIZE];
    struct sink_json json = sink_json_begin(sink);
    sink_json_object_open(&json);
    text_member(&json, "time", timestamp_format(now, audit->world->now(audit->world->world)));
    text_member(&json, "who", who(audit->world));
    text_member(&json, "target", entry->target);
    text_member(&json, "what", entry->what);
    integer_member(&json, "requested_ms", entry->requested / 1000000);
    integer_member(&json, "took_ms", entry->took / 1000000);
    integer_member(&json, "bytes", (int64_t)entry->bytes);
    text_member(&json, "result", entry->result);
    if (incident(audit->world) != NULL) {
        text_member(&json, "incident", incident(audit->world));
    }
    sink_json_object_close(&json);
    sink_json_end(&json);
}

/* The writer breaks lines between members; here an entry is one line. No text of JSON holds a bare line break. */
static void join_lines(struct byte_buffer *text)
{
    size_t kept = 0;
    for (size_t i = 0; i < text->size; i++) {
        bool last = i + 1 == text->size;
        if (text->data[i] == '\n' && !last) {
            continue;
        }
        text->data[kept++] = text->data[i];
    }
    text->size = kept;
}

int capture_audit_write(const struct capture_audit *audit, const struct capture_audit_entry *entry,
                        struct error *err)
{
    struct byte_buffer text;
    if (audit->path == NULL) {
        return 0;
    }
    byte_buffer_init(&text, LINE_CEILING);
    struct sink sink = sink_to_buffer(&text);
    write_entry(&sink, audit, entry);
    int status = sink_finish(&sink, err);
    if (status == 0) {
        join_lines(&text);
        status = files_append_line(audit->path, byte_buffer_view(&text), err);
    }
    byte_buffer_free(&text);
    return status;
}

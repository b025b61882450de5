#include "adapters/record/report_window.h"

#include "gate/base/files.h"
#include "gate/base/json.h"
#include "gate/base/limits.h"
#include "gate/base/timestamp.h"

#include "gate/base/banned.h"

static bool read_time(int64_t *out, const struct json_value *side, const char *key)
{
    const struct json_value *value = json_member(side, key);
    return value != NULL && value->kind == JSON_TEXT && timestamp_parse(value->text, out);
}

static int read_side(struct time_span *out, const struct json_value *root, const char *key, const char *path,
                     struct error *err)
{
    const struct json_value *side = root->kind == JSON_OBJECT ? json_member(root, key) : NULL;
    if (side == NULL || side->kind != JSON_OBJECT) {
        return error_set(err, ERROR_USAGE, "'%s' is no report of flamegate: it says nothing of a %s", path, key);
    }
    if (!read_time(&out->start, side, "start") || !read_time(&out->end, side, "end") || out->end <= out->start) {
        return error_set(err, ERROR_USAGE, "'%s' says no start and end of the %s: its run looked at no window",
                         path, key);
    }
    return 0;
}

static void read_anchor(struct time_span *out, const struct json_value *root)
{
    const struct json_value *side = json_member(root, "anchor");
    struct time_span span;
    *out = (struct time_span){0};
    if (side != NULL && side->kind == JSON_OBJECT && read_time(&span.start, side, "start") &&
        read_time(&span.end, side, "end") && span.end > span.start) {
        *out = span;
    }
}

static int parse(struct json_document **out, struct bytes text, const char *path, struct error *err)
{
    if (json_parse(out, text, path, err) == 0) {
        return 0;
    }
    return error_prefix(err, "'%s' is no report of flamegate", path);
}

int report_window_read(struct time_span out[SIDES], struct time_span *anchor, const char *path, struct error *err)
{
    struct byte_buffer text;
    struct json_document *document = NULL;
    struct time_span windows[SIDES] = {{0}};
    byte_buffer_init(&text, LIMIT_REPORT_BYTES);
    int status = files_read(&text, path, err);
    if (status == 0) {
        status = parse(&document, byte_buffer_view(&text), path, err);
    }
    if (status != 0 && err != NULL && err->kind == ERROR_INPUT) {
        err->kind = ERROR_USAGE;
    }
    if (status == 0) {
        status = read_side(&windows[BASELINE], json_root(document), "baseline", path, err);
    }
    if (status == 0) {
        status = read_side(&windows[CANDIDATE], json_root(document), "candidate", path, err);
    }
    if (status == 0) {
        out[BASELINE] = windows[BASELINE];
        out[CANDIDATE] = windows[CANDIDATE];
        read_anchor(anchor, json_root(document));
    }
    json_free(document);
    byte_buffer_free(&text);
    return status;
}

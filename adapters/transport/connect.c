#include "adapters/transport/connect.h"

#include "gate/base/json.h"

#include <string.h>

#include "gate/base/banned.h"

enum { DEEPEST = 4, LARGEST = 1 << 20 };

static void copy_text(char *out, size_t size, const struct json_value *value)
{
    out[0] = '\0';
    if (!value || (value->kind != JSON_TEXT && value->kind != JSON_NUMBER))
        return;
    size_t length = value->text.size < size - 1 ? value->text.size : size - 1;
    memcpy(out, value->text.data, length);
    out[length] = '\0';
}

/* One level. The message of the next one is a part of the document, which the caller gives back. */
static bool read_level(struct connect_error *out, struct json_document **document, struct bytes body)
{
    if (body.size == 0 || body.size > LARGEST || json_parse(document, body, "", NULL) != 0)
        return false;
    const struct json_value *root = json_root(*document);
    const struct json_value *message = json_member(root, "message");
    if (!message || message->kind != JSON_TEXT)
        return false;
    copy_text(out->code, sizeof out->code, json_member(root, "code"));
    copy_text(out->message, sizeof out->message, message);
    return true;
}

bool connect_error_read(struct connect_error *out, struct bytes body)
{
    struct json_document *documents[DEEPEST] = {0};
    *out = (struct connect_error){0};
    size_t depth = 0;
    while (depth < DEEPEST && read_level(out, &documents[depth], body))
        body = json_member(json_root(documents[depth++]), "message")->text;
    for (size_t i = 0; i < DEEPEST; i++)
        json_free(documents[i]);
    return depth > 0;
}

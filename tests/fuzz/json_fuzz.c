#include "gate/base/json.h"
#include "tests/support/fuzz.h"

/* Every member has a place in the text, and a container counts its members. Depth is bounded by json_parse. */
static void check_value(const struct json_value *value)
{
    size_t count = 0;

    FUZZ_CHECK(value->line >= 1 && value->column >= 1);
    for (const struct json_value *member = value->first; member != NULL; member = member->next) {
        check_value(member);
        count++;
    }
    FUZZ_CHECK(count == value->count);
}

/* Any bytes: a document, or a refusal with line and column. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json_document *document = NULL;
    struct error err = ERROR_INIT;

    if (json_parse(&document, (struct bytes){data, size}, "fuzz.json", &err) == 0)
        check_value(json_root(document));
    else
        FUZZ_CHECK(document == NULL && err.kind != ERROR_NONE && err.line >= 1);
    json_free(document);
    return 0;
}

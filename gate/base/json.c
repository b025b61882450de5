#include "gate/base/json.h"

#include "gate/base/arena.h"
#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "gate/base/text.h"

#include <setjmp.h>
#include <stdbool.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "gate/base/banned.h"

enum { DEPTH_MAX = 64, FIRST_SLOTS = 64, BOM_SIZE = 3 };

struct json_document {
    struct arena *arena; /* of all values and their texts */
    const struct json_value *root;
};

/* A place in the text. It only moves forward, so that all of them together cost one pass. */
struct place {
    size_t offset;
    uint64_t line;
    uint64_t column;
};

/* A container that is not closed yet. */
struct container {
    struct json_value *value;
    struct json_value *last; /* its last member so far */
    uint64_t id;
};

/* A key that was seen, and in which object; id 0 marks a free slot. */
struct slot {
    uint64_t object_id;
    struct bytes key;
};

/* All keys of the document, to find the second of two equal ones whatever the size of the object. */
struct key_table {
    struct slot *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};

struct parser {
    struct bytes text;
    const char *file;
    struct error *err;
    yajl_handle yajl;
    jmp_buf no_memory;
    struct arena *scratch; /* all memory of yajl */
    struct arena *values;
    struct place place;
    size_t token_end; /* where the token of the last call from yajl ended */
    size_t start;     /* behind the byte order mark */
    bool at_end;      /* yajl was told that nothing follows */
    struct container open[DEPTH_MAX];
    size_t depth;
    uint64_t last_id;
    struct bytes key; /* of the member whose value comes next */
    struct key_table keys;
    struct json_value *root;
};

/* yajl uses what its allocator returns without looking, so a refusal cannot be NULL: it leaves yajl for good.
 * What yajl held until then lies in the scratch arena, which goes as a whole. */
static void *allocate_for_yajl(void *context, size_t size)
{
    struct parser *parser = context;
    size_t *block = NULL;
    if (size <= SIZE_MAX - sizeof(max_align_t)) {
        block = arena_allocate(parser->scratch, sizeof(max_align_t) + size);
    }
    if (block == NULL) {
        longjmp(parser->no_memory, 1);
    }
    *block = size;
    return (unsigned char *)block + sizeof(max_align_t);
}

static void *resize_for_yajl(void *context, void *old, size_t size)
{
    unsigned char *block = allocate_for_yajl(context, size);
    if (old != NULL) {
        size_t old_size = 0;
        memcpy(&old_size, (unsigned char *)old - sizeof(max_align_t), sizeof(old_size));
        memcpy(block, old, old_size < size ? old_size : size);
    }
    return block;
}

static void release_for_yajl(void *context, void *block)
{
    (void)context;
    (void)block;
}

static void move_to(struct parser *parser, size_t offset)
{
    struct place *place = &parser->place;
    for (; place->offset < offset; place->offset++) {
        bool line_ends = parser->text.data[place->offset] == '\n';
        place->line += line_ends;
        place->column = line_ends ? 1 : place->column + 1;
    }
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_between_tokens(uint8_t byte)
{
    return is_blank(byte) || byte == ',' || byte == ':';
}

/* Where the token behind the last one begins; yajl itself only knows where tokens end. */
static size_t next_token(const struct parser *parser)
{
    size_t offset = parser->token_end;
    while (offset < parser->text.size && is_between_tokens(parser->text.data[offset])) {
        offset++;
    }
    return offset;
}

static void enter_token(struct parser *parser)
{
    move_to(parser, next_token(parser));
    if (!parser->at_end) {
        parser->token_end = parser->start + yajl_get_bytes_consumed(parser->yajl);
    }
}

/* Adds the place; returns 0, which tells yajl to stop. */
static int stop_here(struct parser *parser)
{
    error_at_line(parser->err, parser->file, parser->place.line, parser->place.column);
    error_at_offset(parser->err, parser->place.offset);
    return 0;
}

static int stop_without_memory(struct parser *parser)
{
    error_set_memory(parser->err, "reading JSON");
    return stop_here(parser);
}

static struct json_value *add_value(struct parser *parser, enum json_kind kind)
{
    enter_token(parser);
    struct json_value *value = arena_allocate(parser->values, sizeof(*value));
    if (value == NULL) {
        stop_without_memory(parser);
        return NULL;
    }
    *value = (struct json_value){.kind = kind, .line = parser->place.line, .column = parser->place.column};
    if (parser->depth == 0) {
        parser->root = value;
        return value;
    }
    struct container *parent = &parser->open[parser->depth - 1];
    value->key = parser->key;
    parser->key = (struct bytes){NULL, 0};
    struct json_value **link = parent->last == NULL ? &parent->value->first : &parent->last->next;
    *link = value;
    parent->last = value;
    parent->value->count++;
    return value;
}

static bool copy_text(struct parser *parser, const void *text, size_t size, struct bytes *out)
{
    const char *copy = arena_copy_text(parser->values, text, size);
    if (copy == NULL) {
        return stop_without_memory(parser);
    }
    *out = (struct bytes){(const uint8_t *)copy, size};
    return true;
}

static int on_null(void *context)
{
    return add_value(context, JSON_NULL) != NULL;
}

static int on_boolean(void *context, int boolean)
{
    struct json_value *value = add_value(context, JSON_BOOL);
    if (value == NULL) {
        return 0;
    }
    value->boolean = boolean != 0;
    return 1;
}

static int on_number(void *context, const char *digits, size_t size)
{
    struct parser *parser = context;
    struct json_value *value = add_value(parser, JSON_NUMBER);
    if (value == NULL || !copy_text(parser, digits, size, &value->text)) {
        return 0;
    }
    if (!numbers_parse_decimal(value->text, &value->number)) {
        error_set(parser->err, ERROR_INPUT, "the number '%.40s' is too large", (const char *)value->text.data);
        return stop_here(parser);
    }
    return 1;
}

static int on_text(void *context, const unsigned char *text, size_t size)
{
    struct parser *parser = context;
    struct json_value *value = add_value(parser, JSON_TEXT);
    return value != NULL && copy_text(parser, text, size, &value->text);
}

static int open_container(struct parser *parser, enum json_kind kind)
{
    struct json_value *value = add_value(parser, kind);
    if (value == NULL) {
        return 0;
    }
    if (parser->depth == DEPTH_MAX) {
        error_set(parser->err, ERROR_INPUT, "nested deeper than %d levels", (int)DEPTH_MAX);
        return stop_here(parser);
    }
    parser->open[parser->depth++] = (struct container){.value = value, .id = ++parser->last_id};
    return 1;
}

static int close_container(void *context)
{
    struct parser *parser = context;
    enter_token(parser);
    parser->depth--;
    return 1;
}

static int on_object_open(void *context)
{
    return open_container(context, JSON_OBJECT);
}

static int on_array_open(void *context)
{
    return open_container(context, JSON_ARRAY);
}

/* The slot of this key of this object, or the free one where it belongs. */
static struct slot *find_slot(const struct key_table *keys, uint64_t object_id, struct bytes key)
{
    size_t mask = keys->capacity - 1;
    size_t at = (size_t)(bytes_hash(key) + object_id * 0x9e3779b97f4a7c15U) & mask;
    while (keys->slots[at].object_id != 0 &&
           (keys->slots[at].object_id != object_id || !bytes_equal(keys->slots[at].key, key))) {
        at = (at + 1) & mask;
    }
    return &keys->slots[at];
}

static bool make_room(struct key_table *keys)
{
    if (keys->count < keys->capacity / 2) {
        return true;
    }
    struct key_table larger = {.capacity = keys->capacity == 0 ? FIRST_SLOTS : keys->capacity * 2};
    larger.slots = memory_allocate_array(larger.capacity, sizeof(*larger.slots));
    if (larger.slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < keys->capacity; i++) {
        if (keys->slots[i].object_id != 0) {
            *find_slot(&larger, keys->slots[i].object_id, keys->slots[i].key) = keys->slots[i];
        }
    }
    larger.count = keys->count;
    memory_free(keys->slots);
    *keys = larger;
    return true;
}

static int on_key(void *context, const unsigned char *text, size_t size)
{
    struct parser *parser = context;
    enter_token(parser);
    if (!copy_text(parser, text, size, &parser->key)) {
        return 0;
    }
    if (!make_room(&parser->keys)) {
        return stop_without_memory(parser);
    }
    uint64_t object_id = parser->open[parser->depth - 1].id;
    struct slot *slot = find_slot(&parser->keys, object_id, parser->key);
    if (slot->object_id != 0) {
        error_set(parser->err, ERROR_INPUT, "the key '%.200s' stands twice in one object",
                  (const char *)parser->key.data);
        return stop_here(parser);
    }
    *slot = (struct slot){object_id, parser->key};
    parser->keys.count++;
    return 1;
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_text,
    .yajl_start_map = on_object_open,
    .yajl_map_key = on_key,
    .yajl_end_map = close_container,
    .yajl_start_array = on_array_open,
    .yajl_end_array = close_container,
};

static bool is_lexical(const char *message)
{
    return strncmp(message, "lexical error", strlen("lexical error")) == 0;
}

/* Where the token begins that yajl would not take; inside a text, the byte. */
static size_t refused_offset(const struct parser *parser, const char *message)
{
    size_t token = next_token(parser);
    size_t consumed = parser->start + yajl_get_bytes_consumed(parser->yajl);
    if (is_lexical(message)) {
        bool in_text = !parser->at_end && token < parser->text.size && parser->text.data[token] == '"';
        return in_text ? consumed : token;
    }
    if (strstr(message, "premature EOF") != NULL) {
        return parser->text.size;
    }
    bool one_byte =
        !parser->at_end && consumed > parser->start && strchr("{}[],:", parser->text.data[consumed - 1]) != NULL;
    return one_byte ? consumed - 1 : token;
}

/* yajl says "parse error: ...\n", sometimes with a full stop. */
static int refuse(struct parser *parser)
{
    char *message = (char *)yajl_get_error(parser->yajl, 0, NULL, 0);
    size_t offset = refused_offset(parser, message);
    move_to(parser, offset < parser->text.size ? offset : parser->text.size);
    size_t length = strlen(message);
    while (length > 0 && (message[length - 1] == '\n' || message[length - 1] == '.')) {
        message[--length] = '\0';
    }
    const char *colon = strstr(message, ": ");
    error_set(parser->err, ERROR_INPUT, "not valid JSON: %s", colon == NULL ? message : colon + 2);
    stop_here(parser);
    return -1;
}

/* Only blanks may follow the root. yajl checks that too, but forgets a token that the end of the text cuts short.
 */
static int check_rest(struct parser *parser)
{
    size_t end = parser->token_end;
    if (parser->root->kind == JSON_NUMBER) {
        end = parser->place.offset + parser->root->text.size;
    }
    while (end < parser->text.size && is_blank(parser->text.data[end])) {
        end++;
    }
    if (end == parser->text.size) {
        return 0;
    }
    move_to(parser, end);
    error_set(parser->err, ERROR_INPUT, "not valid JSON: trailing garbage");
    stop_here(parser);
    return -1;
}

static int run_yajl(struct parser *parser)
{
    if (setjmp(parser->no_memory) != 0) {
        stop_without_memory(parser);
        return -1;
    }
    yajl_alloc_funcs functions = {allocate_for_yajl, resize_for_yajl, release_for_yajl, parser};
    parser->yajl = yajl_alloc(&callbacks, &functions, parser);
    yajl_status status =
        yajl_parse(parser->yajl, parser->text.data + parser->start, parser->text.size - parser->start);
    if (status == yajl_status_ok) {
        parser->at_end = true;
        status = yajl_complete_parse(parser->yajl);
    }
    if (status == yajl_status_error) {
        return refuse(parser);
    }
    return status == yajl_status_ok ? check_rest(parser) : -1;
}

/* yajl lets some through that the standard forbids: overlong UTF-8, encoded surrogates, and the vertical tab and
 * the form feed between tokens. */
static int check_bytes(struct parser *parser)
{
    for (size_t i = 0; i < parser->text.size;) {
        size_t start = i;
        uint32_t character = text_next_character(parser->text, &i);
        bool broken = character == 0xfffd && i - start == 1;
        if (broken || character == '\v' || character == '\f') {
            move_to(parser, start);
            error_set(parser->err, ERROR_INPUT, "not valid JSON: %s",
                      broken ? "broken UTF-8" : "a control character that JSON does not allow");
            stop_here(parser);
            return -1;
        }
    }
    return 0;
}

static int parse(struct parser *parser, struct json_document **out)
{
    if (check_bytes(parser) != 0) {
        return -1;
    }
    parser->scratch = arena_new();
    parser->values = arena_new();
    struct json_document *document = memory_allocate(sizeof(*document));
    if (parser->scratch == NULL || parser->values == NULL || document == NULL) {
        stop_without_memory(parser);
        memory_free(document);
        return -1;
    }
    if (run_yajl(parser) != 0) {
        memory_free(document);
        return -1;
    }
    *document = (struct json_document){.arena = parser->values, .root = parser->root};
    parser->values = NULL;
    *out = document;
    return 0;
}

int json_parse(struct json_document **out, struct bytes text, const char *file, struct error *err)
{
    struct parser *parser = memory_allocate_array(1, sizeof(*parser));
    if (parser == NULL) {
        return error_set_memory(err, "reading JSON");
    }
    parser->start = bytes_start_with(text, "\xef\xbb\xbf") ? BOM_SIZE : 0;
    parser->text = text.size == 0 ? bytes_of_text("") : text;
    parser->file = file;
    parser->err = err;
    parser->place = (struct place){.offset = parser->start, .line = 1, .column = 1};
    parser->token_end = parser->start;
    int result = parse(parser, out);
    arena_free(parser->scratch);
    arena_free(parser->values);
    memory_free(parser->keys.slots);
    memory_free(parser);
    return result;
}

const struct json_value *json_root(const struct json_document *document)
{
    return document->root;
}

const struct json_value *json_member(const struct json_value *object, const char *key)
{
    struct bytes wanted = bytes_of_text(key);
    if (object == NULL || object->kind != JSON_OBJECT) {
        return NULL;
    }
    for (const struct json_value *member = object->first; member != NULL; member = member->next) {
        if (bytes_equal(member->key, wanted)) {
            return member;
        }
    }
    return NULL;
}

void json_free(struct json_document *document)
{
    if (document == NULL) {
        return;
    }
    arena_free(document->arena);
    memory_free(document);
}

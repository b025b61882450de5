#include "rules/yaml_tree.h"

#include "gate/base/memory.h"
#include "gate/base/text.h"

#include <string.h>
#include <yaml.h>

#include "gate/base/banned.h"

/* A list or map whose end has not been read yet. */
struct open_node {
    struct yaml_tree_node *node;
    size_t base; /* where its children begin in pending */
};

struct reader {
    yaml_parser_t parser;
    struct arena *arena;
    struct complaints *complaints;
    struct bytes text;
    struct open_node open[YAML_TREE_DEPTH_MAX];
    size_t depth;
    const struct yaml_tree_node **pending; /* children of the open nodes, innermost last */
    size_t pending_count, pending_capacity;
    const struct yaml_tree_node *root;
    size_t documents;
    bool stopped; /* nothing more can be read */
    bool failed;  /* out of memory */
};

static struct text_place place_of(yaml_mark_t start, yaml_mark_t end)
{
    bool one_line = start.line == end.line;
    return (struct text_place){
        .line = start.line + 1,
        .column = start.column + 1,
        .length = one_line ? end.column - start.column : UINT64_MAX,
    };
}

static struct text_place point_of(yaml_mark_t mark)
{
    return place_of(mark, mark);
}

static void *allocate(struct reader *reader, size_t size)
{
    void *block = arena_allocate(reader->arena, size);
    reader->failed = reader->failed || block == NULL;
    return block;
}

/* ---- building ---- */

static struct yaml_tree_node *make_node(struct reader *reader, enum yaml_tree_kind kind, const yaml_event_t *event)
{
    struct yaml_tree_node *node = allocate(reader, sizeof *node);
    if (node != NULL) {
        *node = (struct yaml_tree_node){
            .kind = kind, .place = place_of(event->start_mark, event->end_mark), .text = ""};
    }
    return node;
}

/* Hands a complete node to the innermost open one. */
static void attach(struct reader *reader, const struct yaml_tree_node *node)
{
    if (node == NULL) {
        return;
    }
    if (reader->depth == 0) {
        reader->root = reader->documents == 1 ? node : reader->root;
        return;
    }
    if (reader->pending_count == reader->pending_capacity) {
        size_t capacity = reader->pending_capacity > 0 ? reader->pending_capacity * 2 : 64;
        const struct yaml_tree_node **grown = memory_resize_array(reader->pending, capacity, sizeof *grown);
        if (grown == NULL) {
            reader->failed = true;
            return;
        }
        reader->pending = grown;
        reader->pending_capacity = capacity;
    }
    reader->pending[reader->pending_count++] = node;
}

static void refuse(struct reader *reader, const yaml_event_t *event, const char *sentence)
{
    complaints_add(reader->complaints, place_of(event->start_mark, event->end_mark), "%s", sentence);
}

/* The tree cannot be trusted from here on. */
static void stop(struct reader *reader, struct text_place place, const char *sentence)
{
    complaints_add(reader->complaints, place, "%s", sentence);
    reader->stopped = true;
}

static void refuse_decoration(struct reader *reader, const yaml_event_t *event, const yaml_char_t *anchor,
                              const yaml_char_t *tag)
{
    struct text_place place = place_of(event->start_mark, event->end_mark);
    if (anchor != NULL) {
        place.length = strlen((const char *)anchor) + 1;
        complaints_add(reader->complaints, place, "anchors such as '&%s' are not supported: write the value out",
                       (const char *)anchor);
    }
    if (tag != NULL) {
        complaints_add(reader->complaints, place, "tags such as '%s' are not supported: leave it out",
                       (const char *)tag);
    }
}

static void take_scalar(struct reader *reader, const yaml_event_t *event)
{
    struct yaml_tree_node *node = make_node(reader, YAML_TREE_TEXT, event);
    const char *value = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    refuse_decoration(reader, event, event->data.scalar.anchor, event->data.scalar.tag);
    if (memchr(value, '\0', length) != NULL) {
        refuse(reader, event, "a text cannot hold a NUL character");
    }
    if (node == NULL) {
        return;
    }
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    node->text = arena_copy_text(reader->arena, value, length);
    reader->failed = reader->failed || node->text == NULL;
    attach(reader, node);
}

static void take_alias(struct reader *reader, const yaml_event_t *event)
{
    complaints_add(reader->complaints, place_of(event->start_mark, event->end_mark),
                   "aliases such as '*%s' are not supported: write the value out, or put a glob in quotes",
                   (const char *)event->data.alias.anchor);
    attach(reader, make_node(reader, YAML_TREE_REFUSED, event));
}

static void open_node(struct reader *reader, enum yaml_tree_kind kind, const yaml_event_t *event,
                      const yaml_char_t *anchor, const yaml_char_t *tag)
{
    refuse_decoration(reader, event, anchor, tag);
    if (reader->depth == YAML_TREE_DEPTH_MAX) {
        stop(reader, point_of(event->start_mark), "lists and maps are nested too deeply here");
        return;
    }
    struct yaml_tree_node *node = make_node(reader, kind, event);
    if (node != NULL) {
        reader->open[reader->depth++] = (struct open_node){.node = node, .base = reader->pending_count};
    }
}

/* ---- closing ---- */

static void check_key(struct reader *reader, const struct yaml_tree_pair *pairs, size_t index)
{
    const struct yaml_tree_node *key = pairs[index].key;
    if (key->kind == YAML_TREE_LIST || key->kind == YAML_TREE_MAP) {
        complaints_add(reader->complaints, key->place, "a key must be a plain text");
    }
    if (key->kind != YAML_TREE_TEXT) {
        return;
    }
    if (!key->quoted && strcmp(key->text, "<<") == 0) {
        complaints_add(reader->complaints, key->place, "merge keys are not supported: write the values out");
    }
    for (size_t i = 0; i < index; i++) {
        if (pairs[i].key->kind == YAML_TREE_TEXT && strcmp(pairs[i].key->text, key->text) == 0) {
            complaints_add(reader->complaints, key->place, "the key '%s' is given twice: first in line %llu",
                           key->text, (unsigned long long)pairs[i].key->place.line);
            return;
        }
    }
}

/* Keys that were complained of are left out, so that nobody stumbles over them again. */
static size_t keep_good_keys(struct yaml_tree_pair *pairs, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct yaml_tree_node *key = pairs[i].key;
        bool good = key->kind == YAML_TREE_TEXT && (key->quoted || strcmp(key->text, "<<") != 0);
        for (size_t k = 0; good && k < kept; k++) {
            good = strcmp(pairs[k].key->text, key->text) != 0;
        }
        if (good) {
            pairs[kept++] = pairs[i];
        }
    }
    return kept;
}

static void close_map(struct reader *reader, struct yaml_tree_node *map, size_t base)
{
    size_t count = (reader->pending_count - base) / 2;
    if (count > YAML_TREE_KEYS_MAX) {
        stop(reader, map->place, "a map has more than 1000 keys");
        return;
    }
    struct yaml_tree_pair *pairs = allocate(reader, count * sizeof *pairs);
    if (pairs == NULL) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        pairs[i].key = reader->pending[base + 2 * i];
        pairs[i].value = reader->pending[base + 2 * i + 1];
        check_key(reader, pairs, i);
    }
    map->pairs = pairs;
    map->count = keep_good_keys(pairs, count);
}

static void close_list(struct reader *reader, struct yaml_tree_node *list, size_t base)
{
    size_t count = reader->pending_count - base;
    const struct yaml_tree_node **items = allocate(reader, count * sizeof *items);
    if (items == NULL) {
        return;
    }
    if (count > 0) {
        memcpy(items, reader->pending + base, count * sizeof *items);
    }
    list->items = items;
    list->count = count;
}

static void close_node(struct reader *reader, const yaml_event_t *event)
{
    struct open_node top = reader->open[--reader->depth];
    bool one_line = top.node->place.line == event->end_mark.line + 1;
    top.node->place.length = one_line ? event->end_mark.column + 1 - top.node->place.column : UINT64_MAX;
    if (top.node->kind == YAML_TREE_MAP) {
        close_map(reader, top.node, top.base);
    } else {
        close_list(reader, top.node, top.base);
    }
    reader->pending_count = top.base;
    attach(reader, top.node);
}

/* ---- what libyaml cannot read ---- */

/* libyaml's words for what people do wrong most often, and ours. */
struct problem {
    const char *theirs, *ours;
    enum { AT_PROBLEM, AT_BEGINNING, TELL_BEGINNING } place; /* where the thing began that could not be read */
};

static const struct problem problems[] = {
    {"could not find expected ':'", "a ':' is missing after this key", AT_BEGINNING},
    {"mapping values are not allowed in this context",
     "a ':' is not allowed here: put a text with ': ' in quotes, or check the indentation", AT_PROBLEM},
    {"block sequence entries are not allowed in this context",
     "a '-' is not allowed here: begin the list on a line of its own, indented like the others", AT_PROBLEM},
    {"found character that cannot start any token", "this character cannot begin a value: put the text in quotes",
     AT_PROBLEM},
    {"found unexpected end of stream", "the quotes are not closed", AT_BEGINNING},
    {"found unknown escape character",
     "this escape is not known in double quotes: use single quotes, or double the backslash", AT_PROBLEM},
    {"did not find expected key", "a key was expected here: check the indentation and the quotes", AT_PROBLEM},
    {"did not find expected '-' indicator", "a '-' was expected here: check the indentation of the list",
     AT_PROBLEM},
    {"did not find expected ',' or ']'", "a ',' or the closing ']' was expected here", TELL_BEGINNING},
    {"did not find expected ',' or '}'", "a ',' or the closing '}' was expected here", TELL_BEGINNING},
    {"did not find expected node content", "a value was expected here", AT_PROBLEM},
    {"did not find expected alphabetic or numeric character",
     "a text that begins with '*' or '&' must stand in quotes", AT_PROBLEM},
    {"did not find expected <document start>", "the document has ended before this: check the indentation",
     AT_PROBLEM},
    {"control characters are not allowed", "control characters are not allowed", AT_PROBLEM},
};

static const struct problem *find_problem(const char *theirs)
{
    for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++) {
        if (strcmp(problems[i].theirs, theirs) == 0) {
            return &problems[i];
        }
    }
    return NULL;
}

/* The place of a byte, for what libyaml refuses before it counts lines. */
static struct text_place place_of_byte(struct bytes text, size_t offset)
{
    struct text_place place = {.line = 1, .column = 1, .length = 1};
    for (size_t i = 0; i < offset && i < text.size; i++) {
        if (text.data[i] == '\n') {
            place.line++;
            place.column = 1;
        } else {
            place.column += (text.data[i] & 0xc0) != 0x80;
        }
    }
    return place;
}

/* libyaml counts characters; text does not. */
static bool is_tab_at(struct bytes text, size_t character)
{
    size_t position = 0;
    while (character > 0 && position < text.size) {
        text_next_character(text, &position);
        character--;
    }
    return position < text.size && text.data[position] == '\t';
}

static bool is_about_tab(const struct reader *reader, const char *problem)
{
    return strstr(problem, "tab character") != NULL ||
           (reader->parser.error == YAML_SCANNER_ERROR && strstr(problem, "cannot start any token") != NULL &&
            is_tab_at(reader->text, reader->parser.problem_mark.index));
}

static void complain_of_known(struct reader *reader, const struct problem *problem, struct text_place place)
{
    const yaml_parser_t *parser = &reader->parser;
    unsigned long long opened = parser->context_mark.line + 1;
    bool has_context = parser->context != NULL;
    if (problem->place == AT_BEGINNING && has_context) {
        place = point_of(parser->context_mark);
    }
    if (problem->place == TELL_BEGINNING && has_context && opened != place.line) {
        complaints_add(reader->complaints, place, "%s: it was opened in line %llu", problem->ours, opened);
    } else {
        complaints_add(reader->complaints, place, "%s", problem->ours);
    }
}

static void complain_of_problem(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    const char *theirs = parser->problem != NULL ? parser->problem : "it cannot be read";
    const struct problem *problem = find_problem(theirs);
    struct text_place place = parser->error == YAML_READER_ERROR
                                  ? place_of_byte(reader->text, parser->problem_offset)
                                  : point_of(parser->problem_mark);
    if (is_about_tab(reader, theirs)) {
        complaints_add(reader->complaints, place, "a tab cannot indent YAML: use blanks");
    } else if (parser->error == YAML_READER_ERROR && strstr(theirs, "UTF-8") != NULL) {
        complaints_add(reader->complaints, place, "this is not UTF-8: save the file in that encoding");
    } else if (problem != NULL) {
        complain_of_known(reader, problem, place);
    } else {
        complaints_add(reader->complaints, place, "this is not YAML: %s", theirs);
    }
}

/* ---- reading ---- */

static void begin_document(struct reader *reader, const yaml_event_t *event)
{
    reader->documents++;
    if (reader->documents > 1) {
        stop(reader, point_of(event->start_mark), "a second document begins here: one file is one document");
    }
}

static void take_event(struct reader *reader, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        begin_document(reader, event);
        break;
    case YAML_ALIAS_EVENT:
        take_alias(reader, event);
        break;
    case YAML_SCALAR_EVENT:
        take_scalar(reader, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        open_node(reader, YAML_TREE_LIST, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
        break;
    case YAML_MAPPING_START_EVENT:
        open_node(reader, YAML_TREE_MAP, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_node(reader, event);
        break;
    case YAML_STREAM_END_EVENT:
        reader->stopped = true;
        break;
    default:
        break;
    }
}

static void read_events(struct reader *reader)
{
    while (!reader->stopped && !reader->failed) {
        yaml_event_t event;
        if (!yaml_parser_parse(&reader->parser, &event)) {
            if (reader->parser.error == YAML_MEMORY_ERROR) {
                reader->failed = true;
            } else {
                complain_of_problem(reader);
                reader->root = NULL;
            }
            return;
        }
        take_event(reader, &event);
        yaml_event_delete(&event);
    }
}

int yaml_tree_read(const struct yaml_tree_node **root, struct arena *arena, struct bytes text,
                   struct complaints *complaints, struct error *err)
{
    struct reader reader = {.arena = arena, .complaints = complaints, .text = text};
    if (!yaml_parser_initialize(&reader.parser)) {
        return error_set_memory(err, "reading YAML");
    }
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, reader.text.data, reader.text.size);
    read_events(&reader);
    yaml_parser_delete(&reader.parser);
    memory_free(reader.pending);
    if (reader.failed || complaints->failed) {
        return error_set_memory(err, "reading YAML");
    }
    *root = reader.root;
    return 0;
}

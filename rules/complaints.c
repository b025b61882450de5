#include "rules/complaints.h"

#include "gate/base/memory.h"
#include "gate/base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum {
    INDENT = 4,        /* of the source line below a complaint */
    SHOWN_MAX = 100,   /* characters of a source line that are shown */
    SHOWN_BEFORE = 60, /* of those, at most so many before the token */
};

static bool is_before(struct text_place a, struct text_place b)
{
    return a.line != b.line ? a.line < b.line : a.column < b.column;
}

static int make_room(struct complaints *complaints)
{
    struct complaint *items =
        memory_resize_array(complaints->items, complaints->count + 1, sizeof *complaints->items);
    if (items == NULL) {
        return -1;
    }
    complaints->items = items;
    return 0;
}

static void insert(struct complaints *complaints, struct text_place place, char *sentence)
{
    size_t at = complaints->count;
    while (at > 0 && is_before(place, complaints->items[at - 1].place)) {
        complaints->items[at] = complaints->items[at - 1];
        at--;
    }
    complaints->items[at] = (struct complaint){.place = place, .sentence = sentence};
    complaints->count++;
}

void complaints_add(struct complaints *complaints, struct text_place place, const char *format, ...)
{
    char raw[ERROR_SENTENCE_SIZE];
    char sentence[ERROR_SENTENCE_SIZE];
    va_list arguments;
    if (complaints->failed || complaints->count == COMPLAINTS_MAX) {
        complaints->dropped += !complaints->failed;
        return;
    }
    va_start(arguments, format);
    vsnprintf(raw, sizeof raw, format, arguments);
    va_end(arguments);
    text_harmless(sentence, sizeof sentence, bytes_of_text(raw));
    char *kept = memory_copy_text(sentence, strlen(sentence));
    if (kept == NULL || make_room(complaints) != 0) {
        memory_free(kept);
        complaints->failed = true;
        return;
    }
    insert(complaints, place, kept);
}

void complaints_hide_line(struct complaints *complaints, uint64_t line)
{
    uint64_t *hidden = memory_resize_array(complaints->hidden, complaints->hidden_count + 1, sizeof *hidden);
    if (hidden == NULL) {
        complaints->failed = true;
        return;
    }
    complaints->hidden = hidden;
    hidden[complaints->hidden_count++] = line;
}

static bool is_hidden(const struct complaints *complaints, uint64_t line)
{
    for (size_t i = 0; i < complaints->hidden_count; i++) {
        if (complaints->hidden[i] == line) {
            return true;
        }
    }
    return false;
}

/* Bytes of the line break at position; 0 if there is none. */
static size_t break_length(struct bytes text, size_t position)
{
    static const struct {
        const char *bytes;
        size_t length;
    } breaks[] = {{"\r\n", 2}, {"\n", 1}, {"\r", 1}, {"\xc2\x85", 2}, {"\xe2\x80\xa8", 3}, {"\xe2\x80\xa9", 3}};
    for (size_t i = 0; i < sizeof breaks / sizeof breaks[0]; i++) {
        if (text.size - position >= breaks[i].length &&
            memcmp(text.data + position, breaks[i].bytes, breaks[i].length) == 0) {
            return breaks[i].length;
        }
    }
    return 0;
}

/* Where complaints_write is in the text: complaints come by place, so it only ever goes forward. */
struct line_cursor {
    struct bytes text;
    size_t start; /* of the line */
    uint64_t line;
};

static struct bytes line_at(const struct line_cursor *cursor)
{
    size_t end = cursor->start;
    while (end < cursor->text.size && break_length(cursor->text, end) == 0) {
        end++;
    }
    return (struct bytes){.data = cursor->text.data + cursor->start, .size = end - cursor->start};
}

/* The line of that number; empty if the text has fewer. */
static struct bytes go_to_line(struct line_cursor *cursor, uint64_t line)
{
    while (cursor->line < line && cursor->start < cursor->text.size) {
        size_t length = break_length(cursor->text, cursor->start);
        cursor->start += length > 0 ? length : 1;
        cursor->line += length > 0;
    }
    return cursor->line == line ? line_at(cursor) : (struct bytes){0};
}

/* The part of a line from one character (from 0) up to another. */
static struct bytes characters(struct bytes line, uint64_t from, uint64_t to)
{
    size_t position = 0;
    size_t start = line.size;
    for (uint64_t index = 0; index < to && position < line.size; index++) {
        if (index == from) {
            start = position;
        }
        text_next_character(line, &position);
    }
    if (start > position) {
        start = position;
    }
    return (struct bytes){.data = line.size > 0 ? line.data + start : NULL, .size = position - start};
}

static uint64_t count_characters(struct bytes text)
{
    uint64_t count = 0;
    for (size_t position = 0; position < text.size; count++) {
        text_next_character(text, &position);
    }
    return count;
}

static uint64_t count_indentation(struct bytes line)
{
    uint64_t count = 0;
    while (count < line.size && (line.data[count] == ' ' || line.data[count] == '\t')) {
        count++;
    }
    return count;
}

/* One character as it is shown: harmless, but a tab stays a tab, so that the caret below it keeps its column. */
static const char *next_shown(char shown[8], struct bytes part, size_t *position)
{
    size_t start = *position;
    text_next_character(part, position);
    if (part.data[start] == '\t') {
        return "\t";
    }
    return text_harmless(shown, 8, (struct bytes){.data = part.data + start, .size = *position - start});
}

static void write_shown(struct sink *sink, struct bytes part)
{
    char shown[8];
    for (size_t position = 0; position < part.size;) {
        sink_text(sink, next_shown(shown, part, &position));
    }
}

static void write_blank(struct sink *sink, struct bytes part)
{
    char shown[8];
    for (size_t position = 0; position < part.size;) {
        const char *character = next_shown(shown, part, &position);
        if (character[0] == '\t') {
            sink_text(sink, "\t");
        } else {
            sink_repeat(sink, ' ', text_columns(bytes_of_text(character)));
        }
    }
}

static void write_caret(struct sink *sink, struct bytes token)
{
    size_t columns = 0;
    char shown[8];
    for (size_t position = 0; position < token.size;) {
        const char *character = next_shown(shown, token, &position);
        columns += character[0] == '\t' ? 1 : text_columns(bytes_of_text(character));
    }
    sink_text(sink, "^");
    sink_repeat(sink, '~', columns > 1 ? columns - 1 : 0);
}

static void write_source(struct sink *sink, struct bytes line, struct text_place place)
{
    uint64_t total = count_characters(line);
    uint64_t token = place.column - 1 < total ? place.column - 1 : total;
    uint64_t first = count_indentation(line);
    first = first < token ? first : token;
    bool cut_left = token - first > SHOWN_BEFORE;
    first = cut_left ? token - SHOWN_BEFORE : first;
    uint64_t last = total - first > SHOWN_MAX ? first + SHOWN_MAX : total;
    uint64_t token_end = place.length < last - token ? token + place.length : last;
    const char *before = cut_left ? "..." : "";

    sink_repeat(sink, ' ', INDENT);
    sink_text(sink, before);
    write_shown(sink, characters(line, first, last));
    sink_text(sink, last < total ? "...\n" : "\n");
    sink_repeat(sink, ' ', INDENT + strlen(before));
    write_blank(sink, characters(line, first, token));
    write_caret(sink, characters(line, token, token_end));
    sink_text(sink, "\n");
}

void complaints_write(const struct complaints *complaints, struct bytes text, const char *path, struct sink *sink)
{
    struct line_cursor cursor = {.text = text, .line = 1};
    char harmless_path[ERROR_FILE_SIZE];
    text_harmless(harmless_path, sizeof harmless_path, bytes_of_text(path));
    for (size_t i = 0; i < complaints->count; i++) {
        const struct complaint *item = &complaints->items[i];
        sink_format(sink, "%s:%" PRIu64 ":%" PRIu64 ": ", harmless_path, item->place.line, item->place.column);
        sink_text(sink, item->sentence);
        sink_text(sink, "\n");
        struct bytes line = go_to_line(&cursor, item->place.line);
        if (is_hidden(complaints, item->place.line)) {
            sink_text(sink, "    (the line is not shown: it holds a secret)\n");
        } else if (count_indentation(line) < line.size) {
            write_source(sink, line, item->place);
        }
    }
    if (complaints->dropped > 0) {
        sink_format(sink, "%s: and %zu more errors\n", harmless_path, complaints->dropped);
    }
}

int complaints_first(const struct complaints *complaints, const char *path, struct error *err)
{
    const struct complaint *first = &complaints->items[0];
    error_set(err, ERROR_POLICY, "%s", first->sentence);
    return error_at_line(err, path, first->place.line, first->place.column);
}

void complaints_clear(struct complaints *complaints)
{
    for (size_t i = 0; i < complaints->count; i++) {
        memory_free(complaints->items[i].sentence);
    }
    memory_free(complaints->items);
    memory_free(complaints->hidden);
    *complaints = (struct complaints){0};
}

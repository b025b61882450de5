#include "adapters/format/folded.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "gate/base/text.h"
#include "gate/model/profile_builder.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

/* If all counts are at least this they are taken for times or bytes, unless they have a common divisor. Of a
 * handful of stacks, whose counts can be large or round by chance, much more is asked. */
#define LARGE_COUNT 1000.0
#define LARGE_COUNT_OF_FEW 1e6
#define LARGE_DIVISOR_OF_FEW 1000

enum { FEW_LINES = 10 };

/* Lines looked at to tell whether the content is folded. */
enum { DETECTED_LINES = 64 };

static const char unknown_name[] = "[unknown]";

/* One line, without its end. */
struct line {
    struct bytes text;
    uint64_t number; /* from 1 */
};

/* What a line says. */
struct record {
    struct bytes stack;
    double count;
};

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static struct bytes without_trailing_blanks(struct bytes text)
{
    while (text.size && is_blank(text.data[text.size - 1]))
        text.size--;
    return text;
}

/* The next line that is neither blank nor a comment; false at the end. */
static bool next_line(struct line *line, struct bytes *rest)
{
    while (rest->size) {
        const uint8_t *end = memchr(rest->data, '\n', rest->size);
        size_t size = end ? (size_t)(end - rest->data) : rest->size;
        line->text = without_trailing_blanks((struct bytes){rest->data, size});
        line->number++;
        rest->data += size + (end != NULL);
        rest->size -= size + (end != NULL);
        bool comment =
            line->text.size && line->text.data[0] == '#' && (line->text.size == 1 || is_blank(line->text.data[1]));
        if (line->text.size && !comment)
            return true;
    }
    return false;
}

/* Where the last word of text begins; 0 if it is the only one. */
static size_t last_word(struct bytes text)
{
    size_t start = text.size;
    while (start > 0 && !is_blank(text.data[start - 1]))
        start--;
    return start;
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* Digits with whatever a number may have, so that a wrong count is told from a missing one. */
static bool looks_like_number(struct bytes word)
{
    bool digit = false;
    for (size_t i = 0; i < word.size; i++) {
        uint8_t byte = word.data[i];
        bool sign = byte == '+' || byte == '-' || byte == '.' || byte == 'e' || byte == 'E';
        if (!is_digit(byte) && !sign)
            return false;
        digit = digit || is_digit(byte);
    }
    return digit && word.data[0] != 'e' && word.data[0] != 'E';
}

/* Splits at the last blank; false if no count stands behind it. */
static bool split(struct bytes *stack, struct bytes *count, struct bytes text)
{
    size_t start = last_word(text);
    if (start == 0)
        return false;
    *count = (struct bytes){text.data + start, text.size - start};
    *stack = without_trailing_blanks((struct bytes){text.data, start});
    return looks_like_number(*count);
}

static bool has_two_counts(struct bytes text)
{
    struct bytes stack;
    struct bytes count;
    return split(&stack, &count, text) && split(&stack, &count, stack);
}

static int refuse(const struct line *line, struct error *err, const char *sentence)
{
    char shown[80];
    error_set(err, ERROR_INPUT, "%s: '%s'", sentence, text_harmless(shown, sizeof shown, line->text));
    return error_at_line(err, "", line->number, 0);
}

static int read_line(struct record *out, const struct line *line, struct error *err)
{
    struct bytes count = {0};
    if (!split(&out->stack, &count, line->text))
        return refuse(line, err, "a folded line must end in a blank and a count");
    for (size_t i = 0; i < count.size; i++)
        if (!is_digit(count.data[i]) && count.data[i] != '.')
            return refuse(line, err, "a count must be digits, without sign or exponent");
    /* Some write "6." for a fraction that came out whole. */
    if (count.size > 1 && count.data[count.size - 1] == '.')
        count.size--;
    if (!numbers_parse_decimal(count, &out->count) || !(out->count < 9223372036854775808.0))
        return refuse(line, err, "the count is no number, or too large");
    return 0;
}

/* ---- what the counts say about chance ---- */

struct counts {
    bool fractions;
    uint64_t divisor;
    double smallest; /* above 0 */
    uint64_t lines;
    uint64_t small; /* counts above 0 and below LARGE_COUNT */
    bool all_twice; /* every line has two counts */
};

static void look_at_count(struct counts *counts, double count)
{
    if (count != floor(count))
        counts->fractions = true;
    uint64_t rest = (uint64_t)count;
    while (rest) {
        uint64_t next = counts->divisor % rest;
        counts->divisor = rest;
        rest = next;
    }
    if (count > 0 && count < counts->smallest)
        counts->smallest = count;
    counts->small += count > 0 && count < LARGE_COUNT;
}

static int survey(struct counts *counts, struct bytes content, struct error *err)
{
    *counts = (struct counts){.smallest = INFINITY, .all_twice = true};
    struct line line = {0};
    struct record record = {0};
    while (next_line(&line, &content)) {
        if (read_line(&record, &line, err))
            return -1;
        look_at_count(counts, record.count);
        counts->all_twice = counts->all_twice && has_two_counts(line.text);
        if (++counts->lines > LIMIT_SAMPLES)
            return error_set(err, ERROR_INPUT, "it has more lines than the ceiling of %llu", LIMIT_SAMPLES);
    }
    if (counts->lines && counts->all_twice)
        return error_set(
            err, ERROR_INPUT,
            "it is already a difference: every line has two counts, as difffolded.pl writes them; pass "
            "the two folded files themselves");
    return 0;
}

static struct profile_type type_of(const struct counts *counts)
{
    struct profile_type type = {.name = "samples", .unit = "count", .model = EVENT_MODEL_COUNT};
    bool few = counts->lines < FEW_LINES;
    /* Of samples most stacks have few; one small value among times does not make them samples. */
    bool all_large = isfinite(counts->smallest) &&
                     (few ? counts->smallest >= LARGE_COUNT_OF_FEW : counts->small * 10 < counts->lines);
    bool divisible = few ? all_large || (counts->lines > 2 && counts->divisor >= LARGE_DIVISOR_OF_FEW) : true;
    if (!counts->fractions && counts->divisor > 1 && divisible) {
        type.model = EVENT_MODEL_CPU;
        type.period = (double)counts->divisor;
    } else if (counts->fractions || all_large) {
        type.model = EVENT_MODEL_UNKNOWN;
    }
    return type;
}

/* ---- frames ---- */

/* Whether text is "name (file:12)", as py-spy and others write a frame; then name and file are set. */
static bool split_place(struct symbol *symbol, struct bytes text)
{
    if (text.size < 6 || text.data[text.size - 1] != ')')
        return false;
    size_t at = text.size - 1;
    while (at > 0 && is_digit(text.data[at - 1]))
        at--;
    if (at == text.size - 1 || at == 0 || text.data[at - 1] != ':')
        return false;
    size_t colon = at - 1;
    size_t open = colon;
    while (open > 0 && text.data[open - 1] != '(')
        open--;
    if (open < 3 || text.data[open - 2] != ' ' || open == colon || !memchr(text.data + open, '.', colon - open))
        return false;
    symbol->name = (struct bytes){text.data, open - 2};
    symbol->file = (struct bytes){text.data + open, colon - open};
    return true;
}

static int add_frame(uint32_t *out, struct profile_builder *builder, struct bytes text, struct error *err)
{
    struct symbol symbol = {.name = text};
    if (text.size > LIMIT_NAME_BYTES)
        return error_set(err, ERROR_INPUT, "a frame's name has more than %d bytes", LIMIT_NAME_BYTES);
    if (text.size == 0) {
        symbol.name = bytes_of_text(unknown_name);
        symbol.unnamed = true;
    } else {
        split_place(&symbol, text);
    }
    return symbols_add(profile_builder_symbols(builder), &symbol, out, err);
}

/* Frames of the line at hand. */
struct frames {
    uint32_t *items;
    size_t count;
    size_t capacity;
};

static int grow(struct frames *frames, struct error *err)
{
    size_t capacity = frames->capacity ? frames->capacity * 2 : 128;
    uint32_t *items = memory_resize_array(frames->items, capacity, sizeof *items);
    if (!items)
        return error_set_memory(err, "reading folded stacks");
    frames->items = items;
    frames->capacity = capacity;
    return 0;
}

static int read_frames(struct frames *frames, struct profile_builder *builder, struct bytes stack,
                       struct error *err)
{
    frames->count = 0;
    if (stack.size == 0)
        return 0;
    for (bool more = true; more;) {
        const uint8_t *end = memchr(stack.data, ';', stack.size);
        size_t size = end ? (size_t)(end - stack.data) : stack.size;
        if (frames->count == LIMIT_DEPTH)
            return error_set(err, ERROR_INPUT, "a stack has more than %d frames", LIMIT_DEPTH);
        if (frames->count == frames->capacity && grow(frames, err))
            return -1;
        if (add_frame(&frames->items[frames->count], builder, (struct bytes){stack.data, size}, err))
            return -1;
        frames->count++;
        more = end != NULL;
        stack.data += size + more;
        stack.size -= size + more;
        /* A ';' at the very end leaves one more frame, without a name. */
        more = more && stack.size;
    }
    return 0;
}

static int add_line(struct profile_builder *builder, struct frames *frames, const struct line *line,
                    struct error *err)
{
    struct record record = {0};
    uint32_t node = 0;
    if (read_line(&record, line, err))
        return -1;
    if (read_frames(frames, builder, record.stack, err) ||
        profile_builder_stack(builder, frames->items, frames->count, &node, err) ||
        profile_builder_sample(builder, node, 0, &record.count, err)) {
        error_at_line(err, "", line->number, 0);
        return -1;
    }
    return 0;
}

static int decode(struct profile **out, struct bytes content, const struct profile_request *request,
                  struct error *err)
{
    (void)request;
    struct counts counts = {0};
    if (survey(&counts, content, err))
        return -1;
    struct profile_type type = type_of(&counts);
    struct profile_facts facts = {
        .format = folded_format.name, .period_type = "", .period_unit = "", .samples = counts.lines};
    struct profile_builder *builder = profile_builder_new(&facts, &type, 1, err);
    if (!builder)
        return -1;
    struct frames frames = {0};
    struct line line = {0};
    int result = 0;
    while (result == 0 && next_line(&line, &content))
        result = add_line(builder, &frames, &line, err);
    if (result == 0)
        result = profile_builder_finish(out, builder, err);
    memory_free(frames.items);
    profile_builder_free(builder);
    return result;
}

/* Most of the first lines end in a count, and no byte is one that text never has. */
static bool detect(struct bytes content)
{
    size_t head = content.size < 4096 ? content.size : 4096;
    if (head && memchr(content.data, 0, head))
        return false;
    struct line line = {0};
    size_t good = 0;
    size_t bad = 0;
    while (good + bad < DETECTED_LINES && next_line(&line, &content)) {
        struct bytes stack;
        struct bytes count;
        if (split(&stack, &count, line.text))
            good++;
        else
            bad++;
    }
    return good > bad;
}

const struct format folded_format = {
    .name = "folded",
    .description = "folded stacks, one \"root;...;leaf COUNT\" a line",
    .detect = detect,
    .decode = decode,
};

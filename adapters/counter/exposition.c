#include "adapters/counter/exposition.h"

#include "gate/base/numbers.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "gate/base/banned.h"

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static struct bytes skip_blanks(struct bytes text)
{
    while (text.size > 0 && is_blank(text.data[0])) {
        text.data++;
        text.size--;
    }
    return text;
}

static struct bytes skip(struct bytes text, size_t count)
{
    return (struct bytes){.data = text.data + count, .size = text.size - count};
}

/* Past the labels, which may hold braces in quotes; false if they do not close. */
static bool skip_labels(struct bytes *text)
{
    bool quoted = false;
    if (text->size == 0 || text->data[0] != '{') {
        return true;
    }
    for (size_t i = 1; i < text->size; i++) {
        uint8_t byte = text->data[i];
        if (quoted && byte == '\\') {
            i++;
        } else if (byte == '"') {
            quoted = !quoted;
        } else if (byte == '}' && !quoted) {
            *text = skip(*text, i + 1);
            return true;
        }
    }
    return false;
}

/* The word at the beginning: up to a blank. */
static struct bytes first_word(struct bytes text)
{
    size_t length = 0;
    while (length < text.size && !is_blank(text.data[length]) && text.data[length] != '\r') {
        length++;
    }
    return (struct bytes){.data = text.data, .size = length};
}

static bool ends_name(struct bytes text)
{
    return text.size == 0 || text.data[0] == '{' || is_blank(text.data[0]);
}

/* Adds the line's value if the line is one of the counter's. */
static int take_line(double *sum, bool *found, struct bytes line, const char *counter, struct error *err)
{
    double value;
    struct bytes rest = skip_blanks(line);
    if (!bytes_start_with(rest, counter) || !ends_name(skip(rest, strlen(counter)))) {
        return 0;
    }
    rest = skip_blanks(skip(rest, strlen(counter)));
    if (!skip_labels(&rest)) {
        return error_set(err, ERROR_INPUT, "the labels of '%s' do not end", counter);
    }
    if (!numbers_parse_decimal(first_word(skip_blanks(rest)), &value) || value < 0) {
        return error_set(err, ERROR_INPUT, "a value of '%s' is no count", counter);
    }
    *sum += value;
    *found = true;
    return 0;
}

int exposition_sum(double *out, struct bytes text, const char *counter, struct error *err)
{
    double sum = 0;
    bool found = false;
    uint64_t line_number = 0;
    for (size_t start = 0; start < text.size;) {
        const uint8_t *end = memchr(text.data + start, '\n', text.size - start);
        size_t length = end != NULL ? (size_t)(end - text.data) - start : text.size - start;
        line_number++;
        if (take_line(&sum, &found, (struct bytes){text.data + start, length}, counter, err) != 0) {
            return error_at_line(err, "", line_number, 0);
        }
        start += length + 1;
    }
    if (!found) {
        return error_set(err, ERROR_UNFIT, "there is no counter '%s'", counter);
    }
    *out = sum;
    return 0;
}

#include "gate/report/page.h"

#include "gate/base/text.h"

#include <string.h>

#include "gate/base/banned.h"

enum { FIELD_INDENT = 2, FIELD_TEXT = 13 };

void page_styled(struct page *page, enum page_style style, const char *text)
{
    static const char *const codes[] = {
        [PAGE_BOLD] = "1",     [PAGE_FAINT] = "2",     [PAGE_RED] = "1;31",
        [PAGE_GREEN] = "1;32", [PAGE_YELLOW] = "1;33", [PAGE_BLUE] = "1;34",
    };
    if (!page->color || style == PAGE_PLAIN) {
        sink_text(page->sink, text);
        return;
    }
    sink_format(page->sink, "\033[%sm", codes[style]);
    sink_text(page->sink, text);
    sink_text(page->sink, "\033[0m");
}

void page_cell(struct page *page, const char *text, size_t columns, bool right)
{
    size_t wide = text_columns(bytes_of_text(text));
    size_t blanks = columns > wide ? columns - wide : 0;
    if (right) {
        sink_repeat(page->sink, ' ', blanks);
    }
    sink_text(page->sink, text);
    if (!right) {
        sink_repeat(page->sink, ' ', blanks);
    }
}

/* The length of as much of a too long word as fits the columns: at least one character. */
static size_t part_that_fits(const char *word, size_t size, size_t columns)
{
    struct bytes text = {(const uint8_t *)word, size};
    size_t end = 0;
    while (end < size) {
        size_t next = end;
        text_next_character(text, &next);
        if (end > 0 && text_columns((struct bytes){text.data, next}) > columns) {
            break;
        }
        end = next;
    }
    return end;
}

static void break_line(struct page *page, size_t *used, size_t indent)
{
    sink_text(page->sink, "\n");
    sink_repeat(page->sink, ' ', indent);
    *used = indent;
}

static void put_word(struct page *page, size_t *used, size_t indent, bool *first, const char *word, size_t size)
{
    size_t wide = text_columns((struct bytes){(const uint8_t *)word, size});
    size_t blank = *first ? 0 : 1;
    if (*used + blank + wide > page->columns && (!*first || *used > indent)) {
        break_line(page, used, indent);
        blank = 0;
    }
    sink_repeat(page->sink, ' ', blank);
    *used += blank;
    while (*used + wide > page->columns && size > 0 && *used < page->columns) {
        size_t part = part_that_fits(word, size, page->columns - *used);
        if (part == size) {
            break;
        }
        sink_bytes(page->sink, word, part);
        break_line(page, used, indent);
        word += part;
        size -= part;
        wide = text_columns((struct bytes){(const uint8_t *)word, size});
    }
    sink_bytes(page->sink, word, size);
    *used += wide;
    *first = false;
}

static size_t word_length(const char *text)
{
    return strcspn(text, " ");
}

/* Whether the word, but for what closes it, is a sign or unit that belongs to the number before it. */
static bool is_unit(const char *word, size_t size)
{
    static const char *const units[] = {"%", "s", "ms", "us", "ns", "B", "KiB", "MiB", "GiB", "TiB"};
    while (size > 0 && strchr(".,;:)", word[size - 1]) != NULL) {
        size--;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strlen(units[i]) == size && memcmp(units[i], word, size) == 0) {
            return true;
        }
    }
    return false;
}

/* The length of what must stay on one line: a word, and its unit if it is a number. */
static size_t unbroken_length(const char *text)
{
    size_t size = word_length(text);
    bool number = size > 0 && text[size - 1] >= '0' && text[size - 1] <= '9';
    if (!number || text[size] == '\0') {
        return size;
    }
    const char *next = text + size + 1;
    size_t length = word_length(next);
    return is_unit(next, length) ? size + 1 + length : size;
}

void page_paragraph(struct page *page, size_t used, size_t indent, const char *text)
{
    bool first = true;
    while (*text != '\0') {
        size_t size = unbroken_length(text);
        if (size > 0) {
            put_word(page, &used, indent, &first, text, size);
        }
        text += size;
        text += strspn(text, " ");
    }
    sink_text(page->sink, "\n");
}

void page_field(struct page *page, const char *label, const char *text)
{
    if (text == NULL || text[0] == '\0') {
        return;
    }
    sink_repeat(page->sink, ' ', FIELD_INDENT);
    page_styled(page, PAGE_FAINT, label);
    size_t used = FIELD_INDENT + strlen(label);
    size_t blanks = used < FIELD_TEXT ? FIELD_TEXT - used : 1;
    sink_repeat(page->sink, ' ', blanks);
    page_paragraph(page, used + blanks, FIELD_TEXT, text);
}

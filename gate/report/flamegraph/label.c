#include "gate/report/flamegraph/label.h"

#include "gate/base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

#define ELLIPSIS "\xe2\x80\xa6"

enum { FIRST = ' ', LAST = '~', WIDE = 100, OTHER = 72, OTHER_BOLD = 80, LEAST_CHARACTERS = 3, LEAST_OF_CUT = 6 };

/* Advances of the printable ASCII characters in hundredths of the font size, rounded up: the hmtx table of DejaVu
 * Sans 2.37. */
static const uint8_t regular[LAST - FIRST + 1] = {
    32, 41, 46, 84, 64, 96, 78, 28, 40,  40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 54, 100, 69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79,
    61, 79, 70, 64, 62, 74, 69, 99, 69,  62, 69, 40, 34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36, 64,
    64, 28, 28, 58, 28, 98, 64, 62, 64,  64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
};

/* The same of DejaVu Sans Bold. */
static const uint8_t heavy[LAST - FIRST + 1] = {
    35, 46, 53, 84, 70, 101, 88, 31,  46,  46, 53, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70,  70, 70,
    70, 70, 40, 40, 84, 84,  84, 59,  100, 78, 77, 74, 84, 69, 69, 83, 84, 38, 38, 78, 64, 100, 84, 86,
    74, 86, 78, 73, 69, 82,  78, 111, 78,  73, 73, 46, 37, 46, 84, 50, 50, 68, 72, 60, 72, 68,  44, 72,
    72, 35, 35, 67, 35, 105, 72, 69,  72,  72, 50, 60, 48, 72, 66, 93, 65, 66, 59, 72, 37, 72,  84,
};

static double character_width(struct bytes text, size_t *position, bool bold)
{
    size_t start = *position;
    uint32_t character = text_next_character(text, position);
    if (character >= FIRST && character <= LAST) {
        return (bold ? heavy : regular)[character - FIRST] / 100.;
    }
    size_t columns = text_columns((struct bytes){text.data + start, *position - start});
    if (columns == 0) {
        return 0;
    }
    /* The ellipsis and the replacement character are as wide as a wide one. */
    bool wide = columns > 1 || character == 0x2026 || character == 0xfffd;
    return (wide ? WIDE + 4 : bold ? OTHER_BOLD : OTHER) / 100.;
}

double label_width(struct bytes text, bool bold)
{
    double width = 0;
    for (size_t i = 0; i < text.size;) {
        width += character_width(text, &i, bold);
    }
    return width;
}

static bool behind_boundary(const char *text, size_t i)
{
    return text[i - 1] == '/' || text[i - 1] == '.' || (text[i - 1] == ':' && i > 1 && text[i - 2] == ':');
}

static size_t characters(const char *text)
{
    struct bytes all = bytes_of_text(text);
    size_t count = 0;
    for (size_t i = 0; i < all.size; count++) {
        text_next_character(all, &i);
    }
    return count;
}

/* The first place from which the rest of the text fits, behind a boundary or anywhere; the end if there is none. */
static size_t start_that_fits(const char *text, double width, bool bold, bool at_boundary)
{
    struct bytes all = bytes_of_text(text);
    double left = label_width(all, bold);
    size_t i = 0;
    while (i < all.size) {
        if (left <= width && (!at_boundary || (i > 0 && behind_boundary(text, i)))) {
            return i;
        }
        left -= character_width(all, &i, bold);
    }
    return all.size;
}

char *label_fit(char *out, size_t size, const char *text, double width, bool bold)
{
    out[0] = '\0';
    if (label_width(bytes_of_text(text), bold) <= width) {
        if (characters(text) >= LEAST_CHARACTERS || text[0] == '\0') {
            snprintf(out, size, "%s", text);
        }
        return out;
    }
    double room = width - label_width(bytes_of_text(ELLIPSIS), bold);
    size_t start = start_that_fits(text, room, bold, true);
    if (characters(text + start) < LEAST_OF_CUT) {
        start = start_that_fits(text, room, bold, false);
    }
    if (characters(text + start) >= LEAST_OF_CUT) {
        snprintf(out, size, "%s%s", ELLIPSIS, text + start);
    }
    return out;
}

size_t label_line(const char *text, double width, bool bold)
{
    struct bytes all = bytes_of_text(text);
    double used = 0;
    size_t end = 0, blank = 0;
    while (end < all.size) {
        size_t next = end;
        used += character_width(all, &next, bold);
        if (used > width && end > 0) {
            return blank > 0 ? blank : end;
        }
        if (all.data[end] == ' ') {
            blank = end;
        }
        end = next;
    }
    return end;
}

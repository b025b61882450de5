#include "gate/compare/canonical_rule.h"
#include "gate/compare/canonical_scan.h"

#include "gate/base/banned.h"

/*
 * A line number moves with every edit above it.
 *
 *     main.go:120                     main.go
 *     fib /usr/src/app/main.js:3:14   fib /usr/src/app/main.js
 *     handle (app.py:12)              handle (app.py)
 *     java/util/ArrayList.add:459     java/util/ArrayList.add
 *
 * Not every number behind a colon is one: kworker/1:1 is a thread.
 */

enum { LOOK_BACK = 256 };

/* Where the ":12" or ":3:14" that the name ends in starts. */
static size_t start_of_numbers(const uint8_t *name, size_t size)
{
    size_t start = size;
    for (;;) {
        size_t digits = canonical_scan_run_back(name, start, canonical_scan_is_digit);
        bool is_number = digits < start && digits > 1 && name[digits - 1] == ':' && name[digits - 2] != ':';
        if (!is_number)
            return start;
        start = digits - 1;
    }
}

/* Whether the word that ends at end is a file or a qualified name: letters, and something that separates. */
static bool is_place(const uint8_t *name, size_t end)
{
    size_t first = end > LOOK_BACK ? end - LOOK_BACK : 0;
    bool letter = false;
    bool separator = false;
    for (size_t i = end; i > first; i--) {
        uint8_t byte = name[i - 1];
        if (byte == ' ' || byte == '(')
            break;
        letter |= canonical_scan_is_letter(byte);
        separator |= byte == '.' || byte == '/' || byte == '>' || byte == ')' ||
                     (byte == ':' && i > 1 && name[i - 2] == ':');
    }
    return letter && separator;
}

static size_t cut_line(uint8_t *name, size_t size)
{
    size_t closing = size > 0 && name[size - 1] == ')' ? 1 : 0;
    size_t start = start_of_numbers(name, size - closing);
    if (start == size - closing || canonical_scan_at(name, size, 0, "kworker/") || !is_place(name, start))
        return size;
    memmove(name + start, name + size - closing, closing);
    return start + closing;
}

const struct canonical_rule canonical_line = {.tail = cut_line};

#ifndef FLAMEGATE_GATE_COMPARE_CANONICAL_SCAN_H
#define FLAMEGATE_GATE_COMPARE_CANONICAL_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What names are made of. Bytes from 128 on are letters: the characters of identifiers in other scripts. */

static inline bool canonical_scan_is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static inline bool canonical_scan_is_hex(uint8_t byte)
{
    return canonical_scan_is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

static inline bool canonical_scan_is_letter(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
}

/* A byte of an identifier as most languages have them: '$' is none. */
static inline bool canonical_scan_is_word(uint8_t byte)
{
    return canonical_scan_is_letter(byte) || canonical_scan_is_digit(byte) || byte == '_';
}

/* Whether text stands at `at`. */
static inline bool canonical_scan_at(const uint8_t *name, size_t size, size_t at, const char *text)
{
    size_t length = strlen(text);
    return at <= size && length <= size - at && memcmp(name + at, text, length) == 0;
}

static inline bool canonical_scan_ends(const uint8_t *name, size_t size, const char *text)
{
    size_t length = strlen(text);
    return length <= size && memcmp(name + size - length, text, length) == 0;
}

/* Where the run of bytes of a kind that starts at `at` ends; and where the one that ends before `end` starts. */
static inline size_t canonical_scan_run(const uint8_t *name, size_t size, size_t at, bool (*is)(uint8_t))
{
    while (at < size && is(name[at]))
        at++;
    return at;
}

static inline size_t canonical_scan_run_back(const uint8_t *name, size_t end, bool (*is)(uint8_t))
{
    while (end > 0 && is(name[end - 1]))
        end--;
    return end;
}

#endif

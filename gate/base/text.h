#ifndef FLAMEGATE_GATE_BASE_TEXT_H
#define FLAMEGATE_GATE_BASE_TEXT_H

#include "gate/base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Text of foreign origin: any bytes, hoped to be UTF-8. */

/* Reads one character at *position, which moves behind it. Broken UTF-8, overlong forms and surrogates give
 * U+FFFD and move by one byte. *position must be below text.size. */
uint32_t text_next_character(struct bytes text, size_t *position);

/* Encodes a character as UTF-8; returns the number of bytes, 1 to 4. */
size_t text_encode_character(uint32_t character, char out[4]);

/* Columns that the text takes on a terminal: 0 for combining marks and controls, 2 for wide East Asian ones. */
size_t text_columns(struct bytes text);

/* A copy fit for a terminal, a log or a sentence: control characters, line breaks, right-to-left overrides and
 * broken UTF-8 become U+FFFD. At most size - 1 bytes, cut at a character, always closed by NUL. Returns out. */
char *text_harmless(char *out, size_t size, struct bytes text);

/* Whether the whole of name fits pattern: `*` is any run of characters ('/' and '.' included), `?` one character,
 * everything else itself. Linear in both lengths but for backtracking to the last `*`. */
bool text_matches_glob(const char *pattern, struct bytes name);

/* Whether the pattern has `*` or `?`. */
bool text_has_wildcard(const char *pattern);

/* Whether the word is one of them, byte for byte. */
bool text_is_among(const char *word, const char *const *words, size_t count);

/* Edits (insert, delete, replace, swap neighbours) between two texts; over 64 bytes in either: SIZE_MAX. */
size_t text_distance(const char *a, const char *b);

/* The candidate nearest to word, for "did you mean"; NULL if none is near enough to be meant. Ties: the first. */
const char *text_nearest(const char *word, const char *const *candidates, size_t count);

#endif

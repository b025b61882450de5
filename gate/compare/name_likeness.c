#include "gate/compare/name_likeness.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gate/base/banned.h"

enum { BYTES_READ = 192, WORDS_MOST = 64 };

struct words {
    struct bytes items[WORDS_MOST]; /* different ones */
    size_t count;
};

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(uint8_t c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(uint8_t c)
{
    return c >= 'a' && c <= 'z';
}

static uint8_t lower(uint8_t c)
{
    return is_upper(c) ? (uint8_t)(c - 'A' + 'a') : c;
}

static bool same_word(struct bytes a, struct bytes b)
{
    size_t i = 0;
    while (i < a.size && i < b.size && lower(a.data[i]) == lower(b.data[i]))
        i++;
    return i == a.size && i == b.size;
}

static bool has_word(const struct words *words, struct bytes word)
{
    for (size_t i = 0; i < words->count; i++) {
        if (same_word(words->items[i], word))
            return true;
    }
    return false;
}

/* Behind the word that begins at `at`; `at` itself if none does. */
static size_t word_end(struct bytes name, size_t at)
{
    size_t end = at;
    if (is_digit(name.data[at])) {
        while (end < name.size && is_digit(name.data[end]))
            end++;
        return end;
    }
    if (!is_upper(name.data[at]) && !is_lower(name.data[at]))
        return at;
    end++;
    while (end < name.size && is_lower(name.data[end]))
        end++;
    return end;
}

static void find_words(struct words *out, struct bytes name)
{
    out->count = 0;
    for (size_t at = 0; at < name.size && out->count < WORDS_MOST;) {
        size_t end = word_end(name, at);
        struct bytes word = {name.data + at, end - at};
        if (word.size > 0 && !has_word(out, word))
            out->items[out->count++] = word;
        at = end > at ? end : at + 1;
    }
}

static double common_words(struct bytes a, struct bytes b)
{
    struct words left, right;
    size_t common = 0;
    find_words(&left, a);
    find_words(&right, b);
    for (size_t i = 0; i < left.count; i++)
        common += has_word(&right, left.items[i]);
    size_t all = left.count + right.count - common;
    return all > 0 ? (double)common / (double)all : 0;
}

static double common_letters(struct bytes a, struct bytes b)
{
    uint16_t row[BYTES_READ + 1] = {0}; /* longest common subsequence of a's beginning with each beginning of b */
    for (size_t i = 0; i < a.size; i++) {
        uint16_t diagonal = 0;
        for (size_t j = 0; j < b.size; j++) {
            uint16_t above = row[j + 1];
            if (a.data[i] == b.data[j])
                row[j + 1] = (uint16_t)(diagonal + 1);
            else if (row[j] > above)
                row[j + 1] = row[j];
            diagonal = above;
        }
    }
    return a.size + b.size > 0 ? 2.0 * row[b.size] / (double)(a.size + b.size) : 0;
}

static struct bytes beginning(struct bytes name)
{
    return (struct bytes){name.data, name.size < BYTES_READ ? name.size : BYTES_READ};
}

double name_likeness(struct bytes a, struct bytes b)
{
    if (bytes_equal(a, b))
        return 1.0;
    double words = common_words(beginning(a), beginning(b)), letters = common_letters(beginning(a), beginning(b));
    return words > letters ? words : letters;
}

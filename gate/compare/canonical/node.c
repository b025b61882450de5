#include "gate/compare/canonical_rule.h"
#include "gate/compare/canonical_scan.h"
#include "gate/model/name_presets.h"

#include "gate/base/banned.h"

/*
 * V8 marks how code was compiled; bundlers put a hash of the content into file names.
 *
 *     LazyCompile:*fib /app/main.js             fib /app/main.js
 *     Function:^ /app/main.js                   /app/main.js
 *     ~fib, *fib, ^fib, +fib                    fib
 *     render /app/vendor.3f2a1b4c5d.js?v=12     render /app/vendor._.js
 *
 * "RegExp: ^~?[a-z]+:\d+" is no name but the expression.
 *
 * Second chance: the file.
 */

/* What V8 calls the code; whether the word tells nothing but the tier. */
static const struct {
    const char *word;
    bool is_tier;
} kinds[] = {{"LazyCompile:", true}, {"Function:", true}, {"JS:", true}, {"Script:", false}, {"Eval:", false}};

enum { KINDS = sizeof kinds / sizeof kinds[0], HASH_LEAST = 8, BASE64_SIZE = 8 };

static bool is_expression(struct bytes name)
{
    return bytes_start_with(name, "RegExp:");
}

static bool is_mark(uint8_t byte)
{
    return byte == '*' || byte == '~' || byte == '^' || byte == '+';
}

static size_t kind_at(const uint8_t *name, size_t size, size_t at)
{
    size_t kind = 0;
    while (kind < KINDS && !canonical_scan_at(name, size, at, kinds[kind].word))
        kind++;
    return kind;
}

/* Whether name[1, size) is what a bare mark can stand before: not C++'s "~Box()", "+[Box new]", "*const T::f". */
static bool is_marked(const uint8_t *name, size_t size)
{
    if (size < 2 || !is_mark(name[0]) || !(canonical_scan_is_letter(name[1]) || name[1] == '_' || name[1] == '$'))
        return false;
    bool spaced = false;
    for (size_t i = 1; i < size; i++) {
        spaced |= name[i] == ' ';
        if (canonical_scan_at(name, size, i, "::") || (!spaced && (name[i] == '(' || name[i] == ')')))
            return false;
    }
    return true;
}

/* name[0, keep) stays, what follows up to from goes; the name as it was if nothing would be left. */
static size_t close_gap(uint8_t *name, size_t size, size_t keep, size_t from)
{
    if (from == size)
        return size;
    memmove(name + keep, name + from, size - from);
    return size - (from - keep);
}

static size_t drop_marks(uint8_t *name, size_t size)
{
    size_t at = 0;
    size_t keep = 0;
    for (size_t kind = kind_at(name, size, 0); kind < KINDS; kind = kind_at(name, size, at)) {
        at += strlen(kinds[kind].word);
        keep = kinds[kind].is_tier ? keep : at;
        if (!kinds[kind].is_tier)
            break;
    }
    if (at == 0)
        return is_marked(name, size) ? close_gap(name, size, 0, 1) : size;
    while (at < size && is_mark(name[at]))
        at++;
    while (keep == 0 && at < size && name[at] == ' ')
        at++;
    return close_gap(name, size, keep, at);
}

static bool is_script(const uint8_t *name, size_t size)
{
    static const char *const endings[] = {".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (canonical_scan_ends(name, size, endings[i]))
            return true;
    }
    return false;
}

/* A script's path as the last word of a name: "fib /app/main.js?v=12", "fib (/app/main.js)". */
struct path {
    size_t start;
    size_t end;   /* of the path itself */
    size_t after; /* behind what is asked of the server, "?v=12" */
};

static bool find_path(struct path *out, const uint8_t *name, size_t size)
{
    size_t after = size > 0 && name[size - 1] == ')' ? size - 1 : size;
    size_t start = after;
    while (start > 0 && name[start - 1] != ' ' && name[start - 1] != '(')
        start--;
    const uint8_t *query = after > start ? memchr(name + start, '?', after - start) : NULL;
    size_t end = query != NULL ? (size_t)(query - name) : after;
    *out = (struct path){start, end, after};
    return is_script(name + start, end - start);
}

/* Hexadecimal of 8 digits or more; or, behind another word, 8 digits of base 32 or 64. "Button12" is neither. */
static bool is_hash(const uint8_t *word, size_t size, bool is_first)
{
    size_t digits = 0;
    size_t upper = 0;
    size_t hex = 0;
    for (size_t i = 0; i < size; i++) {
        if (word[i] >= 0x80 || word[i] == '_')
            return false;
        digits += canonical_scan_is_digit(word[i]) ? 1 : 0;
        upper += i > 0 && word[i] >= 'A' && word[i] <= 'Z' ? 1 : 0;
        hex += canonical_scan_is_hex(word[i]) ? 1 : 0;
    }
    bool is_hex = size >= HASH_LEAST && hex == size && upper == 0;
    return digits > 0 && (is_hex || (!is_first && size == BASE64_SIZE && upper > 0));
}

static bool separates(uint8_t byte)
{
    return byte == '.' || byte == '-' || byte == '~';
}

static size_t drop_hashes(uint8_t *name, size_t size)
{
    struct path path;
    if (!find_path(&path, name, size))
        return size;
    size_t out = path.end;
    while (out > path.start && name[out - 1] != '/')
        out--;
    size_t first = out;
    for (size_t in = out; in < path.end;) {
        size_t end = in;
        while (end < path.end && !separates(name[end]))
            end++;
        size_t length = end - in;
        if (is_hash(name + in, length, in == first)) {
            name[out++] = '_';
        } else {
            memmove(name + out, name + in, length);
            out += length;
        }
        if (end < path.end)
            name[out++] = name[end++];
        in = end;
    }
    memmove(name + out, name + path.after, size - path.after);
    return out + (size - path.after);
}

static size_t rewrite(uint8_t *name, size_t size)
{
    return drop_hashes(name, drop_marks(name, size));
}

/* The function in whichever file. */
static size_t drop_file(uint8_t *name, size_t size)
{
    struct path path;
    if (!find_path(&path, name, size))
        return size;
    bool bracketed = path.start > 0 && name[path.start - 1] == '(';
    size_t end = bracketed ? path.start - 1 : path.start;
    return end > 1 && name[end - 1] == ' ' ? end - 1 : size;
}

const struct canonical_rule canonical_node = {
    .presets = NAME_PRESET_NODE, .opaque = is_expression, .rewrite = rewrite, .second = drop_file};

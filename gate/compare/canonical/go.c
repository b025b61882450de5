#include "gate/compare/canonical_rule.h"
#include "gate/compare/canonical_scan.h"
#include "gate/model/name_presets.h"

#include "gate/base/banned.h"

/*
 * Go: the type arguments of a generic function are written in full, in part, or not at all, by the release of Go
 * and by the profiler.
 *
 *     main.(*List[go.shape.struct { A []int }]).Each   main.(*List[...]).Each
 *     slices.SortFunc[go.shape.[]string,go.shape.int]  slices.SortFunc[...]
 *
 * Closures keep their numbers: func1 and func2 are different code. Second chance: the numbers of closures, "-fm" of
 * method values, and the major version of the module.
 */

/* A byte of a symbol outside the brackets: "type:.eq.x/y.v2.(*T)" but not what C++, Rust, Java or a sentence has.
 */
static bool is_symbol_byte(uint8_t byte)
{
    return canonical_scan_is_word(byte) || memchr("./()*-%~+@:", byte, 11) != NULL;
}

/* Behind the bracket that closes the one at `at`; 0: none does. Tags of structs are quoted. */
static size_t behind_bracket(const uint8_t *name, size_t size, size_t at)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = at; i < size; i++) {
        if (quoted && name[i] == '\\')
            i++;
        else if (name[i] == '"')
            quoted = !quoted;
        else if (!quoted && name[i] == '[')
            depth++;
        else if (!quoted && name[i] == ']' && --depth == 0)
            return i + 1;
    }
    return 0;
}

/* Whether the brackets hold type arguments: "go.shape.int_0", "string", not "3" or "abi:cxx11". */
static bool holds_types(const uint8_t *content, size_t size)
{
    if (size < 3 || canonical_scan_is_digit(content[0]) || canonical_scan_at(content, size, 0, "abi:"))
        return false;
    for (size_t i = 0; i < size; i++) {
        if (canonical_scan_is_letter(content[i]))
            return true;
    }
    return false;
}

/* Whether the name is a Go symbol, each of whose brackets holds type arguments. */
static bool is_generic(const uint8_t *name, size_t size)
{
    bool dotted = false;
    bool found = false;
    for (size_t i = 0; i < size;) {
        if (name[i] == '[') {
            bool follows = dotted && canonical_scan_is_word(name[i - 1]);
            size_t end = follows ? behind_bracket(name, size, i) : 0;
            bool is_done = end == i + 5 && canonical_scan_at(name, size, i, "[...]");
            if (end == 0 || (!is_done && !holds_types(name + i + 1, end - i - 2)))
                return false;
            found = true;
            i = end;
            continue;
        }
        if (!is_symbol_byte(name[i]) || (name[i] == ':' && i + 1 < size && name[i + 1] == ':'))
            return false;
        dotted |= name[i] == '.';
        i++;
    }
    return found;
}

static size_t drop_type_arguments(uint8_t *name, size_t size)
{
    if (!is_generic(name, size))
        return size;
    const char any[] = "[...]";
    size_t out = 0;
    for (size_t in = 0; in < size;) {
        if (name[in] != '[') {
            name[out++] = name[in++];
            continue;
        }
        in = behind_bracket(name, size, in);
        memcpy(name + out, any, sizeof any - 1);
        out += sizeof any - 1;
    }
    return out;
}

/* Where a part of a name ends that starts at `at`. */
static size_t end_of_part(const uint8_t *name, size_t size, size_t at)
{
    while (at < size && name[at] != '.' && name[at] != '-' && name[at] != '/')
        at++;
    return at;
}

/* The length of the word of "func1", "gowrap2", "init" and the like in name[at, end), if a number or nothing is
 * behind it. */
static size_t numbered_word(const uint8_t *name, size_t at, size_t end)
{
    static const char *const words[] = {"func", "gowrap", "deferwrap", "range"};
    size_t digits = canonical_scan_run_back(name, end, canonical_scan_is_digit);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (digits < end && digits - at == strlen(words[i]) && canonical_scan_at(name, digits, at, words[i]))
            return digits - at;
    }
    return 0;
}

/* "main.run.func1.2", "glob..func3", "main.init.0", "main.each-range1": the numbers. */
static size_t drop_numbers(uint8_t *name, size_t size)
{
    size_t out = 0;
    bool counts = false; /* whether the part before can be followed by a number of its own */
    for (size_t in = 0; in < size;) {
        size_t end = end_of_part(name, size, in);
        bool first = in == 0;
        size_t word = first ? 0 : numbered_word(name, in, end);
        bool number = end > in && canonical_scan_run(name, end, in, canonical_scan_is_digit) == end;
        bool is_init = end - in == 4 && canonical_scan_at(name, end, in, "init");
        size_t kept = word > 0 ? word : end - in;
        if (counts && number)
            kept = 0;
        memmove(name + out, name + in, kept);
        out += kept;
        if (kept < end - in)
            name[out++] = '*';
        counts = word > 0 || (counts && number) || is_init;
        if (end < size)
            name[out++] = name[end++];
        in = end;
    }
    return out;
}

/* "github.com/x/y/v2.F" and "gopkg.in/y.v3.F": the major version. */
static size_t drop_major(uint8_t *name, size_t size)
{
    const uint8_t *slash = memchr(name, '/', size);
    bool is_module = slash != NULL && memchr(name, '.', (size_t)(slash - name)) != NULL;
    bool is_gopkg = canonical_scan_at(name, size, 0, "gopkg.in/");
    size_t out = 0;
    for (size_t in = 0; is_module && in < size;) {
        bool opens = (name[in] == '/' || (is_gopkg && name[in] == '.')) && in + 1 < size && name[in + 1] == 'v';
        size_t end = opens ? canonical_scan_run(name, size, in + 2, canonical_scan_is_digit) : in;
        bool is_major = opens && end > in + 2 && end < size && (name[end] == '.' || name[end] == '/') &&
                        name[in + 2] != '0' && !(end == in + 3 && name[in + 2] == '1' && !is_gopkg);
        if (is_major)
            in = end;
        else
            name[out++] = name[in++];
    }
    return is_module ? out : size;
}

static size_t weaken(uint8_t *name, size_t size)
{
    size = drop_numbers(name, drop_major(name, size));
    return size > 3 && canonical_scan_ends(name, size, "-fm") ? size - 3 : size;
}

const struct canonical_rule canonical_go = {
    .presets = NAME_PRESET_GO, .rewrite = drop_type_arguments, .second = weaken};

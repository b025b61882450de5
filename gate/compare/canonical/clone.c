#include "gate/compare/canonical_rule.h"
#include "gate/compare/canonical_scan.h"
#include "gate/model/name_presets.h"

#include "gate/base/banned.h"

/*
 * Compilers of C, C++ and Rust clone functions, and cut their cold halves off.
 *
 *     price.constprop.0.isra.3   price          run(int) [clone .part.1] [clone .cold]   run(int)
 *     main.cold                  main           f.llvm.126880012                         f
 */

enum { CLONE_MOST = 256 };

enum numbered { ALWAYS, PERHAPS }; /* whether a number follows */

static const struct {
    const char *text;
    enum numbered numbered;
} suffixes[] = {
    {".constprop", ALWAYS}, {".isra", ALWAYS},        {".part", ALWAYS},   {".lto_priv", ALWAYS},
    {".llvm", ALWAYS},      {".__uniq", ALWAYS},      {".__part", ALWAYS}, {".cold", PERHAPS},
    {".warm", PERHAPS},     {".localalias", PERHAPS},
};

/* Without a number a suffix can be a method: "main.cold" is half of a C function, "cache.Box.cold" is not. */
static bool is_of_a_function(const uint8_t *name, size_t end)
{
    if (canonical_scan_at(name, end, 0, "_Z") || canonical_scan_at(name, end, 0, "_R"))
        return true;
    size_t start = end;
    while (start > 0 && (canonical_scan_is_word(name[start - 1]) || name[start - 1] == '$'))
        start--;
    return start < end && (start == 0 || (name[start - 1] != '.' && name[start - 1] != '/'));
}

/* Cuts one suffix; *bare tells whether it had no number. */
static size_t cut_suffix(const uint8_t *name, size_t size, bool *bare)
{
    size_t digits = canonical_scan_run_back(name, size, canonical_scan_is_digit);
    bool has_number = digits < size && digits > 0 && name[digits - 1] == '.';
    size_t end = has_number ? digits - 1 : size;
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        bool fits = has_number || suffixes[i].numbered == PERHAPS;
        if (fits && end > strlen(suffixes[i].text) && canonical_scan_ends(name, end, suffixes[i].text)) {
            *bare = *bare || !has_number;
            return end - strlen(suffixes[i].text);
        }
    }
    return size;
}

/* The whole chain of suffixes, down to no less than least bytes. */
static size_t cut_chain(const uint8_t *name, size_t size, size_t least, bool *bare)
{
    for (;;) {
        size_t cut = cut_suffix(name, size, bare);
        if (cut == size || cut < least)
            return size;
        size = cut;
    }
}

/* " [clone .isra.0.cold]" and " (.cold)" of two demanglers, around nothing but suffixes. */
static size_t cut_shown_suffix(const uint8_t *name, size_t size)
{
    uint8_t closing = size > 0 ? name[size - 1] : 0;
    if (closing != ']' && closing != ')')
        return size;
    size_t first = size > CLONE_MOST ? size - CLONE_MOST : 0;
    const char *opening = closing == ']' ? " [clone " : " (";
    for (size_t at = size - 1; at > first; at--) {
        if (!canonical_scan_at(name, size, at, opening))
            continue;
        bool bare = false;
        size_t content = at + strlen(opening);
        bool whole = content < size - 1 && cut_chain(name, size - 1, content, &bare) == content;
        return whole ? at : size;
    }
    return size;
}

static size_t cut_clone(uint8_t *name, size_t size)
{
    size_t shown = cut_shown_suffix(name, size);
    if (shown < size)
        return shown;
    bool bare = false;
    size_t end = cut_chain(name, size, 1, &bare);
    if (!bare || is_of_a_function(name, end))
        return end;
    /* Behind what may be a method, those with a number are still clones. */
    for (;;) {
        bare = false;
        end = cut_suffix(name, size, &bare);
        if (bare || end == size)
            return size;
        size = end;
    }
}

const struct canonical_rule canonical_clone = {.presets = NAME_PRESET_CPP | NAME_PRESET_RUST, .tail = cut_clone};

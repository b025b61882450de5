#include "gate/compare/canonical_rule.h"
#include "gate/compare/canonical_scan.h"
#include "gate/model/name_presets.h"

#include "gate/base/banned.h"

/*
 * Rust names carry hashes of the crate and of the build.
 *
 *     core::ptr::write::haabbb39ab969e5ac        core::ptr::write
 *     _ZN4core3ptr5write17haabbb39ab969e5acE     _ZN4core3ptr5writeE
 *     alloc[c7a6b1d92e3f4a5b]::vec::push         alloc::vec::push
 *     _RNvCs1a2B3c4D5e6_4core3foo                _RNvC4core3foo
 *
 * The last is a name as the linker has it. References within such a name count bytes, so it cannot be demangled
 * once a hash is gone, and where hashes are of different lengths it does not match: decoders should demangle.
 *
 * Second chance: the numbers of closures and implementations.
 */

enum { HASH_SIZE = 16, CRATE_LEAST = 8, CRATE_MOST = 13 };

static bool is_lower_hex(uint8_t byte)
{
    return canonical_scan_is_digit(byte) || (byte >= 'a' && byte <= 'f');
}

static bool is_base62(uint8_t byte)
{
    return byte < 0x80 && byte != '_' && canonical_scan_is_word(byte);
}

/* Where the hash of 16 digits that the name ends in starts; size if there is none. */
static size_t start_of_hash(const uint8_t *name, size_t size)
{
    if (size < HASH_SIZE)
        return size;
    for (size_t i = size - HASH_SIZE; i < size; i++) {
        if (!is_lower_hex(name[i]))
            return size;
    }
    return size - HASH_SIZE;
}

static size_t cut_hash(uint8_t *name, size_t size)
{
    const char demangled[] = "::h";
    const char mangled[] = "17h";
    size_t start = start_of_hash(name, size);
    if (start < size && start > sizeof demangled - 1 && canonical_scan_ends(name, start, demangled))
        return start - (sizeof demangled - 1);
    if (!canonical_scan_at(name, size, 0, "_ZN") || name[size - 1] != 'E')
        return size;
    start = start_of_hash(name, size - 1);
    if (start == size - 1 || !canonical_scan_ends(name, start, mangled))
        return size;
    name[start - (sizeof mangled - 1)] = 'E';
    return start - (sizeof mangled - 1) + 1;
}

/* Of "alloc[c7a6b1d92e3f4a5b]" in name[0, size), all but its last byte ']': the size of "alloc"; else size. */
static size_t before_disambiguator(const uint8_t *name, size_t size)
{
    size_t start = size;
    while (start > 0 && size - start < HASH_SIZE && is_lower_hex(name[start - 1]))
        start--;
    bool is_one = size - start >= CRATE_LEAST && start > 1 && name[start - 1] == '[' &&
                  canonical_scan_is_word(name[start - 2]);
    return is_one ? start - 1 : size;
}

static size_t drop_disambiguators(uint8_t *name, size_t size)
{
    size_t out = 0;
    for (size_t in = 0; in < size; in++) {
        size_t before = name[in] == ']' ? before_disambiguator(name, out) : out;
        if (before < out)
            out = before;
        else
            name[out++] = name[in];
    }
    return out;
}

/* Behind the disambiguator of a mangled crate, "Cs1a2B3c4D5e6_4core", whose 'C' stands at `at`; at if there is
 * none. */
static size_t behind_mangled_crate(const uint8_t *name, size_t size, size_t at)
{
    if (!canonical_scan_at(name, size, at, "Cs"))
        return at;
    size_t start = at + 2;
    size_t end = start;
    while (end < size && end - start <= CRATE_MOST && is_base62(name[end]))
        end++;
    bool is_one = end - start >= CRATE_LEAST && end - start <= CRATE_MOST && end + 1 < size && name[end] == '_' &&
                  (canonical_scan_is_digit(name[end + 1]) || name[end + 1] == 'u');
    return is_one ? end + 1 : at;
}

/* Behind the identifier "4core" at `at`, whose bytes mean nothing but themselves. */
static size_t behind_identifier(const uint8_t *name, size_t size, size_t at)
{
    size_t length = 0;
    while (at < size && canonical_scan_is_digit(name[at]) && length < size)
        length = length * 10 + (size_t)(name[at++] - '0');
    return length < size - at ? at + length : size;
}

/* Behind "s6_", "B2_", "Kj20_" and the like at `at`: numbers that are no lengths of identifiers. at if there is
 * none. */
static size_t behind_number(const uint8_t *name, size_t size, size_t at)
{
    if (memchr("sBGKL", name[at], 5) == NULL)
        return at;
    size_t end = at + 1;
    while (end < size && end - at <= CRATE_MOST && is_base62(name[end]))
        end++;
    return end < size && name[end] == '_' ? end + 1 : at;
}

/* How much of the mangled name at `at` is to be copied as it is; 1 at least. */
static size_t behind_part(const uint8_t *name, size_t size, size_t at)
{
    if (canonical_scan_is_digit(name[at]))
        return behind_identifier(name, size, at);
    /* "NCs_": the C of a closure, not of a crate. */
    if (name[at] == 'N' && at + 1 < size)
        return at + 2;
    size_t number = behind_number(name, size, at);
    return number > at ? number : at + 1;
}

static size_t drop_mangled_crates(uint8_t *name, size_t size)
{
    size_t out = 0;
    for (size_t in = 0; in < size;) {
        size_t crate = behind_mangled_crate(name, size, in);
        if (crate > in) {
            name[out++] = 'C';
            in = crate;
            continue;
        }
        size_t end = behind_part(name, size, in);
        memmove(name + out, name + in, end - in);
        out += end - in;
        in = end;
    }
    return out;
}

static size_t drop_crates(uint8_t *name, size_t size)
{
    return canonical_scan_at(name, size, 0, "_R") ? drop_mangled_crates(name, size)
                                                  : drop_disambiguators(name, size);
}

/* "{closure#0}", "{{closure}}" and "{impl#3}": the number. */
static size_t drop_numbers(uint8_t *name, size_t size)
{
    const char unnumbered[] = "{{closure}}";
    const char any[] = "{closure#*}";
    size_t out = 0;
    for (size_t in = 0; in < size;) {
        if (canonical_scan_at(name, size, in, unnumbered)) {
            memcpy(name + out, any, sizeof any - 1);
            out += sizeof any - 1;
            in += sizeof unnumbered - 1;
            continue;
        }
        name[out++] = name[in++];
        if (name[out - 1] != '#')
            continue;
        size_t end = canonical_scan_run(name, size, in, canonical_scan_is_digit);
        if (end > in && end < size && name[end] == '}') {
            name[out++] = '*';
            in = end;
        }
    }
    return out;
}

const struct canonical_rule canonical_rust = {
    .presets = NAME_PRESET_RUST, .tail = cut_hash, .rewrite = drop_crates, .second = drop_numbers};

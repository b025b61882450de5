#include "gate/compare/canonical_rule.h"
#include "gate/compare/canonical_scan.h"
#include "gate/model/name_presets.h"

#include "gate/base/banned.h"

/*
 * Java libraries unpack their native part into a file with a new random name at each start.
 *
 *     [libzstd-jni-1.5.1-16931311898282279136.so]                 [libzstd-jni-1.5.1-_.so]
 *     libamazonCorrettoCryptoProvider109b39cf33c563eb.so          libamazonCorrettoCryptoProvider_.so
 *     snappy-1.1.8-8d7b7c61-3c1c-4a8e-9b6d-0a1b2c3d4e5f-lib.so    snappy-1.1.8-_-lib.so
 *
 * Versions and dates are shorter than what is dropped here.
 */

enum { DIGITS_LEAST = 12, HEX_LEAST = 16, UUID_SIZE = 36 };

/* Whether a library's file name is in the name. */
static bool has_library(const uint8_t *name, size_t size)
{
    static const char *const endings[] = {".so", ".dll", ".dylib", ".jnilib", ".tmp"};
    for (size_t at = 0; at < size; at++) {
        for (size_t i = 0; name[at] == '.' && i < sizeof endings / sizeof endings[0]; i++) {
            size_t end = at + strlen(endings[i]);
            if (canonical_scan_at(name, size, at, endings[i]) &&
                (end == size || !canonical_scan_is_word(name[end])))
                return true;
        }
    }
    return false;
}

static bool is_uuid(const uint8_t *name, size_t size, size_t at)
{
    if (size - at < UUID_SIZE)
        return false;
    for (size_t i = 0; i < UUID_SIZE; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? name[at + i] != '-' : !canonical_scan_is_hex(name[at + i]))
            return false;
    }
    return at + UUID_SIZE == size || !canonical_scan_is_hex(name[at + UUID_SIZE]);
}

/* Whether the run of hexadecimal digits is too long for a version or a word. */
static bool is_random(const uint8_t *run, size_t size)
{
    size_t digits = 0;
    for (size_t i = 0; i < size; i++)
        digits += canonical_scan_is_digit(run[i]) ? 1 : 0;
    return size >= HEX_LEAST ? digits > 0 : size >= DIGITS_LEAST && digits == size;
}

static size_t drop_random(uint8_t *name, size_t size)
{
    if (!has_library(name, size))
        return size;
    size_t out = 0;
    for (size_t in = 0; in < size;) {
        size_t end = canonical_scan_run(name, size, in, canonical_scan_is_hex);
        if (is_uuid(name, size, in))
            end = in + UUID_SIZE;
        else if (end > in && !is_random(name + in, end - in)) {
            memmove(name + out, name + in, end - in);
            out += end - in;
            in = end;
            continue;
        }
        name[out++] = end > in ? '_' : name[in];
        in = end > in ? end : in + 1;
    }
    return out;
}

const struct canonical_rule canonical_library = {.presets = NAME_PRESET_JVM, .rewrite = drop_random};

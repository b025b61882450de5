#include "gate/compare/canonical_rule.h"
#include "gate/compare/canonical_scan.h"

#include "gate/base/banned.h"

/*
 * Addresses differ from build to build, and most from run to run. Code of a known module becomes "[module]". What
 * has no module stays: one bucket for all of it would hide everything.
 *
 *     /lib/libfoo.so.6+0x1234   [libfoo.so.6]        do_sys_open+0x1f/0x80    do_sys_open
 *     [libjvm.so <2a4318>]      [libjvm.so]          genunix`open+0x25        genunix`open
 *     [perf-10939.map]          [perf-_.map]         0x7f12, [unknown]        the same
 */

enum { HEX_MOST = 16 };

/* Whether the name is that of a library: it ends in .so, perhaps with a version. */
static bool is_library(const uint8_t *name, size_t size)
{
    static const char *const endings[] = {".so", ".dll", ".dylib", ".jnilib", ".exe"};
    size_t versionless = size;
    while (versionless > 0 && (canonical_scan_is_digit(name[versionless - 1]) || name[versionless - 1] == '.'))
        versionless--;
    if (canonical_scan_ends(name, versionless, ".so"))
        return true;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (canonical_scan_ends(name, size, endings[i]))
            return true;
    }
    return false;
}

/* name[0, size) is a path, and the name went on for two bytes at least: they hold the brackets. */
static size_t bracket(uint8_t *name, size_t size)
{
    size_t start = size;
    while (start > 0 && name[start - 1] != '/')
        start--;
    memmove(name + 1, name + start, size - start);
    name[0] = '[';
    name[size - start + 1] = ']';
    return size - start + 2;
}

/* Where the "mark0x1f" that the name ends in starts; size if there is none. */
static size_t hex_after(const uint8_t *name, size_t size, char mark)
{
    size_t start = canonical_scan_run_back(name, size, canonical_scan_is_hex);
    bool is_offset = start < size && size - start <= HEX_MOST && start > 3 && name[start - 1] == 'x' &&
                     name[start - 2] == '0' && name[start - 3] == (uint8_t)mark;
    return is_offset ? start - 3 : size;
}

/* "[libjvm.so <2a4318>]" */
static size_t cut_shown_address(uint8_t *name, size_t size)
{
    if (!canonical_scan_ends(name, size, ">]"))
        return size;
    size_t start = canonical_scan_run_back(name, size - 2, canonical_scan_is_hex);
    if (start == size - 2 || size - start > HEX_MOST + 2 || start < 3 || !canonical_scan_ends(name, start, " <") ||
        name[0] != '[' || canonical_scan_at(name, size, 0, "[unknown"))
        return size;
    name[start - 2] = ']';
    return start - 1;
}

/* Where the "+0x1f" or "+0x1f/0x80" that the name ends in starts; the second part is the size of the function. */
static size_t start_of_offset(const uint8_t *name, size_t size)
{
    size_t end = hex_after(name, size, '/');
    size_t start = hex_after(name, end, '+');
    return start < end ? start : size;
}

static size_t cut_address(uint8_t *name, size_t size)
{
    size_t shown = cut_shown_address(name, size);
    if (shown < size)
        return shown;
    size_t place = hex_after(name, size, '`');
    if (place < size && is_library(name, place))
        return bracket(name, place);
    size_t offset = start_of_offset(name, size);
    if (offset == size || canonical_scan_ends(name, offset, "[unknown]"))
        return size;
    return is_library(name, offset) ? bracket(name, offset) : offset;
}

/* perf-PID.map holds the code that a runtime wrote while it ran. */
static size_t drop_process(uint8_t *name, size_t size)
{
    const char start[] = "[perf-";
    if (!canonical_scan_at(name, size, 0, start))
        return size;
    size_t digits = sizeof start - 1;
    size_t end = canonical_scan_run(name, size, digits, canonical_scan_is_digit);
    if (end == digits || !canonical_scan_at(name, size, end, ".map"))
        return size;
    name[digits] = '_';
    memmove(name + digits + 1, name + end, size - end);
    return digits + 1 + (size - end);
}

const struct canonical_rule canonical_address = {.tail = cut_address, .rewrite = drop_process};

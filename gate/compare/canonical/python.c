#include "gate/compare/canonical_rule.h"
#include "gate/compare/canonical_scan.h"
#include "gate/model/name_presets.h"

#include "gate/base/banned.h"

/*
 * Python and Ruby: the name alone, "<module>" or "handle", stands in many files, so the file is a part of the key;
 * where the interpreter keeps its packages is not.
 *
 *     get (/srv/venv/lib/python3.11/site-packages/requests/api.py)   get (requests/api.py)
 */

static bool is_source(struct bytes file)
{
    static const char *const endings[] = {".py", ".pyx", ".rb"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (canonical_scan_ends(file.data, file.size, endings[i]))
            return true;
    }
    return bytes_start_with(file, "<frozen ");
}

/* Where the path in "name (path)" starts, if the name ends so and the path is one of ours; 0: it does not. */
static size_t start_of_path(const uint8_t *name, size_t size)
{
    if (size == 0 || name[size - 1] != ')')
        return 0;
    size_t start = size - 1;
    while (start > 0 && name[start - 1] != '(')
        start--;
    bool follows_name = start > 2 && name[start - 2] == ' ';
    return follows_name && is_source((struct bytes){name + start, size - 1 - start}) ? start : 0;
}

/* Behind the folder of packages in name[start, size), or start. */
static size_t behind_packages(const uint8_t *name, size_t size, size_t start)
{
    size_t behind = start;
    for (size_t i = start; i < size; i++) {
        if (canonical_scan_at(name, size, i, "/site-packages/") ||
            canonical_scan_at(name, size, i, "/dist-packages/"))
            behind = i + strlen("/site-packages/");
        if (!canonical_scan_at(name, size, i, "/lib/python"))
            continue;
        size_t version = i + strlen("/lib/python");
        while (version < size && (canonical_scan_is_digit(name[version]) || name[version] == '.'))
            version++;
        if (version < size && name[version] == '/')
            behind = version + 1;
    }
    return behind;
}

static size_t drop_folder_of_packages(uint8_t *name, size_t size)
{
    size_t start = start_of_path(name, size);
    if (start == 0)
        return size;
    size_t behind = behind_packages(name, size, start);
    memmove(name + start, name + behind, size - behind);
    return size - (behind - start);
}

/* "block (2 levels) in run": the depth of the block. */
static size_t drop_levels(uint8_t *name, size_t size)
{
    const char block[] = "block (";
    size_t digits = sizeof block - 1;
    size_t end = canonical_scan_run(name, size, digits < size ? digits : size, canonical_scan_is_digit);
    if (!canonical_scan_at(name, size, 0, block) || end == digits ||
        !canonical_scan_at(name, size, end, " levels)"))
        return size;
    name[digits] = '*';
    memmove(name + digits + 1, name + end, size - end);
    return digits + 1 + (size - end);
}

/* The function in whichever file. */
static size_t weaken(uint8_t *name, size_t size)
{
    size_t start = start_of_path(name, size);
    return drop_levels(name, start == 0 ? size : start - 2);
}

const struct canonical_rule canonical_python = {
    .presets = NAME_PRESET_PYTHON,
    .rewrite = drop_folder_of_packages,
    .second = weaken,
    .keyed_by_file = is_source,
};

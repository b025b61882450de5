#include "gate/model/profile_selector.h"

#include <string.h>

#include "gate/base/banned.h"

const char *const profile_selector_kinds[] = {"cpu",   "wall",  "heap",      "allocs",
                                              "mutex", "block", "goroutine", "profile"};
const size_t profile_selector_kind_count = sizeof profile_selector_kinds / sizeof *profile_selector_kinds;

/* Standard names and their usual types. */
static const struct profile_selector usual[] = {
    {.name = "cpu", .kind = "cpu", .type = "cpu"},
    {.name = "wall", .kind = "wall", .type = "wall"},
    {.name = "heap", .kind = "heap", .type = "inuse_space", .per_instance = true},
    {.name = "allocs", .kind = "allocs", .type = "alloc_space"},
    {.name = "mutex", .kind = "mutex", .type = "delay"},
    {.name = "block", .kind = "block", .type = "delay"},
    {.name = "goroutine", .kind = "goroutine", .type = "goroutine", .per_instance = true},
    {.name = "profile", .kind = "profile", .type = "cpu"},
};

/* Sample types that are a part of a store's full type, and are therefore needed as texts of their own. */
static const char *const known_types[] = {
    "alloc_in_new_tlab_bytes",
    "alloc_in_new_tlab_objects",
    "alloc_objects",
    "alloc_space",
    "block_duration",
    "contentions",
    "cpu",
    "delay",
    "goroutine",
    "goroutines",
    "inuse_objects",
    "inuse_space",
    "lock_count",
    "lock_time",
    "samples",
    "wall",
};

/* The kind of file that holds a store's first part, where it is more than a group of types. */
static const struct {
    const char *family;
    const char *kind;
} families[] = {
    {"process_cpu", "cpu"}, {"wall", "wall"},           {"mutex", "mutex"},
    {"block", "block"},     {"goroutine", "goroutine"}, {"goroutines", "goroutine"},
};

/* Gauges tell what is there now, so that requests are no measure of them. */
static bool is_gauge(const char *type)
{
    return strncmp(type, "inuse_", 6) == 0 || strcmp(type, "goroutine") == 0 || strcmp(type, "goroutines") == 0;
}

static size_t count_colons(const char *word)
{
    size_t count = 0;
    for (; *word; word++)
        count += *word == ':';
    return count;
}

/* Five parts, and what Parca puts behind them. */
static bool is_full_type(const char *word)
{
    size_t colons = count_colons(word);
    return colons == 4 || (colons == 5 && strcmp(strrchr(word, ':'), ":delta") == 0);
}

static bool part_equals(const char *part, size_t length, const char *text)
{
    return strlen(text) == length && memcmp(part, text, length) == 0;
}

/* Parca hands counts of CPU samples over as the CPU time that they stand for. */
static bool is_time_in_parca(const char *type)
{
    return strcmp(type, "samples:count:cpu:nanoseconds:delta") == 0;
}

/* family:type:unit:period_type:period_unit[:delta] */
static bool from_full_type(const char *word, struct profile_selector *out)
{
    size_t family = strcspn(word, ":");
    const char *type = word + family + 1;
    size_t length = strcspn(type, ":");
    for (size_t i = 0; i < sizeof known_types / sizeof *known_types; i++)
        if (part_equals(type, length, known_types[i]))
            out->type = known_types[i];
    if (!out->type)
        return false;
    if (is_time_in_parca(type))
        out->type = "cpu";
    out->name = out->type;
    out->kind = "";
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (part_equals(word, family, families[i].family))
            out->kind = families[i].kind;
    if (out->kind[0] == '\0' && is_time_in_parca(type))
        out->kind = "cpu";
    out->per_instance = is_gauge(out->type);
    return true;
}

struct profile_selector profile_selector_from_word(const char *word)
{
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (strcmp(word, usual[i].name) == 0)
            return usual[i];
    struct profile_selector out = {0};
    if (is_full_type(word) && from_full_type(word, &out))
        return out;
    out.name = word;
    out.kind = "";
    out.type = word;
    out.per_instance = is_gauge(word);
    return out;
}

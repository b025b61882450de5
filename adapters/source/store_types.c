#include "adapters/source/store_types.h"

#include "gate/base/text.h"
#include "gate/model/profile_selector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

enum { HINT_SIZE = 512, SHOWN_MAX = 6, CONSIDERED_MAX = 128 };

/* What kind of profile a type belongs to: by the first part of its name, or by its sample type. */
static const struct {
    const char *name;
    const char *sample_type;
    const char *kind;
} kinds[] = {
    {"process_cpu", NULL, "cpu"},
    {"wall", NULL, "wall"},
    {"mutex", NULL, "mutex"},
    {"block", NULL, "block"},
    {"goroutine", NULL, "goroutine"},
    {"goroutines", NULL, "goroutine"},
    {NULL, "alloc_space", "allocs"},
    {NULL, "alloc_objects", "allocs"},
    {NULL, "inuse_space", "heap"},
    {NULL, "inuse_objects", "heap"},
    {NULL, "cpu", "cpu"},
    {NULL, "wall", "wall"},
    {NULL, "goroutine", "goroutine"},
    {NULL, "goroutines", "goroutine"},
};

/* The type that says how many events there were, or how large they are. */
static const struct {
    const char *sample_type;
    const char *partner;
} partners[] = {
    {"cpu", "samples"},
    {"wall", "samples"},
    {"alloc_space", "alloc_objects"},
    {"alloc_objects", "alloc_space"},
    {"inuse_space", "inuse_objects"},
    {"inuse_objects", "inuse_space"},
    {"delay", "contentions"},
    {"contentions", "delay"},
};

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "choosing the types of a store");
}

/* ---- full names ---- */

/* The index-th part of a full name; *length 0 if it has none. */
static const char *part_of(size_t *length, const char *id, int index)
{
    for (; index > 0; index--) {
        id += strcspn(id, ":");
        id += *id == ':';
    }
    *length = strcspn(id, ":");
    return id;
}

static bool part_is(const char *id, int index, const char *text)
{
    size_t length;
    const char *part = part_of(&length, id, index);
    return strlen(text) == length && memcmp(part, text, length) == 0;
}

/* Equal but for the sample type and its unit. */
static bool same_profile(const char *a, const char *b)
{
    static const int parts[] = {0, 3, 4};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t length_a, length_b;
        const char *of_a = part_of(&length_a, a, parts[i]), *of_b = part_of(&length_b, b, parts[i]);
        if (length_a != length_b || memcmp(of_a, of_b, length_a) != 0)
            return false;
    }
    return true;
}

int store_types_parse(struct store_type *out, const char *id, struct arena *arena, struct error *err)
{
    size_t type_length, unit_length;
    const char *type = part_of(&type_length, id, 1), *unit = part_of(&unit_length, id, 2);
    out->id = id;
    out->sample_type = arena_copy_text(arena, type, type_length);
    out->sample_unit = arena_copy_text(arena, unit, unit_length);
    return out->sample_type && out->sample_unit ? 0 : refuse_memory(err);
}

static int compare_types(const void *left, const void *right)
{
    const struct store_type *a = left, *b = right;
    return strcmp(a->id, b->id);
}

void store_types_sort(struct store_types *types)
{
    if (types->count > 0)
        qsort(types->items, types->count, sizeof *types->items, compare_types);
}

static const char *kind_of(const struct store_type *type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].name ? part_is(type->id, 0, kinds[i].name)
                          : strcmp(type->sample_type, kinds[i].sample_type) == 0)
            return kinds[i].kind;
    return "";
}

static bool is_gauge(const struct store_type *type)
{
    const char *kind = kind_of(type);
    return strcmp(kind, "heap") == 0 || strcmp(kind, "goroutine") == 0;
}

/* ---- words ---- */

static bool is_full(const char *word)
{
    size_t colons = 0;
    for (; *word; word++)
        colons += *word == ':';
    return colons >= 4;
}

/* "a, b, c": as many as there is room for. */
static void list_types(char *out, size_t size, const struct store_types *types)
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < types->count && i < SHOWN_MAX && length < size; i++)
        length += (size_t)snprintf(out + length, size - length, "%s'%s'", i > 0 ? ", " : "", types->items[i].id);
    if (types->count > SHOWN_MAX && length < size)
        snprintf(out + length, size - length, " ...");
}

static const char *nearest(const struct store_types *types, const char *word)
{
    const char *names[CONSIDERED_MAX];
    size_t count = 0;
    for (size_t i = 0; i < types->count && i < CONSIDERED_MAX; i++)
        names[count++] = is_full(word) ? types->items[i].id : types->items[i].sample_type;
    return text_nearest(word, names, count);
}

static int refuse_unknown(const struct store_types *types, const char *word, struct error *err)
{
    char list[HINT_SIZE];
    const char *near = nearest(types, word);
    if (near)
        return error_set(err, ERROR_UNFIT,
                         "the store has no profiles of the type '%s' in this window; did you mean '%s'?", word,
                         near);
    list_types(list, sizeof list, types);
    return error_set(err, ERROR_UNFIT, "the store has no profiles of the type '%s' in this window; it has %s", word,
                     list);
}

static bool fits(const struct store_type *type, const struct profile_selector *selector)
{
    const char *kind = kind_of(type);
    size_t length = strlen(type->sample_type), wanted = strlen(selector->type);
    length -= length > 1 && type->sample_type[length - 1] == 's';
    wanted -= wanted > 1 && selector->type[wanted - 1] == 's';
    if (length != wanted || memcmp(type->sample_type, selector->type, length) != 0)
        return false;
    return selector->kind[0] == '\0' || kind[0] == '\0' || strcmp(selector->kind, "profile") == 0 ||
           strcmp(kind, selector->kind) == 0;
}

static int find_by_word(size_t *out, const struct store_types *types, const char *word, struct error *err)
{
    struct profile_selector selector = profile_selector_from_word(word);
    size_t found = types->count;
    for (size_t i = 0; i < types->count; i++) {
        if (!fits(&types->items[i], &selector))
            continue;
        if (found < types->count)
            return error_set(err, ERROR_POLICY,
                             "the store has several types that are '%s', such as '%s' and '%s': write out the one "
                             "that is meant",
                             word, types->items[found].id, types->items[i].id);
        found = i;
    }
    if (found == types->count)
        return refuse_unknown(types, word, err);
    *out = found;
    return 0;
}

static int find_type(size_t *out, const struct store_types *types, const char *word, struct error *err)
{
    if (!is_full(word))
        return find_by_word(out, types, word, err);
    for (size_t i = 0; i < types->count; i++) {
        if (strcmp(types->items[i].id, word) == 0) {
            *out = i;
            return 0;
        }
    }
    return refuse_unknown(types, word, err);
}

/* ---- profiles ---- */

static void add_partner(struct store_profile *profile, const struct store_types *types)
{
    const struct store_type *first = &types->items[profile->types[0]];
    for (size_t i = 0; i < sizeof partners / sizeof *partners; i++) {
        if (strcmp(first->sample_type, partners[i].sample_type) != 0)
            continue;
        for (size_t k = 0; k < types->count; k++)
            if (profile->type_count < 2 && strcmp(types->items[k].sample_type, partners[i].partner) == 0 &&
                same_profile(first->id, types->items[k].id))
                profile->types[profile->type_count++] = k;
        return;
    }
}

/* Whether the type is fetched already, as itself or as another one's partner. */
static bool contains(const struct store_profiles *profiles, size_t type)
{
    for (size_t i = 0; i < profiles->count; i++)
        for (size_t k = 0; k < profiles->items[i].type_count; k++)
            if (profiles->items[i].types[k] == type)
                return true;
    return false;
}

static void add_profile(struct store_profiles *profiles, const struct store_types *types, size_t type)
{
    if (contains(profiles, type))
        return;
    struct store_profile *profile = &profiles->items[profiles->count++];
    *profile = (struct store_profile){.kind = kind_of(&types->items[type]),
                                      .gauge = is_gauge(&types->items[type]),
                                      .types = {type},
                                      .type_count = 1};
    add_partner(profile, types);
}

static int add_usual(struct store_profiles *profiles, const struct store_types *types, struct error *err)
{
    static const char *const usual[] = {"cpu", "wall", "alloc_space"};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        size_t type;
        struct error cause = ERROR_INIT;
        if (find_by_word(&type, types, usual[i], &cause) == 0) {
            add_profile(profiles, types, type);
            return 0;
        }
        if (cause.kind != ERROR_UNFIT) {
            *err = cause;
            return -1;
        }
    }
    char list[HINT_SIZE];
    list_types(list, sizeof list, types);
    return error_set(
        err, ERROR_UNFIT,
        "the store has neither cpu, wall nor alloc_space profiles in this window: name the one to judge "
        "in profiles; there are %s",
        list);
}

int store_types_choose(struct store_profiles *out, const struct store_types *types,
                       const struct source_type *wanted, size_t wanted_count, struct arena *arena,
                       struct error *err)
{
    *out = (struct store_profiles){.items = arena_allocate(arena, (wanted_count + 1) * sizeof *out->items)};
    if (!out->items)
        return refuse_memory(err);
    if (wanted_count == 0)
        return add_usual(out, types, err);
    for (size_t i = 0; i < wanted_count; i++) {
        size_t type;
        if (find_type(&type, types, wanted[i].type, err) != 0)
            return -1;
        add_profile(out, types, type);
    }
    return 0;
}

#include "adapters/source/parca_types.h"

#include "gate/model/profile_selector.h"

#include <string.h>

#include "gate/base/banned.h"

static const char delta[] = ":delta";
static const char counts[] = ":samples:count:cpu:nanoseconds:delta";
static const char times[] = ":cpu:nanoseconds:cpu:nanoseconds:delta";

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "choosing the types of a store");
}

static bool ends_with(const char *text, const char *tail)
{
    size_t size = strlen(text), tail_size = strlen(tail);
    return size >= tail_size && strcmp(text + size - tail_size, tail) == 0;
}

/* Whether the store has the type that is called head (so many bytes) and then tail. */
static bool has(const struct store_types *types, const char *head, size_t head_size, const char *tail)
{
    for (size_t i = 0; i < types->count; i++) {
        const char *id = types->items[i].id;
        if (strncmp(id, head, head_size) == 0 && strcmp(id + head_size, tail) == 0) {
            return true;
        }
    }
    return false;
}

/* The types worth choosing from: of two that say the same, the one that can be judged. */
static int find_fit(struct store_types *fit, const struct store_types *types, struct arena *arena,
                    struct error *err)
{
    *fit = (struct store_types){.items = arena_allocate(arena, (types->count + 1) * sizeof *fit->items)};
    if (fit->items == NULL) {
        return refuse_memory(err);
    }
    for (size_t i = 0; i < types->count; i++) {
        const struct store_type *type = &types->items[i];
        size_t size = strlen(type->id);
        if (has(types, type->id, size, delta)) {
            continue;
        }
        bool counted = ends_with(type->id, counts);
        if (counted && has(types, type->id, size - strlen(counts), times)) {
            continue;
        }
        fit->items[fit->count++] = counted ? (struct store_type){type->id, "cpu", "nanoseconds"}
                                           : (struct store_type){type->id, type->sample_type, type->sample_unit};
    }
    return 0;
}

/* The word with ":delta" behind it, if that is a type; else the word. NULL without memory. */
static const char *complete(const struct store_types *types, const char *word, struct arena *arena)
{
    size_t size = strlen(word);
    if (!has(types, word, size, delta)) {
        return word;
    }
    char *completed = arena_allocate(arena, size + sizeof delta);
    if (completed != NULL) {
        memcpy(completed, word, size);
        memcpy(completed + size, delta, sizeof delta);
    }
    return completed;
}

static int complete_all(struct source_type **out, const struct store_types *types, const struct source_type *wanted,
                        size_t wanted_count, struct arena *arena, struct error *err)
{
    struct source_type *completed = arena_allocate(arena, (wanted_count + 1) * sizeof *completed);
    if (completed == NULL) {
        return refuse_memory(err);
    }
    for (size_t i = 0; i < wanted_count; i++) {
        completed[i] = wanted[i];
        completed[i].type = complete(types, wanted[i].type, arena);
        if (completed[i].type == NULL) {
            return refuse_memory(err);
        }
        /* What is judged under this name would be looked for under one that Parca does not hand over. */
        if (ends_with(completed[i].type, counts) &&
            strcmp(profile_selector_from_word(wanted[i].type).type, "cpu") != 0) {
            return error_set(err, ERROR_POLICY,
                             "Parca hands '%s' over as CPU time: write '%s', which says so, or 'cpu'",
                             wanted[i].type, completed[i].type);
        }
    }
    *out = completed;
    return 0;
}

static int check_judgeable(const struct store_profiles *profiles, const struct store_types *fit, struct error *err)
{
    for (size_t i = 0; i < profiles->count; i++) {
        const char *id = fit->items[profiles->items[i].types[0]].id;
        if (profiles->items[i].gauge && ends_with(id, delta)) {
            return error_set(err, ERROR_POLICY,
                             "'%s' is a difference of what was there at two moments, which says nothing of a cost: "
                             "let Parca scrape it without seconds",
                             id);
        }
        if (!profiles->items[i].gauge && !ends_with(id, delta)) {
            return error_set(err, ERROR_POLICY,
                             "'%s' counts from the start of each process, and Parca adds such profiles up, so no "
                             "cost per request can be told: let Parca scrape it as a difference (delta: true, with "
                             "seconds), and name the type with ':delta'",
                             id);
        }
    }
    return 0;
}

int parca_types_choose(struct store_profiles *out, struct store_types *fit, const struct store_types *types,
                       const struct source_type *wanted, size_t wanted_count, struct arena *arena,
                       struct error *err)
{
    struct source_type *completed = NULL;
    if (find_fit(fit, types, arena, err) != 0 ||
        complete_all(&completed, types, wanted, wanted_count, arena, err) != 0 ||
        store_types_choose(out, fit, completed, wanted_count, arena, err) != 0) {
        return -1;
    }
    return check_judgeable(out, fit, err);
}

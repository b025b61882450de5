#include "gate/compare/columns.h"

#include "gate/base/memory.h"

#include <string.h>

#include "gate/base/banned.h"

enum { NO_RANK = 1000, RANK_SAME = 0, RANK_WITHOUT_KIND = 1, RANK_SUBSTITUTE = 2 };

/* Kinds of file that hold the same sample types, so that one may stand in for the other. */
static const struct {
    const char *wanted;
    const char *substitute;
} substitutes[] = {
    {"cpu", "profile"},  {"wall", "profile"}, {"profile", "cpu"},
    {"profile", "wall"}, {"heap", "allocs"},  {"allocs", "heap"},
};

/* Where a type is looked for first if the kind is open. */
static const struct {
    const char *type_prefix;
    const char *kind;
} homes[] = {
    {"alloc_", "allocs"},     {"inuse_", "heap"},         {"cpu", "cpu"}, {"wall", "wall"}, {"delay", "mutex"},
    {"contentions", "mutex"}, {"goroutine", "goroutine"},
};

static int rank_of_kind(const char *wanted, const char *kind)
{
    if (strcmp(wanted, kind) == 0)
        return RANK_SAME;
    if (kind[0] == '\0')
        return RANK_WITHOUT_KIND;
    for (size_t i = 0; i < sizeof substitutes / sizeof *substitutes; i++)
        if (strcmp(substitutes[i].wanted, wanted) == 0 && strcmp(substitutes[i].substitute, kind) == 0)
            return RANK_SUBSTITUTE;
    return NO_RANK;
}

/* Smaller is better; NO_RANK: never this one. */
static int rank_of_file(const struct replica_profile *file, const struct profile_selector *selector)
{
    const char *kind = file->kind ? file->kind : "";
    if (selector->kind[0] != '\0')
        return rank_of_kind(selector->kind, kind);
    for (size_t i = 0; i < sizeof homes / sizeof *homes; i++) {
        if (strncmp(selector->type, homes[i].type_prefix, strlen(homes[i].type_prefix)) != 0)
            continue;
        int rank = rank_of_kind(homes[i].kind, kind);
        return rank == NO_RANK ? NO_RANK - 1 : rank;
    }
    return NO_RANK - 1;
}

static void select_file(struct column *column, const struct profile_selector *selector)
{
    int best = NO_RANK;
    for (size_t i = 0; i < column->replica->profile_count; i++) {
        const struct replica_profile *file = &column->replica->profiles[i];
        if (!file->profile)
            continue;
        size_t type = profile_find_type(file->profile, selector->type);
        int rank = type < file->profile->type_count ? rank_of_file(file, selector) : NO_RANK;
        if (rank >= best)
            continue;
        best = rank;
        column->file = file;
        column->type = &file->profile->types[type];
        column->sums = file->profile->sums + type * file->profile->row_count;
    }
}

const char *columns_failure(const struct replica *replica, const struct profile_selector *selector)
{
    const char *failure = NULL;
    int best = NO_RANK;
    for (size_t i = 0; i < replica->profile_count; i++) {
        const struct replica_profile *file = &replica->profiles[i];
        bool fits = !file->profile || profile_find_type(file->profile, selector->type) < file->profile->type_count;
        int rank = fits ? rank_of_file(file, selector) : NO_RANK;
        /* Of equals one that could be read is as good as any. */
        if (rank > best || rank == NO_RANK || (rank == best && file->failure))
            continue;
        best = rank;
        failure = file->failure;
    }
    return failure;
}

/* A run has one profile of what a processor did; a second one under another name is no spare. */
static int check_single(const struct replica *replica, const struct profile_selector *selector, struct error *err)
{
    const char *first = NULL;
    if (strcmp(selector->type, "cpu") != 0 && strcmp(selector->type, "wall") != 0)
        return 0;
    for (size_t i = 0; i < replica->profile_count; i++) {
        const struct replica_profile *file = &replica->profiles[i];
        if (!file->profile || profile_find_type(file->profile, selector->type) == file->profile->type_count)
            continue;
        if (first)
            return error_set(
                err, ERROR_USAGE,
                "'%s' holds two %s profiles, '%s' and '%s': a run has one of each; remove one, or make "
                "each a run of its own",
                replica->name, selector->type, first, file->path);
        first = file->path;
    }
    return 0;
}

int columns_select(struct columns *out, const struct replicas sides[SIDES], const struct profile_selector *selector,
                   struct error *err)
{
    size_t count = sides[BASELINE].count + sides[CANDIDATE].count;
    struct column *items = memory_allocate_array(count ? count : 1, sizeof *items);
    if (!items)
        return error_set_memory(err, "comparing replicas");
    size_t at = 0;
    for (int side = 0; side < SIDES; side++) {
        for (size_t i = 0; i < sides[side].count; i++, at++) {
            items[at].side = side;
            items[at].kept = 1;
            items[at].replica = &sides[side].items[i];
            if (check_single(items[at].replica, selector, err) != 0) {
                memory_free(items);
                return -1;
            }
            select_file(&items[at], selector);
        }
    }
    *out = (struct columns){items, count};
    return 0;
}

void columns_clear(struct columns *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        memory_free(columns->items[i].nodes);
        memory_free(columns->items[i].settled);
        memory_free(columns->items[i].standardised);
    }
    memory_free(columns->items);
    *columns = (struct columns){0};
}

const struct column *columns_first(const struct columns *columns)
{
    for (size_t i = 0; i < columns->count; i++)
        if (columns->items[i].file)
            return &columns->items[i];
    return NULL;
}

#include "gate/compare/selection.h"

#include "gate/base/sink.h"
#include "gate/base/text.h"

#include <stdbool.h>
#include <string.h>

#include "gate/base/banned.h"

/* In the order of preference; and where such a type is found. */
static const struct {
    const char *type;
    const char *kinds[2];
} usual[] = {
    {"cpu", {"cpu", NULL}},
    {"wall", {"wall", NULL}},
    {"alloc_space", {"allocs", "heap"}},
};

enum { USUAL = sizeof usual / sizeof usual[0] };

size_t selection_kinds(const char **out, const char *const *present, size_t present_count)
{
    for (size_t i = 0; i < USUAL; i++) {
        size_t count = 0;
        for (size_t k = 0; k < 2 && usual[i].kinds[k] != NULL; k++) {
            if (text_is_among(usual[i].kinds[k], present, present_count)) {
                out[count++] = usual[i].kinds[k];
            }
        }
        if (count > 0) {
            return count;
        }
    }
    return 0;
}

size_t selection_kinds_of(const char **out, const struct profile_selector *selector)
{
    if (selector->kind[0] != '\0') {
        out[0] = selector->kind;
        return 1;
    }
    for (size_t i = 0; i < USUAL; i++) {
        if (strcmp(selector->type, usual[i].type) == 0) {
            size_t count = 0;
            while (count < 2 && usual[i].kinds[count] != NULL) {
                out[count] = usual[i].kinds[count];
                count++;
            }
            return count;
        }
    }
    return 0;
}

/* Whether a file of that kind could be read: then its content tells what such files hold, and not their name. */
static bool side_knows_kind(const struct replicas *side, const char *kind)
{
    for (size_t i = 0; i < side->count; i++) {
        for (size_t k = 0; k < side->items[i].profile_count; k++) {
            const struct replica_profile *item = &side->items[i].profiles[k];
            if (item->profile != NULL && strcmp(item->kind, kind) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool side_has(const struct replicas *side, const char *type)
{
    for (size_t i = 0; i < side->count; i++) {
        for (size_t k = 0; k < side->items[i].profile_count; k++) {
            const struct replica_profile *item = &side->items[i].profiles[k];
            const struct profile *profile = item->profile;
            /* What could not be read counts for what its name promises, unless its like were read. */
            if (profile == NULL ? strcmp(item->kind, type) == 0 && !side_knows_kind(side, type)
                                : profile_find_type(profile, type) < profile->type_count) {
                return true;
            }
        }
    }
    return false;
}

/* The type that both sides share, if it is one. A profile's own default speaks for it: pprof's samples/count beside
 * a time is no second choice. */
static int choose_shared(struct profile_selector *out, const struct replicas sides[2], struct error *err)
{
    const char *found = NULL;
    for (size_t i = 0; i < sides[0].count; i++) {
        for (size_t k = 0; k < sides[0].items[i].profile_count; k++) {
            const struct profile *profile = sides[0].items[i].profiles[k].profile;
            if (profile == NULL || profile->type_count == 0) {
                continue;
            }
            const char *type = profile->types[profile->facts.default_type].name;
            if (!side_has(&sides[1], type) || (found != NULL && strcmp(found, type) == 0)) {
                continue;
            }
            if (found != NULL) {
                return error_set(err, ERROR_USAGE,
                                 "both sides have several sample types ('%s', '%s', ...): name the one to judge, "
                                 "as in --profile %s",
                                 found, type, found);
            }
            found = type;
        }
    }
    if (found == NULL) {
        return error_set(err, ERROR_UNFIT,
                         "the two sides have no sample type in common: compare profiles of one "
                         "kind, or name the profiles by kind in meta.json (\"profiles\")");
    }
    *out = (struct profile_selector){.name = found, .kind = "", .type = found};
    return 0;
}

/* A side of which nothing could be read: its first failure; else NULL. */
static const char *failure_of(const struct replicas *side)
{
    const char *first = NULL;
    for (size_t i = 0; i < side->count; i++) {
        for (size_t k = 0; k < side->items[i].profile_count; k++) {
            if (side->items[i].profiles[k].profile != NULL) {
                return NULL;
            }
            first = first != NULL ? first : side->items[i].profiles[k].failure;
        }
    }
    return first;
}

int selection_choose(struct profile_selector *out, const struct replicas sides[2], struct error *err)
{
    for (int side = 0; side < 2; side++) {
        const char *failure = failure_of(&sides[side]);
        if (failure != NULL) {
            return error_set(err, ERROR_INPUT, "%s", failure);
        }
    }
    for (size_t i = 0; i < USUAL; i++) {
        if (side_has(&sides[0], usual[i].type) || side_has(&sides[1], usual[i].type)) {
            *out = (struct profile_selector){.name = usual[i].type, .kind = "", .type = usual[i].type};
            return 0;
        }
    }
    return choose_shared(out, sides, err);
}

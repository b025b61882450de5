#include "adapters/source/endpoint_kinds.h"

#include "gate/model/profile_selector.h"

#include <string.h>

#include "gate/base/banned.h"

static const struct endpoint_kind kinds[] = {
    {"cpu", "/profile", true}, {"allocs", "/allocs", true}, {"heap", "/heap", false},
    {"mutex", "/mutex", true}, {"block", "/block", true},   {"goroutine", "/goroutine", false},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* Sample types that tell their kind. */
static const struct {
    const char *type;
    const char *kind;
} types_of[] = {
    {"cpu", "cpu"},          {"samples", "cpu"},        {"alloc_space", "allocs"},  {"alloc_objects", "allocs"},
    {"inuse_space", "heap"}, {"inuse_objects", "heap"}, {"goroutine", "goroutine"}, {"goroutines", "goroutine"},
};

static size_t index_of(const char *kind)
{
    size_t i = 0;
    while (i < KINDS && strcmp(kinds[i].name, kind) != 0) {
        i++;
    }
    return i;
}

static size_t kind_of(const char *word)
{
    struct profile_selector selector = profile_selector_from_word(word);
    if (strncmp(word, "mutex:", 6) == 0 || strncmp(word, "block:", 6) == 0) {
        return index_of(word[0] == 'm' ? "mutex" : "block");
    }
    if (selector.kind[0] != '\0') {
        return index_of(selector.kind);
    }
    for (size_t i = 0; i < sizeof types_of / sizeof types_of[0]; i++) {
        if (strcmp(types_of[i].type, selector.type) == 0) {
            return index_of(types_of[i].kind);
        }
    }
    return KINDS;
}

int endpoint_kinds_choose(const struct endpoint_kind *out[ENDPOINT_KINDS_MOST], size_t *count,
                          const struct source_type *types, size_t type_count, struct error *err)
{
    bool wanted[KINDS] = {[0] = type_count == 0};
    for (size_t i = 0; i < type_count; i++) {
        size_t kind = kind_of(types[i].type);
        if (kind == KINDS) {
            return error_set(err, ERROR_POLICY,
                             "live endpoints do not serve profiles of the type '%s': they have cpu, allocs, heap, "
                             "mutex, block and goroutine",
                             types[i].type);
        }
        wanted[kind] = true;
    }
    *count = 0;
    for (size_t i = 0; i < KINDS; i++) {
        if (wanted[i]) {
            out[(*count)++] = &kinds[i];
        }
    }
    return 0;
}

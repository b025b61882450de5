#include "gate/model/noise_history.h"

#include "gate/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

static const char doing[] = "keeping the noise history";

int noise_history_new(struct noise_history **out, const char *file, struct error *err)
{
    struct noise_history *history = memory_allocate_array(1, sizeof *history);
    if (history != NULL) {
        history->arena = arena_new();
        history->file = history->arena != NULL ? arena_copy_text(history->arena, file, strlen(file)) : NULL;
    }
    if (history == NULL || history->file == NULL) {
        noise_history_free(history);
        return error_set_memory(err, doing);
    }
    *out = history;
    return 0;
}

void noise_history_free(struct noise_history *history)
{
    if (history == NULL)
        return;
    memory_free(history->profiles);
    arena_free(history->arena);
    memory_free(history);
}

int noise_history_add(struct noise_history_profile **out, struct noise_history *history, const char *profile,
                      const char *type, size_t entries, struct error *err)
{
    struct noise_history_profile *profiles =
        memory_resize_array(history->profiles, history->count + 1, sizeof *profiles);
    if (profiles == NULL)
        return error_set_memory(err, doing);
    history->profiles = profiles;
    struct noise_history_profile *added = &profiles[history->count];
    *added =
        (struct noise_history_profile){.profile = arena_copy_text(history->arena, profile, strlen(profile)),
                                       .type = arena_copy_text(history->arena, type, strlen(type)),
                                       .entries = arena_allocate(history->arena, entries * sizeof *added->entries),
                                       .entry_count = entries};
    if (added->profile == NULL || added->type == NULL || added->entries == NULL)
        return error_set_memory(err, doing);
    history->count++;
    *out = added;
    return 0;
}

static int compare_keys(struct bytes a, bool a_self, struct bytes b, bool b_self)
{
    int order = bytes_compare(a, b);
    return order != 0 ? order : (int)a_self - (int)b_self;
}

static int compare_entries(const void *left, const void *right)
{
    const struct noise_history_entry *a = left, *b = right;
    return compare_keys(bytes_of_text(a->function), a->self, bytes_of_text(b->function), b->self);
}

void noise_history_sort(struct noise_history_profile *profile)
{
    if (profile->entry_count > 0)
        qsort(profile->entries, profile->entry_count, sizeof *profile->entries, compare_entries);
}

const struct noise_history_profile *noise_history_find(const struct noise_history *history, const char *profile,
                                                       const char *type)
{
    for (size_t i = 0; history != NULL && i < history->count; i++) {
        const struct noise_history_profile *one = &history->profiles[i];
        if (strcmp(one->profile, profile) == 0 && strcmp(one->type, type) == 0)
            return one;
    }
    return NULL;
}

const struct noise_history_entry *noise_history_entry(const struct noise_history_profile *profile,
                                                      struct bytes function, bool self)
{
    size_t low = 0, high = profile->entry_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct noise_history_entry *entry = &profile->entries[middle];
        int order = compare_keys(bytes_of_text(entry->function), entry->self, function, self);
        if (order == 0)
            return entry;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

double noise_history_phi(double phi, double mean, double mean_now)
{
    return mean > 0 ? 1.0 + fmax(phi - 1.0, 0) * mean_now / mean : fmax(phi, 1.0);
}

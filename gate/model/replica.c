#include "gate/model/replica.h"

#include "gate/base/memory.h"

#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

static void clear_profiles(struct replica *replica)
{
    for (size_t i = 0; i < replica->profile_count; i++) {
        memory_free(replica->profiles[i].kind);
        memory_free(replica->profiles[i].path);
        memory_free(replica->profiles[i].failure);
        profile_free(replica->profiles[i].profile);
    }
    memory_free(replica->profiles);
}

void replica_clear(struct replica *replica)
{
    if (!replica)
        return;
    memory_free(replica->name);
    memory_free(replica->instance);
    memory_free(replica->version);
    memory_free(replica->service);
    memory_free(replica->cpu_model);
    memory_free(replica->build);
    memory_free(replica->profiler);
    for (size_t i = 0; i < replica->endpoint_count; i++)
        memory_free(replica->endpoints[i].name);
    memory_free(replica->endpoints);
    clear_profiles(replica);
    *replica = (struct replica){0};
}

void replicas_clear(struct replicas *replicas)
{
    if (!replicas)
        return;
    for (size_t i = 0; i < replicas->count; i++)
        replica_clear(&replicas->items[i]);
    memory_free(replicas->items);
    memory_free(replicas->label);
    *replicas = (struct replicas){0};
}

static int compare_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int compare_replicas(const void *left, const void *right)
{
    const struct replica *a = left, *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    int order = compare_text(a->instance, b->instance);
    if (order != 0)
        return order;
    if (a->content_hash != b->content_hash)
        return a->content_hash < b->content_hash ? -1 : 1;
    /* The same bytes twice: what is left to differ is what meta.json said, then the name. */
    if (a->requests < b->requests || a->requests > b->requests)
        return a->requests < b->requests ? -1 : 1;
    return compare_text(a->name, b->name);
}

void replicas_sort(struct replicas *replicas)
{
    if (replicas->count > 1)
        qsort(replicas->items, replicas->count, sizeof *replicas->items, compare_replicas);
}

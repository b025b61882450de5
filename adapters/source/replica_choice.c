#include "adapters/source/replica_choice.h"

#include "gate/base/bytes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

static int compare_names(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;
    return strcmp(*a, *b);
}

static int compare_hashes(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;
    uint64_t hash_a = bytes_hash(bytes_of_text(*a)), hash_b = bytes_hash(bytes_of_text(*b));
    if (hash_a != hash_b)
        return hash_a < hash_b ? -1 : 1;
    return strcmp(*a, *b);
}

size_t replica_choice_take(const char **names, size_t count, size_t at_most)
{
    size_t chosen = at_most > 0 && at_most < count ? at_most : count;
    if (count == 0)
        return 0;
    qsort(names, count, sizeof *names, compare_hashes);
    qsort(names, chosen, sizeof *names, compare_names);
    return chosen;
}

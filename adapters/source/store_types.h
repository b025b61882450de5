#ifndef FLAMEGATE_ADAPTERS_SOURCE_STORE_TYPES_H
#define FLAMEGATE_ADAPTERS_SOURCE_STORE_TYPES_H

#include "adapters/source.h"
#include "adapters/source/store_answers.h"
#include "gate/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Which of the store's profile types are to be fetched. The store calls a type
 *
 *     <name>:<sample type>:<sample unit>:<period type>:<period unit>
 *
 * such as process_cpu:cpu:nanoseconds:cpu:nanoseconds, and merges one of them a request. What is judged is given by
 * such a full name, or by a standard name or sample type that fits one of them alone. Beside it the type is fetched
 * that says how many samples it stands for, or how large they are: samples for cpu, alloc_objects for alloc_space,
 * contentions for delay.
 */

/* Types that become one profile. */
struct store_profile {
    const char *kind;  /* cpu, allocs, mutex ...: a literal; "" if it is none of them */
    bool gauge;        /* tells what is there at a moment, so that profiles of it must not be summed */
    size_t types[2];   /* of the store; the first is the one that was asked for */
    size_t type_count; /* 1: the other one is not there, or not needed */
};

struct store_profiles {
    struct store_profile *items;
    size_t count;
};

/* By full name. */
void store_types_sort(struct store_types *types);

/* Takes a full name apart; what lacks parts has "" for them. Texts are the arena's or id's. -1 without memory. */
int store_types_parse(struct store_type *out, const char *id, struct arena *arena, struct error *err);

/*
 * What to fetch for the wanted types, each profile once; without wanted types cpu, else wall, else alloc_space.
 * ERROR_UNFIT for a type that the store does not have, with the nearest one; ERROR_POLICY for a name that fits
 * several. The items are the arena's.
 */
int store_types_choose(struct store_profiles *out, const struct store_types *types,
                       const struct source_type *wanted, size_t wanted_count, struct arena *arena,
                       struct error *err);

#endif

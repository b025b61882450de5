#ifndef FLAMEGATE_ADAPTERS_COLLECT_H
#define FLAMEGATE_ADAPTERS_COLLECT_H

#include "adapters/counter.h"
#include "adapters/source.h"
#include "gate/base/surroundings.h"
#include "gate/model/replica.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Captures -> the replicas of one side: meta.json is read, every wanted part is fetched (all of them in one go, so
 * that a store can be asked for several at a time) and decoded, by several threads where the world allows them,
 * while others are still fetched; requests are counted, and the replicas are put into their one order. The
 * endpoints of samples are read where requests are counted by endpoint: without that nobody could use them.
 *
 * A part that cannot be read stays in its replica with the reason, so that the replica's other profiles can still
 * be judged. A capture whose meta.json cannot be read is dropped, with a sentence, as long as at least 80 % of the
 * captures and two of them are left; else the whole side has failed with the first error.
 */

struct collect_settings {
    const char *const *kinds; /* parts of these kinds are decoded, and parts of no known kind; NULL: all parts */
    size_t kind_count;
    bool endpoints;            /* a counter will count by endpoint, whatever meta.json says */
    const char *const *labels; /* keys whose presence the profiles are to tell (profile_request.h); NULL: none */
    struct counter_settings counter;
};

/* Sentences about what was dropped; free with collect_notes_clear. */
struct collect_notes {
    char **items;
    size_t count;
};

/* The kinds that stand for "whatever it is": their parts are always decoded. */
bool collect_kind_is_open(const char *kind);

int collect_replicas(struct replicas *out, struct collect_notes *notes, const struct captures *captures,
                     const struct source *source, void *session, const struct collect_settings *settings,
                     const struct surroundings *world, struct error *err);

/* Adds a copy of the sentence. NULL notes take none. */
int collect_note(struct collect_notes *notes, const char *sentence, struct error *err);

void collect_notes_clear(struct collect_notes *notes);

#endif

#ifndef FLAMEGATE_GATE_MODEL_PROFILE_BUILDER_H
#define FLAMEGATE_GATE_MODEL_PROFILE_BUILDER_H

#include "gate/model/profile.h"

/*
 * Builds one profile while a decoder streams: the decoder says the sample types and facts first, then adds frames
 * and samples in any order, then finishes.
 *
 * Sums are checked: a sum of values beyond what a double holds exactly (2^53) is still exact to 1 part in 10^15,
 * but one that leaves the range of int64 is refused, since the producer's own sums would have wrapped.
 */

struct profile_builder;

/* types are copied; facts too (its texts as well). Every sample then carries type_count values. */
struct profile_builder *profile_builder_new(const struct profile_facts *facts, const struct profile_type *types,
                                            size_t type_count, struct error *err);
void profile_builder_free(struct profile_builder *builder);

/* Which label keys' presence the samples will tell; before the first sample. Ends with NULL, NULL for none; copied.
 */
int profile_builder_label_keys(struct profile_builder *builder, const char *const *keys, struct error *err);

/* The raw symbols, for the decoder to add frames to. */
struct symbols *profile_builder_symbols(struct profile_builder *builder);

/* Walks a stack of symbol ids, outermost first, to its node. */
int profile_builder_stack(struct profile_builder *builder, const uint32_t *frames, size_t count, uint32_t *node,
                          struct error *err);

/* The same one frame at a time: the node below parent (CALLTREE_ROOT for the outermost frame). */
int profile_builder_child(struct profile_builder *builder, uint32_t parent, uint32_t symbol, uint32_t *node,
                          struct error *err);

/* The index of an endpoint value; "" is 0. */
int profile_builder_endpoint(struct profile_builder *builder, struct bytes value, uint32_t *endpoint,
                             struct error *err);

/* One sample: values[type_count] in the types' units. Applies each type's event model, then merges by (node,
 * endpoint, labels). */
int profile_builder_sample(struct profile_builder *builder, uint32_t node, uint32_t endpoint, const double *values,
                           struct error *err);

/* The same of a sample that carries the labels whose bits are set: bit i is for the key of that index. */
int profile_builder_labelled_sample(struct profile_builder *builder, uint32_t node, uint32_t endpoint,
                                    uint8_t labels, const double *values, struct error *err);

/* Facts that are only known at the end. */
struct profile_facts *profile_builder_facts(struct profile_builder *builder);

/* The profile; the builder is empty afterwards and still to be freed. *out is the caller's. */
int profile_builder_finish(struct profile **out, struct profile_builder *builder, struct error *err);

#endif

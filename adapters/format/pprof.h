#ifndef FLAMEGATE_ADAPTERS_FORMAT_PPROF_H
#define FLAMEGATE_ADAPTERS_FORMAT_PPROF_H

#include "adapters/format.h"

/*
 * pprof: the protobuf profiles of Go, of agents and stores, raw (gzip is peeled off before).
 *
 * What go tool pprof refuses is refused; so is more, each with a sentence: negative values of a type that only
 * grows, sums beyond int64, two profiles joined into one file. A sample without a stack is booked at the root.
 *
 * drop_frames and keep_frames (expressions by which C++ heap profiles hide their allocator's frames) are not
 * applied: the frames stay, on both sides alike, and totals are the same; only self costs lie one frame deeper
 * than go tool pprof shows them.
 */
extern const struct format pprof_format;

#endif

#ifndef FLAMEGATE_GATE_INFERENCE_ODD_REPLICAS_H
#define FLAMEGATE_GATE_INFERENCE_ODD_REPLICAS_H

#include "gate/base/error.h"
#include "gate/model/answer.h"
#include "gate/model/comparison.h"

#include <stddef.h>

/*
 * Replicas that stand out of their side: one slow host, one run beside a noisy neighbour, one wrong request count.
 * The statistics keep them, since the spread that they make is the noise; people are told, since an average hides
 * them.
 *
 * A replica of a side of at least 3, each with its own exposure, is odd if its rate is off the side's median by
 * more than a fifth and by more than 3.5 standard deviations: those of the side's median absolute deviation (times
 * 1.4826), or of chance in the events of such a replica, whichever is larger.
 *
 * It sways the total if the total's relative change without it is more than 5 percentage points another one than
 * with it: costs are summed by exposure, so that one replica that counts a hundred times its requests outweighs all
 * others and hides what they have. Where the odd ones of a side have more than half of its exposure, each of them
 * sways: two of them hide each other.
 */

/*
 * *out: first every replica whose whole cost is odd, in the columns' order, then by entry each replica that carries
 * a growth alone: odd there in the direction that makes it, and without it less than half of the growth is left.
 * One block, the caller's to free with memory_free; NULL if there is none. Fails only without memory.
 */
int odd_replicas_find(struct odd_replica **out, size_t *count, const struct comparison *comparison,
                      struct error *err);

#endif

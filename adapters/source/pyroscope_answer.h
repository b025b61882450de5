#ifndef FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_ANSWER_H
#define FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_ANSWER_H

#include "adapters/source/store_types.h"
#include "gate/base/bytes.h"
#include "gate/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * What a merged profile looks like before it is decoded. The store answers 200 whatever it finds: with nothing at
 * all, with a stub, with a profile that lacks samples, or with one whose small stacks were cut off and summed up in
 * a function `other`, if the tenant's settings limit profiles to a number of nodes.
 */

struct pyroscope_answer {
    bool whole; /* can be walked to its end as a profile; damage within is the decoder's to find */
    size_t samples;
    bool cut; /* has a function `other` without a file */
};

/* Looks at a body. Without samples and not whole it may be anything, such as a page. */
struct pyroscope_answer pyroscope_answer_look(struct bytes body);

/* What stands for "nothing": a profile of that type without samples, so that the decoder knows what it is. out is
 * filled; the caller's to free. */
int pyroscope_answer_empty(struct byte_buffer *out, const struct store_type *type, struct error *err);

#endif

#ifndef FLAMEGATE_ADAPTERS_COPIES_H
#define FLAMEGATE_ADAPTERS_COPIES_H

#include "gate/base/error.h"
#include "gate/model/replica.h"

/* A copy is no replica: it would measure the noise between replicas as none. ERROR_UNFIT if two replicas of the
 * side hold the same content, with both names. */
int copies_refuse(const struct replicas *side, struct error *err);

#endif

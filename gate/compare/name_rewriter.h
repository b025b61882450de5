#ifndef FLAMEGATE_GATE_COMPARE_NAME_REWRITER_H
#define FLAMEGATE_GATE_COMPARE_NAME_REWRITER_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"
#include "gate/model/name_rules.h"

#include <stdbool.h>

/*
 * The policy's rewrites at work on canonical names: each in turn, on what the one before it gave, replaces the
 * first place that fits. A name of which nothing would be left, or more than LIMIT_NAME_BYTES, is left alone, and
 * so is one that is too long to be searched (gate/base/pattern.h).
 */

struct name_rewriter;

/* *out is the caller's; rules must outlive it, and may be NULL. The rules were checked when they were read. */
int name_rewriter_new(struct name_rewriter **out, const struct name_rules *rules, struct error *err);

void name_rewriter_free(struct name_rewriter *rewriter);

/* Rewrites *name, which then is a view of the rewriter's own until it is used again; *changed says whether any
 * rewrite fitted. */
int name_rewriter_apply(bool *changed, struct bytes *name, struct name_rewriter *rewriter, struct error *err);

#endif

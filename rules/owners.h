#ifndef FLAMEGATE_RULES_OWNERS_H
#define FLAMEGATE_RULES_OWNERS_H

#include "gate/base/arena.h"
#include "gate/base/bytes.h"
#include "gate/base/error.h"

/*
 * Who owns a file of the repository, by a CODEOWNERS file as GitHub and GitLab have it: a line holds a pattern and
 * the owners of what it matches; the last line that matches wins, and one without owners gives a path to nobody.
 *
 * A pattern with a slash anywhere but at its end begins at the root, any other one fits at every depth. One that
 * names a folder owns all below it, but "docs/" followed by a star only what lies in it. A star and a question mark
 * stay within a name, two stars do not. A section, "[Docs] @writers" or "^[Docs]", gives its owners to the lines
 * below that name none; each section has an owner of its own, and a path then has them all.
 */
struct owners;

/* *out lives as long as the arena. Lines that mean nothing are skipped, as both servers do. Fails without memory.
 */
int owners_parse(struct owners **out, struct arena *arena, struct bytes text, struct error *err);

/* "@acme/shop @ann", "" if nobody. path: from the root of the repository. NULL without memory in the arena. */
const char *owners_of(const struct owners *owners, struct arena *arena, const char *path);

#endif

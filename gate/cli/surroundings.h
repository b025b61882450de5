#ifndef FLAMEGATE_GATE_CLI_SURROUNDINGS_H
#define FLAMEGATE_GATE_CLI_SURROUNDINGS_H

#include "gate/base/surroundings.h"

/* The real world: the machine's clock, its environment, progress as lines on standard error. */
struct surroundings surroundings_real(void);

/*
 * A line for people on standard error, "flamegate: " before the sentence. Whatever is named in it, GitHub's runner,
 * which reads that stream too, finds no command of the old form in it (`##[add-mask]x`, anywhere in a line): in a
 * job there (GITHUB_ACTIONS is "true") each "##[" is written "## [".
 */
void surroundings_say(const char *sentence);

/* The same surroundings, with the lines of trace on standard error: -vv. */
struct surroundings surroundings_traced(const struct surroundings *world);

#endif

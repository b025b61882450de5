#ifndef FLAMEGATE_GATE_REPORT_GUARD_H
#define FLAMEGATE_GATE_REPORT_GUARD_H

#include "gate/base/bytes.h"
#include "gate/base/sink.h"

/*
 * GitHub's runner reads what a step prints and executes the commands in it: `::add-mask::x` at the start of a line,
 * behind any blanks, and `##[add-mask]x` anywhere in one. A function may be called like that, so a report for
 * people is put between two lines that stop the reading and take it up again: with a word that the report does not
 * hold, in whatever case.
 */

enum { GUARD_WORD_SIZE = 40 };

/* A word that text does not hold, the same for the same text. Returns out. */
char *guard_word(char out[GUARD_WORD_SIZE], struct bytes text);

/* The text between its two lines; a line break is put behind it if it lacks one. */
void guard_put(struct sink *sink, struct bytes text);

#endif

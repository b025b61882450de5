#ifndef FLAMEGATE_RULES_MOVES_H
#define FLAMEGATE_RULES_MOVES_H

#include "rules/changes.h"

/*
 * Findings of what only has another name or place: nothing about them is red. Trouble with memory is in
 * findings->failed.
 */

/* Functions of the baseline that the candidate has under another name: "renamed: 'a' -> 'b' (matched by name,
 * callers, callees, size; score 0.83)", with the estimate of both together if some question was about it. */
void moves_add_renamed(struct findings *findings, const struct changes_input *input);

/* Functions that grew beyond their limit, but whose cost came from others nearby; with the estimate of the net, and
 * every saving that was netted. A function whose total and own cost both did is told once. */
void moves_add_absorbed(struct findings *findings, const struct changes_input *input);

/* Functions that cost more below one caller and less below another, unless they, or callers of both places, were
 * told of already: to be called last. What is judged is their net. */
void moves_add_relocated(struct findings *findings, const struct changes_input *input);

#endif

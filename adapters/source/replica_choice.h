#ifndef FLAMEGATE_ADAPTERS_SOURCE_REPLICA_CHOICE_H
#define FLAMEGATE_ADAPTERS_SOURCE_REPLICA_CHOICE_H

#include <stddef.h>

/*
 * Which replicas are fetched where there are more than the policy wants: those whose names have the smallest
 * hashes. So the choice is the same on every machine and in every run, hangs on nothing that was measured, and
 * stays mostly the same when a replica comes or goes.
 */

/* Moves the chosen ones to the front, sorted by name; returns how many: count, or at_most if that is less (0: all).
 * Those left out stand behind them. */
size_t replica_choice_take(const char **names, size_t count, size_t at_most);

#endif

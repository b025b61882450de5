#ifndef FLAMEGATE_GATE_BASE_SURROUNDINGS_H
#define FLAMEGATE_GATE_BASE_SURROUNDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a run takes from the world besides its input: the clock, sleeping, the environment, progress, the wish to
 * stop, and the seed. Made by cli, faked in tests, handed down; nothing below cli asks the world itself.
 * No report may depend on any of it but on the environment of a CI server (gate/cli/ci_server.h): for links and
 * places.
 */
struct surroundings {
    int64_t (*now)(void *world); /* nanoseconds since 1970 */
    void (*sleep)(void *world, int64_t nanoseconds);
    const char *(*environment)(void *world, const char *name); /* NULL: not set */
    void (*progress)(void *world, const char *sentence);       /* one line, for people */
    void (*trace)(void *world, const char *line); /* what is asked of servers; NULL: nobody wants to know */
    bool (*cancelled)(void *world);               /* somebody asked us to stop */
    uint64_t seed;
    void *world;
    size_t threads; /* that may work at once, the caller's included; 0 counts as 1. All of the above is called from
                     * the caller's alone */
};

#endif

#ifndef FLAMEGATE_GATE_CLI_OPTIONS_H
#define FLAMEGATE_GATE_CLI_OPTIONS_H

#include "gate/base/error.h"
#include "gate/base/sink.h"
#include "rules/judge.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The words behind a subcommand: options and operands. Texts are the command line's own. */

enum { OPTIONS_LIST_MAX = 32 };

/* Which commands take an option: bits. */
enum options_set {
    OPTIONS_CHECK = 1,
    OPTIONS_DIFF = 2,
    OPTIONS_EXPLAIN = 4,
    OPTIONS_VERSIONS = 8,
    OPTIONS_CALIBRATE = 16
};

struct options_list {
    const char *items[OPTIONS_LIST_MAX];
    size_t count;
};

struct options {
    struct options_list operands;
    const char *config; /* NULL where not given, as the other texts */
    const char *service;
    const char *baseline;
    const char *candidate;
    const char *out;
    const char *termination_message;
    const char *window_from;
    const char *write;
    double draws;             /* 0: not given */
    double fan_out;           /* 0: not given */
    int64_t at;               /* nanoseconds since 1970; 0: not given */
    int64_t wait, poll;       /* nanoseconds; 0: not given */
    double requests_baseline; /* NAN: not given */
    double requests_candidate;
    struct options_list profiles;
    struct options_list formats; /* NAME or NAME=PATH */
    enum judge_fail_on fail_on;
    double max_memory; /* bytes */
    bool builtin;      /* the built-in policy, even where there is a flamegate.yaml */
    bool junit_strict;
    unsigned verbosity; /* how often -v was given */
    bool quiet, no_color, no_progress, help;
};

/* Parses words[0..count) for the command whose bit is given. Refused with ERROR_USAGE and "did you mean": the first
 * mistake is err; *out holds the rest even then, so that the reports can be told of it. */
int options_parse(struct options *out, enum options_set set, int count, char **words, struct error *err);

/* One line an option that the command takes. */
void options_help(enum options_set set, struct sink *sink);

#endif

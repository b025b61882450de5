#ifndef FLAMEGATE_GATE_MODEL_VERDICT_RECORDS_H
#define FLAMEGATE_GATE_MODEL_VERDICT_RECORDS_H

#include <stddef.h>
#include <stdint.h>

/* What an earlier run found of one version of a service. */
struct verdict_record {
    char *version;
    char *verdict; /* "pass", "regression", "inconclusive", "error" */
    int64_t end;   /* of the candidate's window, nanoseconds since 1970; 0: unknown */
};

struct verdict_records {
    struct verdict_record *items;
    size_t count;
};

/* Puts a copy at the end. -1 without memory. */
int verdict_records_add(struct verdict_records *records, const char *version, const char *verdict, int64_t end);

void verdict_records_clear(struct verdict_records *records);

#endif

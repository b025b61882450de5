#ifndef FLAMEGATE_ADAPTERS_FORMAT_H
#define FLAMEGATE_ADAPTERS_FORMAT_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"
#include "gate/model/profile.h"
#include "gate/model/profile_request.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A format turns bytes into a profile. Which one it is, is told by looking at the content, never by the file name.
 * One layer of gzip is peeled off before.
 */

struct format {
    const char *name;        /* "pprof" */
    const char *description; /* one line for --help */
    /* Whether the unpacked content looks like this format. Asked in table order; the first yes decides. */
    bool (*detect)(struct bytes content);
    int (*decode)(struct profile **out, struct bytes content, const struct profile_request *request,
                  struct error *err);
};

extern const struct format *const formats[];
extern const size_t format_count;

/*
 * Unpacks, detects and decodes. name is for sentences ("cannot read 'NAME': ..."). What is no profile (an HTML
 * page, a git-lfs pointer, perf.data, a trace ...) is refused by its own name, with the command that converts it.
 * *content_hash is of the unpacked bytes. *out is the caller's.
 */
int formats_decode(struct profile **out, uint64_t *content_hash, struct bytes content, const char *name,
                   const struct profile_request *request, struct error *err);

#endif

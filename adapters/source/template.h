#ifndef FLAMEGATE_ADAPTERS_SOURCE_TEMPLATE_H
#define FLAMEGATE_ADAPTERS_SOURCE_TEMPLATE_H

#include "gate/base/error.h"

/*
 * Paths with $version and $service in them, as the policy's `store: {files: "profiles/$version"}` gives them.
 *
 * What is put in must be one name of a folder or file: without '/', and neither "." nor "..", so that no label
 * leads out of the store.
 */

struct template_place {
    const char *location; /* the template */
    const char *service;  /* for $service; "" if unknown */
    const char *version;  /* for $version */
};

/* The path of place, the caller's to free. NULL with err set: a label that is no name, an
 * unknown substitution, or none of the version, which would make every version the same folder. */
char *template_expand(const struct template_place *place, struct error *err);

/* Refuses the version because path, its expansion, is not there: ERROR_UNFIT, with the nearest of the versions that
 * are, or a few of them. */
int template_refuse_missing(const struct template_place *place, const char *path, struct error *err);

#endif

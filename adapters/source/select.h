#ifndef FLAMEGATE_ADAPTERS_SOURCE_SELECT_H
#define FLAMEGATE_ADAPTERS_SOURCE_SELECT_H

#include "gate/base/error.h"
#include "gate/model/store_settings.h"

#include <stddef.h>

/*
 * The label matchers with which a store is asked, made from the policy's `select`, such as
 *
 *     {service_name="$service", version="$version"}
 *
 * One more matcher narrows them (to a pod); without a version, the matchers that name $version are left out, which
 * selects all versions of the service.
 */

struct select_question {
    const char *service; /* for $service; "" if unknown */
    const char *version; /* for $version; NULL: all of them */
    const char *label;   /* one more matcher, label="value"; NULL: none */
    const char *value;
};

/* *out is the caller's to free with memory_free. Refused as query_template_expand does, and ERROR_POLICY for what
 * is no list of matchers. */
int select_matchers(char **out, const struct store_settings *store, const struct select_question *question,
                    struct error *err);

/* One more matcher, label="value", at the end of matchers in braces; *out is the caller's to free with memory_free.
 */
int select_narrow(char **out, const char *matchers, const char *label, const char *value, struct error *err);

/* The same for one of count values, at least 1, as the pattern label=~"a|b", in which they mean themselves. */
int select_narrow_any(char **out, const char *matchers, const char *label, const char *const *values, size_t count,
                      struct error *err);

#endif

#ifndef FLAMEGATE_ADAPTERS_QUERY_TEMPLATE_H
#define FLAMEGATE_ADAPTERS_QUERY_TEMPLATE_H

#include "gate/base/error.h"

#include <stdbool.h>

/*
 * Queries and label matchers in the language of Prometheus, which Pyroscope and Parca speak as well, with $service,
 * $version and $window in them:
 *
 *     sum by (pod) (increase(http_requests_total{service="$service", version=~"$version|canary"}[$window]))
 *
 * What is put in can never become a part of the language: within quotes it is escaped for those quotes, and where
 * the text is a regular expression (=~, !~) its dots and stars mean themselves. $service and $version stand within
 * quotes only, $window outside of them only. A '$' before anything but a letter or '_' is left as it is: regular
 * expressions end with one, and label_replace has $1.
 */

struct query_values {
    const char *service; /* "" if unknown */
    const char *version; /* NULL: it cannot be used here */
    const char *window;  /* "1800s"; NULL: it cannot be used here */
};

/*
 * The template with the values put in, the caller's to free with memory_free. key says where the template stands,
 * for sentences: "requests.prometheus.query". -1: ERROR_POLICY for a substitution that is unknown or stands where
 * it cannot, and for quotes that do not close; ERROR_USAGE for a value that is needed and missing, or that no query
 * can hold (control characters, broken UTF-8, a backtick within backticks).
 */
int query_template_expand(char **out, const char *query, const struct query_values *values, const char *key,
                          struct error *err);

/* Whether `$name` is used, as a whole word. */
bool query_template_uses(const char *query, const char *name);

#endif

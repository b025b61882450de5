#ifndef FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_COUNTS_H
#define FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_COUNTS_H

#include "adapters/source/pyroscope_client.h"

/*
 * How many profiles the store has summed up. A gauge, such as the live heap, says nothing once profiles of it are
 * summed, unless their number is known. Only v2 storage tells it, by its heat map.
 */

/* The number of profiles that begin in the window, by the values of up to two labels, as pyroscope_client_sums.
 * ERROR_UNFIT from a server that cannot tell. */
int pyroscope_counts_ask(struct store_sums *out, const struct store_client *client, const char *const *labels,
                         size_t label_count, const struct store_scope *scope, struct error *err);

/* Reads an answer in JSON. Texts are copied to the client's arena. */
int pyroscope_counts_read(struct store_sums *out, const struct store_client *client, const char *const *labels,
                          size_t label_count, struct bytes json, struct error *err);

#endif

#ifndef FLAMEGATE_ADAPTERS_CAPTURE_META_H
#define FLAMEGATE_ADAPTERS_CAPTURE_META_H

#include "adapters/source.h"
#include "gate/model/replica.h"

/*
 * meta.json (PRODUCT.md, "Files and folders"): what a capture says of itself. Unknown keys are ignored; a known key
 * that is not what it should be is an error at its line and column.
 */

/* Fills the replica's fields (instance, version, times, requests, endpoints, cpu_model ...) from the document in
 * text. path is for sentences. If service is not NULL, *service gets the service's name or stays NULL; the caller's
 * to free. */
int capture_meta_read(struct replica *out, char **service, struct bytes text, const char *path, struct error *err);

/* Corrects the kinds of the capture's parts by the document's "profiles". */
int capture_meta_kinds(struct capture *capture, struct bytes text, const char *path, struct error *err);

#endif

#ifndef FLAMEGATE_ADAPTERS_CAPTURE_META_H
#define FLAMEGATE_ADAPTERS_CAPTURE_META_H

#include "adapters/source.h"
#include "gate/model/replica.h"

/*
 * meta.json (PRODUCT.md, "Files and folders"): what a capture says of itself. Unknown keys are ignored; a known key
 * that is not what it should be is an error at its line and column.
 */

/* Fills the replica's fields (instance, service, version, times, requests, endpoints, cpu_model ...) from the
 * document in text; what it does not name stays as it was. path is for sentences. */
int capture_meta_read(struct replica *out, struct bytes text, const char *path, struct error *err);

/* Corrects the kinds of the capture's parts by the document's "profiles". */
int capture_meta_kinds(struct capture *capture, struct bytes text, const char *path, struct error *err);

#endif

#ifndef FLAMEGATE_ADAPTERS_FORMAT_FOREIGN_JSON_H
#define FLAMEGATE_ADAPTERS_FORMAT_FOREIGN_JSON_H

#include "gate/base/bytes.h"

/* Tells apart the profiles that are JSON, by their keys, whatever their order. The sentence for foreign_refuse, in
 * which FILE stands for the file's name; NULL if the content does not begin like JSON. A literal. */
const char *foreign_json_sentence(struct bytes content);

#endif

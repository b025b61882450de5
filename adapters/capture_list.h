#ifndef FLAMEGATE_ADAPTERS_CAPTURE_LIST_H
#define FLAMEGATE_ADAPTERS_CAPTURE_LIST_H

#include "adapters/source.h"

/* How sources put together the captures of a side: all texts are copied, and captures_clear gives them back, also
 * where adding failed in the middle. */

/* A new capture at the end; instance may be NULL. It stands until the next one is added. NULL without memory, with
 * err set. */
struct capture *capture_list_add(struct captures *captures, const char *name, const char *instance,
                                 const struct time_span *window, struct error *err);

/* A new part of the capture: like `part`, whose own texts are not looked at, but of that path and kind, and of that
 * endpoint unless it is "". */
int capture_list_add_part(struct capture *capture, const struct capture_part *part, const char *path,
                          const char *kind, const char *endpoint, struct error *err);

#endif

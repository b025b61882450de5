#ifndef FLAMEGATE_TESTS_SUPPORT_FAKE_HTTP_H
#define FLAMEGATE_TESTS_SUPPORT_FAKE_HTTP_H

#include "adapters/transport/http.h"

/*
 * Takes the place of adapters/transport/http.c in a test that names it in its SOURCES: answers by a script
 * (http_script.h) out of memory, one request after another, without a network, a thread or a piece that comes
 * later. So a piece of work makes the same allocations each time, and all of them can be made to fail in turn.
 *
 * Logins are not part of it: demands are met by the request's own headers and body alone.
 */

/* From now on. The text must outlive all clients. A request that no rule answers fails the test. */
void fake_http_script(const char *script);

#endif

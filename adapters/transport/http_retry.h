#ifndef FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_RETRY_H
#define FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_RETRY_H

#include "gate/base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/* When to ask a server again. Times and pauses are nanoseconds. */

#define HTTP_RETRY_FIRST_PAUSE 500000000LL /* at most, before the second attempt; doubled each time */
#define HTTP_RETRY_LONGEST_PAUSE 30000000000LL

/* Whether the status means "not now"; body is what came with it. */
bool http_retry_status(int status, struct bytes body);

/* The pause after attempt (from 1) failed: between half and all of what it may be, the same for the same seed. */
int64_t http_retry_pause(unsigned attempt, uint64_t seed);

/* The value of Retry-After, seconds or a date, as a pause from now on; 0 for a date that is over. false:
 * unreadable. */
bool http_retry_after(int64_t *pause, struct bytes value, int64_t now);

#endif

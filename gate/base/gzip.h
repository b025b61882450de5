#ifndef FLAMEGATE_GATE_BASE_GZIP_H
#define FLAMEGATE_GATE_BASE_GZIP_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"

#include <stdbool.h>

/* gzip, unpacked through zlib (the only user of its header). */

/* Whether the bytes begin like gzip (1f 8b). */
bool gzip_detect(struct bytes packed);

/*
 * Appends the unpacked content to out. Several members are one stream. Refused with the byte where it went
 * wrong: a truncated stream, a bad checksum, bytes after the last member, more than out's ceiling ("the ceiling of
 * ..."). out's ceiling bounds memory: nothing beyond it is ever held.
 */
int gzip_unpack(struct byte_buffer *out, struct bytes packed, struct error *err);

#endif

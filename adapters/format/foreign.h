#ifndef FLAMEGATE_ADAPTERS_FORMAT_FOREIGN_H
#define FLAMEGATE_ADAPTERS_FORMAT_FOREIGN_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"

/*
 * What is no profile that can be read, called by its own name: an error page, a git-lfs pointer, another profiler's
 * format, another compression. Each sentence says what it is and how to get something readable, as a command
 * where there is one.
 */

/* 0 if the content is none of these; else -1 with the sentence. name is put into the commands. */
int foreign_refuse(struct bytes content, const char *name, struct error *err);

/* Refuses what nobody knows: shows its first bytes and lists the formats that can be read. Always -1. */
int foreign_refuse_unknown(struct bytes content, struct error *err);

#endif

#ifndef FLAMEGATE_ADAPTERS_RECORD_VERDICTS_H
#define FLAMEGATE_ADAPTERS_RECORD_VERDICTS_H

#include "gate/base/error.h"
#include "gate/model/verdict_records.h"

/*
 * What earlier runs found, as a folder of files of ours (`baseline: {records: FOLDER}`): one file a version, so
 * that jobs that run side by side do not overwrite each other.
 *
 *     FOLDER/checkout@v2.4.json
 *     {"format": "flamegate verdict", "format_version": 1, "service": "checkout", "version": "v2.4",
 *      "verdict": "pass", "end": "2026-11-21T12:30:00Z"}
 *
 * In file names all but letters, digits, '.', '-' and '_' stands as %XX, also in what a label begins with if that
 * is a '.'. Unknown keys are ignored.
 */

/* The records of the service. A folder that is not there holds none. A file that is damaged is ERROR_INPUT with its
 * line and column: a forgotten regression must not become a baseline. */
int verdicts_read(struct verdict_records *out, const char *folder, const char *service, struct error *err);

/* Writes or replaces the record of one version; makes the folder if it is not there. end: 0 if unknown. */
int verdicts_write(const char *folder, const char *service, const char *version, const char *verdict, int64_t end,
                   struct error *err);

#endif

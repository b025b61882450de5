#ifndef FLAMEGATE_ADAPTERS_SOURCE_FILES_H
#define FLAMEGATE_ADAPTERS_SOURCE_FILES_H

#include "adapters/source.h"

/*
 * Profiles that lie in files and folders (PRODUCT.md, "Files and folders"), or stand on standard input ("-").
 *
 * A file is one capture. A folder with a meta.json, or one that holds nothing but profiles of standard names, each
 * once, is a run folder: one capture of several parts. Any other folder is a set: each entry, file or run folder,
 * is one capture.
 *
 * What is looked at in a folder: hidden entries never, nor what is clearly something else by its name (*.md,
 * *.log, *.svg, *.json other than meta.json ... and README, LICENSE). Of a run folder every other file
 * is a part; of the kind that its standard name or meta.json's "profiles" gives it, else of whatever kind its
 * content turns out to be. A standard name is the part of the file name before its first dot. allocs-start.pb.gz
 * beside allocs.pb.gz (and so for heap, mutex and block) is a first snapshot of the same process: what is compared
 * is what happened between the two, over the "requests" of meta.json.
 *
 * The location of a store is a template: $version and $service are replaced by the labels, which must not hold a
 * '/' nor be "." or "..", so that no label leads out of the folder. A version that is not there is ERROR_UNFIT,
 * since a baseline may not be there yet.
 */
extern const struct source files_source;

#endif

#ifndef FLAMEGATE_TESTS_SUPPORT_SHARED_H
#define FLAMEGATE_TESTS_SUPPORT_SHARED_H

/*
 * Data that lies beside the clone and not in it: ../shared, or the folder that FLAMEGATE_SHARED names. A test that
 * reads it skips where it is absent, and says so.
 */

enum { SHARED_PATH_SIZE = 4096 };

/*
 * The path of name ("samples/go/cpu.pb.gz") in the shared folder, written to path. NULL if it is not there; then a
 * line "skipped: ..." was printed, which tests/run.sh repeats at its end. In a cmocka test:
 *
 *     if (shared_path(path, "corpus/INDEX.tsv") == NULL)
 *         skip();
 */
const char *shared_path(char path[SHARED_PATH_SIZE], const char *name);

#endif

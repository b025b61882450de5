#ifndef FLAMEGATE_GATE_BASE_ERROR_H
#define FLAMEGATE_GATE_BASE_ERROR_H

#include <stddef.h>
#include <stdint.h>

/*
 * An error is a value: kind, place, one sentence. It is the last parameter of whatever can fail; the setter
 * returns -1 so that a failing function reads `return error_set(err, ...)`. Setting one never allocates.
 *
 * Sentences are lower case, without a full stop, what failed first, the subject in single quotes:
 *     cannot read 'a.pb.gz': string 812 lies outside the table of 640
 * They say what to do where that is known. Foreign text in them is made harmless by error_set (control bytes and
 * broken UTF-8 are replaced), so a sentence can be printed anywhere.
 */

enum error_kind {
    ERROR_NONE = 0,
    ERROR_USAGE,    /* the command line; exit 2 */
    ERROR_POLICY,   /* the configuration; exit 2 */
    ERROR_UNFIT,    /* read and valid, but cannot carry a verdict; exit 3 */
    ERROR_INPUT,    /* something read was malformed, or could not be read; exit 4 */
    ERROR_OUTPUT,   /* a report could not be written; exit 4 */
    ERROR_MEMORY,   /* the memory budget, or the machine's memory; exit 4 */
    ERROR_INTERNAL, /* our own fault; exit 5 */
};

enum { ERROR_SENTENCE_SIZE = 1024, ERROR_FILE_SIZE = 512 };

struct error {
    enum error_kind kind;
    char file[ERROR_FILE_SIZE];         /* "" if the place is no file; cut on the left if too long */
    uint64_t line;                      /* from 1; 0: unknown */
    uint64_t column;                    /* from 1, in bytes; 0: unknown */
    uint64_t offset;                    /* byte from the start of the (unpacked) input; UINT64_MAX: unknown */
    char sentence[ERROR_SENTENCE_SIZE]; /* never empty if kind is set */
};

/* No error. */
#define ERROR_INIT                                                                                                 \
    {                                                                                                              \
        .offset = UINT64_MAX                                                                                       \
    }

void error_clear(struct error *err);

/* Sets kind and sentence and forgets the place. Always returns -1. A NULL err is allowed and ignored. */
int error_set(struct error *err, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Sets ERROR_MEMORY with the sentence "out of memory while <doing>", and the budget if that was the cause.
 * Always returns -1. */
int error_set_memory(struct error *err, const char *doing);

/* Adds the place to an error that was set. Each always returns -1. */
int error_at_offset(struct error *err, uint64_t offset);
int error_at_line(struct error *err, const char *file, uint64_t line, uint64_t column);

/* Puts "<text>: " before the sentence, as in "cannot read 'a.pb.gz': ". Always returns -1. */
int error_prefix(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The exit code of PRODUCT.md that an error of this kind means by itself. */
int error_exit_code(enum error_kind kind);

#endif

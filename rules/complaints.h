#ifndef FLAMEGATE_RULES_COMPLAINTS_H
#define FLAMEGATE_RULES_COMPLAINTS_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"
#include "gate/base/sink.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What is wrong with a text file, as a list, so that one reading tells its writer everything. Each complaint has a
 * place and one sentence in the style of gate/base/error.h.
 *
 * Invariants: complaints are kept by place, those of one place in the order of adding; only the first
 * COMPLAINTS_MAX added are kept, the others are counted. They fail stickily: without memory nothing more is added
 * and failed stays true, so a reader asks once at the end.
 */

enum { COMPLAINTS_MAX = 100 };

/* A token of a text. Lines end at LF, CR, CR LF, U+0085, U+2028 and U+2029, as YAML counts them. */
struct text_place {
    uint64_t line;   /* from 1 */
    uint64_t column; /* from 1, in characters, a tab being one */
    uint64_t length; /* in characters; cut at the end of the line, and 0 counts as 1 */
};

struct complaint {
    struct text_place place;
    char *sentence;
};

struct complaints {
    struct complaint *items;
    uint64_t *hidden; /* lines that are never shown */
    size_t hidden_count;
    size_t count;
    size_t dropped; /* beyond COMPLAINTS_MAX */
    bool failed;    /* out of memory */
};

void complaints_add(struct complaints *complaints, struct text_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The line holds a secret: no complaint shows it. */
void complaints_hide_line(struct complaints *complaints, uint64_t line);

/*
 * Writes each as
 *     flamegate.yaml:12:9: unknown key 'fail_ove'; did you mean 'fail_over'?
 *         fail_ove: [{of_itself: 5%}]
 *         ^~~~~~~~
 * text is what was read, path its name. The line is shown without its indentation, cut where it is long.
 */
void complaints_write(const struct complaints *complaints, struct bytes text, const char *path, struct sink *sink);

/* Puts the first complaint (by place) into err as ERROR_POLICY, with its place. Always returns -1. */
int complaints_first(const struct complaints *complaints, const char *path, struct error *err);

void complaints_clear(struct complaints *complaints);

#endif

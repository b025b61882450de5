#ifndef FLAMEGATE_GATE_REPORT_LINKS_H
#define FLAMEGATE_GATE_REPORT_LINKS_H

#include "gate/model/comparison.h"
#include "gate/model/verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Where a report's reader finds the sources and the run: addresses that a CI server gives, and which file of the
 * repository a profile means. Profiles name files as the compiler saw them: by absolute path, by Go's import path,
 * or relative to some folder. Only what surely lies in the repository has a place here.
 *
 * Made by cli, from the environment. Texts are never NULL; "" is unknown.
 */

enum { LINKS_SIZE = 1024 };

struct links {
    const char *root;      /* folder of the checkout; "": the current one */
    const char *module;    /* "github.com/acme/shop": how Go calls what stands in root */
    const char *commit;    /* address of the candidate's commit */
    const char *revision;  /* the same as a word: "1c9f0e2" */
    const char *files;     /* what a path is put behind to look at a file of that commit: ".../blob/1c9f0e2.../" */
    const char *run;       /* address of this run's log */
    const char *artifacts; /* what a path is put behind to look at a file that the run keeps */
    const char *picture;   /* flame graph of the first profile, a path in the checkout */
    bool (*has_file)(void *world, const char *path); /* whether the checkout holds it; NULL: cannot be asked */
    void *world;
};

/* A function's place in the repository. */
struct links_place {
    char path[LINKS_SIZE];
    int64_t line; /* 0: unknown */
};

/* Of a function; false if its file is not known to lie in the repository. links NULL: never. */
bool links_place(struct links_place *out, const struct links *links, const struct comparison *comparison,
                 uint32_t symbol);

/* Of a finding: its function, else the nearest caller that has one, since a library's cost is changed where it is
 * called. *symbol is that function's. */
bool links_place_of_finding(struct links_place *out, uint32_t *symbol, const struct links *links,
                            const struct comparison *comparison, const struct finding *finding);

/* Address of a file of the candidate's commit, with its line; "" if there is none. Returns out. */
char *links_file(char *out, size_t size, const struct links *links, const struct links_place *place);

/* Address of the flame graph among what the run keeps; "" if there is none. Returns out. */
char *links_picture(char *out, size_t size, const struct links *links);

/* Whether text is an http or https address that can stand in any report as it is: no blanks, quotes or brackets. */
bool links_is_address(const char *text);

#endif

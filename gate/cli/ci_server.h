#ifndef FLAMEGATE_GATE_CLI_CI_SERVER_H
#define FLAMEGATE_GATE_CLI_CI_SERVER_H

#include "gate/base/surroundings.h"
#include "gate/cli/options.h"
#include "gate/cli/report_list.h"
#include "gate/report/links.h"

/*
 * The CI server that runs us, as its environment tells: GITHUB_ACTIONS or GITLAB_CI is "true". What it gives is
 * used for links, for the places of functions in the checkout, and for which reports are made where none are asked
 * for. Nothing of it changes a verdict.
 */

enum ci_server_kind { CI_SERVER_NONE, CI_SERVER_GITHUB, CI_SERVER_GITLAB };

struct ci_server {
    enum ci_server_kind kind;
    const char *summary; /* file of the job's summary, GitHub's; NULL: none */
    struct links links;  /* its texts are below: a copy of the whole must be tied to them anew, so make none */
    char root[LINKS_SIZE], module[LINKS_SIZE], commit[LINKS_SIZE], revision[16], files[LINKS_SIZE], run[LINKS_SIZE];
    char artifacts[LINKS_SIZE], picture[LINKS_SIZE];
};

/* Reads the environment. What is no address, revision or path there is taken for unknown. */
void ci_server_read(struct ci_server *out, const struct surroundings *world);

/*
 * Adds to the list what the server makes of it: on GitHub, the console report is guarded against its runner. If no
 * format was asked for and defaults are wanted, annotations follow on standard output, and the summary is appended
 * to the job's. Tells the links where the flame graph will be.
 */
void ci_server_add_reports(struct ci_server *server, struct report_list *list, const struct options *options,
                           bool defaults);

#endif

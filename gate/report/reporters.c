#include "gate/report/reporter.h"

#include "gate/report/codequality.h"
#include "gate/report/console.h"
#include "gate/report/dotenv.h"
#include "gate/report/flamegraph/svg.h"
#include "gate/report/github.h"
#include "gate/report/gitlab.h"
#include "gate/report/json.h"
#include "gate/report/junit.h"
#include "gate/report/markdown.h"
#include "gate/report/openmetrics.h"
#include "gate/report/sarif.h"

#include <string.h>

#include "gate/base/banned.h"

const struct reporter *const reporters[] = {
    &console_reporter,  &json_reporter,   &junit_reporter,       &svg_reporter,
    &markdown_reporter, &github_reporter, &sarif_reporter,       &codequality_reporter,
    &gitlab_reporter,   &dotenv_reporter, &openmetrics_reporter,
};

const size_t reporter_count = sizeof reporters / sizeof reporters[0];

const struct reporter *reporter_find(const char *name)
{
    for (size_t i = 0; i < reporter_count; i++) {
        if (strcmp(reporters[i]->name, name) == 0) {
            return reporters[i];
        }
    }
    return NULL;
}

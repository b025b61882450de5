#include "adapters/format/foreign_json.h"

#include "adapters/format/foreign_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "gate/base/banned.h"

#define NOT_YET "which this version cannot read yet"
#define V8_ADVICE ": use an agent that writes pprof (npm packages pprof, @datadog/pprof)"

/* A kind of JSON by texts that it holds. */
static const struct {
    const char *first;
    const char *second; /* NULL: the first is enough */
    const char *sentence;
} kinds[] = {
    {"\"$schema\"", "speedscope",
     "it is a speedscope file, " NOT_YET ": pass the profile that it was made from, as "
     "pprof or folded stacks"},
    {"\"flamebearer\"", NULL,
     "it is a flamebearer answer of Pyroscope, " NOT_YET ": fetch the same query as pprof"},
    {"\"resourceProfiles\"", NULL,
     "it is an OTLP profile as JSON, " NOT_YET ": let the collector or store export "
     "pprof"},
    {"\"traceEvents\"", NULL, "it is a Chrome trace, not a profile" V8_ADVICE},
    {"\"ph\"", "\"ts\"", "it is a Chrome trace, not a profile" V8_ADVICE},
    {"\"nodes\"", "\"samples\"", "it is a .cpuprofile of V8, " NOT_YET V8_ADVICE},
    {"\"nodes\"", "\"hitCount\"", "it is a .cpuprofile of V8, " NOT_YET V8_ADVICE},
    {"\"selfSize\"", "\"head\"", "it is a .heapprofile of V8, " NOT_YET V8_ADVICE},
    {"\"head\"", "\"timestamps\"", "it is a .cpuprofile of V8 before node 10, " NOT_YET V8_ADVICE},
    {"\"threads\"", "\"meta\"",
     "it is a profile for the Firefox Profiler (Firefox, samply), " NOT_YET ": record with "
     "perf and fold it with stackcollapse-perf.pl"},
    {"\"mode\"", "\"raw\"",
     "it is a profile of stackprof, " NOT_YET ": run 'stackprof --stackcollapse FILE > "
     "FILE.folded' and pass FILE.folded"},
    {"\"mode\"", "\"frames\"",
     "it is a profile of stackprof, " NOT_YET ": run 'stackprof --stackcollapse FILE > "
     "FILE.folded' and pass FILE.folded"},
};

/* The first byte at or behind *at that is no blank; 0 at the end. */
static uint8_t next_byte(struct bytes content, size_t *at)
{
    while (*at < content.size && content.data[*at] && strchr(" \t\r\n", content.data[*at]))
        ++*at;
    return *at < content.size ? content.data[(*at)++] : 0;
}

/* Folded stacks may begin with a bracket too ("[main tid=7];run 12"), so the byte behind it counts. */
static bool looks_like_json(struct bytes content)
{
    size_t at = 0;
    uint8_t first = next_byte(content, &at);
    uint8_t second = next_byte(content, &at);
    bool empty = (first == '{' && second == '}') || (first == '[' && second == ']');
    if (empty)
        return next_byte(content, &at) == 0;
    if (first == '{')
        return second == '"';
    return first == '[' && (second == '{' || second == '[' || second == '"');
}

const char *foreign_json_sentence(struct bytes content)
{
    if (!looks_like_json(content))
        return NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (foreign_text_has(content, kinds[i].first) &&
            (!kinds[i].second || foreign_text_has(content, kinds[i].second)))
            return kinds[i].sentence;
    return "it is JSON of no known kind of profile: the answer of a server, perhaps an error; look into it";
}

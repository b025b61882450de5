#include "gate/report/json_split.h"

#include "gate/report/member.h"
#include "gate/report/split_words.h"
#include "gate/report/words.h"

#include "gate/base/banned.h"

static void put_part(struct sink_json *json, const char *key, const double values[SIDES], double change,
                     const double interval[2], double growth)
{
    sink_json_key(json, key);
    sink_json_object_open(json);
    member_number(json, "baseline", values[BASELINE]);
    member_number(json, "candidate", values[CANDIDATE]);
    member_number(json, "change", change);
    member_pair(json, "interval", interval);
    member_number(json, "growth", growth);
    sink_json_object_close(json);
}

void json_split_put(struct sink_json *json, const struct cost_split *split, const struct comparison *comparison)
{
    char line[WORDS_LINE];
    sink_json_key(json, "split");
    if (!split->known) {
        sink_json_null(json);
        return;
    }
    sink_json_object_open(json);
    member_text(json, "count_type", comparison->counts.type);
    put_part(json, "count", split->count, split->count_change, split->count_interval, split->by_count);
    put_part(json, "each", split->each, split->each_change, split->each_interval, split->by_each);
    member_text(json, "words", split_words_line(line, sizeof line, split, comparison));
    sink_json_object_close(json);
}

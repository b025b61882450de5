#include "adapters/format/foreign_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void kinds_are_told_by_their_keys(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *said;
    } cases[] = {
        {"{\"profiles\":[],\"$schema\":\"https://www.speedscope.app/file-format-schema.json\"}", "speedscope"},
        {"{\"nodes\":[{\"id\":1}],\"samples\":[1],\"timeDeltas\":[5]}", "a .cpuprofile of V8, "},
        {"{\"head\":{\"selfSize\":0,\"children\":[]},\"samples\":[]}", "a .heapprofile of V8"},
        {"{\"head\":{},\"timestamps\":[]}", "before node 10"},
        {"{\"traceEvents\":[]}", "a Chrome trace"},
        {"[\n{\"ph\":\"X\",\"ts\":1}]", "a Chrome trace"},
        {"{\"flamebearer\":{}}", "flamebearer"},
        {"{\"meta\":{},\"threads\":[]}", "Firefox Profiler"},
        {"{\"resourceProfiles\":[]}", "OTLP"},
        {"{\"mode\":\"cpu\",\"raw\":[]}", "stackprof --stackcollapse FILE"},
        {"{\"code\":5,\"message\":\"not found\"}", "JSON of no known kind"},
        {"{}", "JSON of no known kind"},
        {"[]", "JSON of no known kind"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *sentence = foreign_json_sentence(bytes_of_text(cases[i].text));
        assert_non_null(sentence);
        if (!strstr(sentence, cases[i].said))
            fail_msg("said: %s", sentence);
    }
}

static void brackets_alone_are_no_json(void **state)
{
    (void)state;
    assert_null(foreign_json_sentence(bytes_of_text("")));
    assert_null(foreign_json_sentence(bytes_of_text("{")));
    assert_null(foreign_json_sentence(bytes_of_text("[unknown];main 3\n")));
    assert_null(foreign_json_sentence(bytes_of_text("[main tid=7] 3\n")));
    assert_null(foreign_json_sentence(bytes_of_text("{{closure}} 3\n")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_told_by_their_keys),
        cmocka_unit_test(brackets_alone_are_no_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/format/foreign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define HEAD(text) (const uint8_t *)(text), sizeof(text) - 1

/* How real files of each kind begin (facts on detection), and what must be said of them. */
static const struct {
    const uint8_t *head;
    size_t size;
    const char *said;
} kinds[] = {
    {HEAD(""), "it is empty"},
    {HEAD("\n  \r\n"), "nothing but blanks"},
    {HEAD("\x28\xb5\x2f\xfd\x04"), "run 'zstd -d x.bin -o x.bin.raw'"},
    {HEAD("\x04\x22\x4d\x18\x64"), "run 'lz4 -d x.bin x.bin.raw'"},
    {HEAD("\xfd"
          "7zXZ\0"),
     "run 'xz -dc x.bin > x.bin.raw'"},
    {HEAD("BZh91AY"), "run 'bzip2 -dc x.bin > x.bin.raw'"},
    {HEAD("PK\x03\x04\x14"), "it is a zip archive: unzip it first"},
    {HEAD("FLR\0\0\x02\0\x01"), "it is a JFR recording, which this version cannot read yet: run 'jfrconv -o pprof "
                                "x.bin x.bin.pb.gz'"},
    {HEAD("FLR\0\0\x01\0\0"), "record with JDK 11 or newer"},
    {HEAD("FLR\0\0\0\0\x09"), "record with JDK 11 or newer"},
    {HEAD("PERFILE2h\0"), "run 'perf script -i x.bin | stackcollapse-perf.pl > x.bin.folded'"},
    {HEAD("Nettrace\x14\0"), "dotnet-trace convert --format Speedscope x.bin"},
    {HEAD("\x14\0\0\0!FastSerialization.1\x05"), "dotnet-trace convert --format Speedscope x.bin"},
    {HEAD("go 1.22 trace\0\0\0"), "it is a Go execution trace, not a profile: fetch /debug/pprof/profile"},
    /* Words 0, 3, 0, period, 0 as 64 and 32 bits, little and big endian. */
    {HEAD("\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\x27\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     "it is a CPU profile of gperftools"},
    {HEAD("\0\0\0\0\3\0\0\0\1\0\0\0\x10\x27\0\0\0\0\0\0"), "it is a CPU profile of gperftools"},
    {HEAD("\0\0\0\0\0\0\0\3\0\0\0\0\0\0\x27\x10\0\0\0\0"), "run 'pprof -proto BINARY x.bin > x.bin.pb.gz'"},
    {HEAD("heap profile: 3: 45 [3: 45] @ heap/1048576\n"), "fetch it again without debug=1"},
    {HEAD("heap_v2/524288\n"), "run 'jeprof --collapsed BINARY x.bin > x.bin.folded'"},
    {HEAD("goroutine profile: total 7\n"), "fetch it again with debug=0"},
    {HEAD("threadcreate profile: total 7\n"), "fetch it again with debug=0"},
    {HEAD("--- mutex:\ncycles/second=1\n"), "fetch it again with debug=0"},
    {HEAD("--- contention:\ncycles/second=1\n"), "fetch it again with debug=0"},
    {HEAD("goroutine 12 [running]:\nmain.main()\n"), "fetch it again with debug=0"},
    {HEAD("--- contentionz 1 ---\n"), "run 'pprof -proto BINARY x.bin > x.bin.pb.gz'"},
    {HEAD("--- heapz 1 ---\n"), "run 'pprof -proto BINARY x.bin > x.bin.pb.gz'"},
    {HEAD("--- threadz 1 ---\n"), "run 'pprof -proto BINARY x.bin > x.bin.pb.gz'"},
    {HEAD("MOJ\x03"), "run 'mojo2austin x.bin x.bin.austin'"},
    {HEAD("\xff\xfe"
          "a\0;\0"),
     "it is text in UTF-16"},
    {HEAD("\xfe\xff\0a\0;"), "it is text in UTF-16"},
    {HEAD("\x7f"
          "ELF\x02"),
     "it is a program, not a profile"},
    {HEAD("<!DOCTYPE html>\n<html>"), "it is an HTML or XML page, not a profile"},
    {HEAD("\n <HTML><head>"), "it is an HTML or XML page, not a profile"},
    {HEAD("<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code>"), "it is an HTML or XML page, not a profile"},
    {HEAD("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"), "run 'git lfs pull'"},
    {HEAD("404 page not found\n"), "it is the text answer of a server, not a profile: '404 page not found'"},
    {HEAD("Could not enable CPU profiling: cpu profiling already in use\n"),
     "it is the text answer of a server, not a profile: 'Could not enable CPU profiling"},
    {HEAD("{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"profiles\":[]}"),
     "it is a speedscope file"},
    {HEAD("{\"samples\":[1],\"nodes\":[]}"), "it is a .cpuprofile of V8"},
    {HEAD("{\"version\":1,\"flamebearer\":{\"names\":[]}}"), "it is a flamebearer answer of Pyroscope"},
    {HEAD("PeriodType: cpu nanoseconds\nPeriod: 10000000\n"), "it is text printed by 'go tool pprof -raw'"},
    {HEAD("File: app\nType: cpu\nShowing nodes accounting for 1s\n"), "it is text printed by 'go tool pprof'"},
    {HEAD("Attaching 1 probe...\n\n@[\n    main+12\n]: 5\n"),
     "run 'stackcollapse-bpftrace.pl x.bin > x.bin.folded'"},
    {HEAD("burn  3121 [000]  1345.700123:    2004008 cpu-clock:pppH: \n\tffffffff81 main+0x1f (/bin/burn)\n\n"),
     "it is text of perf script, which this version cannot read yet: run 'stackcollapse-perf.pl x.bin > "
     "x.bin.folded'"},
    {HEAD("\x0a\x06\x0a\x04\x0a\x02\x08\x01\x12\x02\x0a\x00"), "it is an OTLP profile"},
    {HEAD("\0\0\0\x08\x0a\x06\x0a\x04\x0a\x02\x08\x01"), "it is a file of OTLP profiles"},
};

static void each_kind_is_called_by_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct error err = ERROR_INIT;
        assert_int_equal(foreign_refuse((struct bytes){kinds[i].head, kinds[i].size}, "x.bin", &err), -1);
        assert_int_equal(err.kind, ERROR_INPUT);
        if (!strstr(err.sentence, kinds[i].said))
            fail_msg("said: %s", err.sentence);
    }
}

static void profiles_are_let_through(void **state)
{
    (void)state;
    static const char *const folded[] = {"main;work 3\n", "[unknown];main 2\n", "[main tid=12];run 4\n",
                                         "go 1 2\n",      "@here;x 3\n",        "{};x 1\n"};
    for (size_t i = 0; i < sizeof folded / sizeof *folded; i++)
        assert_int_equal(foreign_refuse(bytes_of_text(folded[i]), "x", NULL), 0);
    static const uint8_t pprof[] = {0x0a, 0x04, 0x08, 0x01, 0x10, 0x02, 0x32, 0x00};
    assert_int_equal(foreign_refuse((struct bytes){pprof, sizeof pprof}, "x", NULL), 0);
}

static void the_unknown_is_shown_and_the_known_listed(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    static const uint8_t binary[] = {0x00, 0xff, 'a', '\\', '\'', 0x1b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 'x'};
    assert_int_equal(foreign_refuse_unknown((struct bytes){binary, sizeof binary}, &err), -1);
    assert_string_equal(err.sentence,
                        "no known profile format begins with "
                        "'\\x00\\xffa\\x5c\\x27\\x1b\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\\x09\\x0a'; "
                        "known: pprof, folded");
    assert_int_equal(foreign_refuse_unknown(bytes_of_text("\nUnknown profile\nmore"), &err), -1);
    assert_string_equal(err.sentence, "it is text of no known profile format, beginning with 'Unknown profile'; "
                                      "known: pprof, folded");
}

static void a_long_name_does_no_harm(void **state)
{
    (void)state;
    static char name[4096];
    struct error err = ERROR_INIT;
    memset(name, 'n', sizeof name - 1);
    assert_int_equal(foreign_refuse(bytes_of_text("PERFILE2"), name, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_called_by_its_name),
        cmocka_unit_test(profiles_are_let_through),
        cmocka_unit_test(the_unknown_is_shown_and_the_known_listed),
        cmocka_unit_test(a_long_name_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

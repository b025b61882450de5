#include "adapters/format/foreign.h"

#include "adapters/format.h"
#include "adapters/format/foreign_json.h"
#include "adapters/format/foreign_text.h"
#include "adapters/format/wire.h"
#include "gate/base/text.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

/* What a row looks for: a beginning, or whatever fits() sees. FILE in a sentence stands for the file's name. */
struct foreign {
    const char *beginning;
    size_t size; /* of beginning */
    bool (*fits)(struct bytes content);
    const char *sentence;
};

#define BEGINS(text) .beginning = (text), .size = sizeof(text) - 1

static bool is_empty(struct bytes content)
{
    return content.size == 0;
}

static bool is_blank(struct bytes content)
{
    for (size_t i = 0; i < content.size; i++)
        if (!strchr(" \t\r\n", content.data[i]) || content.data[i] == 0)
            return false;
    return true;
}

static uint64_t word_at(struct bytes content, size_t index, size_t size, bool big_endian)
{
    uint64_t word = 0;
    for (size_t i = 0; i < size; i++) {
        size_t byte = big_endian ? i : size - 1 - i;
        word = word << 8 | content.data[index * size + byte];
    }
    return word;
}

/* Header words 0, 3, 0 or 1, period, 0, in the sampled machine's own size and order. */
static bool is_gperftools_cpu(struct bytes content)
{
    for (size_t size = 4; size <= 8; size += 4)
        for (int big_endian = 0; big_endian < 2; big_endian++)
            if (content.size >= 5 * size && word_at(content, 0, size, big_endian) == 0 &&
                word_at(content, 1, size, big_endian) == 3 && word_at(content, 2, size, big_endian) <= 1 &&
                word_at(content, 3, size, big_endian) != 0 && word_at(content, 4, size, big_endian) == 0)
                return true;
    return false;
}

static bool is_old_jfr(struct bytes content)
{
    return content.size >= 6 && memcmp(content.data, "FLR\0\0", 5) == 0 && content.data[5] < 2;
}

static bool is_fast_serialization(struct bytes content)
{
    struct bytes head = {content.data, content.size < 64 ? content.size : 64};
    return foreign_text_has(head, "!FastSerialization.1");
}

/* "go 1.22 trace" and NULs. */
static bool is_go_trace(struct bytes content)
{
    struct bytes head = {content.data, content.size < 16 ? content.size : 16};
    return bytes_start_with(content, "go 1.") && foreign_text_has(head, " trace");
}

/* Only messages in the fields 1 and 2, and in the first of field 1 another message: ProfilesData, where pprof has
 * a ValueType of two numbers. */
static bool is_otlp(struct bytes content)
{
    struct wire_cursor cursor = wire_begin(content, 0);
    struct wire_field field;
    bool resource = false;
    while (wire_next(&field, &cursor, NULL) > 0) {
        if (field.type != WIRE_LENGTH || field.number < 1 || field.number > 2)
            return false;
        resource = resource || (field.number == 1 && field.body.size && (field.body.data[0] & 7) == WIRE_LENGTH);
    }
    /* Also if it was cut somewhere behind that. */
    return resource;
}

static bool is_framed_otlp(struct bytes content)
{
    if (content.size < 5 || content.data[0] != 0)
        return false;
    uint64_t size = word_at(content, 0, 4, true);
    return size > 0 && size <= content.size - 4 && is_otlp((struct bytes){content.data + 4, (size_t)size});
}

#define NOT_YET "which this version cannot read yet"
#define GO_TEXT "it is a text print-out of a Go profile (debug=1 or 2): fetch it again with debug=0, without ?debug"

static const struct foreign rows[] = {
    {.fits = is_empty, .sentence = "it is empty: the profiler or the download wrote nothing"},
    {.fits = is_blank, .sentence = "it holds nothing but blanks"},
    {BEGINS("\x28\xb5\x2f\xfd"), .sentence = "it is packed with zstd: run 'zstd -d FILE -o FILE.raw' and pass "
                                             "FILE.raw"},
    {BEGINS("\x04\x22\x4d\x18"), .sentence = "it is packed with LZ4: run 'lz4 -d FILE FILE.raw' and pass FILE.raw"},
    {BEGINS("\xfd"
            "7zXZ"),
     .sentence = "it is packed with xz: run 'xz -dc FILE > FILE.raw' and pass FILE.raw"},
    {BEGINS("BZh"), .sentence = "it is packed with bzip2: run 'bzip2 -dc FILE > FILE.raw' and pass FILE.raw"},
    {BEGINS("PK\x03\x04"), .sentence = "it is a zip archive: unzip it first ('unzip FILE')"},
    {.fits = is_old_jfr,
     .sentence = "it is a recording of an old Java flight recorder (JDK 7 to 10): record with "
                 "JDK 11 or newer, or 8u262"},
    {BEGINS("FLR\0"), .sentence = "it is a JFR recording, " NOT_YET ": run 'jfrconv -o pprof FILE FILE.pb.gz' "
                                  "(from async-profiler) and pass FILE.pb.gz"},
    {BEGINS("PERFILE2"), .sentence = "it is a perf.data file: run 'perf script -i FILE | stackcollapse-perf.pl > "
                                     "FILE.folded' and pass FILE.folded"},
    {BEGINS("Nettrace"), .sentence = "it is a .NET trace: 'dotnet-trace convert --format Speedscope FILE' makes a "
                                     "speedscope file of it, " NOT_YET " either"},
    {.fits = is_fast_serialization,
     .sentence = "it is a .NET trace: 'dotnet-trace convert --format Speedscope FILE' "
                 "makes a speedscope file of it, " NOT_YET " either"},
    {.fits = is_go_trace,
     .sentence = "it is a Go execution trace, not a profile: fetch /debug/pprof/profile instead "
                 "of /debug/pprof/trace"},
    {.fits = is_gperftools_cpu,
     .sentence = "it is a CPU profile of gperftools, which holds addresses without "
                 "names: run 'pprof -proto BINARY FILE > FILE.pb.gz' where the binary is"},
    {BEGINS("heap profile: "), .sentence =
                                   "it is a heap profile as text: of Go, fetch it again without debug=1; of "
                                   "tcmalloc, run 'pprof -proto BINARY FILE > FILE.pb.gz' where the binary "
                                   "is"},
    {BEGINS("heap_v2/"), .sentence = "it is a heap profile of jemalloc, which holds addresses without names: run "
                                     "'jeprof --collapsed BINARY FILE > FILE.folded' where the binary is"},
    {BEGINS("goroutine profile: total"), .sentence = GO_TEXT},
    {BEGINS("threadcreate profile:"), .sentence = GO_TEXT},
    {BEGINS("--- mutex:"), .sentence = GO_TEXT},
    {BEGINS("--- contention:"), .sentence = GO_TEXT},
    {.fits = foreign_text_is_goroutines, .sentence = GO_TEXT},
    {BEGINS("--- contentionz "), .sentence =
                                     "it is a text profile of the old kind: run 'pprof -proto BINARY FILE > "
                                     "FILE.pb.gz' where the binary is"},
    {BEGINS("--- heapz "), .sentence = "it is a text profile of the old kind: run 'pprof -proto BINARY FILE > "
                                       "FILE.pb.gz' where the binary is"},
    {BEGINS("--- threadz "), .sentence = "it is a text profile of the old kind: run 'pprof -proto BINARY FILE > "
                                         "FILE.pb.gz' where the binary is"},
    {BEGINS("--- symbol"), .sentence = "it is a profile printed by 'pprof --raw': pass the profile itself"},
    {BEGINS("MOJ"), .sentence =
                        "it is a profile of Austin in its MOJO form: run 'mojo2austin FILE FILE.austin' and "
                        "pass FILE.austin (its unit is microseconds)"},
    {BEGINS("\xff\xfe"), .sentence = "it is text in UTF-16, as PowerShell's '>' writes it: run 'iconv -f UTF-16 -t "
                                     "UTF-8 FILE > FILE.utf8' and pass FILE.utf8"},
    {BEGINS("\xfe\xff"), .sentence =
                             "it is text in UTF-16: run 'iconv -f UTF-16 -t UTF-8 FILE > FILE.utf8' and pass "
                             "FILE.utf8"},
    {BEGINS("\x7f"
            "ELF"),
     .sentence = "it is a program, not a profile"},
    {.fits = foreign_text_is_page,
     .sentence = "it is an HTML or XML page, not a profile: check the URL and the HTTP "
                 "status ('curl -f' fails on an error page)"},
    {BEGINS("version https://git-lfs"), .sentence = "it is a git-lfs pointer, not the file itself: run 'git lfs "
                                                    "pull'"},
    {BEGINS("v8-version,"), .sentence = "it is V8's tick log (--prof), " NOT_YET ": use an agent that writes pprof "
                                        "(npm packages pprof, @datadog/pprof)"},
    {BEGINS("PeriodType: "), .sentence = "it is text printed by 'go tool pprof -raw': pass the profile itself"},
    {.fits = foreign_text_is_pprof_report,
     .sentence = "it is text printed by 'go tool pprof': pass the profile "
                 "itself"},
    {.fits = foreign_text_is_ghc_report,
     .sentence = "it is a report of GHC's profiler: run "
                 "'inferno-collapse-ghcprof FILE > FILE.folded' and pass "
                 "FILE.folded"},
    {BEGINS("Analysis of sampling"), .sentence =
                                         "it is a call graph of the sample tool: run 'inferno-collapse-sample "
                                         "FILE > FILE.folded' and pass FILE.folded"},
    {BEGINS("CPU     ID "), .sentence =
                                "it is output of DTrace: run 'stackcollapse.pl FILE > FILE.folded' and pass "
                                "FILE.folded"},
    {.fits = foreign_text_is_bpftrace,
     .sentence = "it is a map printed by bpftrace: run 'stackcollapse-bpftrace.pl "
                 "FILE > FILE.folded' and pass FILE.folded"},
    {.fits = foreign_text_is_perf_script,
     .sentence = "it is text of perf script, " NOT_YET ": run "
                 "'stackcollapse-perf.pl FILE > FILE.folded' and pass "
                 "FILE.folded"},
    {.fits = is_otlp, .sentence = "it is an OTLP profile, " NOT_YET ": let the collector or store export pprof"},
    {.fits = is_framed_otlp,
     .sentence = "it is a file of OTLP profiles, " NOT_YET ": let the collector or store "
                 "export pprof"},
};

/* Puts name where the sentence says FILE. */
static void put_name(char *out, size_t size, const char *sentence, const char *name)
{
    size_t length = 0;
    out[0] = '\0';
    while (*sentence && length < size) {
        bool place = strncmp(sentence, "FILE", 4) == 0;
        if (place)
            length += (size_t)snprintf(out + length, size - length, "%s", name);
        else
            length += (size_t)snprintf(out + length, size - length, "%c", *sentence);
        sentence += place ? 4 : 1;
    }
}

static int refuse(const char *sentence, const char *name, struct error *err)
{
    char said[ERROR_SENTENCE_SIZE];
    put_name(said, sizeof said, sentence, name);
    return error_set(err, ERROR_INPUT, "%s", said);
}

static bool fits(const struct foreign *row, struct bytes content)
{
    if (row->fits)
        return row->fits(content);
    return content.size >= row->size && memcmp(content.data, row->beginning, row->size) == 0;
}

int foreign_refuse(struct bytes content, const char *name, struct error *err)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (fits(&rows[i], content))
            return refuse(rows[i].sentence, name, err);
    const char *sentence = foreign_json_sentence(content);
    if (sentence)
        return refuse(sentence, name, err);
    struct bytes answer;
    if (!foreign_text_is_answer(content, &answer))
        return 0;
    char line[120];
    return error_set(err, ERROR_INPUT, "it is the text answer of a server, not a profile: '%s'",
                     text_harmless(line, sizeof line, answer));
}

/* The names of all formats, from their table. */
static void list_formats(char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < format_count && length < size; i++)
        length += (size_t)snprintf(out + length, size - length, "%s%s", i ? ", " : "", formats[i]->name);
}

int foreign_refuse_unknown(struct bytes content, struct error *err)
{
    enum { SHOWN = 16, LINE_SIZE = 100 };
    char known[256];
    list_formats(known, sizeof known);
    struct bytes line;
    if (foreign_text_first_line(content, &line)) {
        char said[LINE_SIZE];
        return error_set(err, ERROR_INPUT, "it is text of no known profile format, beginning with '%s'; known: %s",
                         text_harmless(said, sizeof said, line), known);
    }
    char shown[SHOWN * 4 + 1] = "";
    size_t length = 0;
    for (size_t i = 0; i < SHOWN && i < content.size; i++) {
        uint8_t byte = content.data[i];
        bool plain = byte > 0x20 && byte < 0x7f && byte != '\\' && byte != '\'';
        length += (size_t)snprintf(shown + length, sizeof shown - length, plain ? "%c" : "\\x%02x", byte);
    }
    return error_set(err, ERROR_INPUT, "no known profile format begins with '%s'; known: %s", shown, known);
}

# Reads C files, their paths relative to the root; prints the faults of their includes.

BEGIN {
    # The one file that a library's header may stand in. Protobuf-c comes in through generated headers only.
    only["zlib.h"] = "gate/base/gzip.c"
    only["zstd.h"] = "gate/base/zstd.c"
    only["yajl/"] = "gate/base/json.c"
    only["yaml.h"] = "rules/yaml_tree.c"
    only["regex.h"] = "gate/base/pattern.c"
    only["curl/"] = "adapters/transport/http.c"
    only["protobuf-c/"] = "generated headers"
    split("assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg " \
          "stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath time uchar wchar wctype " \
          "dirent fcntl pthread poll unistd strings sys/stat sys/types sys/resource sys/time sys/wait sys/mman " \
          "sys/ioctl sys/socket netinet/in termios", names, " ")
    for (i in names)
        standard[names[i] ".h"] = 1
    while ((getline line < exceptions) > 0)
        if (line !~ /^#/ && split(line, words, " ") > 1)
            excused[words[1]] = 1
}

function fault(text)
{
    print FILENAME ":" FNR ": " text
    faults++
}

function finish_file()
{
    if (file ~ /\.c$/ && !(file in excused) && last != "gate/base/banned.h") {
        print file ": the last include is not gate/base/banned.h (exceptions: tests/style/banned.exceptions)"
        faults++
    }
}

function check_library(header,    key)
{
    for (key in only)
        if (index(header, key) == 1) {
            if (FILENAME != only[key])
                fault("<" header "> belongs to " only[key] " alone")
            return
        }
    if (!(header in standard))
        fault("<" header "> is no header that tests/style/includes.awk knows")
}

function check_own(header)
{
    if (header ~ /\.pb-c\.h$/) {
        if (room_of(FILENAME) != "adapters")
            fault("\"" header "\" is generated for adapters alone")
        return
    }
    if (room_of(header) == "")
        fault("\"" header "\" is not written from the root, or in no room")
    else if (!may_include(room_of(FILENAME), room_of(header)))
        fault("room " room_of(FILENAME) " must not include \"" header "\" of room " room_of(header))
    if (header ~ /\.c$/)
        fault("\"" header "\" is no header")
}

FNR == 1 {
    if (file != "")
        finish_file()
    file = FILENAME
    own = FILENAME
    sub(/\.c$/, ".h", own)
    has_own = FILENAME ~ /\.c$/ && (getline line < own) >= 0
    close(own)
    count = 0
    last = ""
}

/^[ \t]*#[ \t]*include/ {
    header = $0
    sub(/^[ \t]*#[ \t]*include[ \t]*/, "", header)
    kind = substr(header, 1, 1)
    header = substr(header, 2)
    sub(/[">].*$/, "", header)
    count++
    last = header
    if (kind == "\"")
        check_own(header)
    else if (kind == "<")
        check_library(header)
    else
        fault("an include that is neither \"...\" nor <...>")
    if (count == 1 && has_own && header != own)
        fault("the first include is not the file's own header \"" own "\"")
}

END {
    if (file != "")
        finish_file()
    exit faults > 0
}

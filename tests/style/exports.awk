# Reads `nm -A -g --defined-only` of archives: "libroom_x.a:path.c.o:address type symbol".

BEGIN {
    while ((getline line < exceptions) > 0)
        if (line !~ /^#/ && split(line, words, " ") > 2)
            excused[words[1] " " words[2]] = 1
}

function begins(symbol, prefix)
{
    return symbol == prefix || index(symbol, prefix "_") == 1
}

{
    split($1, place, ":")
    object = place[2]
    sub(/\.c\.o$/, "", object)
    symbol = $NF
}

NF < 3 || object ~ /\.pb-c$/ || symbol ~ /^_/ { next }

{
    singular = object
    sub(/s$/, "", singular)
    if (begins(symbol, object) || begins(symbol, object "s") || begins(symbol, singular) || symbol ~ ("^[a-z]+_" object "(_|$)"))
        next
    if ((object " " symbol) in excused)
        next
    print object ".c exports '" symbol "', which does not begin with " object "_"
    faults++
}

END { exit faults > 0 }

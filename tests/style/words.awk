# Reads C files; prints where a word of the rules is called or named outside its place.

BEGIN {
    while ((getline line < rules) > 0)
        if (line !~ /^#/ && (n = split(line, fields, " ")) > 1) {
            places[fields[1]] = ""
            for (i = 2; i <= n; i++)
                places[fields[1]] = places[fields[1]] " " fields[i]
        }
}

function may_use(word,    n, i, allowed)
{
    n = split(places[word], allowed, " ")
    for (i = 1; i <= n; i++)
        if (index(FILENAME, allowed[i]) == 1)
            return 1
    return 0
}

# A member, a parameter or a function of ours may carry such a name: only calls and the three streams count.
function is_use(word, before, after)
{
    if (before ~ /(\.|->)[ \t]*$/)
        return 0
    if (word ~ /^std(in|out|err)$/)
        return 1
    return after ~ /^[ \t]*\(/
}

FNR == 1 { code_only_start() }

{
    rest = $0 ~ /^[ \t]*#/ ? "" : code_only($0)
    before = ""
    while (match(rest, /[A-Za-z_][A-Za-z_0-9]*/)) {
        word = substr(rest, RSTART, RLENGTH)
        before = before substr(rest, 1, RSTART - 1)
        rest = substr(rest, RSTART + RLENGTH)
        if (word in places && is_use(word, before, rest) && !may_use(word)) {
            print FILENAME ":" FNR ": '" word "' belongs to" (places[word] == " -" ? " nobody" : places[word])
            faults++
        }
        before = before word
    }
}

END { exit faults > 0 }

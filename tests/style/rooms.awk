# Which room a file is in, and which rooms a room may include: the arrows of gate/README.md.

function room_of(path)
{
    if (path ~ /^gate\/main\.c$/) return "main"
    if (path ~ /^gate\/pipeline(_[a-z]+)?\.[ch]$/) return "pipeline"
    if (path ~ /^gate\/(base|model|statistics|compare|inference|report|cli)\//) {
        sub(/^gate\//, "", path)
        sub(/\/.*/, "", path)
        return path
    }
    if (path ~ /^adapters\//) return "adapters"
    if (path ~ /^rules\//) return "rules"
    return ""
}

function may_include(room, other)
{
    if (!arrows_drawn) {
        allowed["base"] = " base "
        allowed["statistics"] = " base statistics "
        allowed["model"] = " base model "
        allowed["adapters"] = " base model adapters "
        allowed["compare"] = " base model compare "
        allowed["inference"] = " base model statistics inference "
        allowed["rules"] = " base model rules "
        allowed["report"] = " base model report "
        allowed["pipeline"] = " base model adapters compare inference rules report pipeline "
        allowed["cli"] = " base model adapters compare inference rules report pipeline cli "
        allowed["main"] = " cli "
        arrows_drawn = 1
    }
    return index(allowed[room], " " other " ") > 0
}

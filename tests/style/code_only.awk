# A line of C without its comments and without what stands in its strings. Call code_only_start at a file's first line.

function code_only_start()
{
    inside_comment = 0
}

function code_only(line,    result, end)
{
    result = ""
    while (line != "") {
        if (inside_comment) {
            end = index(line, "*/")
            if (end == 0)
                return result
            line = substr(line, end + 2)
            inside_comment = 0
        } else if (match(line, /"|'|\/\*|\/\//)) {
            result = result substr(line, 1, RSTART - 1)
            if (substr(line, RSTART, 2) == "//")
                return result
            if (substr(line, RSTART, 2) == "/*") {
                inside_comment = 1
                line = substr(line, RSTART + 2)
            } else {
                line = after_literal(substr(line, RSTART + 1), substr(line, RSTART, 1))
                result = result "\"\""
            }
        } else {
            return result line
        }
    }
    return result
}

function after_literal(line, quote,    i, c)
{
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (c == "\\")
            i++
        else if (c == quote)
            return substr(line, i + 1)
    }
    return ""
}

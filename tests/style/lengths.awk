# Reads C files in the house's format: a function's braces stand alone in the first column.

function finish_file()
{
    if (lines > 500)
        print file ": " lines " lines"
}

FNR == 1 {
    finish_file()
    file = FILENAME
    start = 0
}

{ lines = FNR }

/^[a-z].*\(/ { head = $0 }

/^{/ {
    start = FNR
    name = head
    sub(/\(.*/, "", name)
    sub(/.*[ *]/, "", name)
}

/^}/ && start {
    size = FNR - start + 1
    functions++
    of_size[size]++
    if (size > longest)
        longest = size
    if (size > 60)
        print FILENAME ":" start ": " name " has " size " lines"
    start = 0
}

END {
    finish_file()
    for (size = 1; size <= longest; size++) {
        seen += of_size[size]
        if (seen * 2 >= functions)
            break
    }
    if (functions > 0)
        print functions " functions, median " size " lines, longest " longest
}

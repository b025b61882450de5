# Reads a page; prints the quotations that do not stand in the file that they are from.

# Whether the block's lines follow each other somewhere in the file.
function stands(path, lines, count,    own, total, i, k, line)
{
    while ((getline line < path) > 0) own[++total] = line
    close(path)
    for (i = 0; i + count <= total; i++) {
        for (k = 1; k <= count && own[i + k] == lines[k]; k++) { }
        if (k > count) return 1
    }
    return 0
}

function finish()
{
    while (count > 0 && block[count] == "") count--
    if (path != "" && (count == 0 || !stands(path, block, count))) {
        print FILENAME ":" start ": this does not stand in " path
        faults++
    }
    path = ""
    count = 0
}

/^<!-- from .* -->$/ { finish(); path = $3; start = FNR + 1; next }
path != "" && /^    / { block[++count] = substr($0, 5); next }
path != "" && /^$/ { if (count > 0) block[++count] = ""; next }
path != "" { finish() }

END { finish(); exit faults > 0 }

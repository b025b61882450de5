# Reads text files; prints the lines that hold what nobody sees.

function fault(text)
{
    print FILENAME ":" FNR ": " text
    faults++
}

/\r/ { fault("carriage return") }
/[ \t]$/ { fault("blanks at the end of the line") }
/[\200-\377]/ && FILENAME !~ /\.md$/ { fault("a byte outside ASCII") }
/\t/ && FILENAME ~ /\.[ch]$/ { fault("a tab") }

END { exit faults > 0 }

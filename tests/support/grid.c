#include "tests/support/grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NUMBERS = 5 };

/* The numbers of a row; returns how many. */
static int read_numbers(double *numbers, char *text)
{
    int count = 0;
    while (count < MOST_NUMBERS) {
        char *end;
        double number = strtod(text, &end);
        if (end == text)
            break;
        numbers[count++] = number;
        text = end;
    }
    return count;
}

/* The text behind the name, NULL if the row is another function's. */
static char *row_of(char *line, const char *name)
{
    size_t length = strlen(name);
    return strncmp(line, name, length) == 0 && line[length] == ' ' ? line + length : NULL;
}

void grid_check(const char *file, const char *name, double (*function)(const double *arguments), double relative,
                double absolute)
{
    char path[1024];
    char line[512];
    int rows = 0;
    bool good = true;
    snprintf(path, sizeof path, "%s/%s", FLAMEGATE_SOURCE, file);
    FILE *stream = fopen(path, "r");
    assert_non_null(stream);
    while (good && fgets(line, sizeof line, stream)) {
        double numbers[MOST_NUMBERS];
        char *row = row_of(line, name);
        if (!row)
            continue;
        int count = read_numbers(numbers, row);
        double expected = count > 1 ? numbers[count - 1] : NAN;
        double actual = function(numbers);
        good = fabs(actual - expected) <= relative * fabs(expected) + absolute;
        rows++;
        if (!good)
            print_error("%.17g instead of: %s", actual, line);
    }
    fclose(stream);
    assert_true(good);
    assert_true(rows > 0);
}

#ifndef FLAMEGATE_TESTS_SUPPORT_GRID_H
#define FLAMEGATE_TESTS_SUPPORT_GRID_H

/*
 * Tables of function values under tests/data: a line holds a function's name, its arguments and its value,
 * separated by blanks.
 */

/* Compares function with every row of that name in the file (a path from the root of the sources): |actual -
 * expected|
 * <= relative * |expected| + absolute. Fails the running test at the first row that is not so, if a row cannot be
 * read, or if there is no row at all. function gets a row's arguments, at most 4. */
void grid_check(const char *file, const char *name, double (*function)(const double *arguments), double relative,
                double absolute);

#endif

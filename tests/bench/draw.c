#include "tests/bench/draw.h"

#include <math.h>

enum { DISTINCT_MAX = 4096 };

struct draw draw_seeded(const char *text, uint64_t number)
{
    struct draw draw = {number};
    for (; *text != '\0'; text++)
        draw.state = draw_next(&draw) ^ (uint64_t)(unsigned char)*text;
    return draw;
}

uint64_t draw_next(struct draw *draw)
{
    uint64_t z = draw->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

size_t draw_below(struct draw *draw, size_t bound)
{
    uint64_t reject = UINT64_MAX - UINT64_MAX % bound, value;
    do
        value = draw_next(draw);
    while (value >= reject);
    return (size_t)(value % bound);
}

void draw_distinct(struct draw *draw, size_t *out, size_t count, size_t bound)
{
    size_t left[DISTINCT_MAX];
    for (size_t i = 0; i < bound; i++)
        left[i] = i;
    for (size_t i = 0; i < count; i++) {
        size_t chosen = i + draw_below(draw, bound - i);
        out[i] = left[chosen];
        left[chosen] = left[i];
    }
}

void draw_wilson(double interval[2], size_t hits, size_t runs)
{
    const double z = 1.959963984540054;
    double n = (double)runs, p = (double)hits / n, scale = 1 + z * z / n;
    double center = (p + z * z / (2 * n)) / scale;
    double half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale;
    interval[0] = fmax(center - half, 0);
    interval[1] = fmin(center + half, 1);
}

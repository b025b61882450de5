#include <stddef.h>

int bad_read(const int *place, int known);

int bad_read(const int *place, int known)
{
    if (place == NULL && known)
        return *place;
    return 0;
}

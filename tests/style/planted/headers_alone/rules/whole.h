#include <stddef.h>
size_t whole_count(void);

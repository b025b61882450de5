#include "low.h"

#include <zlib.h>

#include "gate/base/banned.h"

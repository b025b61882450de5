#include <stdio.h>
#include "gate/base/low.h"

#include "gate/base/banned.h"

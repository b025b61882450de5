#include "gate/pipeline.h"
#include "rules/policy.h"

#include <stdio.h>

#include "gate/base/banned.h"

#include "gate/model/noise_settings.h"

#include "gate/base/banned.h"

struct noise_settings noise_settings_default(void)
{
    return (struct noise_settings){
        .false_fail = 0.01,
        .named_slice = 0.2,
        .pass_error = 0.05,
        .proven_over = 0.5,
        .pair_by = PAIR_AUTO,
        .host_cv = 0.05,
        .frame_cv = 0.02,
        .kappa = 1,
    };
}

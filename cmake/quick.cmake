# What makes the loop quick where the machine has it; never what ends up in a release.

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_C_COMPILER_LAUNCHER)
    set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

find_program(LLD ld.lld)
if(LLD AND BUILD_TESTING)
    add_link_options(-fuse-ld=lld)
endif()

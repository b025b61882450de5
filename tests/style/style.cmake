# The checks of the layers and of the writing, each with the proof that it can fail (tests/style/planted).

set(style ${CMAKE_CURRENT_LIST_DIR})

function(style_check name)
    add_test(NAME style/${name} COMMAND ${ARGN} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(style/${name} PROPERTIES LABELS "fast;style" SKIP_RETURN_CODE 77)
endfunction()

# Too slow for the loop.
function(full_check name)
    style_check(${name} ${ARGN})
    set_tests_properties(style/${name} PROPERTIES LABELS "full;style")
endfunction()

# A check tests/style/NAME.sh ROOT ARGUMENTS, once on the project and once on what is planted for it.
function(tree_check name)
    style_check(${name} sh ${style}/${name}.sh ${PROJECT_SOURCE_DIR} ${ARGN})
    style_check(selftest/${name} sh ${style}/selftest.sh ${name} ${ARGN})
endfunction()

tree_check(includes)
tree_check(words)
tree_check(tested)
tree_check(text)
tree_check(formatted)
tree_check(shellcheck)
tree_check(quoted)
tree_check(yamllint)
tree_check(headers_alone ${CMAKE_C_COMPILER} -std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Werror
    -I. -I${PROJECT_BINARY_DIR}/generated)
full_check(tidy sh ${style}/tidy.sh ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
full_check(selftest/tidy sh ${style}/selftest.sh tidy ${PROJECT_BINARY_DIR})
full_check(release sh ${style}/release.sh ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/scratch/release)
full_check(clang sh ${style}/clang.sh ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/scratch/clang)
# These keep all cores busy by themselves.
set_tests_properties(style/tidy style/clang style/release PROPERTIES PROCESSORS 2 TIMEOUT 1800)
style_check(figures sh ${style}/figures.sh ${PROJECT_SOURCE_DIR})
style_check(lengths sh ${style}/lengths.sh ${PROJECT_SOURCE_DIR})

get_property(rooms GLOBAL PROPERTY flamegate_rooms)
list(TRANSFORM rooms REPLACE "(.+)" "$<TARGET_FILE:room_\\1>" OUTPUT_VARIABLE archives)
style_check(exports sh ${style}/exports.sh ${archives})
style_check(selftest/exports sh ${style}/exports_selftest.sh ${CMAKE_C_COMPILER})

# A planted room that calls one above it: its program must not link.
add_library(planted_room STATIC EXCLUDE_FROM_ALL ${style}/planted/link/lower.c)
link_program(planted planted_room)
set_target_properties(link_check_planted PROPERTIES EXCLUDE_FROM_ALL ON)
style_check(selftest/link ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target link_check_planted)
set_tests_properties(style/selftest/link PROPERTIES PASS_REGULAR_EXPRESSION "undefined .*upper_room_call")

# room(NAME SOURCES ... ROOMS ... LIBRARIES ...): one static library room_NAME, and what may be below it.
# unit_test(PATH ROOMS ...): tests/unit/PATH_test.c as one cmocka program and one ctest of that name.
# fuzz_target(NAME ROOMS ...): tests/fuzz/NAME_fuzz.c, fuzzed in the fuzz preset, else run over its corpus as a test.
# golden_cases(): one ctest for each tests/cli/COMMAND/CASE/cmd.

option(BUILD_TESTING "build the tests" ON)
option(FLAMEGATE_FUZZ "build the fuzz targets with libFuzzer (needs clang)" OFF)

if(BUILD_TESTING)
    enable_testing()
endif()

include(cmake/quick.cmake)

# How every object is made, generated ones too.
add_library(flamegate_code INTERFACE)
target_compile_options(flamegate_code INTERFACE
    # The same bits from every machine and every number of cores: no fused multiply-add.
    -ffp-contract=off
    # No path of the machine that built it in the program.
    -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.
    -ffile-prefix-map=${PROJECT_BINARY_DIR}=build
    -fstack-protector-strong
    "$<$<CONFIG:Release>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
target_link_options(flamegate_code INTERFACE $<$<CONFIG:Release>:-Wl,-z,relro,-z,now>)

# What our own code must hold beyond that.
add_library(flamegate_options INTERFACE)
target_link_libraries(flamegate_options INTERFACE flamegate_code)
target_compile_options(flamegate_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes)
target_compile_definitions(flamegate_options INTERFACE _POSIX_C_SOURCE=200809L)
target_include_directories(flamegate_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)

# Asserts stay on in what users run: a broken invariant must end with a message, not with a wrong verdict.
set(CMAKE_C_FLAGS_RELEASE "-O2")
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g")

function(room name)
    cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;ROOMS;LIBRARIES")
    add_library(room_${name} STATIC ${room_SOURCES})
    list(TRANSFORM room_ROOMS PREPEND room_)
    target_link_libraries(room_${name} PUBLIC ${room_ROOMS} PRIVATE flamegate_options ${room_LIBRARIES})
    set_property(GLOBAL APPEND PROPERTY flamegate_rooms ${name})
    if(BUILD_TESTING)
        link_check(${name})
    endif()
endfunction()

# The whole room, and only the rooms below it, make a program: a call upwards does not link.
function(link_program name target)
    add_executable(link_check_${name} ${PROJECT_SOURCE_DIR}/tests/style/link_check.c)
    add_dependencies(link_check_${name} ${target})
    target_link_libraries(link_check_${name} PRIVATE
        "-Wl,--whole-archive,$<TARGET_FILE:${target}>,--no-whole-archive" ${target} flamegate_options)
endfunction()

function(link_check name)
    link_program(${name} room_${name})
    add_test(NAME style/link/${name} COMMAND link_check_${name})
    set_tests_properties(style/link/${name} PROPERTIES LABELS "fast;style")
endfunction()

function(unit_test path)
    cmake_parse_arguments(PARSE_ARGV 1 test "" "" "ROOMS;LIBRARIES;SOURCES")
    string(REPLACE "/" "_" target "${path}_test")
    list(TRANSFORM test_ROOMS PREPEND room_)
    add_executable(${target} tests/unit/${path}_test.c ${test_SOURCES})
    target_link_libraries(${target} PRIVATE
        ${test_ROOMS} test_support flamegate_options PkgConfig::CMOCKA ${test_LIBRARIES})
    target_compile_definitions(${target} PRIVATE FLAMEGATE_SOURCE="${PROJECT_SOURCE_DIR}")
    add_test(NAME unit/${path} COMMAND ${target} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(unit/${path} PROPERTIES LABELS "fast;unit" SKIP_RETURN_CODE 77)
endfunction()

function(fuzz_target name)
    cmake_parse_arguments(PARSE_ARGV 1 fuzz "" "" "ROOMS;LIBRARIES")
    list(TRANSFORM fuzz_ROOMS PREPEND room_)
    add_executable(fuzz_${name} tests/fuzz/${name}_fuzz.c tests/support/fuzz.c)
    target_link_libraries(fuzz_${name} PRIVATE ${fuzz_ROOMS} flamegate_options ${fuzz_LIBRARIES})
    if(FLAMEGATE_FUZZ)
        target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
        return()
    endif()
    target_sources(fuzz_${name} PRIVATE tests/support/fuzz_replay.c)
    add_test(NAME fuzz/${name} COMMAND fuzz_${name} ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
    set_tests_properties(fuzz/${name} PROPERTIES LABELS "fast;fuzz" SKIP_RETURN_CODE 77)
endfunction()

function(golden_cases)
    file(GLOB commands CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/tests/cli
        ${PROJECT_SOURCE_DIR}/tests/cli/*/*/cmd)
    list(FILTER commands EXCLUDE REGEX "^planted/")
    foreach(command ${commands})
        get_filename_component(case ${command} DIRECTORY)
        add_test(NAME cli/${case}
            COMMAND sh ${PROJECT_SOURCE_DIR}/tests/cli/run_case.sh ${PROJECT_SOURCE_DIR}/tests/cli/${case} $<TARGET_FILE:flamegate>
                ${PROJECT_BINARY_DIR}/scratch/${case})
        set_tests_properties(cli/${case} PROPERTIES LABELS "fast;golden" SKIP_RETURN_CODE 77)
    endforeach()
endfunction()

# Every allocation of each case named in tests/cli/fail_alloc.cases fails once: a sample of them in the fast set.
function(fail_alloc_cases)
    set(list ${PROJECT_SOURCE_DIR}/tests/cli/fail_alloc.cases)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${list})
    file(STRINGS ${list} cases REGEX "^[a-z]")
    foreach(case ${cases})
        foreach(set fast full)
            add_test(NAME fail_alloc/${set}/${case}
                COMMAND sh ${PROJECT_SOURCE_DIR}/tests/cli/fail_alloc.sh ${set} ${PROJECT_SOURCE_DIR}/tests/cli/${case} $<TARGET_FILE:flamegate>
                    ${PROJECT_BINARY_DIR}/scratch/fail_alloc/${set}/${case})
            set_tests_properties(fail_alloc/${set}/${case} PROPERTIES
                LABELS "${set};fail_alloc" SKIP_RETURN_CODE 77)
        endforeach()
    endforeach()
endfunction()

# room(NAME SOURCES ... ROOMS ... LIBRARIES ...): one static library room_NAME, and what may be below it.
# unit_test(PATH ROOMS ...): tests/unit/PATH_test.c as one cmocka program and one ctest of that name.

include(CTest)

add_library(flamegate_options INTERFACE)
target_compile_options(flamegate_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
    -ffp-contract=off)
target_compile_definitions(flamegate_options INTERFACE _POSIX_C_SOURCE=200809L)
target_include_directories(flamegate_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)

function(room name)
    cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;ROOMS;LIBRARIES")
    foreach(source ${room_SOURCES})
        if(NOT EXISTS ${PROJECT_SOURCE_DIR}/${source})
            message(STATUS "room ${name} is not built: ${source} is not there yet")
            return()
        endif()
    endforeach()
    add_library(room_${name} STATIC ${room_SOURCES})
    list(TRANSFORM room_ROOMS PREPEND room_)
    target_link_libraries(room_${name} PUBLIC ${room_ROOMS} PRIVATE flamegate_options ${room_LIBRARIES})
endfunction()

function(unit_test path)
    cmake_parse_arguments(PARSE_ARGV 1 test "" "" "ROOMS;LIBRARIES;SOURCES")
    string(REPLACE "/" "_" target "${path}_test")
    foreach(room ${test_ROOMS})
        if(NOT TARGET room_${room} OR NOT EXISTS ${PROJECT_SOURCE_DIR}/tests/unit/${path}_test.c)
            message(STATUS "no test of ${path} yet")
            return()
        endif()
    endforeach()
    list(TRANSFORM test_ROOMS PREPEND room_)
    add_executable(${target} tests/unit/${path}_test.c ${test_SOURCES})
    target_link_libraries(${target} PRIVATE ${test_ROOMS} flamegate_options PkgConfig::CMOCKA ${test_LIBRARIES})
    target_compile_definitions(${target} PRIVATE FLAMEGATE_SOURCE="${PROJECT_SOURCE_DIR}")
    add_test(NAME unit/${path} COMMAND ${target} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(unit/${path} PROPERTIES LABELS "fast;unit")
endfunction()

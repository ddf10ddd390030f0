# SPDX-License-Identifier: Apache-2.0
# One room of the house: a static library chaser_<name> of every .cc below its folder (but for those in MAINS, which
# are programs), whose include root is the source tree. A new file needs no list to be entered in.
#
#   chaser_room(rules USES plan LINKS PkgConfig::RE2)
#
# HOT: compiled with -O1 where other rooms are not optimised at all.
# USES names the rooms that it may call; linking is the first guard of the layering, tests/layering the second.

add_library(chaser_options INTERFACE)
target_include_directories(chaser_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(chaser_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # When it optimises, GCC 12 sees overlapping copies in std::string's own assignment (GCC bug 105651, fixed in 13) and
  # uninitialised members in moved-from optionals and shared pointers. The sanitizers look for both at run time.
  target_compile_options(chaser_options INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(CMAKE_UNITY_BUILD)
  # Files that are read as one shadow each other's helpers, and a .cc looks like a header. The plain build keeps both honest.
  target_compile_options(chaser_options INTERFACE -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  # Tests spend their time in the rooms at the bottom (chaser_room: HOT), which cost least to compile.
  target_compile_options(chaser_options INTERFACE -O$<IF:$<BOOL:$<TARGET_PROPERTY:CHASER_HOT>>,1,0> -g1)
  # Thirty programs are linked after each change to a room at the bottom: lld needs a fifth of ld's time.
  find_program(CHASER_LLD ld.lld)
  if(CHASER_LLD)
    target_link_options(chaser_options INTERFACE -fuse-ld=lld)
  endif()
endif()
if(CHASER_FUZZ)
  # clang judges the code in scripts/lint; here it only has to compile it.
  target_compile_options(chaser_options INTERFACE -w)
endif()
if(CHASER_SANITIZE)
  target_compile_options(chaser_options INTERFACE -fsanitize=${CHASER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  target_link_options(chaser_options INTERFACE -fsanitize=${CHASER_SANITIZE})
endif()

function(chaser_room name)
  cmake_parse_arguments(ROOM "HOT" "" "MAINS;USES;LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  foreach(main ${ROOM_MAINS})
    list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/${main})
  endforeach()
  add_library(chaser_${name} STATIC ${sources})
  set_target_properties(chaser_${name} PROPERTIES CHASER_HOT "${ROOM_HOT}")
  target_link_libraries(chaser_${name} PUBLIC chaser_options ${ROOM_LINKS})
  foreach(below ${ROOM_USES})
    target_link_libraries(chaser_${name} PUBLIC chaser_${below})
  endforeach()
endfunction()

# A sanitized program is several times as slow, and what waits for it is told so. Seconds after which ctest gives up.
set(CHASER_PATIENCE 1)
if(CHASER_SANITIZE)
  set(CHASER_PATIENCE 8)
endif()
math(EXPR CHASER_TEST_TIMEOUT "300 * ${CHASER_PATIENCE}")
# Programs that lost a connection try again minutes later.
math(EXPR CHASER_PROGRAMS_TIMEOUT "900 * ${CHASER_PATIENCE}")

# The tests of one room: one GoogleTest program of every *_test.cc below the folder, each test known to ctest by its own sentence.
function(chaser_tests name)
  cmake_parse_arguments(T "" "" "USES;LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cc)
  add_executable(${name}_tests ${sources})
  target_link_libraries(${name}_tests PRIVATE chaser_options ${T_LINKS} GTest::gmock GTest::gtest_main)
  if(CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT CHASER_SANITIZE)
    # A failure names its line without it, and a sixth of the time that tests take to compile goes into it.
    target_compile_options(${name}_tests PRIVATE -g0)
  endif()
  foreach(room ${T_USES})
    target_link_libraries(${name}_tests PRIVATE chaser_${room})
  endforeach()
  target_compile_definitions(${name}_tests PRIVATE CHASER_SOURCE_DIR="${CMAKE_SOURCE_DIR}" CHASER_BINARY_DIR="${CMAKE_BINARY_DIR}")
  gtest_discover_tests(${name}_tests DISCOVERY_MODE PRE_TEST PROPERTIES LABELS ${name} TIMEOUT ${CHASER_TEST_TIMEOUT})
endfunction()

# Tests that run the real programs from Python: each *_test.py of the folder is one test, `Cli.feed_test` for the prefix Cli.
function(chaser_python_tests prefix label)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.py)
  foreach(test ${tests})
    get_filename_component(name ${test} NAME_WE)
    add_test(NAME ${prefix}.${name} COMMAND ${Python3_EXECUTABLE} ${test} -v)
    # Dearer than those of a room, and so begun before them: none is left alone at the end.
    set_tests_properties(${prefix}.${name} PROPERTIES LABELS ${label} TIMEOUT ${CHASER_PROGRAMS_TIMEOUT} COST 100
      ENVIRONMENT "CHASER_PATIENCE=${CHASER_PATIENCE};CHASER_BIN=${CMAKE_BINARY_DIR}/bin;CHASER_SOURCE=${CMAKE_SOURCE_DIR};PYTHONPATH=${CMAKE_SOURCE_DIR}/tests/support")
  endforeach()
endfunction()

# Small rules that say what a target is made of and what it uses.

# sheetgate_library(NAME name SRCS a.cc ... DEPS target ...): a static library, also known as sheetgate::name.
function(sheetgate_library)
  cmake_parse_arguments(ARG "" "NAME" "SRCS;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(sheetgate_${ARG_NAME} STATIC ${ARG_SRCS})
  add_library(sheetgate::${ARG_NAME} ALIAS sheetgate_${ARG_NAME})
  target_link_libraries(sheetgate_${ARG_NAME} PUBLIC ${ARG_DEPS} PRIVATE sheetgate_options ${ARG_PRIVATE_DEPS})
  target_include_directories(sheetgate_${ARG_NAME} PUBLIC "${PROJECT_SOURCE_DIR}")
endfunction()

# sheetgate_binary(NAME name SRCS main.cc DEPS ...): an executable in bin/.
function(sheetgate_binary)
  cmake_parse_arguments(ARG "" "NAME" "SRCS;DEPS" ${ARGN})
  add_executable(${ARG_NAME} ${ARG_SRCS})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_DEPS} sheetgate_options)
  set_target_properties(${ARG_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
endfunction()

# sheetgate_test(NAME name SRCS a_test.cc ... DEPS ... [TIMEOUT s]): one GoogleTest executable whose tests ctest knows.
function(sheetgate_test)
  cmake_parse_arguments(ARG "" "NAME;TIMEOUT" "SRCS;DEPS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${ARG_NAME} ${ARG_SRCS})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_DEPS} GTest::gmock_main sheetgate_options)
  set_target_properties(${ARG_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
  # What is tested is optimised; the tests themselves only have to compile fast.
  target_compile_options(${ARG_NAME} PRIVATE $<$<CONFIG:Release>:-O0 -g0>)
  target_compile_definitions(${ARG_NAME} PRIVATE
    SHEETGATE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    SHEETGATE_BIN_DIR="${PROJECT_BINARY_DIR}/bin"
    SHEETGATE_CORPUS_DIR="${PROJECT_SOURCE_DIR}/../shared/corpus")
  gtest_discover_tests(${ARG_NAME} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT ${ARG_TIMEOUT})
endfunction()

# sheetgate_embed_file(INPUT file OUTPUT file.cc NAMESPACE ns FUNCTION name): a C++ source that defines
# `std::string_view ns::name()` over the bytes of INPUT, by the assembler's .incbin (fast at any size).
function(sheetgate_embed_file)
  cmake_parse_arguments(ARG "" "INPUT;OUTPUT;NAMESPACE;FUNCTION" "" ${ARGN})
  set(symbol "sheetgate_embedded_${ARG_FUNCTION}")
  file(GENERATE OUTPUT "${ARG_OUTPUT}" CONTENT
"// Generated: the bytes of a file.
#include <string_view>
__asm__(\".section .rodata\\n.global ${symbol}\\n.global ${symbol}_end\\n${symbol}:\\n.incbin \\\"${ARG_INPUT}\\\"\\n${symbol}_end:\\n.byte 0\\n.previous\\n\");
extern \"C\" const char ${symbol}[];
extern \"C\" const char ${symbol}_end[];
namespace ${ARG_NAMESPACE} {
std::string_view ${ARG_FUNCTION}() { return {${symbol}, static_cast<size_t>(${symbol}_end - ${symbol})}; }
}  // namespace ${ARG_NAMESPACE}
")
  set_source_files_properties("${ARG_OUTPUT}" PROPERTIES OBJECT_DEPENDS "${ARG_INPUT}" GENERATED TRUE)
endfunction()

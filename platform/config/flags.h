// Flags: Abseil flags with environment twins, validated at start with every problem listed.
//
// Every flag `--foo_bar` can also be given as SHEETGATE_FOO_BAR; the command line wins. A library
// defines its flags with ABSL_FLAG in its own flags.cc and turns them into its options struct
// there; main.cc calls InitFlags once:
//
//   std::vector<std::string> problems = platform::InitFlags(argc, argv, "serves workbooks over
//   gRPC"); const auto options = workbook::OptionsFromFlags(&problems);   // appends what is wrong
//   with the values platform::ExitOnProblems(problems);                           // prints all of
//   them, exits 2
//
// Durations are written 5s or 200ms, sizes 64MiB, addresses host:port.
#ifndef SHEETGATE_PLATFORM_CONFIG_FLAGS_H_
#define SHEETGATE_PLATFORM_CONFIG_FLAGS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/string_view.h"

namespace sheetgate::platform {

// A number of bytes as a flag type: 512MiB, 64KiB, 2GiB or plain bytes.
struct ByteSize {
  int64_t bytes = 0;
};
bool AbslParseFlag(absl::string_view text, ByteSize* size, std::string* error);
std::string AbslUnparseFlag(ByteSize size);

// Applies environment twins, then the command line. Returns the problems (unknown flags, unknown
// SHEETGATE_ variables, values that do not parse, positional arguments). `--help` prints our flags
// and exits 0; `--version` the version.
std::vector<std::string> InitFlags(int argc, char** argv, std::string_view summary);

// Prints the problems on stderr and exits with 2, if there are any.
void ExitOnProblems(const std::vector<std::string>& problems);

// Appends "--<flag>: <what>" to `problems` unless `ok`.
void Require(bool ok, std::string_view flag, std::string_view what,
             std::vector<std::string>* problems);

// Whether `text` is host:port with a port in 0..65535.
bool IsHostPort(std::string_view text);

// The effective value of each of our flags with its origin (default, environment, command line), as
// a JSON object. Flags whose name ends in _token, _secret or _dsn are masked.
std::string ConfigJson();

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_CONFIG_FLAGS_H_

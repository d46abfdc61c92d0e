// What fuzz targets hold the engine to: an invariant that fails ends the process, which a fuzzer
// takes for a crash and keeps the input of.
#ifndef SHEETGATE_TESTS_FUZZ_INVARIANT_H_
#define SHEETGATE_TESTS_FUZZ_INVARIANT_H_

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/xlsx/xlsx.h"

namespace sheetgate::tests {

// Small, so that an input of a few KiB can reach them and no run needs much memory.
inline constexpr spreadsheet::XlsxLimits kFuzzLimits = {
    .max_package_bytes = int64_t{16} << 20,
    .max_inflated_bytes = int64_t{16} << 20,
    .max_part_bytes = int64_t{8} << 20,
    .max_parts = 1000,
    .max_cells = 100'000,
};

// Ends the process, saying `what` did not hold and `detail`.
[[noreturn]] inline void Violated(std::string_view what, std::string_view detail = {}) {
  std::fprintf(stderr, "INVARIANT VIOLATED: %.*s\n%.*s\n", static_cast<int>(what.size()),
               what.data(), static_cast<int>(detail.size()), detail.data());
  std::abort();
}
inline void Require(bool holds, std::string_view what, std::string_view detail = {}) {
  if (!holds) Violated(what, detail);
}
inline void RequireOk(const absl::Status& status, std::string_view what) {
  if (!status.ok()) Violated(what, std::string_view(status.ToString()));
}
template <typename T>
T RequireValue(absl::StatusOr<T> value, std::string_view what) {
  RequireOk(value.status(), what);
  return *std::move(value);
}

// An error a damaged or hostile file may lead to: of a documented kind, with a reason and a message
// in valid UTF-8. Anything else (INTERNAL above all) is a defect.
void RequireRefusal(const absl::Status& status);
// Likewise of an edit that does not fit the sheet.
void RequireRefusedEdit(const absl::Status& status);

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_FUZZ_INVARIANT_H_

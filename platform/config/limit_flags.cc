#include "platform/config/limit_flags.h"

#include <algorithm>
#include <utility>

#include "absl/flags/flag.h"

#include "platform/config/flags.h"

using sheetgate::platform::ByteSize;

ABSL_FLAG(ByteSize, max_file_bytes, ByteSize{int64_t{100} << 20},
          "largest workbook file read, imported or written");
ABSL_FLAG(ByteSize, max_inflated_bytes, ByteSize{int64_t{2} << 30},
          "largest size of a workbook's parts together once inflated");
ABSL_FLAG(int64_t, max_cells, 20'000'000,
          "most cells of a workbook, and of one calculation's results");
ABSL_FLAG(bool, grpc_reflection, true, "serve gRPC server reflection, for tools such as grpcurl");

namespace sheetgate::platform {

LimitFlags LimitsFromFlags(std::vector<std::string>* problems) {
  LimitFlags limits;
  limits.max_file_bytes = absl::GetFlag(FLAGS_max_file_bytes).bytes;
  limits.max_inflated_bytes = absl::GetFlag(FLAGS_max_inflated_bytes).bytes;
  limits.max_cells = absl::GetFlag(FLAGS_max_cells);
  limits.grpc_reflection = absl::GetFlag(FLAGS_grpc_reflection);
  std::vector<std::string> found;
  Require(limits.max_file_bytes > 0, "max_file_bytes", "must be more than 0", &found);
  Require(limits.max_inflated_bytes >= limits.max_file_bytes, "max_inflated_bytes",
          "must be at least --max_file_bytes", &found);
  Require(limits.max_cells > 0, "max_cells", "must be more than 0", &found);
  for (std::string& problem : found) {
    if (std::find(problems->begin(), problems->end(), problem) == problems->end()) {
      problems->push_back(std::move(problem));
    }
  }
  return limits;
}

}  // namespace sheetgate::platform

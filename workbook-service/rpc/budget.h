// ResponseBudget: how much one response may hold. What does not fit is left to a continuation.
//
// Bytes are counted as the larger of an item's protobuf and JSON size, so the limit holds for gRPC
// callers and for what a model reads. The first item always fits: every page gets on, also over one
// huge row.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_BUDGET_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_BUDGET_H_

#include <cstdint>
#include <string_view>

#include "sheetgate/workbook/v1/cells.pb.h"

namespace sheetgate::workbook {

// Limits of one response of the reading RPCs.
struct ReadLimits {
  int64_t max_bytes = 64 * 1024;
  int64_t max_cells = 10'000;
};

// Bytes a single item may have beyond the limit, when it is returned alone: half of what gRPC
// clients receive by default.
inline constexpr int64_t kLargestItemBytes = int64_t{2} << 20;

class ResponseBudget {
 public:
  explicit ResponseBudget(const ReadLimits& limits) : limits_(limits) {}

  // Counts what every response of its kind holds besides its items.
  void Reserve(int64_t bytes) { bytes_ += bytes; }

  // Counts an item when it fits, or when it is the first; false otherwise, and from then on.
  bool Take(int64_t bytes, int64_t cells);

 private:
  const ReadLimits limits_;
  int64_t bytes_ = 0;
  int64_t cells_ = 0;
  bool empty_ = true;
  bool full_ = false;
};

// Bytes of a text in JSON, quotes included.
int64_t TextBytes(std::string_view text);

// Bytes of a value with its separator.
int64_t ValueBytes(const v1::CellValue& value);

// Bytes of an entry of a list of formulas.
int64_t FormulaBytes(const v1::CellFormula& formula);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_BUDGET_H_

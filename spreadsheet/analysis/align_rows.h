// Finding inserted and deleted rows by their contents.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_ALIGN_ROWS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_ALIGN_ROWS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/row_alignment.h"
#include "spreadsheet/model/sheet.h"

namespace sheetgate::spreadsheet {

// What a row holds, as hashes: the same contents have the same hash, and what moves with the row
// (references in formulas) does not count.
enum class RowDetail : uint8_t {
  kAll,        // constants, and results of formulas (numbers to about seven digits)
  kConstants,  // constants, and where there are formulas
  kTexts,      // texts only: labels stay when numbers change
};
inline constexpr int kRowDetails = 3;

struct RowPrint {
  int32_t row = 1;
  std::array<uint64_t, kRowDetails> hashes = {};
};

// Of every row that has cells, in order.
absl::StatusOr<std::vector<RowPrint>> PrintsOf(const Sheet& sheet,
                                               const platform::CancellationToken& cancellation);

// How rows of `before` correspond to rows of `after`: anchors are rows that occur once on both
// sides (patience diff), first in all detail, then in less, with equal neighbours joined on. No row
// counts as moved unless that makes more rows equal than comparing them by number, and not when
// there were more than 1000 insertions and deletions. Takes O(n log n) time.
RowAlignment AlignRows(const std::vector<RowPrint>& before, const std::vector<RowPrint>& after);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_ALIGN_ROWS_H_

// Differences between spreadsheet/analysis/compare_workbooks.h and
// proto/sheetgate/workbook/v1/comparing.proto.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_COMPARISON_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_COMPARISON_CODEC_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

#include "platform/concurrency/cancellation.h"
#include "sheetgate/workbook/v1/comparing.pb.h"
#include "spreadsheet/analysis/compare_workbooks.h"
#include "workbook-service/rpc/compared_states.h"
#include "workbook-service/rpc/cut_text.h"

namespace sheetgate::workbook {

// "names", "tables", "merged_ranges", "data_validations", "conditional_formats".
std::string_view NameOf(spreadsheet::ItemKind kind);

// The differences of one sheet, with cells of both sides as samples.
class DifferenceEncoder {
 public:
  // `states` must outlive the encoder.
  DifferenceEncoder(const ComparedStates& states, int samples)
      : states_(states), samples_(samples) {}

  // Says of which sheet the next differences are; loads it on both sides. Errors as LoadSheet.
  absl::Status SetSheet(const spreadsheet::SheetComparison& sheet,
                        const platform::CancellationToken& cancellation);

  v1::Difference EncodeCells(const spreadsheet::ChangedRange& range) const;
  // Rows inserted now or deleted before.
  v1::Difference EncodeRows(const spreadsheet::RowRun& rows, bool inserted) const;
  // Needs no sheet.
  v1::Difference EncodeItem(const spreadsheet::ItemDifference& item) const;

 private:
  v1::CellSample Sample(std::optional<spreadsheet::CellRef> before,
                        std::optional<spreadsheet::CellRef> after) const;
  std::string SheetName(int before, int after) const;

  const ComparedStates& states_;
  const int samples_;
  const spreadsheet::SheetComparison* sheet_ = nullptr;
  std::shared_ptr<const spreadsheet::Sheet> before_, after_;
  std::shared_ptr<const spreadsheet::CellStyles> old_styles_, new_styles_;
};

// A sheet that differs, without its differences. Leaves out style_edit unless `styles`.
v1::SheetDifference EncodeSheet(const ComparedStates& states,
                                const spreadsheet::SheetComparison& sheet, bool styles);

// Bytes of a message with its field names.
int64_t DifferenceBytes(const v1::Difference& difference);
int64_t SheetDifferenceBytes(const v1::SheetDifference& sheet);

// Sets `value` to the cell's, long texts cut.
void EncodeSampleValue(const spreadsheet::CellView& cell, const spreadsheet::Workbook& workbook,
                       v1::CellValue* value);

// The formula with its =, cut when it is long; empty when the cell has none of its own.
std::string SampleFormula(const spreadsheet::Sheet& sheet, spreadsheet::CellRef cell);

// The counts that are not 0, in the order of the kinds.
template <typename Add>
void ForEachCount(const spreadsheet::CellCounts& counts, Add add) {
  for (size_t kind = 0; kind < counts.size(); ++kind) {
    if (counts[kind] == 0) continue;
    add(std::string(spreadsheet::NameOf(static_cast<spreadsheet::CellChangeKind>(kind))),
        counts[kind]);
  }
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_COMPARISON_CODEC_H_

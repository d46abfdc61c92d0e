// Formulas, their places and values next to them as the formula tools show them.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_CODEC_H_

#include <google/protobuf/repeated_ptr_field.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/types/span.h"

#include "sheetgate/workbook/v1/cells.pb.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::workbook {

// Longer formulas are cut: inspect_cells shows them whole.
inline constexpr size_t kLongestFormulaShown = 1024;
// Ranges of one item; what is left out is counted.
inline constexpr size_t kMostRangesShown = 50;

// "=SUM(A1:A3)" from the text without =; empty for an empty one.
std::string ShownFormula(std::string_view formula);

// A value as it would stand in a formula: 12.5, "text", TRUE, #N/A, 2026-01-31.
std::string ShownValue(const v1::CellValue& value);

// Appends the first ranges; how many were left out.
size_t AddRanges(absl::Span<const spreadsheet::RangeRef> ranges,
                 google::protobuf::RepeatedPtrField<std::string>* out);

// Bytes of a list of short texts.
int64_t TextListBytes(const google::protobuf::RepeatedPtrField<std::string>& texts);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_CODEC_H_

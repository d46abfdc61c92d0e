#include "workbook-service/rpc/matrix_rows.h"

#include <algorithm>
#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"

namespace sheetgate::workbook {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::CellChange;

int32_t MatrixWidth(const MatrixRows& rows) {
  int32_t width = 0;
  for (const v1::MatrixRow& row : rows) {
    width = std::max({width, row.values_size(), row.formulas_size()});
  }
  return width;
}

absl::StatusOr<std::vector<CellChange>> MatrixChanges(const MatrixRows& rows, int sheet,
                                                      spreadsheet::CellRef anchor,
                                                      const spreadsheet::Workbook& workbook,
                                                      FormulaPolicy* policy) {
  if (anchor.row + int64_t{rows.size()} - 1 > spreadsheet::kMaxRow ||
      anchor.column + int64_t{MatrixWidth(rows)} - 1 > spreadsheet::kMaxColumn) {
    return BadArgument(ErrorReason::kInvalidRange, "rows",
                       StrCat(rows.size(), " rows of ", MatrixWidth(rows), " columns from ",
                              spreadsheet::FormatCell(anchor), " on leave the sheet"),
                       "[{\"values\": [\"Rent\", 1200]}]");
  }
  const std::string& sheet_name = workbook.sheets()[static_cast<size_t>(sheet)].name;
  std::vector<CellChange> changes;
  for (int i = 0; i < rows.size(); ++i) {
    const v1::MatrixRow& row = rows[i];
    const int width = std::max(row.values_size(), row.formulas_size());
    for (int j = 0; j < width; ++j) {
      const bool has_value =
          j < row.values_size() && row.values(j).kind_case() != v1::CellValue::KIND_NOT_SET;
      const bool has_formula = j < row.formulas_size() && !row.formulas(j).empty();
      CellChange change;
      change.sheet = sheet;
      change.cell = {anchor.row + i, anchor.column + j};
      if (has_value && has_formula) {
        return BadArgument(ErrorReason::kInvalidArgument, StrCat("rows[", i, "].formulas[", j, "]"),
                           "the cell has a value and a formula; it takes one of them",
                           "{\"values\": [1200, null], \"formulas\": [\"\", \"=B2*12\"]}");
      }
      if (has_formula) {
        if (policy->Admit(row.formulas(j), sheet_name, &change)) {
          changes.push_back(std::move(change));
        }
        continue;
      }
      if (!has_value) continue;
      ASSIGN_OR_RETURN(DecodedValue decoded, DecodeValue(row.values(j), workbook.date_system(),
                                                         StrCat("rows[", i, "].values[", j, "]")));
      change.value = std::move(decoded.value);
      change.date = decoded.date;
      changes.push_back(std::move(change));
    }
  }
  return changes;
}

}  // namespace sheetgate::workbook

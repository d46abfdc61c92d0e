#include <algorithm>
#include <optional>

#include "spreadsheet/manifest/port_type.h"
#include "spreadsheet/manifest/port_values.h"

namespace sheetgate::spreadsheet {
namespace {

// Empty, or a formula's empty text.
bool IsBlank(const CellValue& value) {
  const std::string* text = std::get_if<std::string>(&value);
  return TypeOf(value) == CellType::kEmpty || (text != nullptr && text->empty());
}

class OutputReader {
 public:
  OutputReader(const Workbook& workbook, const BoundPort& bound, absl::Span<const CellValue> values,
               std::vector<OutputIssue>* issues)
      : workbook_(workbook), bound_(bound), values_(values), issues_(*issues) {}

  const CellValue& At(CellRef cell) const {
    const RangeRef& range = bound_.cells.range;
    const int64_t row = cell.row - range.first.row, column = cell.column - range.first.column;
    return values_[static_cast<size_t>(row * range.columns() + column)];
  }

  CellValue Read(CellRef cell, PortType type) {
    const std::optional<CellView> view = bound_.sheet->Find(cell);
    const bool date = view.has_value() && workbook_.IsDate(view->style);
    CellValue value = FromTyped(At(cell), type, date, workbook_.date_system());
    if (auto problem = TypeProblem(value, type)) {
      issues_.push_back({{bound_.cells.sheet, {cell, cell}}, *std::move(problem)});
    }
    return value;
  }

  bool IsBlankRow(int32_t row) const {
    return std::ranges::all_of(bound_.columns, [&](const BoundColumn& column) {
      return IsBlank(At({row, column.column}));
    });
  }

 private:
  const Workbook& workbook_;
  const BoundPort& bound_;
  const absl::Span<const CellValue> values_;
  std::vector<OutputIssue>& issues_;
};

}  // namespace

PortValue OutputValue(const Workbook& workbook, const ManifestPort& port, const BoundPort& bound,
                      absl::Span<const CellValue> values, std::vector<OutputIssue>* issues) {
  OutputReader reader(workbook, bound, values, issues);
  const RangeRef& range = bound.cells.range;
  if (port.shape == PortShape::kScalar) return reader.Read(range.first, port.type);
  if (port.shape == PortShape::kRange) {
    std::vector<PortList> rows;
    for (int32_t row = range.first.row; row <= range.last.row; ++row) {
      PortList& cells = rows.emplace_back();
      for (int32_t column = range.first.column; column <= range.last.column; ++column) {
        cells.push_back(reader.Read({row, column}, port.type));
      }
    }
    return rows;
  }
  std::vector<PortRecord> records;
  for (int32_t row = range.first.row; row <= range.last.row && !reader.IsBlankRow(row); ++row) {
    PortRecord& record = records.emplace_back();
    for (const BoundColumn& column : bound.columns) {
      record.emplace_back(column.name, reader.Read({row, column.column}, column.type));
    }
  }
  return records;
}

}  // namespace sheetgate::spreadsheet

#include "workbook-service/rpc/port_codec.h"

#include <algorithm>

#include "workbook-service/rpc/budget.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/cut_text.h"
#include "workbook-service/rpc/qualified_range.h"

namespace sheetgate::workbook {
namespace {

constexpr int32_t kMostValues = 10;
constexpr size_t kMostText = 200;

}  // namespace

v1::PortCells EncodePortCells(const spreadsheet::Workbook& workbook,
                              const spreadsheet::ManifestPort& port,
                              const spreadsheet::Sheet& sheet,
                              const spreadsheet::SheetRange& cells) {
  v1::PortCells encoded;
  encoded.set_name(port.name);
  encoded.set_cells(
      QualifiedText(workbook.sheets()[static_cast<size_t>(cells.sheet)].name, cells.range));
  if (cells.range.rows() > 1) encoded.set_rows(cells.range.rows());
  const spreadsheet::CellRef first = cells.range.first;
  const int32_t last = std::min(cells.range.last.column, first.column + kMostValues - 1);
  for (int32_t column = first.column; column <= last; ++column) {
    v1::CellValue* value = encoded.add_values();
    const auto cell = sheet.Find({first.row, column});
    if (cell.has_value()) EncodeCell(*cell, workbook, value);
    if (value->kind_case() == v1::CellValue::kText) {
      value->set_text(CutText(value->text(), kMostText));
    }
  }
  return encoded;
}

int64_t PortBytes(const v1::PortCells& port) {
  constexpr int64_t kNames = 60;  // field names and numbers
  int64_t bytes =
      kNames + TextBytes(port.name()) + TextBytes(port.cells()) + TextBytes(port.reason());
  for (const v1::CellValue& value : port.values()) bytes += ValueBytes(value);
  return bytes;
}

}  // namespace sheetgate::workbook

// Rows without cells are left out; the dimension is filled in at the end.
#include "spreadsheet/xlsx/new_sheet.h"

#include <algorithm>
#include <utility>

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/workbook_skeleton.h"

namespace sheetgate::spreadsheet {
namespace {

// Room for the reference, which is known last: white space inside the tag.
constexpr size_t kReferenceRoom = sizeof(" ref=\"A1:XFD1048576\"");

}  // namespace

NewSheet::NewSheet(size_t expected_bytes) {
  xml_.reserve(expected_bytes);
  xml_.append(kWorksheetStart).append("<dimension");
  dimension_at_ = xml_.size();
  xml_.append(kReferenceRoom, ' ').append("/><sheetData>");
}

const std::string& NewSheet::ColumnText(int32_t column) {
  while (columns_.size() < static_cast<size_t>(column)) {
    columns_.push_back(ColumnName(static_cast<int32_t>(columns_.size()) + 1));
  }
  return columns_[static_cast<size_t>(column) - 1];
}

void NewSheet::EndRow() {
  if (row_started_) xml_.append("</row>");
  row_started_ = false;
}

void NewSheet::StartRow(int32_t row) {
  EndRow();
  row_ = row;
  row_text_ = std::to_string(row);
}

void NewSheet::AddCell(int32_t column, uint32_t style, std::string_view type,
                       std::string_view value) {
  if (!row_started_) {
    row_started_ = true;
    xml_.append("<row r=\"").append(row_text_).append("\">");
    last_row_ = row_;
  }
  last_column_ = std::max(last_column_, column);
  xml_.append("<c r=\"").append(ColumnText(column)).append(row_text_).push_back('"');
  if (style != 0) xml_.append(" s=\"").append(std::to_string(style)).push_back('"');
  if (!type.empty()) xml_.append(" t=\"").append(type).push_back('"');
  xml_.append("><v>").append(value).append("</v></c>");
}

std::string NewSheet::Finish() {
  EndRow();
  xml_.append("</sheetData>").append(kWorksheetEnd);
  const CellRef last{std::max(last_row_, 1), std::max(last_column_, 1)};
  const std::string reference = Concat(" ref=\"", FormatRange({CellRef{1, 1}, last}), "\"");
  xml_.replace(dimension_at_, reference.size(), reference);
  return std::move(xml_);
}

}  // namespace sheetgate::spreadsheet

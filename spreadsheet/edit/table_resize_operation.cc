#include "spreadsheet/edit/table_resize_operation.h"

#include <memory>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/splicer.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

absl::StatusOr<Table> FindTable(const SheetFeatures& features, const std::string& name,
                                const std::string& sheet_name) {
  for (const Table& table : features.tables) {
    if (FoldCase(table.name) == FoldCase(name)) return table;
  }
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument,
      Concat("sheet ", Quoted(sheet_name), " has no table ", Quoted(name)));
}

absl::Status CheckRange(const Table& table, const RangeRef& range, const SheetFeatures& features) {
  const bool same =
      range.first == table.range.first && range.last.column == table.range.last.column;
  if (!same || range.rows() <= table.header_rows + table.totals_rows) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidRange,
        Concat("table ", Quoted(table.name), " is in ", FormatRange(table.range), " and cannot be ",
               FormatRange(range),
               "; only its last row can differ, and a row of data must be left"));
  }
  RangeRef common;
  for (const Table& other : features.tables) {
    if (other.part != table.part && Intersect(other.range, range, &common)) {
      return platform::FailedPrecondition(
          ErrorReason::kStructureConflict,
          Concat("table ", Quoted(other.name), " lies in ", FormatRange(range)));
    }
  }
  for (const RangeRef& merge : features.merges) {
    if (merge.cells() > 1 && Intersect(merge, range, &common)) {
      return platform::FailedPrecondition(
          ErrorReason::kStructureConflict,
          Concat("the merged cells ", FormatRange(merge), " lie in ", FormatRange(range),
                 ", and a table has none"));
    }
  }
  return absl::OkStatus();
}

// The table's ref and that of its filter. The filter of a sort state in it stays: it names the rows
// that were sorted.
absl::StatusOr<std::string> SetRange(const XmlPart& part, const Table& table,
                                     const RangeRef& range) {
  Splicer splicer(part.xml);
  XmlScanner xml(part.xml, part.max_depth);
  RangeRef filter = range;
  filter.last.row -= table.totals_rows;
  while (xml.Next()) {
    if (xml.token() != XmlToken::kStart) continue;
    if (xml.local_name() == "table") splicer.SetAttribute(xml, "ref", FormatRange(range));
    if (xml.local_name() == "autoFilter") splicer.SetAttribute(xml, "ref", FormatRange(filter));
  }
  RETURN_IF_ERROR(xml.StatusFor(part.name));
  return splicer.Finish();
}

}  // namespace

absl::Status TableResizeOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int index, FindWorksheet(document, sheet_name_));
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetFeatures> features,
                   document.LoadFeatures(index, editor->cancellation()));
  ASSIGN_OR_RETURN(const Table table, FindTable(*features, table_name_, sheet_name_));
  RETURN_IF_ERROR(CheckRange(table, range_, *features));
  return editor->Edit(table.part,
                      [&](const XmlPart& part) { return SetRange(part, table, range_); });
}

}  // namespace sheetgate::spreadsheet

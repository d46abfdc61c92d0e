#include "spreadsheet/edit/table_change.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/structural_change.h"
#include "spreadsheet/edit/table_parts.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

absl::Status Conflict(const Table& table, std::string_view what, std::string_view advice) {
  return platform::FailedPrecondition(
      platform::ErrorReason::kStructureConflict,
      Concat("this would delete ", what, " of table ", Quoted(table.name), " (",
             FormatRange(table.range), ") but not the table; ", advice));
}

// "Column1", "Column2", ... as Excel names new columns, none of them taken.
std::vector<std::string> NewColumnNames(const Table& table, int32_t count) {
  std::set<std::string> taken;
  for (const TableColumn& column : table.columns) taken.insert(FoldCase(column.name));
  std::vector<std::string> names;
  for (int number = 1; static_cast<int32_t>(names.size()) < count; ++number) {
    std::string name = Concat("Column", number);
    if (taken.insert(FoldCase(name)).second) names.push_back(std::move(name));
  }
  return names;
}

absl::Status InsertColumns(const InsertLines& edit, const Table& table, PackageEditor* editor,
                           std::vector<CellChange>* cells) {
  const RangeRef& range = table.range;
  if (edit.first <= range.first.column || edit.first > range.last.column) return absl::OkStatus();
  const std::vector<std::string> names = NewColumnNames(table, edit.count);
  const int first = edit.first - range.first.column;
  RETURN_IF_ERROR(editor->Edit(
      table.part, [&](const XmlPart& part) { return EditTableColumns(part, first, 0, names); }));
  if (table.header_rows == 0) return absl::OkStatus();
  for (int32_t i = 0; i < edit.count; ++i) {
    CellChange cell;
    cell.sheet = edit.sheet;
    cell.cell = {range.first.row, edit.first + i};
    cell.value = names[static_cast<size_t>(i)];
    cells->push_back(std::move(cell));
  }
  return absl::OkStatus();
}

absl::Status DeleteColumns(const DeleteLines& edit, const PlacedTable& table,
                           PackageEditor* editor) {
  const RangeRef& range = table.table.range;
  const int32_t first = std::max(edit.first, range.first.column);
  const int32_t last = std::min(edit.first + edit.count - 1, range.last.column);
  if (first > last) return absl::OkStatus();
  const int index = first - range.first.column;
  const int count = last - first + 1;
  RETURN_IF_ERROR(RewriteAllReferences(DeleteTableColumns{table, index, count}, editor));
  return editor->Edit(table.table.part, [&](const XmlPart& part) {
    return EditTableColumns(part, index, count, {});
  });
}

absl::Status CheckRows(const DeleteLines& edit, const Table& table) {
  const int32_t last = edit.first + edit.count - 1;
  const int32_t header_end = table.range.first.row + table.header_rows - 1;
  if (table.header_rows > 0 && edit.first <= header_end && last >= table.range.first.row) {
    return Conflict(table, "the header row",
                    "delete all rows of the table, or only rows below its header");
  }
  const int32_t data_first = header_end + 1;
  const int32_t data_last = table.range.last.row - table.totals_rows;
  if (data_first <= data_last && edit.first <= data_first && last >= data_last) {
    return Conflict(table, "all data rows", "keep one of them, or delete the header row too");
  }
  return absl::OkStatus();
}

}  // namespace

std::string EncodeColumnName(std::string_view name) {
  std::string encoded;
  for (const char c : EncodeXstring(name)) {
    if (c == '\n') {
      encoded += "_x000a_";
    } else {
      encoded += c;
    }
  }
  return encoded;
}

absl::StatusOr<std::string> EditTableColumns(const XmlPart& part, int first, int gone,
                                             const std::vector<std::string>& names) {
  Splicer splicer(part.xml);
  XmlScanner xml(part.xml, part.max_depth);
  while (xml.Next()) {
    if (xml.token() != XmlToken::kStart || xml.local_name() != "tableColumns") continue;
    const uint32_t count = ParseUnsigned(xml.Attribute("count").value_or("")).value_or(0);
    splicer.SetAttribute(xml, "count",
                         std::to_string(count + names.size() - static_cast<size_t>(gone)));
    uint32_t highest = 0;
    size_t place = xml.end();
    int number = 0;
    std::string name(Tag("<", xml.name(), "tableColumn"));
    while (xml.NextChild()) {
      if (xml.local_name() != "tableColumn") {
        xml.SkipElement();
        continue;
      }
      highest = std::max(highest, ParseUnsigned(xml.Attribute("id").value_or("")).value_or(0));
      const size_t begin = xml.begin();
      if (!xml.SkipElement()) break;
      if (number >= first && number < first + gone) splicer.Replace(begin, xml.end(), "");
      if (number < first) place = xml.end();
      ++number;
    }
    std::string added;
    for (const std::string& column : names) {
      std::string escaped;
      AppendEscaped(EncodeColumnName(column), &escaped);
      added += Concat(name, " id=\"", ++highest, "\" name=\"", escaped, "\"/>");
    }
    if (!added.empty()) splicer.Insert(place, std::move(added));
  }
  RETURN_IF_ERROR(xml.StatusFor(part.name));
  return splicer.Finish();
}

absl::Status RemoveTablePart(const PlacedTable& table, PackageEditor* editor) {
  const std::string& sheet_part = editor->document().sheet_part(table.sheet);
  ASSIGN_OR_RETURN(const std::vector<Relationship> relationships,
                   editor->Relationships(sheet_part));
  for (const Relationship& relationship : relationships) {
    if (relationship.external || !EqualsIgnoreAsciiCase(relationship.target, table.table.part)) {
      continue;
    }
    RETURN_IF_ERROR(editor->Edit(sheet_part, [&](const XmlPart& part) {
      return RemoveGrandchild(part, "tableParts", relationship.id);
    }));
    RETURN_IF_ERROR(editor->RemoveRelationship(sheet_part, relationship.id));
  }
  return editor->Remove(table.table.part);
}

absl::Status ChangeFilter(const StructuralEdit& edit, const Table& table, PackageEditor* editor) {
  const auto* insert = std::get_if<InsertLines>(&edit);
  if (insert == nullptr || insert->axis != Axis::kRows || table.totals_rows == 0) {
    return absl::OkStatus();
  }
  RangeRef data = table.range;
  data.last.row -= table.totals_rows;
  if (insert->first != data.last.row + 1) return absl::OkStatus();
  data.last.row += insert->count;
  return editor->Edit(table.part, [&](const XmlPart& part) { return SetFilterRange(part, data); });
}

absl::Status ChangeTable(const StructuralEdit& edit, const PlacedTable& table,
                         PackageEditor* editor, std::vector<CellChange>* cells) {
  if (const auto* insert = std::get_if<InsertLines>(&edit); insert != nullptr) {
    if (insert->axis == Axis::kRows) return absl::OkStatus();
    return InsertColumns(*insert, table.table, editor, cells);
  }
  const auto* removal = std::get_if<DeleteLines>(&edit);
  if (removal == nullptr) return absl::OkStatus();
  const RangeRef& range = table.table.range;
  const bool rows = removal->axis == Axis::kRows;
  const int32_t first = rows ? range.first.row : range.first.column;
  const int32_t last = rows ? range.last.row : range.last.column;
  if (removal->first <= first && removal->first + removal->count - 1 >= last) {
    RETURN_IF_ERROR(RewriteAllReferences(DeleteTable{table, /*keep_cells=*/false}, editor));
    return RemoveTablePart(table, editor);
  }
  if (!rows) return DeleteColumns(*removal, table, editor);
  return CheckRows(*removal, table.table);
}

}  // namespace sheetgate::spreadsheet

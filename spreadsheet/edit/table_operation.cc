// Making, renaming, styling and ending tables; table_resize.cc and table_totals.cc have the rest.
#include "spreadsheet/edit/table_operation.h"

#include <algorithm>
#include <string_view>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/name_rules.h"
#include "spreadsheet/edit/structural_change.h"
#include "spreadsheet/edit/table_change.h"
#include "spreadsheet/edit/table_parts.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

std::string Escaped(std::string_view text) {
  std::string out;
  AppendEscaped(text, &out);
  return out;
}

// The first of Table1, Table2, ... that is free.
absl::StatusOr<std::string> FreeName(const PackageEditor& editor) {
  for (int number = 1;; ++number) {
    std::string name = Concat("Table", number);
    const absl::Status free =
        CheckNameIsFree(editor.document(), "table_name", name, -1, "", editor.cancellation());
    if (free.ok()) return name;
    if (!absl::IsInvalidArgument(free)) return free;
  }
}

// The style of a table part, and the part with another one.
absl::StatusOr<std::string> EditStyle(const XmlPart& part, const TableLook& look) {
  XmlScanner xml(part.xml, part.max_depth);
  if (!xml.Next()) return xml.StatusFor(part.name);
  const std::string root(xml.name());
  Splicer splicer(part.xml);
  while (xml.NextChild()) {
    if (xml.local_name() != "tableStyleInfo") {
      xml.SkipElement();
      continue;
    }
    const auto flag = [&](std::string_view name) {
      return ParseXmlBoolean(xml.Attribute(name).value_or(""));
    };
    TableStyle style{Decoded(xml.Attribute("name").value_or("")), flag("showFirstColumn"),
                     flag("showLastColumn"), flag("showRowStripes"), flag("showColumnStripes")};
    ApplyLook(look, &style);
    const size_t begin = xml.begin();
    if (!xml.SkipElement()) break;
    splicer.Replace(begin, xml.end(), StyleElement(style, root));
    return splicer.Finish();
  }
  RETURN_IF_ERROR(xml.StatusFor(part.name));
  TableStyle style;
  style.name.clear();
  ApplyLook(look, &style);
  XmlScanner again(part.xml, part.max_depth);
  splicer.Insert(FindChildPlace(&again, {"autoFilter", "sortState", "tableColumns"}),
                 StyleElement(style, root));
  return splicer.Finish();
}

}  // namespace

absl::Status CreateTableOperation::Apply(PackageEditor* editor,
                                         std::vector<CellChange>* cells) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindWorksheet(document, sheet_name_));
  if (range_.rows() < 2) {
    return BadTableRange(range_, "is one row; a table has a header row and at least one below it",
                         "A1:D20");
  }
  std::string name = name_;
  if (name.empty()) {
    ASSIGN_OR_RETURN(name, FreeName(*editor));
  } else {
    RETURN_IF_ERROR(CheckName("table_name", name));
    RETURN_IF_ERROR(CheckNameIsFree(document, "table_name", name, -1, "", editor->cancellation()));
  }
  RETURN_IF_ERROR(CheckTableStyle(*editor, look_));
  RETURN_IF_ERROR(CheckTableCells(*editor, sheet, range_, ""));
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   ColumnNames(*editor, sheet, range_.first.row, range_.first.column,
                               range_.last.column, {}, cells));
  ASSIGN_OR_RETURN(const std::vector<Relationship> relationships,
                   editor->Relationships(document.workbook_part()));
  std::string columns;
  for (size_t i = 0; i < names.size(); ++i) {
    columns += Concat("<tableColumn id=\"", i + 1, "\" name=\"",
                      Escaped(EncodeColumnName(names[i])), "\"/>");
  }
  TableStyle style;
  ApplyLook(look_, &style);
  const std::string range = FormatRange(range_);
  const std::string_view space = IsStrict(relationships)
                                     ? "http://purl.oclc.org/ooxml/spreadsheetml/main"
                                     : "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  return AddTablePart(
      sheet,
      Concat("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<table xmlns=\"",
             space, "\" id=\"0\" name=\"", Escaped(name), "\" displayName=\"", Escaped(name),
             "\" ref=\"", range, "\" totalsRowShown=\"0\"><autoFilter ref=\"", range,
             "\"/><tableColumns count=\"", names.size(), "\">", columns, "</tableColumns>",
             StyleElement(style, "table"), "</table>"),
      editor);
}

absl::Status RenameTableOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  ASSIGN_OR_RETURN(const PlacedTable placed, FindTable(*editor, name_));
  if (placed.table.name == new_name_) return absl::OkStatus();
  RETURN_IF_ERROR(CheckName("new_name", new_name_));
  RETURN_IF_ERROR(CheckNameIsFree(editor->document(), "new_name", new_name_, -1, placed.table.name,
                                  editor->cancellation()));
  RETURN_IF_ERROR(RewriteAllReferences(RenameTable{placed.table.name, new_name_}, editor));
  return editor->Edit(placed.table.part, [&](const XmlPart& part) {
    return SetRootAttributes(part,
                             {{"name", Escaped(new_name_)}, {"displayName", Escaped(new_name_)}});
  });
}

absl::Status SetTableStyleOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  ASSIGN_OR_RETURN(const PlacedTable placed, FindTable(*editor, name_));
  RETURN_IF_ERROR(CheckTableStyle(*editor, look_));
  return editor->Edit(placed.table.part,
                      [&](const XmlPart& part) { return EditStyle(part, look_); });
}

absl::Status DeleteTableOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  ASSIGN_OR_RETURN(const PlacedTable placed, FindTable(*editor, name_));
  const Document& document = editor->document();
  for (size_t i = 0; i < document.sheets().size(); ++i) {
    if (document.sheet_part(static_cast<int>(i)).empty()) continue;
    ASSIGN_OR_RETURN(const std::shared_ptr<const SheetObjects> objects,
                     document.LoadObjects(static_cast<int>(i), editor->cancellation()));
    for (const Slicer& slicer : objects->slicers) {
      if (slicer.table != placed.table.name) continue;
      return platform::FailedPrecondition(
          ErrorReason::kStructureConflict,
          Concat("slicer ", Quoted(slicer.name), " belongs to table ", Quoted(placed.table.name),
                 "; the table cannot end before it"));
    }
  }
  RETURN_IF_ERROR(RewriteAllReferences(DeleteTable{placed, /*keep_cells=*/true}, editor));
  return RemoveTablePart(placed, editor);
}

}  // namespace sheetgate::spreadsheet

#include "spreadsheet/edit/table_parts.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/suggest.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/model/number_format.h"
#include "spreadsheet/model/range_relations.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::string_view kTableType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml";
constexpr size_t kMaxColumnName = 255;

absl::Status Conflict(const RangeRef& range, std::string_view what) {
  return platform::FailedPrecondition(
      ErrorReason::kStructureConflict,
      Concat(FormatRange(range), " cannot be a table: it meets ", what));
}

std::string ShownText(const Document& document, const CellView& cell) {
  const Styles& styles = document.styles();
  const NumberFormat format(styles.FormatCode(styles.NumberFormatId(cell.style)));
  switch (cell.type) {
    case CellType::kNumber:
      return format.Number(cell.number, document.date_system());
    case CellType::kText:
      return std::string(cell.text);
    case CellType::kBoolean:
      return cell.boolean ? "TRUE" : "FALSE";
    case CellType::kError:
      return std::string(ErrorText(cell.error));
    case CellType::kEmpty:
      break;
  }
  return {};
}

// `text` as a name that is not taken: with the first number that makes it new.
std::string NewName(const std::string& text, std::set<std::string>* taken) {
  if (!text.empty() && taken->insert(FoldCase(text)).second) return text;
  for (int number = text.empty() ? 1 : 2;; ++number) {
    std::string name = Concat(text.empty() ? "Column" : text, number);
    if (taken->insert(FoldCase(name)).second) return name;
  }
}

// Light1 to 21, Medium1 to 28, Dark1 to 11.
bool IsBuiltInStyle(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, uint32_t>, 3> kStyles = {
      {{"TableStyleLight", 21}, {"TableStyleMedium", 28}, {"TableStyleDark", 11}}};
  for (const auto& [prefix, count] : kStyles) {
    if (!name.starts_with(prefix)) continue;
    const auto number = ParseUnsigned(name.substr(prefix.size()));
    return number.has_value() && *number >= 1 && *number <= count;
  }
  return false;
}

}  // namespace

absl::StatusOr<uint32_t> HighestTableId(const PackageEditor& editor) {
  uint32_t highest = 0;
  const Document& document = editor.document();
  for (size_t i = 0; i < document.sheets().size(); ++i) {
    const std::string& part = document.sheet_part(static_cast<int>(i));
    if (part.empty()) continue;
    ASSIGN_OR_RETURN(const std::vector<std::string> tables, editor.Related(part, "table"));
    for (const std::string& table : tables) {
      if (!editor.Has(table)) continue;
      ASSIGN_OR_RETURN(const std::string xml, editor.Read(table));
      XmlScanner scanner(xml, editor.max_depth());
      if (!scanner.Next()) continue;
      highest = std::max(highest, ParseUnsigned(scanner.Attribute("id").value_or("")).value_or(0));
    }
  }
  return highest;
}

absl::StatusOr<PlacedTable> FindTable(const PackageEditor& editor, std::string_view name) {
  const Document& document = editor.document();
  std::vector<std::string> names;
  for (size_t i = 0; i < document.sheets().size(); ++i) {
    if (document.sheets()[i].kind != SheetKind::kWorksheet) continue;
    const int sheet = static_cast<int>(i);
    ASSIGN_OR_RETURN(const std::shared_ptr<const SheetFeatures> features,
                     document.LoadFeatures(sheet, editor.cancellation()));
    for (const Table& table : features->tables) {
      if (FoldCase(table.name) == FoldCase(name)) return PlacedTable{sheet, table};
      names.push_back(table.name);
    }
  }
  const std::string nearest = platform::ClosestMatch(std::string(name), names);
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument,
      Concat("table_name: there is no table ", Quoted(name),
             nearest.empty() ? "" : Concat("; did you mean ", Quoted(nearest), "?"),
             names.empty() ? "; the workbook has none" : "; list_tables lists them"),
      {{"field", "table_name"}});
}

absl::Status CheckTableCells(const PackageEditor& editor, int sheet, const RangeRef& range,
                             std::string_view but) {
  const Document& document = editor.document();
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetFeatures> features,
                   document.LoadFeatures(sheet, editor.cancellation()));
  for (const Table& table : features->tables) {
    if (table.name != but && Meet(table.range, range)) {
      return Conflict(range,
                      Concat("table ", Quoted(table.name), " (", FormatRange(table.range), ")"));
    }
  }
  for (const RangeRef& merge : features->merges) {
    if (Meet(merge, range)) {
      return Conflict(range,
                      Concat("the merged cells ", FormatRange(merge), "; unmerge them first"));
    }
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const ParsedSheet> cells,
                   document.LoadSheet(sheet, editor.cancellation()));
  for (const ArrayRange& array : cells->arrays()) {
    if (array.range.cells() > 1 && Meet(array.range, range)) {
      return Conflict(range, Concat("the array formula in ", FormatRange(array.range)));
    }
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetObjects> objects,
                   document.LoadObjects(sheet, editor.cancellation()));
  for (const PivotTable& pivot : objects->pivot_tables) {
    if (pivot.range.has_value() && Meet(*pivot.range, range)) {
      return Conflict(range, Concat("the pivot table ", Quoted(pivot.name), " (",
                                    FormatRange(*pivot.range), ")"));
    }
  }
  for (const AutoFilter& filter : objects->filters) {
    if (filter.table.empty() && Meet(filter.range, range)) {
      return Conflict(range, Concat("the filter of the sheet (", FormatRange(filter.range),
                                    "); remove it first"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckTotalsCells(const PackageEditor& editor, const PlacedTable& table,
                              const RangeRef& row, const std::optional<RangeRef>& old_row) {
  if (row.last.row > kMaxRow) {
    return platform::FailedPrecondition(
        ErrorReason::kStructureConflict,
        "the table ends on the last row of the sheet, which leaves none for its totals");
  }
  RETURN_IF_ERROR(CheckTableCells(editor, table.sheet, row, table.table.name));
  ASSIGN_OR_RETURN(const std::shared_ptr<const ParsedSheet> sheet,
                   editor.document().LoadSheet(table.sheet, editor.cancellation()));
  std::optional<CellRef> full;
  sheet->Visit(row, [&](const CellView& cell) {
    const bool own = old_row.has_value() && old_row->Contains(cell.ref);
    if (!own && (cell.type != CellType::kEmpty || cell.has_formula())) full = cell.ref;
    return !full.has_value();
  });
  if (!full.has_value()) return absl::OkStatus();
  return platform::FailedPrecondition(
      ErrorReason::kStructureConflict,
      Concat("the totals row comes to stand in row ", row.first.row, ", and ", FormatCell(*full),
             " is not empty; insert a row there first (structure_batch insert_rows, at_row ",
             row.first.row, ")"));
}

absl::Status BadTableRange(const RangeRef& range, std::string_view why, std::string_view example) {
  return platform::InvalidArgument(
      ErrorReason::kInvalidRange,
      Concat("range: ", FormatRange(range), " ", why, ", for example \"", example, "\""),
      {{"field", "range"}, {"example", Concat("\"", example, "\"")}});
}

absl::StatusOr<std::vector<std::string>> ColumnNames(const PackageEditor& editor, int sheet,
                                                     int32_t row, int32_t first, int32_t last,
                                                     const std::vector<std::string>& taken,
                                                     std::vector<CellChange>* cells) {
  const Document& document = editor.document();
  ASSIGN_OR_RETURN(const std::shared_ptr<const ParsedSheet> values,
                   document.LoadSheet(sheet, editor.cancellation()));
  std::set<std::string> used;
  for (const std::string& name : taken) used.insert(FoldCase(name));
  std::vector<std::string> names;
  for (int32_t column = first; column <= last; ++column) {
    const CellRef ref = {row, column};
    const std::optional<CellView> cell = values->Find(ref);
    const std::string text = cell.has_value() ? ShownText(document, *cell) : std::string();
    if (CharacterCount(text) > kMaxColumnName) {
      return platform::FailedPrecondition(ErrorReason::kStructureConflict,
                                          Concat("the header ", FormatCell(ref), " has more than ",
                                                 kMaxColumnName, " characters; shorten it first"));
    }
    std::string name = NewName(text, &used);
    const bool as_it_is = cell.has_value() && cell->type == CellType::kText &&
                          !cell->has_formula() && cell->text == name;
    if (!as_it_is) {
      CellChange change;
      change.sheet = sheet;
      change.cell = ref;
      change.value = name;
      cells->push_back(std::move(change));
    }
    names.push_back(std::move(name));
  }
  return names;
}

absl::Status CheckTableStyle(const PackageEditor& editor, const TableLook& look) {
  if (!look.name.has_value() || look.name->empty() || IsBuiltInStyle(*look.name)) {
    return absl::OkStatus();
  }
  const std::string& styles = editor.document().styles_part();
  if (!styles.empty()) {
    ASSIGN_OR_RETURN(const std::string xml, editor.Read(styles));
    XmlScanner scanner(xml, editor.max_depth());
    while (scanner.Next()) {
      if (scanner.token() == XmlToken::kStart && scanner.local_name() == "tableStyle" &&
          Decoded(scanner.Attribute("name").value_or("")) == *look.name) {
        return absl::OkStatus();
      }
    }
  }
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument,
      Concat("style: ", Quoted(*look.name),
             " is neither TableStyleLight1 to 21, TableStyleMedium1 to 28, TableStyleDark1 to 11, "
             "none nor a style of the workbook, for example \"TableStyleMedium2\""),
      {{"field", "style"}, {"example", "\"TableStyleMedium2\""}});
}

void ApplyLook(const TableLook& look, TableStyle* style) {
  if (look.name.has_value()) style->name = *look.name;
  style->first_column = look.first_column.value_or(style->first_column);
  style->last_column = look.last_column.value_or(style->last_column);
  style->row_stripes = look.row_stripes.value_or(style->row_stripes);
  style->column_stripes = look.column_stripes.value_or(style->column_stripes);
}

std::string StyleElement(const TableStyle& style, std::string_view root) {
  std::string out = Tag("<", root, "tableStyleInfo");
  if (!style.name.empty()) {
    out += " name=\"";
    AppendEscaped(style.name, &out);
    out += '"';
  }
  return Concat(out, " showFirstColumn=\"", int{style.first_column}, "\" showLastColumn=\"",
                int{style.last_column}, "\" showRowStripes=\"", int{style.row_stripes},
                "\" showColumnStripes=\"", int{style.column_stripes}, "\"/>");
}

absl::Status AddTablePart(int sheet, const std::string& xml, PackageEditor* editor) {
  const std::string& sheet_part = editor->document().sheet_part(sheet);
  ASSIGN_OR_RETURN(const uint32_t highest, HighestTableId(*editor));
  const std::string& workbook = editor->document().workbook_part();
  const std::string folder = workbook.substr(0, workbook.rfind('/') + 1);
  const std::string part = editor->NewPartName(folder + "tables/table", ".xml");
  ASSIGN_OR_RETURN(const std::string numbered,
                   SetRootAttributes(XmlPart{part, xml, editor->max_depth()},
                                     {{"id", std::to_string(highest + 1)}}));
  RETURN_IF_ERROR(editor->Add(part, kTableType, numbered));
  ASSIGN_OR_RETURN(const std::string id, editor->Relate(sheet_part, "table", part));
  ASSIGN_OR_RETURN(const std::vector<Relationship> workbook_relationships,
                   editor->Relationships(workbook));
  const std::string_view space =
      IsStrict(workbook_relationships)
          ? "http://purl.oclc.org/ooxml/officeDocument/relationships"
          : "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  return editor->Edit(sheet_part, [&](const XmlPart& before) -> absl::StatusOr<std::string> {
    XmlScanner scanner(before.xml, before.max_depth);
    if (!scanner.Next()) return scanner.StatusFor(before.name);
    const std::string root(scanner.name());
    std::string list;
    int count = 1;
    while (scanner.NextChild()) {
      if (scanner.local_name() != "tableParts") {
        scanner.SkipElement();
        continue;
      }
      const size_t begin = scanner.end();
      while (scanner.NextChild()) {
        ++count;
        scanner.SkipElement();
      }
      if (scanner.begin() > begin) list = before.xml.substr(begin, scanner.begin() - begin);
    }
    RETURN_IF_ERROR(scanner.StatusFor(before.name));
    return SetWorksheetChild(before, "tableParts",
                             Concat(Tag("<", root, "tableParts"), " count=\"", count, "\">", list,
                                    Tag("<", root, "tablePart"), " xmlns:r=\"", space, "\" r:id=\"",
                                    id, "\"/>", Tag("</", root, "tableParts"), ">"));
  });
}

absl::StatusOr<std::string> SetRootAttributes(
    const XmlPart& part, const std::vector<std::pair<std::string, std::string>>& attributes) {
  XmlScanner xml(part.xml, part.max_depth);
  if (!xml.Next()) return xml.StatusFor(part.name);
  Splicer splicer(part.xml);
  for (const auto& [name, value] : attributes) splicer.SetAttribute(xml, name, value);
  return splicer.Finish();
}

absl::StatusOr<std::string> SetFilterRange(const XmlPart& part, const RangeRef& range) {
  XmlScanner xml(part.xml, part.max_depth);
  if (!xml.Next()) return xml.StatusFor(part.name);
  Splicer splicer(part.xml);
  while (xml.NextChild()) {
    if (xml.local_name() == "autoFilter") splicer.SetAttribute(xml, "ref", FormatRange(range));
    xml.SkipElement();
  }
  RETURN_IF_ERROR(xml.StatusFor(part.name));
  return splicer.Finish();
}

}  // namespace sheetgate::spreadsheet

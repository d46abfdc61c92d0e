#include "spreadsheet/edit/table_headers.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/operation.h"
#include "spreadsheet/edit/structural_change.h"
#include "spreadsheet/edit/table_change.h"
#include "spreadsheet/edit/table_parts.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xlsx_workbook.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// U+E000: no name anybody gives begins so.
constexpr std::string_view kPrivateUse = "\xEE\x80\x80";

// Written cells by sheet. A result is what a formula gives; nobody wrote it.
using WrittenCells = std::map<int, std::set<CellRef>>;

WrittenCells CellsOf(absl::Span<const CellChange> changes) {
  WrittenCells cells;
  for (const CellChange& change : changes) {
    if (change.kind != CellChange::Kind::kResult) cells[change.sheet].insert(change.cell);
  }
  return cells;
}

bool IsHeader(const Table& table, CellRef cell) {
  return table.header_rows > 0 && cell.row == table.range.first.row &&
         cell.column >= table.range.first.column && cell.column <= table.range.last.column;
}

// Whether the change leaves a header cell with another text than its column has.
bool Renames(const Table& table, const CellChange& change) {
  if (!IsHeader(table, change.cell)) return false;
  const auto column = static_cast<size_t>(change.cell.column - table.range.first.column);
  const auto* text = std::get_if<std::string>(&change.value);
  return change.kind == CellChange::Kind::kFormula || text == nullptr ||
         column >= table.columns.size() || *text != table.columns[column].name;
}

// Columns of the table (from 0) whose header cell is one of `cells`.
std::vector<size_t> WrittenColumns(const Table& table, const std::set<CellRef>& cells) {
  std::vector<size_t> columns;
  for (auto at = cells.lower_bound(table.range.first); at != cells.end() && IsHeader(table, *at);
       ++at) {
    const auto column = static_cast<size_t>(at->column - table.range.first.column);
    if (column < table.columns.size()) columns.push_back(column);
  }
  return columns;
}

absl::StatusOr<bool> HasTables(const Document& document, int sheet) {
  if (document.sheet_part(sheet).empty()) return false;
  ASSIGN_OR_RETURN(const std::vector<Relationship> relationships,
                   document.package().Relationships(document.sheet_part(sheet)));
  return std::any_of(relationships.begin(), relationships.end(),
                     [](const Relationship& r) { return HasType(r, "table"); });
}

// The part of a table with another name of column `index`.
absl::StatusOr<std::string> WriteColumnName(const XmlPart& part, size_t index,
                                            std::string_view name) {
  Splicer splicer(part.xml);
  XmlScanner xml(part.xml, part.max_depth);
  size_t number = 0;
  while (xml.Next()) {
    if (xml.token() != XmlToken::kStart || xml.local_name() != "tableColumn") continue;
    if (number++ != index) continue;
    std::string escaped;
    AppendEscaped(EncodeColumnName(name), &escaped);
    splicer.SetAttribute(xml, "name", escaped);
    return splicer.Finish();
  }
  RETURN_IF_ERROR(xml.StatusFor(part.name));
  return std::string(part.xml);
}

class NameColumnsOperation : public Operation {
 public:
  explicit NameColumnsOperation(WrittenCells cells) : cells_(std::move(cells)) {}

  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override {
    for (const auto& [sheet, written] : cells_) {
      ASSIGN_OR_RETURN(const bool has_tables, HasTables(editor->document(), sheet));
      if (!has_tables) continue;
      ASSIGN_OR_RETURN(const std::shared_ptr<const SheetFeatures> features,
                       editor->document().LoadFeatures(sheet, editor->cancellation()));
      for (const Table& table : features->tables) {
        const std::vector<size_t> columns = WrittenColumns(table, written);
        if (columns.empty()) continue;
        RETURN_IF_ERROR(NameColumns({sheet, table}, columns, editor, cells));
      }
    }
    return absl::OkStatus();
  }

 private:
  static absl::Status NameColumns(PlacedTable placed, const std::vector<size_t>& columns,
                                  PackageEditor* editor, std::vector<CellChange>* cells) {
    std::vector<std::string> taken;
    for (size_t i = 0; i < placed.table.columns.size(); ++i) {
      if (!std::binary_search(columns.begin(), columns.end(), i)) {
        taken.push_back(placed.table.columns[i].name);
      }
    }
    std::vector<std::string> names;
    for (const size_t column : columns) {
      const CellRef cell = {placed.table.range.first.row,
                            placed.table.range.first.column + static_cast<int32_t>(column)};
      ASSIGN_OR_RETURN(
          const std::vector<std::string> name,
          ColumnNames(*editor, placed.sheet, cell.row, cell.column, cell.column, taken, cells));
      names.push_back(name.front());
      taken.push_back(name.front());
    }
    // Names that trade places get others in between.
    if (Trade(placed.table, columns, names)) {
      for (const size_t column : columns) {
        RETURN_IF_ERROR(Rename(column, Concat(kPrivateUse, column), &placed, editor));
      }
    }
    for (size_t i = 0; i < columns.size(); ++i) {
      RETURN_IF_ERROR(Rename(columns[i], names[i], &placed, editor));
    }
    return absl::OkStatus();
  }

  // Whether a new name is the old one of another column.
  static bool Trade(const Table& table, const std::vector<size_t>& columns,
                    const std::vector<std::string>& names) {
    for (size_t i = 0; i < columns.size(); ++i) {
      for (const size_t column : columns) {
        const bool same = FoldCase(table.columns[column].name) == FoldCase(names[i]);
        if (same && column != columns[i]) return true;
      }
    }
    return false;
  }

  static absl::Status Rename(size_t column, const std::string& name, PlacedTable* placed,
                             PackageEditor* editor) {
    std::string& present = placed->table.columns[column].name;
    if (present == name) return absl::OkStatus();
    RETURN_IF_ERROR(RewriteAllReferences(RenameTableColumn{*placed, present, name}, editor));
    present = name;
    return editor->Edit(placed->table.part,
                        [&](const XmlPart& part) { return WriteColumnName(part, column, name); });
  }

  const WrittenCells cells_;
};

}  // namespace

absl::StatusOr<bool> RenamesColumns(const Workbook& workbook, absl::Span<const CellChange> changes,
                                    const platform::CancellationToken& cancellation) {
  const auto* xlsx = dynamic_cast<const XlsxWorkbook*>(&workbook);
  if (xlsx == nullptr) return false;
  std::map<int, bool> has_tables;
  for (const CellChange& change : changes) {
    const auto [known, is_new] = has_tables.try_emplace(change.sheet, false);
    if (is_new) {
      ASSIGN_OR_RETURN(known->second, HasTables(xlsx->document(), change.sheet));
    }
    if (!known->second || change.kind == CellChange::Kind::kResult) continue;
    ASSIGN_OR_RETURN(const std::shared_ptr<const SheetFeatures> features,
                     workbook.LoadFeatures(change.sheet, cancellation));
    const bool renames = std::any_of(features->tables.begin(), features->tables.end(),
                                     [&](const Table& table) { return Renames(table, change); });
    if (renames) return true;
  }
  return false;
}

absl::StatusOr<std::shared_ptr<const Workbook>> ApplyCells(
    const Workbook& workbook, absl::Span<const CellChange> changes,
    const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const bool renames, RenamesColumns(workbook, changes, cancellation));
  ASSIGN_OR_RETURN(std::shared_ptr<const Workbook> after, workbook.Apply(changes, cancellation));
  if (!renames) return after;
  return ApplyOperation(*after, NameColumnsOperation(CellsOf(changes)), cancellation);
}

}  // namespace sheetgate::spreadsheet

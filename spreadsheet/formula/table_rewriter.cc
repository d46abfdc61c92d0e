// Structured references after columns of their table were renamed or deleted, or the table ended.
#include <algorithm>
#include <array>
#include <utility>

#include "spreadsheet/formula/formula_rewriter.h"
#include "spreadsheet/formula/name_search.h"
#include "spreadsheet/formula/sheet_prefix.h"
#include "spreadsheet/formula/structured.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kDeleted = "#REF!";
constexpr std::string_view kThisWorkbook = "[0]!";

// The columns a structured reference names, as written, escapes and all.
struct WrittenColumns {
  int count = 0;
  std::array<std::string_view, 2> names;
};

// `reference` is sound: columns are what is in the innermost brackets and no item.
WrittenColumns ColumnsOf(std::string_view reference) {
  WrittenColumns columns;
  size_t begin = 0;
  int depth = 0;
  bool innermost = false;
  for (size_t at = reference.find('['); at < reference.size(); ++at) {
    if (reference[at] == '\'') {
      ++at;
    } else if (reference[at] == '[') {
      ++depth;
      begin = at + 1;
      innermost = true;
    } else if (reference[at] == ']') {
      std::string_view name = reference.substr(begin, at - begin);
      if (depth == 1 && !name.empty() && name.front() == '@') name.remove_prefix(1);
      const size_t text = name.find_first_not_of(" \t\r\n");
      if (innermost && text != std::string_view::npos && name[text] != '#' && columns.count < 2) {
        columns.names[static_cast<size_t>(columns.count++)] = name;
      }
      innermost = false;
      --depth;
    }
  }
  return columns;
}

std::string Unescaped(std::string_view written) {
  std::string name;
  for (size_t i = 0; i < written.size(); ++i) {
    if (written[i] == '\'' && i + 1 < written.size()) ++i;
    name += written[i];
  }
  return name;
}

// 18.17.6.2; an @ in front would be this row.
std::string Escaped(std::string_view name) {
  std::string written;
  for (const char c : name) {
    const bool special = c == '[' || c == ']' || c == '#' || c == '\'';
    if (special || (c == '@' && written.empty())) written += '\'';
    written += c;
  }
  return written;
}

int ColumnIndex(const Table& table, std::string_view name) {
  const auto is = [&](const TableColumn& column) { return SameName(name, false, column.name); };
  const auto found = std::find_if(table.columns.begin(), table.columns.end(), is);
  return found == table.columns.end() ? -1 : static_cast<int>(found - table.columns.begin());
}

// The rows of a table that items select, this row aside; nullopt when there are none.
std::optional<std::pair<int32_t, int32_t>> RowsOf(const Table& table, uint8_t items) {
  int32_t first = table.range.first.row;
  int32_t last = table.range.last.row;
  const int32_t data = first + table.header_rows;
  const int32_t totals = last - table.totals_rows + 1;
  if ((items & kItemAll) == 0) {
    const bool has_data = items == 0 || (items & kItemData) != 0;
    const bool to_totals = (items & kItemTotals) != 0;
    if ((items & kItemHeaders) == 0) first = has_data ? data : totals;
    if (!to_totals) last = has_data ? totals - 1 : data - 1;
  }
  if (first > last) return std::nullopt;
  return std::pair(first, last);
}

class TableRewriter : public FormulaRewriter {
 public:
  TableRewriter(StructuralEdit edit, PlacedTable table, const std::vector<std::string>& sheets)
      : edit_(std::move(edit)),
        table_(std::move(table)),
        sheet_(sheets[static_cast<size_t>(table_.sheet)]),
        search_(table_.table.name) {}

  std::optional<std::string> Rewrite(std::string_view formula,
                                     const FormulaPlace& place) const override {
    const std::optional<CellRef> cell = place.anchored ? place.before : place.cell;
    const bool within =
        place.sheet == table_.sheet && cell.has_value() && table_.table.range.Contains(*cell);
    if (!within && !search_.MayBeIn(formula)) return std::nullopt;
    return RewriteTokens(formula, Pass{*this, within, place, cell});
  }

 private:
  struct Pass {
    const TableRewriter& rewriter;
    bool within;  // the formula is in the table, which it need not name
    const FormulaPlace& place;
    std::optional<CellRef> cell;

    void Visit(const Token& token, const ReferenceCorner*, ChangedText* text) const {
      if (token.kind != TokenKind::kStructured && token.kind != TokenKind::kName) return;
      std::string_view reference = token.text;
      if (reference.substr(0, kThisWorkbook.size()) == kThisWorkbook) {
        reference.remove_prefix(kThisWorkbook.size());
      }
      const std::string_view table = reference.substr(0, reference.find('['));
      if (table.empty() ? !within : !SameName(table, false, rewriter.table_.table.name)) return;
      rewriter.Change(token, reference, *this, text);
    }
    void End(ChangedText*) const {}
  };

  void Change(const Token& token, std::string_view reference, const Pass& pass,
              ChangedText* text) const {
    StructuredReference parsed;
    size_t at = 0;
    if (token.kind == TokenKind::kStructured &&
        !StructuredProblem(reference, &parsed, &at).empty()) {
      return;
    }
    if (const auto* end = std::get_if<DeleteTable>(&edit_)) {
      *text->Replace(token.text) += end->keep_cells ? Address(parsed, pass) : std::string(kDeleted);
      return;
    }
    const WrittenColumns columns = ColumnsOf(reference);
    if (const auto* rename = std::get_if<RenameTableColumn>(&edit_)) {
      for (int i = 0; i < columns.count; ++i) {
        const std::string_view written = columns.names[static_cast<size_t>(i)];
        if (SameName(Unescaped(written), false, rename->from)) {
          *text->Replace(written) += Escaped(rename->to);
        }
      }
    } else if (columns.count != 0) {
      DeleteColumns(columns, text);
    }
  }

  // A range of columns shrinks to those that are left.
  void DeleteColumns(const WrittenColumns& columns, ChangedText* text) const {
    const auto& deleted = std::get<DeleteTableColumns>(edit_);
    const std::string_view first_name = columns.names[0];
    const std::string_view last_name = columns.names[static_cast<size_t>(columns.count - 1)];
    int first = ColumnIndex(table_.table, Unescaped(first_name));
    int last = ColumnIndex(table_.table, Unescaped(last_name));
    if (first < 0 || last < 0) return;
    if (first > last) std::swap(first, last);
    const int end = deleted.first + deleted.count;
    const auto is_deleted = [&](int column) { return deleted.first <= column && column < end; };
    if (!is_deleted(first) && !is_deleted(last)) return;
    const int left_first = is_deleted(first) ? end : first;
    const int left_last = is_deleted(last) ? deleted.first - 1 : last;
    std::string* out =
        text->Replace({first_name.data(), static_cast<size_t>(last_name.data() + last_name.size() -
                                                              first_name.data())});
    if (left_first > left_last) {
      *out += kDeleted;
      return;
    }
    const auto name = [&](int column) {
      return Escaped(table_.table.columns[static_cast<size_t>(column)].name);
    };
    *out += name(left_first);
    if (left_first != left_last) *out += Concat("]:[", name(left_last));
  }

  // The cells as Excel writes them when a table becomes a range: with the sheet and absolute, but
  // for the row when it is that of the formula.
  std::string Address(const StructuredReference& reference, const Pass& pass) const {
    if ((reference.items & kItemDeleted) != 0) return std::string(kDeleted);
    const Table& table = table_.table;
    RangeRef cells = table.range;
    if (!reference.first_column.empty()) {
      const int first = ColumnIndex(table, reference.first_column);
      const int last = ColumnIndex(table, reference.last_column);
      if (first < 0 || last < 0) return std::string(kDeleted);
      cells.first.column = table.range.first.column + std::min(first, last);
      cells.last.column = table.range.first.column + std::max(first, last);
    }
    const bool this_row = (reference.items & kItemThisRow) != 0;
    if (this_row) {
      const auto data = RowsOf(table, kItemData);
      const bool in_data =
          pass.cell && data && data->first <= pass.cell->row && pass.cell->row <= data->second;
      if (!in_data) return "#VALUE!";  // what it is there now
      cells.first.row = cells.last.row = pass.cell->row;
    } else {
      const auto rows = RowsOf(table, reference.items);
      if (!rows) return std::string(kDeleted);
      cells.first.row = rows->first;
      cells.last.row = rows->second;
    }
    const char* row_mark = this_row ? "" : "$";
    const auto corner = [&](CellRef cell) {
      return Concat("$", ColumnName(cell.column), row_mark, cell.row);
    };
    std::string address = FormatSheetPrefix(sheet_) + corner(cells.first);
    if (cells.first != cells.last) address += ":" + corner(cells.last);
    return address;
  }

  StructuralEdit edit_;
  PlacedTable table_;
  std::string sheet_;
  NameSearch search_;
};

}  // namespace

std::unique_ptr<const FormulaRewriter> MakeTableRewriter(const StructuralEdit& edit,
                                                         const std::vector<std::string>& sheets) {
  const PlacedTable* table = nullptr;
  if (const auto* rename = std::get_if<RenameTableColumn>(&edit)) {
    table = &rename->table;
  } else if (const auto* columns = std::get_if<DeleteTableColumns>(&edit)) {
    table = &columns->table;
  } else {
    table = &std::get<DeleteTable>(edit).table;
  }
  return std::make_unique<TableRewriter>(edit, *table, sheets);
}

}  // namespace sheetgate::spreadsheet

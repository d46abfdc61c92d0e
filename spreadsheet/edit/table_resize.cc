// Resizing a table (18.5.1.2 ref): its columns come and go by name, its totals row moves with
// everything that refers to it.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/structural_change.h"
#include "spreadsheet/edit/table_change.h"
#include "spreadsheet/edit/table_operation.h"
#include "spreadsheet/edit/table_parts.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

// Whether the part's filter hides rows, by criteria that number columns.
absl::StatusOr<bool> HasCriteria(const PackageEditor& editor, const std::string& part) {
  ASSIGN_OR_RETURN(const std::string text, editor.Read(part));
  XmlScanner xml(text, editor.max_depth());
  while (xml.Next()) {
    if (xml.token() == XmlToken::kStart && xml.local_name() == "filterColumn") return true;
  }
  RETURN_IF_ERROR(xml.StatusFor(part));
  return false;
}

class Resizer {
 public:
  // `range`: header row and rows of data afterwards.
  Resizer(const PlacedTable& placed, const RangeRef& range, PackageEditor* editor,
          std::vector<CellChange>* cells)
      : placed_(placed),
        table_(placed.table),
        range_(range),
        all_(range),
        first_(std::max(range.first.column, table_.range.first.column)),
        last_(std::min(range.last.column, table_.range.last.column)),
        editor_(*editor),
        cells_(*cells) {
    all_.last.row += table_.totals_rows;
  }

  absl::Status Run() {
    RETURN_IF_ERROR(CheckRange());
    RETURN_IF_ERROR(CheckColumns());
    for (const RangeRef& piece : NewCells()) {
      RETURN_IF_ERROR(CheckTableCells(editor_, placed_.sheet, piece, table_.name));
    }
    if (table_.totals_rows > 0) RETURN_IF_ERROR(MoveTotals());
    const int from = first_ - table_.range.first.column;
    const int kept = last_ - first_ + 1;
    const int behind = static_cast<int>(table_.columns.size()) - from - kept;
    // From the back, so that numbers in front stay.
    RETURN_IF_ERROR(RemoveColumns(from + kept, behind));
    RETURN_IF_ERROR(RemoveColumns(0, from));
    RETURN_IF_ERROR(AddColumns(from, kept));
    return editor_.Edit(table_.part, [&](const XmlPart& part) -> absl::StatusOr<std::string> {
      ASSIGN_OR_RETURN(const std::string xml, SetFilterRange(part, range_));
      return SetRootAttributes(XmlPart{part.name, xml, part.max_depth},
                               {{"ref", FormatRange(all_)}});
    });
  }

 private:
  absl::Status CheckRange() const {
    const std::string old = FormatRange(DataBefore());
    if (range_.first.row != table_.range.first.row) {
      return BadTableRange(range_, Concat("moves the first row of the table, which is ", old), old);
    }
    if (range_.rows() < table_.header_rows + 1) {
      return BadTableRange(range_, "leaves no row below the header", old);
    }
    if (first_ <= last_) return absl::OkStatus();
    return BadTableRange(range_, Concat("has no column of the table, ", old), old);
  }

  absl::Status CheckColumns() const {
    if (range_.first.column == table_.range.first.column &&
        range_.last.column == table_.range.last.column) {
      return absl::OkStatus();
    }
    if (table_.header_rows == 0) {
      return platform::FailedPrecondition(
          ErrorReason::kStructureConflict,
          Concat("table ", Quoted(table_.name), " has no header row to name new columns by"));
    }
    ASSIGN_OR_RETURN(const bool filtered, HasCriteria(editor_, table_.part));
    if (!filtered) return absl::OkStatus();
    return platform::FailedPrecondition(
        ErrorReason::kStructureConflict,
        Concat("table ", Quoted(table_.name),
               " is filtered; clear its filter before its columns change"));
  }

  RangeRef DataBefore() const {
    RangeRef data = table_.range;
    data.last.row -= table_.totals_rows;
    return data;
  }

  // What the table has not had: columns on both sides, and rows below.
  std::vector<RangeRef> NewCells() const {
    std::vector<RangeRef> pieces;
    const auto add = [&](CellRef first, CellRef last) {
      if (first.row <= last.row && first.column <= last.column) pieces.push_back({first, last});
    };
    add(all_.first, {all_.last.row, first_ - 1});
    add({all_.first.row, last_ + 1}, all_.last);
    add({table_.range.last.row + 1, first_}, {all_.last.row, last_});
    return pieces;
  }

  // The totals of columns that stay are cut and pasted; those of others go.
  absl::Status MoveTotals() {
    RangeRef before = table_.range;
    before.first.row = before.last.row - table_.totals_rows + 1;
    RangeRef after = all_;
    after.first.row = range_.last.row + 1;
    RETURN_IF_ERROR(CheckTotalsCells(editor_, placed_, after, before));
    for (CellRef cell = before.first; cell.row <= before.last.row; ++cell.row) {
      for (cell.column = before.first.column; cell.column <= before.last.column; ++cell.column) {
        if (first_ <= cell.column && cell.column <= last_) continue;
        CellChange change;
        change.sheet = placed_.sheet;
        change.cell = cell;
        cells_.push_back(std::move(change));
      }
    }
    if (after.first.row == before.first.row) return absl::OkStatus();
    before.first.column = first_;
    before.last.column = last_;
    const MoveCells move{placed_.sheet, before, placed_.sheet, {after.first.row, first_}, {}};
    return RewriteAllReferences(move, &editor_);
  }

  absl::Status RemoveColumns(int first, int count) {
    if (count <= 0) return absl::OkStatus();
    RETURN_IF_ERROR(RewriteAllReferences(DeleteTableColumns{placed_, first, count}, &editor_));
    return editor_.Edit(
        table_.part, [&](const XmlPart& part) { return EditTableColumns(part, first, count, {}); });
  }

  // `kept` columns from the one that was `from` are left.
  absl::Status AddColumns(int from, int kept) {
    std::vector<std::string> taken;
    for (int i = from; i < from + kept && i < static_cast<int>(table_.columns.size()); ++i) {
      taken.push_back(table_.columns[static_cast<size_t>(i)].name);
    }
    const auto names = [&](int32_t first, int32_t last) {
      return ColumnNames(editor_, placed_.sheet, range_.first.row, first, last, taken, &cells_);
    };
    ASSIGN_OR_RETURN(const std::vector<std::string> left, names(range_.first.column, first_ - 1));
    taken.insert(taken.end(), left.begin(), left.end());
    ASSIGN_OR_RETURN(const std::vector<std::string> right, names(last_ + 1, range_.last.column));
    return editor_.Edit(table_.part, [&](const XmlPart& part) -> absl::StatusOr<std::string> {
      ASSIGN_OR_RETURN(const std::string xml, EditTableColumns(part, kept, 0, right));
      return EditTableColumns(XmlPart{part.name, xml, part.max_depth}, 0, 0, left);
    });
  }

  const PlacedTable& placed_;
  const Table& table_;
  const RangeRef range_;
  RangeRef all_;  // with the totals row
  // Columns that stay.
  const int32_t first_, last_;
  PackageEditor& editor_;
  std::vector<CellChange>& cells_;
};

}  // namespace

absl::Status ResizeTableOperation::Apply(PackageEditor* editor,
                                         std::vector<CellChange>* cells) const {
  ASSIGN_OR_RETURN(const PlacedTable placed, FindTable(*editor, name_));
  return Resizer(placed, range_, editor, cells).Run();
}

}  // namespace sheetgate::spreadsheet

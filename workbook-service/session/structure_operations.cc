#include "workbook-service/session/structure_operations.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/edit/line_move.h"
#include "spreadsheet/edit/line_operation.h"
#include "spreadsheet/edit/merge_operation.h"
#include "spreadsheet/edit/sheet_operation.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/session/block_operations.h"
#include "workbook-service/session/operation_fields.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::Axis;
using Operation = v1::StructureOperation;
using Made = absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>>;

absl::StatusOr<spreadsheet::LineChange> LinesOf(const Operation& operation) {
  const std::string& kind = operation.kind();
  spreadsheet::LineChange change;
  change.sheet_name = operation.sheet_name();
  change.insert = kind.starts_with("insert");
  change.axis = kind.ends_with("rows") ? Axis::kRows : Axis::kColumns;
  change.count = operation.count() == 0 ? 1 : operation.count();
  change.expand_adjacent_sums = operation.expand_adjacent_sums();
  const bool moves = kind.starts_with("move") || kind.starts_with("copy");
  if (change.axis == Axis::kRows) {
    const std::string_view third = moves           ? "target"
                                   : change.insert ? "expand_adjacent_sums"
                                                   : "count";
    RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"at_row", "count", third}));
    if (operation.at_row() == 0) return MissingField(operation.kind(), "at_row", "5");
    change.first = operation.at_row();
    return change;
  }
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(),
                                  {"at_col", "count", moves ? "target" : "count"}));
  if (operation.at_col().empty()) return MissingField(operation.kind(), "at_col", "\"C\"");
  const absl::StatusOr<int32_t> column = spreadsheet::ParseColumn(operation.at_col());
  if (!column.ok()) {
    return BadField(ErrorReason::kInvalidAddress, "at_col",
                    StrCat("'", operation.at_col(), "' is no column; columns go from A to XFD"),
                    "\"C\"");
  }
  change.first = *column;
  return change;
}

Made MakeLines(const Operation& operation) {
  ASSIGN_OR_RETURN(spreadsheet::LineChange change, LinesOf(operation));
  return std::make_unique<spreadsheet::LineOperation>(std::move(change));
}

// The row or column the lines come in front of.
absl::StatusOr<int32_t> PlaceOf(const Operation& operation, Axis axis) {
  const std::string example = axis == Axis::kRows ? "\"9\"" : "\"F\"";
  if (operation.target().empty()) return MissingField(operation.kind(), "target", example);
  int32_t row = 0;
  if (axis == Axis::kRows) {
    if (absl::SimpleAtoi(operation.target(), &row) && row >= 1 && row <= spreadsheet::kMaxRow) {
      return row;
    }
    return BadField(ErrorReason::kInvalidAddress, "target",
                    StrCat("'", operation.target(), "' is no row; rows go from 1 to 1048576"),
                    example);
  }
  const absl::StatusOr<int32_t> column = spreadsheet::ParseColumn(operation.target());
  if (column.ok()) return *column;
  return BadField(ErrorReason::kInvalidAddress, "target",
                  StrCat("'", operation.target(), "' is no column; columns go from A to XFD"),
                  example);
}

absl::StatusOr<spreadsheet::LineMove> LineMoveOf(const Operation& operation) {
  ASSIGN_OR_RETURN(const spreadsheet::LineChange change, LinesOf(operation));
  spreadsheet::LineMove move{.sheet_name = change.sheet_name,
                             .axis = change.axis,
                             .first = change.first,
                             .count = change.count,
                             .copy = operation.kind().starts_with("copy")};
  ASSIGN_OR_RETURN(move.before, PlaceOf(operation, change.axis));
  return move;
}

Made MakeLineMove(const Operation& operation) {
  ASSIGN_OR_RETURN(spreadsheet::LineMove move, LineMoveOf(operation));
  return std::make_unique<spreadsheet::LineMoveOperation>(std::move(move));
}

Made MakeMerge(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"range"}));
  ASSIGN_OR_RETURN(const spreadsheet::RangeRef range, RangeOf(operation));
  if (operation.kind() == "merge_cells") {
    return std::make_unique<spreadsheet::MergeOperation>(operation.sheet_name(), range);
  }
  return std::make_unique<spreadsheet::UnmergeOperation>(operation.sheet_name(), range);
}

Made MakeCreate(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"position"}));
  std::optional<int> position;
  if (operation.has_position()) position = operation.position();
  return std::make_unique<spreadsheet::CreateSheetOperation>(operation.sheet_name(), position);
}

Made MakeCopy(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"new_name", "position"}));
  std::optional<int> position;
  if (operation.has_position()) position = operation.position();
  return std::make_unique<spreadsheet::CopySheetOperation>(operation.sheet_name(),
                                                           operation.new_name(), position);
}

Made MakeDelete(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {}));
  return std::make_unique<spreadsheet::DeleteSheetOperation>(operation.sheet_name());
}

Made MakeRename(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"new_name"}));
  if (operation.new_name().empty())
    return MissingField(operation.kind(), "new_name", "\"Costs 2027\"");
  return std::make_unique<spreadsheet::RenameSheetOperation>(operation.sheet_name(),
                                                             operation.new_name());
}

Made MakeMove(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"position"}));
  if (!operation.has_position()) return MissingField(operation.kind(), "position", "0");
  return std::make_unique<spreadsheet::MoveSheetOperation>(operation.sheet_name(),
                                                           operation.position());
}

Made MakeVisibility(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {}));
  return std::make_unique<spreadsheet::SetSheetVisibilityOperation>(
      operation.sheet_name(), operation.kind() == "hide_sheet"
                                  ? spreadsheet::SheetVisibility::kHidden
                                  : spreadsheet::SheetVisibility::kVisible);
}

Made MakeColor(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"color"}));
  ASSIGN_OR_RETURN(const std::string color, ParseColor("color", operation.color()));
  return std::make_unique<spreadsheet::SetTabColorOperation>(operation.sheet_name(), color);
}

struct Kind {
  std::string_view name;
  Made (*make)(const Operation&);
  bool changes_results;
};

constexpr std::array kKinds = {Kind{"insert_rows", MakeLines, true},
                               Kind{"delete_rows", MakeLines, true},
                               Kind{"insert_cols", MakeLines, true},
                               Kind{"delete_cols", MakeLines, true},
                               Kind{"move_rows", MakeLineMove, true},
                               Kind{"move_cols", MakeLineMove, true},
                               Kind{"copy_rows", MakeLineMove, true},
                               Kind{"copy_cols", MakeLineMove, true},
                               Kind{"insert_cells", MakeBlockOperation, true},
                               Kind{"delete_cells", MakeBlockOperation, true},
                               Kind{"move_range", MakeBlockOperation, true},
                               Kind{"copy_range", MakeCopyOperation, true},
                               Kind{"merge_cells", MakeMerge, true},
                               Kind{"unmerge_cells", MakeMerge, false},
                               Kind{"create_sheet", MakeCreate, true},
                               Kind{"copy_sheet", MakeCopy, true},
                               Kind{"delete_sheet", MakeDelete, true},
                               Kind{"rename_sheet", MakeRename, true},
                               Kind{"move_sheet", MakeMove, true},
                               Kind{"hide_sheet", MakeVisibility, false},
                               Kind{"show_sheet", MakeVisibility, false},
                               Kind{"set_tab_color", MakeColor, false}};

const Kind* FindKind(std::string_view name) {
  const auto found = std::find_if(kKinds.begin(), kKinds.end(),
                                  [&](const Kind& kind) { return kind.name == name; });
  return found == kKinds.end() ? nullptr : &*found;
}

absl::Status UnknownStructureKind(const std::string& kind) {
  std::vector<std::string> names;
  for (const Kind& known : kKinds) names.emplace_back(known.name);
  return UnknownKind(kind, names);
}

absl::StatusOr<spreadsheet::StructuralEdit> EditOf(const Operation& operation, int sheet,
                                                   const spreadsheet::Workbook& workbook) {
  const std::string& kind = operation.kind();
  if (kind == "rename_sheet") return spreadsheet::RenameSheet{sheet, operation.new_name()};
  if (kind == "delete_sheet") return spreadsheet::DeleteSheet{sheet};
  if (kind == "move_sheet") return spreadsheet::MoveSheet{sheet, operation.position()};
  if (IsBlockKind(kind)) return BlockEditOf(operation, workbook);
  if (kind.starts_with("insert") || kind == "delete_rows" || kind == "delete_cols") {
    ASSIGN_OR_RETURN(const spreadsheet::LineChange change, LinesOf(operation));
    RETURN_IF_ERROR(spreadsheet::CheckLines(change));
    if (change.insert) {
      return spreadsheet::InsertLines{sheet, change.axis, change.first, change.count};
    }
    return spreadsheet::DeleteLines{sheet, change.axis, change.first, change.count};
  }
  return BadField(
      ErrorReason::kInvalidArgument, "operation.kind",
      StrCat("'", kind,
             "' changes no references; insert_rows, delete_rows, insert_cols, delete_cols, "
             "move_rows, move_cols, copy_rows, copy_cols, insert_cells, delete_cells, move_range, "
             "delete_sheet, rename_sheet and move_sheet do"),
      "\"delete_rows\"");
}

}  // namespace

absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeStructureOperation(
    const v1::StructureOperation& operation) {
  const Kind* kind = FindKind(operation.kind());
  if (kind == nullptr) return UnknownStructureKind(operation.kind());
  return kind->make(operation);
}

absl::StatusOr<std::vector<spreadsheet::StructuralEdit>> EditsOf(
    const v1::StructureOperation& operation, const spreadsheet::Workbook& workbook) {
  RETURN_IF_ERROR(MakeStructureOperation(operation).status());
  ASSIGN_OR_RETURN(const int sheet, workbook.FindSheet(operation.sheet_name()));
  if (FindKind(operation.kind())->make == MakeLineMove) {
    ASSIGN_OR_RETURN(const spreadsheet::LineMove move, LineMoveOf(operation));
    return spreadsheet::LineMoveEdits(move, sheet, workbook.defined_names());
  }
  ASSIGN_OR_RETURN(spreadsheet::StructuralEdit edit, EditOf(operation, sheet, workbook));
  return std::vector{std::move(edit)};
}

bool StructureChangesResults(const v1::StructureOperation& operation) {
  const Kind* kind = FindKind(operation.kind());
  return kind == nullptr || kind->changes_results;
}

}  // namespace sheetgate::workbook

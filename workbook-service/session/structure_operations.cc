#include "workbook-service/session/structure_operations.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/base/suggest.h"
#include "spreadsheet/edit/line_operation.h"
#include "spreadsheet/edit/merge_operation.h"
#include "spreadsheet/edit/sheet_operation.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::Axis;
using Operation = v1::StructureOperation;
using Made = absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>>;

absl::Status Bad(ErrorReason reason, std::string_view field, std::string_view message,
                 std::string_view example) {
  return platform::InvalidArgument(
      reason, StrCat(field, ": ", message, ", for example ", example),
      {{"field", std::string(field)}, {"example", std::string(example)}});
}

absl::Status Missing(const Operation& operation, std::string_view field, std::string_view example) {
  return Bad(ErrorReason::kMissingArgument, field, StrCat(operation.kind(), " needs it"), example);
}

// A field that is given and that this kind of operation has no use for is a mistake of the caller.
absl::Status CheckOnly(const Operation& operation, std::initializer_list<std::string_view> known) {
  const auto& reflection = *operation.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> given;
  reflection.ListFields(operation, &given);
  for (const auto* field : given) {
    const std::string_view name = field->name();
    if (name == "kind" || name == "sheet_name" ||
        std::find(known.begin(), known.end(), name) != known.end()) {
      continue;
    }
    std::string fields = "sheet_name";
    for (const std::string_view one : known) fields += StrCat(", ", one);
    return platform::InvalidArgument(
        ErrorReason::kUnknownArgument,
        StrCat(name, ": ", operation.kind(), " does not use it; it takes ", fields),
        {{"field", std::string(name)}});
  }
  return absl::OkStatus();
}

absl::StatusOr<spreadsheet::LineChange> LinesOf(const Operation& operation) {
  const std::string& kind = operation.kind();
  spreadsheet::LineChange change;
  change.sheet_name = operation.sheet_name();
  change.insert = kind.starts_with("insert");
  change.axis = kind.ends_with("rows") ? Axis::kRows : Axis::kColumns;
  change.count = operation.count() == 0 ? 1 : operation.count();
  change.expand_adjacent_sums = operation.expand_adjacent_sums();
  if (change.axis == Axis::kRows) {
    RETURN_IF_ERROR(change.insert
                        ? CheckOnly(operation, {"at_row", "count", "expand_adjacent_sums"})
                        : CheckOnly(operation, {"at_row", "count"}));
    if (operation.at_row() == 0) return Missing(operation, "at_row", "5");
    change.first = operation.at_row();
    return change;
  }
  RETURN_IF_ERROR(CheckOnly(operation, {"at_col", "count"}));
  if (operation.at_col().empty()) return Missing(operation, "at_col", "\"C\"");
  const absl::StatusOr<int32_t> column = spreadsheet::ParseColumn(operation.at_col());
  if (!column.ok()) {
    return Bad(ErrorReason::kInvalidAddress, "at_col",
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

Made MakeMerge(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnly(operation, {"range"}));
  if (operation.range().empty()) return Missing(operation, "range", "\"A1:C1\"");
  const absl::StatusOr<spreadsheet::RangeRef> range = spreadsheet::ParseRange(operation.range());
  if (!range.ok()) {
    return Bad(ErrorReason::kInvalidRange, "range", platform::ToStd(range.status().message()),
               "\"A1:C1\"");
  }
  if (operation.kind() == "merge_cells") {
    return std::make_unique<spreadsheet::MergeOperation>(operation.sheet_name(), *range);
  }
  return std::make_unique<spreadsheet::UnmergeOperation>(operation.sheet_name(), *range);
}

Made MakeCreate(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnly(operation, {"position"}));
  std::optional<int> position;
  if (operation.has_position()) position = operation.position();
  return std::make_unique<spreadsheet::CreateSheetOperation>(operation.sheet_name(), position);
}

Made MakeDelete(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnly(operation, {}));
  return std::make_unique<spreadsheet::DeleteSheetOperation>(operation.sheet_name());
}

Made MakeRename(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnly(operation, {"new_name"}));
  if (operation.new_name().empty()) return Missing(operation, "new_name", "\"Costs 2027\"");
  return std::make_unique<spreadsheet::RenameSheetOperation>(operation.sheet_name(),
                                                             operation.new_name());
}

Made MakeMove(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnly(operation, {"position"}));
  if (!operation.has_position()) return Missing(operation, "position", "0");
  return std::make_unique<spreadsheet::MoveSheetOperation>(operation.sheet_name(),
                                                           operation.position());
}

Made MakeVisibility(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnly(operation, {}));
  return std::make_unique<spreadsheet::SetSheetVisibilityOperation>(
      operation.sheet_name(), operation.kind() == "hide_sheet"
                                  ? spreadsheet::SheetVisibility::kHidden
                                  : spreadsheet::SheetVisibility::kVisible);
}

Made MakeColor(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnly(operation, {"color"}));
  std::string color = operation.color();
  if (color.starts_with('#')) color.erase(0, 1);
  const bool hexadecimal = std::all_of(color.begin(), color.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
  if (!hexadecimal || (color.size() != 6 && color.size() != 8 && !color.empty())) {
    return Bad(ErrorReason::kInvalidArgument, "color",
               StrCat("'", operation.color(),
                      "' is no colour; give RRGGBB in hexadecimal digits, or nothing for none"),
               "\"4472C4\"");
  }
  std::transform(color.begin(), color.end(), color.begin(),
                 [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  if (color.size() == 6) color.insert(0, "FF");
  return std::make_unique<spreadsheet::SetTabColorOperation>(operation.sheet_name(), color);
}

struct Kind {
  std::string_view name;
  Made (*make)(const Operation&);
  bool changes_results;
};

constexpr std::array kKinds = {
    Kind{"insert_rows", MakeLines, true},      Kind{"delete_rows", MakeLines, true},
    Kind{"insert_cols", MakeLines, true},      Kind{"delete_cols", MakeLines, true},
    Kind{"merge_cells", MakeMerge, true},      Kind{"unmerge_cells", MakeMerge, false},
    Kind{"create_sheet", MakeCreate, true},    Kind{"delete_sheet", MakeDelete, true},
    Kind{"rename_sheet", MakeRename, true},    Kind{"move_sheet", MakeMove, true},
    Kind{"hide_sheet", MakeVisibility, false}, Kind{"show_sheet", MakeVisibility, false},
    Kind{"set_tab_color", MakeColor, false}};

const Kind* FindKind(std::string_view name) {
  const auto found = std::find_if(kKinds.begin(), kKinds.end(),
                                  [&](const Kind& kind) { return kind.name == name; });
  return found == kKinds.end() ? nullptr : &*found;
}

absl::Status UnknownKind(const std::string& kind) {
  std::vector<std::string> names;
  std::string list;
  for (const Kind& known : kKinds) {
    names.emplace_back(known.name);
    list += StrCat(list.empty() ? "" : ", ", known.name);
  }
  const std::string nearest = platform::ClosestMatch(kind, names);
  return Bad(ErrorReason::kInvalidArgument, "kind",
             StrCat("'", kind, "' is no kind of operation",
                    nearest.empty() ? "" : StrCat("; did you mean ", nearest, "?"),
                    " The kinds are ", list),
             "\"insert_rows\"");
}

}  // namespace

absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeOperation(
    const v1::StructureOperation& operation) {
  const Kind* kind = FindKind(operation.kind());
  if (kind == nullptr) return UnknownKind(operation.kind());
  return kind->make(operation);
}

absl::StatusOr<spreadsheet::StructuralEdit> EditOf(const v1::StructureOperation& operation,
                                                   const spreadsheet::Workbook& workbook) {
  RETURN_IF_ERROR(MakeOperation(operation).status());
  const std::string& kind = operation.kind();
  ASSIGN_OR_RETURN(const int sheet, workbook.FindSheet(operation.sheet_name()));
  if (kind == "rename_sheet") return spreadsheet::RenameSheet{sheet, operation.new_name()};
  if (kind == "delete_sheet") return spreadsheet::DeleteSheet{sheet};
  if (kind == "move_sheet") return spreadsheet::MoveSheet{sheet, operation.position()};
  if (kind.starts_with("insert") || kind == "delete_rows" || kind == "delete_cols") {
    ASSIGN_OR_RETURN(const spreadsheet::LineChange change, LinesOf(operation));
    RETURN_IF_ERROR(spreadsheet::CheckLines(change));
    if (change.insert) {
      return spreadsheet::InsertLines{sheet, change.axis, change.first, change.count};
    }
    return spreadsheet::DeleteLines{sheet, change.axis, change.first, change.count};
  }
  return Bad(ErrorReason::kInvalidArgument, "operation.kind",
             StrCat("'", kind,
                    "' changes no references; insert_rows, delete_rows, insert_cols, delete_cols, "
                    "delete_sheet, rename_sheet and move_sheet do"),
             "\"delete_rows\"");
}

bool ChangesResults(const v1::StructureOperation& operation) {
  const Kind* kind = FindKind(operation.kind());
  return kind == nullptr || kind->changes_results;
}

}  // namespace sheetgate::workbook

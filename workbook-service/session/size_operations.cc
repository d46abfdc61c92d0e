#include "workbook-service/session/size_operations.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/edit/size_operation.h"
#include "workbook-service/session/operation_fields.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::RangeRef;
using spreadsheet::SizeKind;

struct Kind {
  std::string_view name;
  SizeKind kind;
  bool rows;
};

constexpr std::array kKinds = {
    Kind{"set_column_width", SizeKind::kSet, false}, Kind{"fit_columns", SizeKind::kFit, false},
    Kind{"reset_columns", SizeKind::kReset, false},  Kind{"hide_columns", SizeKind::kHide, false},
    Kind{"show_columns", SizeKind::kShow, false},    Kind{"set_row_height", SizeKind::kSet, true},
    Kind{"fit_rows", SizeKind::kFit, true},          Kind{"hide_rows", SizeKind::kHide, true},
    Kind{"show_rows", SizeKind::kShow, true}};

absl::StatusOr<RangeRef> Lines(const std::string& text, bool rows) {
  const bool pair = text.find(':') != std::string::npos;
  const absl::StatusOr<RangeRef> range =
      spreadsheet::ParseRange(pair ? text : StrCat(text, ":", text));
  const bool whole =
      range.ok() && (rows ? range->columns() == spreadsheet::kMaxColumn &&
                                text.find_first_not_of("0123456789:$") == std::string::npos
                          : range->rows() == spreadsheet::kMaxRow &&
                                text.find_first_of("0123456789") == std::string::npos);
  if (whole) return *range;
  return BadField(
      ErrorReason::kInvalidRange, rows ? "rows" : "columns",
      StrCat("'", text, "' is ",
             rows ? "no row such as 2, nor rows such as 2:5; rows go from 1 to 1048576"
                  : "no column such as B, nor columns such as A:C; columns go from A to "
                    "XFD"),
      rows ? "\"2:5\"" : "\"A:C\"");
}

absl::Status CheckFields(const v1::SizeOperation& operation, const Kind& kind) {
  const std::string& name = operation.kind();
  if (name == "set_column_width") return CheckOnlyFields(operation, name, {"columns", "width"});
  if (name == "set_row_height") return CheckOnlyFields(operation, name, {"rows", "height"});
  if (name == "fit_columns") {
    return CheckOnlyFields(operation, name, {"columns", "min_width", "max_width"});
  }
  return kind.rows ? CheckOnlyFields(operation, name, {"rows"})
                   : CheckOnlyFields(operation, name, {"columns"});
}

}  // namespace

absl::StatusOr<RangeRef> ColumnsOf(const std::string& kind, const std::string& columns) {
  if (columns.empty()) return MissingField(kind, "columns", "\"A:C\"");
  return Lines(columns, /*rows=*/false);
}

absl::StatusOr<RangeRef> RowsOf(const std::string& kind, const std::string& rows) {
  if (rows.empty()) return MissingField(kind, "rows", "\"2:5\"");
  return Lines(rows, /*rows=*/true);
}

absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeSizeOperation(
    const v1::SizeOperation& operation) {
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                 [&](const Kind& one) { return one.name == operation.kind(); });
  if (kind == kKinds.end()) {
    std::vector<std::string> names;
    for (const Kind& one : kKinds) names.emplace_back(one.name);
    return UnknownKind(operation.kind(), names);
  }
  RETURN_IF_ERROR(CheckFields(operation, *kind));
  spreadsheet::SizeChange change;
  change.sheet_name = operation.sheet_name();
  change.kind = kind->kind;
  change.rows = kind->rows;
  if (kind->rows) {
    ASSIGN_OR_RETURN(const RangeRef rows, RowsOf(operation.kind(), operation.rows()));
    change.first = rows.first.row;
    change.last = rows.last.row;
  } else {
    ASSIGN_OR_RETURN(const RangeRef columns, ColumnsOf(operation.kind(), operation.columns()));
    change.first = columns.first.column;
    change.last = columns.last.column;
  }
  if (kind->kind == SizeKind::kSet) {
    if (kind->rows && !operation.has_height()) return MissingField(kind->name, "height", "24");
    if (!kind->rows && !operation.has_width()) return MissingField(kind->name, "width", "14");
    change.size = kind->rows ? operation.height() : operation.width();
  }
  if (operation.has_min_width()) change.min_width = operation.min_width();
  if (operation.has_max_width()) change.max_width = operation.max_width();
  if (change.min_width > change.max_width) {
    return BadField(ErrorReason::kInvalidArgument, "min_width", "it is more than max_width", "8");
  }
  return std::make_unique<spreadsheet::SizeOperation>(std::move(change));
}

}  // namespace sheetgate::workbook

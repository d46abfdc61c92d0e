#include "workbook-service/rpc/transform_operations.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/writing/moved_rows.h"
#include "spreadsheet/writing/range_edits.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/matrix_rows.h"
#include "workbook-service/rpc/number_reading.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/row_reader.h"
#include "workbook-service/rpc/shown_range.h"
#include "workbook-service/session/operation_fields.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::CellRef;
using spreadsheet::Draft;
using spreadsheet::EditCounts;
using spreadsheet::EditedRanges;
using spreadsheet::RangeRef;
using Operation = v1::TransformOperation;
using Result = absl::StatusOr<v1::TransformResult>;

constexpr char kRangeExample[] = "\"A2:D40\"";

// An operation, where it works, and what formulas that are wrong mean.
class Transform {
 public:
  Transform(const Operation& operation, Draft* draft, FormulaPolicy* policy)
      : operation_(operation), draft_(draft), policy_(policy) {}

  absl::Status FindSheet() {
    const spreadsheet::Workbook& workbook = draft_->workbook();
    ASSIGN_OR_RETURN(sheet_, workbook.FindSheet(operation_.sheet_name()));
    RETURN_IF_ERROR(RequireWorksheet(workbook, sheet_));
    sheet_name_ = workbook.sheets()[static_cast<size_t>(sheet_)].name;
    ASSIGN_OR_RETURN(cells_, draft_->Load(sheet_));
    return absl::OkStatus();
  }

  Result Clear() {
    RETURN_IF_ERROR(Only({"range", "overwrite_formulas"}));
    ASSIGN_OR_RETURN(const EditedRanges where, Ranges());
    return Counted(ClearRanges(where, draft_));
  }

  Result Fill() {
    RETURN_IF_ERROR(Only({"range", "overwrite_formulas", "value", "formula"}));
    ASSIGN_OR_RETURN(const EditedRanges where, Ranges());
    if (operation_.has_value() == !operation_.formula().empty()) {
      return BadField(ErrorReason::kInvalidArgument, "value",
                      operation_.has_value() ? "fill takes a value or a formula, not both"
                                             : "fill needs a value or a formula",
                      "0");
    }
    spreadsheet::CellChange content;
    content.cell = where.ranges.front().first;
    if (!operation_.formula().empty()) {
      if (!policy_->Admit(operation_.formula(), sheet_name_, &content)) {
        return Counted(EditCounts());
      }
    } else {
      ASSIGN_OR_RETURN(DecodedValue decoded,
                       DecodeValue(operation_.value(), draft_->workbook().date_system(), "value"));
      content.value = std::move(decoded.value);
      content.date = decoded.date;
    }
    return Counted(FillRanges(where, content, draft_));
  }

  Result Replace() {
    RETURN_IF_ERROR(Only({"range", "find", "replace_with", "match", "match_case"}));
    ASSIGN_OR_RETURN(const EditedRanges where, Ranges());
    if (operation_.find().empty()) return Missing("find", "\"Ltd\"");
    using Match = spreadsheet::TextReplacer::Match;
    ASSIGN_OR_RETURN(const std::string match,
                     OneOf("match", operation_.match(), {"part", "whole", "regex"}));
    const Match kind = match == "part"    ? Match::kPart
                       : match == "whole" ? Match::kWhole
                                          : Match::kRegex;
    const auto replacer = spreadsheet::TextReplacer::Make(
        kind, operation_.find(), operation_.replace_with(), operation_.match_case());
    RETURN_IF_ERROR(replacer.status());
    return Counted(ReplaceInRanges(where, *replacer, draft_));
  }

  Result WriteMatrix() {
    RETURN_IF_ERROR(Only({"anchor", "rows", "overwrite_formulas"}));
    if (operation_.rows().empty()) return Missing("rows", "[{\"values\": [\"Rent\", 1200]}]");
    ASSIGN_OR_RETURN(const CellRef anchor, Anchor());
    ASSIGN_OR_RETURN(std::vector<spreadsheet::CellChange> changes,
                     MatrixChanges(operation_.rows(), sheet_, anchor, draft_->workbook(), policy_));
    EditedRanges where;
    where.sheet = sheet_;
    where.formulas = operation_.overwrite_formulas();
    return Counted(WriteCells(where, std::move(changes), draft_));
  }

  Result Sort() {
    RETURN_IF_ERROR(Only({"range", "keys", "header_row"}));
    ASSIGN_OR_RETURN(const RangeRef rows, DataRows());
    if (operation_.keys().empty()) return Missing("keys", "[{\"column\": \"C\"}]");
    std::vector<spreadsheet::SortKey> keys;
    for (const v1::SortKey& key : operation_.keys()) {
      ASSIGN_OR_RETURN(const int32_t column, Column("keys", key.column(), rows));
      keys.push_back({column, key.descending()});
    }
    ASSIGN_OR_RETURN(const int64_t moved, SortRows(sheet_, rows, keys, draft_));
    v1::TransformResult result = Named();
    result.set_rows(moved);
    result.set_cells_written(moved * rows.columns());
    return result;
  }

  Result RemoveDuplicates() {
    RETURN_IF_ERROR(Only({"range", "columns", "header_row"}));
    ASSIGN_OR_RETURN(const RangeRef rows, DataRows());
    std::vector<int32_t> columns;
    for (const std::string& name : operation_.columns()) {
      ASSIGN_OR_RETURN(const int32_t column, Column("columns", name, rows));
      columns.push_back(column);
    }
    if (columns.empty()) {
      for (int32_t column = rows.first.column; column <= rows.last.column; ++column) {
        columns.push_back(column);
      }
    }
    ASSIGN_OR_RETURN(const int64_t removed,
                     spreadsheet::RemoveDuplicates(sheet_, rows, columns, draft_));
    v1::TransformResult result = Named();
    result.set_rows(removed);
    return result;
  }

  Result Transpose() {
    RETURN_IF_ERROR(Only({"range", "anchor", "overwrite_formulas"}));
    ASSIGN_OR_RETURN(const RangeRef range, OneRange());
    ASSIGN_OR_RETURN(const CellRef anchor, Anchor());
    ASSIGN_OR_RETURN(
        const int64_t written,
        TransposeRange(sheet_, range, anchor, operation_.overwrite_formulas(), draft_));
    v1::TransformResult result = Named();
    result.set_cells_written(written);
    return result;
  }

  Result TextToNumber() {
    RETURN_IF_ERROR(Only({"range", "decimal_separator", "group_separator", "dates"}));
    ASSIGN_OR_RETURN(const EditedRanges where, Ranges());
    ASSIGN_OR_RETURN(const spreadsheet::NumberReading reading,
                     NumberReadingOf(operation_, draft_->workbook().date_system()));
    return Counted(ReadNumbers(where, reading, draft_));
  }

 private:
  absl::Status Only(std::initializer_list<std::string_view> fields) const {
    return CheckOnlyFields(operation_, operation_.kind(), fields);
  }
  absl::Status Missing(std::string_view field, std::string_view example) const {
    return MissingField(operation_.kind(), field, example);
  }

  v1::TransformResult Named() const {
    v1::TransformResult result;
    result.set_kind(operation_.kind());
    return result;
  }
  Result Counted(const absl::StatusOr<EditCounts>& counts) const {
    RETURN_IF_ERROR(counts.status());
    v1::TransformResult result = Named();
    result.set_cells_written(counts->written);
    result.set_formulas_kept(counts->kept_formulas);
    result.set_texts_kept(counts->kept_cells);
    return result;
  }

  absl::StatusOr<RangeRef> ParseOne(std::string_view text) const {
    const absl::StatusOr<RangeRef> range = spreadsheet::ParseRange(text);
    if (!range.ok()) {
      return BadField(ErrorReason::kInvalidRange, "range",
                      platform::ToStd(range.status().message()), kRangeExample);
    }
    return ClipToUsed(*range, *cells_);
  }

  absl::StatusOr<RangeRef> OneRange() const {
    if (operation_.range().empty()) return Missing("range", kRangeExample);
    return ParseOne(operation_.range());
  }

  absl::StatusOr<EditedRanges> Ranges() const {
    if (operation_.range().empty()) return Missing("range", kRangeExample);
    EditedRanges where;
    where.sheet = sheet_;
    where.formulas = operation_.overwrite_formulas();
    for (std::string_view rest = operation_.range();;) {
      const size_t comma = rest.find(',');
      std::string_view piece = rest.substr(0, comma);
      while (piece.starts_with(' ')) piece.remove_prefix(1);
      while (piece.ends_with(' ')) piece.remove_suffix(1);
      ASSIGN_OR_RETURN(const RangeRef range, ParseOne(piece));
      where.ranges.push_back(range);
      if (comma == std::string_view::npos) return where;
      rest.remove_prefix(comma + 1);
    }
  }

  // The range without its header.
  absl::StatusOr<RangeRef> DataRows() const {
    ASSIGN_OR_RETURN(RangeRef range, OneRange());
    if (!operation_.header_row()) return range;
    if (range.rows() < 2) {
      return BadField(ErrorReason::kInvalidRange, "range",
                      StrCat(spreadsheet::FormatRange(range), " has no row below its header"),
                      kRangeExample);
    }
    ++range.first.row;
    return range;
  }

  absl::StatusOr<CellRef> Anchor() const {
    if (operation_.anchor().empty()) return Missing("anchor", "\"F2\"");
    const absl::StatusOr<CellRef> anchor = spreadsheet::ParseCell(operation_.anchor());
    if (anchor.ok()) return anchor;
    return BadField(ErrorReason::kInvalidAddress, "anchor",
                    platform::ToStd(anchor.status().message()), "\"F2\"");
  }

  absl::StatusOr<int32_t> Column(std::string_view field, const std::string& name,
                                 const RangeRef& range) const {
    const absl::StatusOr<int32_t> column = spreadsheet::ParseColumn(name);
    const bool inside =
        column.ok() && *column >= range.first.column && *column <= range.last.column;
    if (inside) return *column;
    const std::string first = spreadsheet::ColumnName(range.first.column);
    return BadField(ErrorReason::kInvalidAddress, field,
                    StrCat("'", name, "' is no column of the range, which has ", first, " to ",
                           spreadsheet::ColumnName(range.last.column)),
                    StrCat("\"", first, "\""));
  }

  const Operation& operation_;
  Draft* const draft_;
  FormulaPolicy* const policy_;
  int sheet_ = 0;
  std::string sheet_name_;
  std::shared_ptr<const spreadsheet::Sheet> cells_;
};

struct Kind {
  std::string_view name;
  Result (Transform::*run)();
};

constexpr Kind kKinds[] = {
    {"clear", &Transform::Clear},         {"fill", &Transform::Fill},
    {"replace", &Transform::Replace},     {"write_matrix", &Transform::WriteMatrix},
    {"sort_range", &Transform::Sort},     {"remove_duplicates", &Transform::RemoveDuplicates},
    {"transpose", &Transform::Transpose}, {"text_to_number", &Transform::TextToNumber},
};

}  // namespace

Result RunTransform(const Operation& operation, Draft* draft, FormulaPolicy* policy) {
  Transform transform(operation, draft, policy);
  std::vector<std::string> names;
  for (const Kind& kind : kKinds) {
    if (kind.name == operation.kind()) {
      RETURN_IF_ERROR(transform.FindSheet());
      return (transform.*kind.run)();
    }
    names.emplace_back(kind.name);
  }
  return UnknownKind(operation.kind(), names);
}

}  // namespace sheetgate::workbook

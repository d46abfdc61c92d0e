#include "workbook-service/rpc/append_target.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/text_match.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/matrix_rows.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/row_reader.h"
#include "workbook-service/rpc/shown_range.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrAppend;
using platform::StrCat;
using spreadsheet::FooterPolicy;
using spreadsheet::RangeRef;
using spreadsheet::Table;

class Finder {
 public:
  Finder(const v1::AppendRowsRequest& request, const spreadsheet::Workbook& workbook,
         const platform::CancellationToken& cancellation)
      : request_(request), workbook_(workbook), cancellation_(cancellation) {}

  absl::StatusOr<AppendTarget> Find() {
    ASSIGN_OR_RETURN(const std::string footer,
                     OneOf("footer", request_.footer(), {"auto", "before_footer", "at_end"}));
    RETURN_IF_ERROR(request_.table_name().empty() ? FindList() : FindTable());
    if (target_.table.has_value()) {
      EndOfTable();
      return target_;
    }
    const FooterPolicy policy = footer == "auto"            ? FooterPolicy::kAuto
                                : footer == "before_footer" ? FooterPolicy::kGiven
                                                            : FooterPolicy::kNone;
    target_.end = spreadsheet::FindListEnd(*target_.cells, target_.list, policy);
    target_.free_row = FreeRow();
    return target_;
  }

 private:
  absl::Status Open(int sheet) {
    target_.sheet = sheet;
    target_.sheet_name = workbook_.sheets()[static_cast<size_t>(sheet)].name;
    ASSIGN_OR_RETURN(target_.cells, workbook_.LoadSheet(sheet, cancellation_));
    ASSIGN_OR_RETURN(features_, workbook_.LoadFeatures(sheet, cancellation_));
    return absl::OkStatus();
  }

  absl::Status FindTable() {
    if (!request_.range().empty()) {
      return BadArgument(ErrorReason::kInvalidArgument, "range",
                         "give a range or a table_name, not both", "\"\"");
    }
    std::string names;
    for (size_t i = 0; i < workbook_.sheets().size(); ++i) {
      if (workbook_.sheets()[i].kind != spreadsheet::SheetKind::kWorksheet) continue;
      const int sheet = static_cast<int>(i);
      ASSIGN_OR_RETURN(features_, workbook_.LoadFeatures(sheet, cancellation_));
      for (const Table& table : features_->tables) {
        StrAppend(&names, names.empty() ? "" : ", ", table.name);
        if (!spreadsheet::EqualFolded(table.name, request_.table_name())) continue;
        target_.table = table;
        target_.list = table.range;
        return Open(sheet);
      }
    }
    return BadArgument(ErrorReason::kInvalidArgument, "table_name",
                       StrCat("there is no table '", request_.table_name(), "'; ",
                              names.empty() ? "the workbook has none" : "the tables are: ", names),
                       "\"Table1\"");
  }

  absl::Status FindList() {
    if (request_.sheet_name().empty()) {
      return BadArgument(ErrorReason::kMissingArgument, "sheet_name",
                         "give the sheet of the list, or a table_name", "\"Sheet1\"");
    }
    ASSIGN_OR_RETURN(const int sheet, workbook_.FindSheet(request_.sheet_name()));
    RETURN_IF_ERROR(RequireWorksheet(workbook_, sheet));
    RETURN_IF_ERROR(Open(sheet));
    return request_.range().empty() ? FindOnlyList() : FindRange();
  }

  // The one table of the sheet, or its used cells when it has no table.
  absl::Status FindOnlyList() {
    const std::vector<Table>& tables = features_->tables;
    if (tables.size() > 1) {
      std::string names;
      for (const Table& table : tables) StrAppend(&names, names.empty() ? "" : ", ", table.name);
      return BadArgument(ErrorReason::kMissingArgument, "table_name",
                         StrCat("the sheet has several tables (", names,
                                "); say which, or give the range of a list"),
                         StrCat("\"", tables.front().name, "\""));
    }
    if (!tables.empty()) {
      target_.table = tables.front();
      target_.list = tables.front().range;
      return absl::OkStatus();
    }
    const int32_t width = std::max(MatrixWidth(request_.rows()), 1);
    target_.list = target_.cells->used_range().value_or(
        RangeRef{{1, 1}, {1, std::min(width, spreadsheet::kMaxColumn)}});
    return absl::OkStatus();
  }

  absl::Status FindRange() {
    const absl::StatusOr<RangeRef> range = spreadsheet::ParseRange(request_.range());
    if (!range.ok()) return InField(range.status(), "range", "\"A1:D40\"");
    target_.list = ClipToUsed(*range, *target_.cells);
    for (const Table& table : features_->tables) {
      RangeRef common;
      if (!Intersect(table.range, target_.list, &common)) continue;
      if (common != target_.list) {
        return BadArgument(
            ErrorReason::kInvalidRange, "range",
            StrCat(spreadsheet::FormatRange(target_.list), " cuts table '", table.name, "' (",
                   spreadsheet::FormatRange(table.range), "); give table_name to append to it"),
            "\"A1:D40\"");
      }
      target_.table = table;
      target_.list = table.range;
    }
    return absl::OkStatus();
  }

  void EndOfTable() {
    const Table& table = *target_.table;
    const int32_t last_data = table.range.last.row - table.totals_rows;
    RangeRef data = table.range;
    data.last.row = last_data;
    target_.end = spreadsheet::FindListEnd(*target_.cells, data, FooterPolicy::kNone);
    target_.end.last_row =
        std::max(target_.end.last_row, table.range.first.row + table.header_rows - 1);
    if (table.totals_rows > 0) {
      target_.end.footer_row = last_data + 1;
      target_.end.footer_reason = "table";
    }
    target_.free_row = last_data;
  }

  // Below a list without a footer all rows up to the next contents, merged cells or table.
  int32_t FreeRow() const {
    const spreadsheet::ListEnd& end = target_.end;
    if (end.footer_row > 0) return end.last_row;
    const int32_t wanted = std::min(end.last_row + request_.rows_size(), spreadsheet::kMaxRow);
    int32_t free = end.last_row;
    for (; free < wanted; ++free) {
      const RangeRef next{{free + 1, target_.list.first.column},
                          {free + 1, target_.list.last.column}};
      if (spreadsheet::HasContents(*target_.cells, next) || Taken(next)) break;
    }
    // Half of the rows below would be worse than none: what is there belongs together.
    return free == wanted ? free : end.last_row;
  }

  bool Taken(const RangeRef& row) const {
    RangeRef common;
    for (const RangeRef& merge : features_->merges) {
      if (merge.cells() > 1 && Intersect(merge, row, &common)) return true;
    }
    for (const Table& table : features_->tables) {
      if (Intersect(table.range, row, &common)) return true;
    }
    return false;
  }

  const v1::AppendRowsRequest& request_;
  const spreadsheet::Workbook& workbook_;
  const platform::CancellationToken& cancellation_;
  std::shared_ptr<const spreadsheet::SheetFeatures> features_;
  AppendTarget target_;
};

}  // namespace

absl::StatusOr<AppendTarget> FindAppendTarget(const v1::AppendRowsRequest& request,
                                              const spreadsheet::Workbook& workbook,
                                              const platform::CancellationToken& cancellation) {
  return Finder(request, workbook, cancellation).Find();
}

}  // namespace sheetgate::workbook

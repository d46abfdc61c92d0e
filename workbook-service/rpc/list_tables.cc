#include "workbook-service/rpc/list_tables.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/model/workbook.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/page_token.h"

namespace sheetgate::workbook {
namespace {

constexpr int kDefaultPageSize = 100;
constexpr size_t kMostColumns = 200;

v1::ListedTable EncodeListed(const spreadsheet::Table& table, const std::string& sheet_name) {
  v1::ListedTable listed;
  listed.set_name(table.name);
  listed.set_sheet_name(sheet_name);
  listed.set_range(spreadsheet::FormatRange(table.range));
  const int64_t rows = table.range.rows() - table.header_rows - table.totals_rows;
  listed.set_data_rows(static_cast<int32_t>(std::max<int64_t>(rows, 0)));
  if (table.header_rows != 1) listed.set_header_rows(table.header_rows);
  if (table.totals_rows != 0) listed.set_totals_rows(table.totals_rows);
  const size_t shown = std::min(table.columns.size(), kMostColumns);
  for (size_t i = 0; i < shown; ++i) listed.add_columns(table.columns[i].name);
  if (shown < table.columns.size()) {
    listed.set_more_columns(static_cast<int32_t>(table.columns.size() - shown));
  }
  listed.set_style(table.style);
  return listed;
}

int64_t ListedBytes(const v1::ListedTable& listed) {
  int64_t bytes =
      160 + TextBytes(listed.name()) + TextBytes(listed.sheet_name()) + TextBytes(listed.style());
  for (const std::string& column : listed.columns()) bytes += TextBytes(column) + 1;
  return bytes;
}

struct Position {
  std::string revision;
  int64_t table = 0;
};

absl::StatusOr<Position> ParsePosition(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, '/');
  Position position{parts.first};
  if (!absl::SimpleAtoi(parts.second, &position.table)) return InvalidPageToken();
  return position;
}

}  // namespace

absl::StatusOr<v1::ListTablesResponse> ListTables(const v1::ListTablesRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session, const ReadLimits& limits) {
  const PageTokens tokens("ListTables",
                          {request.workbook_id(), request.revision(), request.sheet_name()});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  Position start{request.revision()};
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePosition(after));
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), start.revision, context));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  int only = -1;
  if (!request.sheet_name().empty()) {
    ASSIGN_OR_RETURN(only, workbook.FindSheet(request.sheet_name()));
    RETURN_IF_ERROR(RequireWorksheet(workbook, only));
  }
  v1::ListTablesResponse response;
  response.set_revision(snapshot->revision);
  ResponseBudget budget(limits);
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  int64_t at = 0;
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    const spreadsheet::SheetInfo& info = workbook.sheets()[i];
    const bool wanted =
        only < 0 ? info.kind == spreadsheet::SheetKind::kWorksheet : only == static_cast<int>(i);
    if (!wanted) continue;
    ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::SheetFeatures> features,
                     workbook.LoadFeatures(static_cast<int>(i), context.cancellation));
    for (const spreadsheet::Table& table : features->tables) {
      if (at++ < start.table) continue;
      v1::ListedTable listed = EncodeListed(table, info.name);
      if (response.tables_size() == page_size || !budget.Take(ListedBytes(listed), 0)) {
        response.set_next_page_token(
            tokens.Encode(platform::StrCat(snapshot->revision, "/", at - 1)));
        return response;
      }
      *response.add_tables() = std::move(listed);
    }
  }
  return response;
}

}  // namespace sheetgate::workbook

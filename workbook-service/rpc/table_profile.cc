#include "workbook-service/rpc/table_profile.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/column_profile.h"
#include "spreadsheet/analysis/table_rows.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/profile_codec.h"
#include "workbook-service/rpc/table_arguments.h"

namespace sheetgate::workbook {
namespace {

constexpr int kDefaultPageSize = 50;
constexpr int kDefaultTopValues = 3;

std::string Binding(const v1::TableProfileRequest& request) {
  v1::TableProfileRequest bound = request;
  bound.clear_page_token();
  bound.clear_page_size();
  return bound.SerializeAsString();
}

// Where a page starts: the revision of the first page, and how many columns came before.
struct Position {
  std::string revision;
  size_t column = 0;
};

absl::StatusOr<Position> ParsePosition(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, '/');
  Position position{parts.first};
  if (!absl::SimpleAtoi(parts.second, &position.column)) return InvalidPageToken();
  return position;
}

absl::StatusOr<int64_t> CountRows(const OpenedTable& table,
                                  const platform::CancellationToken& cancellation) {
  int64_t rows = 0;
  if (!table.source.data.has_value()) return rows;
  RETURN_IF_ERROR(spreadsheet::VisitRows(*table.sheet.cells, *table.source.data, {}, cancellation,
                                         [&rows](int32_t, auto) {
                                           ++rows;
                                           return true;
                                         }));
  return rows;
}

}  // namespace

absl::StatusOr<v1::TableProfileResponse> TableProfile(const v1::TableProfileRequest& request,
                                                      const platform::RequestContext& context,
                                                      Session& session, const ReadLimits& limits) {
  const PageTokens tokens("TableProfile", {Binding(request)});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  Position start{request.revision()};
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePosition(after));
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), start.revision, context));
  ASSIGN_OR_RETURN(const OpenedTable table,
                   OpenTable(snapshot, TableArgumentsOf(request), context));
  ASSIGN_OR_RETURN(const std::vector<size_t> columns,
                   SelectColumns(table.source, request.columns()));
  v1::TableProfileResponse response;
  response.set_revision(snapshot->revision);
  response.set_sheet_name(table.sheet.name);
  if (snapshot->stale_values) response.set_stale_values(true);
  if (table.source.header.count > 0) response.set_header_row(table.source.header.first);
  if (!table.source.data.has_value()) return response;
  response.set_range(spreadsheet::FormatRange(*table.source.data));
  ASSIGN_OR_RETURN(const int64_t rows, CountRows(table, context.cancellation));
  response.set_rows(static_cast<int32_t>(rows));

  ResponseBudget budget(limits);
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  spreadsheet::ValueReader reader(*snapshot->workbook);
  for (size_t i = start.column; i < columns.size(); ++i) {
    const spreadsheet::SourceColumn& column = table.source.columns[columns[i]];
    spreadsheet::ColumnToProfile asked;
    asked.cells = *table.source.data;
    asked.cells.first.column = asked.cells.last.column = column.column;
    asked.rows = rows;
    asked.header = column.header;
    asked.top_values = request.has_top_values() ? request.top_values() : kDefaultTopValues;
    v1::ColumnProfile profile;
    if (response.columns_size() < page_size) {
      ASSIGN_OR_RETURN(
          const spreadsheet::ColumnProfile found,
          spreadsheet::ProfileColumn(*table.sheet.cells, asked, reader, context.cancellation));
      profile = EncodeProfile(found, table.sheet);
      profile.set_column(spreadsheet::ColumnName(column.column));
      profile.set_header(column.header);
    }
    if (response.columns_size() == page_size || !budget.Take(ProfileBytes(profile), 0)) {
      response.set_next_page_token(tokens.Encode(platform::StrCat(snapshot->revision, "/", i)));
      break;
    }
    *response.add_columns() = std::move(profile);
  }
  return response;
}

}  // namespace sheetgate::workbook

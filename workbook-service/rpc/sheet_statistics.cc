#include "workbook-service/rpc/sheet_statistics.h"

#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/sheet_statistics.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/profile_codec.h"
#include "workbook-service/rpc/table_arguments.h"

namespace sheetgate::workbook {
namespace {

constexpr int kDefaultPageSize = 100;

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

void EncodeTotals(const spreadsheet::SheetStatistics& statistics,
                  const spreadsheet::RangeRef& range, v1::SheetStatisticsResponse* response) {
  response->set_used_range(spreadsheet::FormatRange(range));
  spreadsheet::TypeTally types = statistics.types;
  types.empty = 0;  // what is empty follows from the density
  EncodeTypes(types, response->mutable_types());
  response->set_formulas(static_cast<int32_t>(statistics.formulas));
  if (statistics.formulas_without_result > 0) {
    response->set_formulas_without_result(static_cast<int32_t>(statistics.formulas_without_result));
  }
  const double density = static_cast<double>(types.values()) / static_cast<double>(range.cells());
  response->set_density(std::round(density * 10000) / 10000);
  response->set_rows(static_cast<int32_t>(statistics.rows));
  for (const spreadsheet::ErrorStatistics& error : statistics.errors) {
    v1::ErrorCount* count = response->add_errors();
    count->set_error(std::string(spreadsheet::ErrorText(error.error)));
    count->set_cells(static_cast<int32_t>(error.count));
    count->set_first_cell(spreadsheet::FormatCell(error.first));
  }
}

}  // namespace

absl::StatusOr<v1::SheetStatisticsResponse> SheetStatistics(
    const v1::SheetStatisticsRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits) {
  const PageTokens tokens("SheetStatistics", {request.workbook_id(), request.revision(),
                                              request.sheet_name(), request.range()});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  Position start{request.revision()};
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePosition(after));
  }
  ASSIGN_OR_RETURN(
      const OpenedSheet sheet,
      OpenSheet(session, request.workbook_id(), start.revision, request.sheet_name(), context));
  const Snapshot& snapshot = *sheet.snapshot;
  v1::SheetStatisticsResponse response;
  response.set_revision(snapshot.revision);
  response.set_sheet_name(sheet.name);
  if (snapshot.stale_values) response.set_stale_values(true);
  std::optional<spreadsheet::RangeRef> range = sheet.cells->used_range();
  if (!request.range().empty()) {
    ASSIGN_OR_RETURN(const spreadsheet::RangeRef asked,
                     ParseSheetRange(request.range(), *sheet.cells));
    spreadsheet::RangeRef common;
    if (range.has_value() && !spreadsheet::Intersect(asked, *range, &common)) range.reset();
    if (range.has_value()) range = common;
  }
  if (!range.has_value()) return response;
  spreadsheet::ValueReader reader(*snapshot.workbook);
  ASSIGN_OR_RETURN(const spreadsheet::SheetStatistics statistics,
                   spreadsheet::CountSheet(*sheet.cells, *range, reader, context.cancellation));
  EncodeTotals(statistics, *range, &response);

  ResponseBudget budget(limits);
  budget.Reserve(static_cast<int64_t>(response.ByteSizeLong()) * 2);
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  for (size_t i = start.column; i < statistics.columns.size(); ++i) {
    v1::ColumnFacts facts = EncodeFacts(statistics.columns[i], snapshot.workbook->date_system());
    if (response.columns_size() == page_size || !budget.Take(FactsBytes(facts), 0)) {
      response.set_next_page_token(tokens.Encode(platform::StrCat(snapshot.revision, "/", i)));
      break;
    }
    *response.add_columns() = std::move(facts);
  }
  return response;
}

}  // namespace sheetgate::workbook

// A page token holds the revision, how many rows came before, and, where rows are streamed, the row
// to go on at and the total that the first page counted.
#include "workbook-service/rpc/read_table.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/table_rows.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/table_arguments.h"
#include "workbook-service/rpc/table_filters.h"
#include "workbook-service/rpc/table_writer.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::ChosenRows;
using spreadsheet::RowPosition;
using spreadsheet::RowQuery;
using spreadsheet::RowSample;

constexpr int kDefaultPageSize = 100;

absl::StatusOr<RowSample> ParseSample(const std::string& sample) {
  if (sample.empty() || sample == "first") return RowSample::kFirst;
  if (sample == "last") return RowSample::kLast;
  if (sample == "distributed") return RowSample::kDistributed;
  return BadArgument(ErrorReason::kInvalidArgument, "sample",
                     StrCat("'", sample, "' is none of first, last, distributed"),
                     "\"distributed\"");
}

absl::StatusOr<bool> ParseCsv(const std::string& format) {
  if (format.empty() || format == "values") return false;
  if (format == "csv") return true;
  return BadArgument(ErrorReason::kInvalidArgument, "format",
                     StrCat("'", format, "' is none of values, csv"), "\"csv\"");
}

// Everything that says which rows come in which order; the size of the page where it is that of a
// sample.
std::string Binding(const v1::ReadTableRequest& request, RowSample sample) {
  v1::ReadTableRequest bound = request;
  bound.clear_page_token();
  bound.clear_include_types();
  if (sample == RowSample::kFirst) bound.clear_page_size();
  return bound.SerializeAsString();
}

struct Start {
  std::string revision;
  RowPosition rows;
};

absl::StatusOr<Start> ParseStart(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  Start start;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[1], &start.rows.offset) ||
      !absl::SimpleAtoi(parts[2], &start.rows.next_row) ||
      !absl::SimpleAtoi(parts[3], &start.rows.total)) {
    return InvalidPageToken();
  }
  start.revision = parts[0];
  return start;
}

absl::StatusOr<RowQuery> DecodeQuery(const v1::ReadTableRequest& request,
                                     const spreadsheet::TableSource& source,
                                     spreadsheet::DateSystem date_system) {
  RowQuery query;
  ASSIGN_OR_RETURN(query.conditions, DecodeFilters(request.filters(), source, date_system));
  ASSIGN_OR_RETURN(query.order, DecodeSort(request.sort_by(), source));
  return query;
}

void DescribeTable(const OpenedTable& table, const std::vector<size_t>& columns,
                   ResponseBudget* budget, v1::ReadTableResponse* response) {
  const Snapshot& snapshot = *table.sheet.snapshot;
  response->set_revision(snapshot.revision);
  response->set_sheet_name(table.sheet.name);
  if (snapshot.stale_values) response->set_stale_values(true);
  if (table.source.data.has_value()) {
    response->set_range(spreadsheet::FormatRange(*table.source.data));
  }
  if (table.source.header.count > 0) response->set_header_row(table.source.header.first);
  std::vector<int32_t> letters;
  for (const size_t i : columns) {
    const spreadsheet::SourceColumn& column = table.source.columns[i];
    response->add_headers(column.header);
    budget->Reserve(TextBytes(column.header) + 1);
    letters.push_back(column.column);
  }
  response->set_columns(FormatColumnRuns(letters));
  budget->Reserve(TextBytes(response->columns()));
}

}  // namespace

absl::StatusOr<v1::ReadTableResponse> ReadTable(const v1::ReadTableRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const RowSample sample, ParseSample(request.sample()));
  ASSIGN_OR_RETURN(const bool csv, ParseCsv(request.format()));
  const PageTokens tokens("ReadTable", {Binding(request, sample)});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  Start start{request.revision(), {}};
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParseStart(after));
  }
  ASSIGN_OR_RETURN(std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), start.revision, context));
  ASSIGN_OR_RETURN(const OpenedTable table,
                   OpenTable(snapshot, TableArgumentsOf(request), context));
  v1::ReadTableResponse response;
  ResponseBudget budget(limits);
  ASSIGN_OR_RETURN(const std::vector<size_t> columns,
                   SelectColumns(table.source, request.columns()));
  DescribeTable(table, columns, &budget, &response);
  if (IsEmptySource(table.source)) return response;
  ASSIGN_OR_RETURN(RowQuery query,
                   DecodeQuery(request, table.source, snapshot->workbook->date_system()));
  if (!table.source.data.has_value()) return response;

  const int64_t page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  query.data = *table.source.data;
  query.sample = sample;
  query.sample_size = page_size;
  spreadsheet::ValueReader reader(*snapshot->workbook);
  ASSIGN_OR_RETURN(const ChosenRows chosen,
                   spreadsheet::ChooseRows(*table.sheet.cells, query, reader, start.rows, page_size,
                                           context.cancellation));
  response.set_total_rows(static_cast<int32_t>(chosen.total));
  std::vector<int32_t> letters;
  for (const size_t i : columns) letters.push_back(table.source.columns[i].column);
  TableWriter writer(table.sheet, std::move(letters), csv, request.include_types(), &budget,
                     &response);
  RowPosition next = start.rows;
  next.total = chosen.total;
  for (const int32_t row : chosen.rows) {
    ASSIGN_OR_RETURN(const bool added, writer.Add(row));
    if (!added) break;
    ++next.offset;
    next.next_row = row + 1;
  }
  writer.Finish();
  if (next.offset < chosen.result_rows) {
    response.set_next_page_token(tokens.Encode(
        StrCat(snapshot->revision, "/", next.offset, "/", next.next_row, "/", next.total)));
  }
  return response;
}

}  // namespace sheetgate::workbook

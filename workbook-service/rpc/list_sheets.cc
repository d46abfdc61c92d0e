#include "workbook-service/rpc/list_sheets.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/workbook.h"
#include "workbook-service/rpc/page_token.h"

namespace sheetgate::workbook {
namespace {

constexpr int kDefaultPageSize = 100;

std::string_view KindName(spreadsheet::SheetKind kind) {
  switch (kind) {
    case spreadsheet::SheetKind::kWorksheet:
      return "worksheet";
    case spreadsheet::SheetKind::kChartsheet:
      return "chartsheet";
    case spreadsheet::SheetKind::kDialogsheet:
      return "dialogsheet";
    case spreadsheet::SheetKind::kMacrosheet:
      return "macrosheet";
  }
  return "";
}

std::string_view VisibilityName(spreadsheet::SheetVisibility visibility) {
  switch (visibility) {
    case spreadsheet::SheetVisibility::kVisible:
      return "visible";
    case spreadsheet::SheetVisibility::kHidden:
      return "hidden";
    case spreadsheet::SheetVisibility::kVeryHidden:
      return "very_hidden";
  }
  return "";
}

// What the cells tell, and what else the sheet has.
absl::Status AddContents(const spreadsheet::Workbook& workbook, int index,
                         const platform::RequestContext& context, v1::SheetEntry* entry) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::Sheet> sheet,
                   workbook.LoadSheet(index, context.cancellation));
  if (const std::optional<spreadsheet::RangeRef> used = sheet->used_range()) {
    entry->set_used_range(spreadsheet::FormatRange(*used));
  }
  entry->set_cell_count(sheet->cell_count());
  entry->set_formula_count(sheet->formula_count());
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::SheetFeatures> features,
                   workbook.LoadFeatures(index, context.cancellation));
  const auto merges = static_cast<int>(features->merges.size());
  const auto tables = static_cast<int>(features->tables.size());
  const auto validations = static_cast<int>(features->validations.size());
  int rules = 0;
  for (const spreadsheet::ConditionalFormat& format : features->conditional_formats) {
    rules += static_cast<int>(format.rules.size());
  }
  if (merges > 0) entry->set_merged_range_count(merges);
  if (tables > 0) entry->set_table_count(tables);
  if (validations > 0) entry->set_data_validation_count(validations);
  if (rules > 0) entry->set_conditional_format_count(rules);
  return absl::OkStatus();
}

absl::StatusOr<v1::SheetEntry> MakeEntry(const spreadsheet::Workbook& workbook, int index,
                                         bool quick, const platform::RequestContext& context) {
  const spreadsheet::SheetInfo& info = workbook.sheets()[index];
  v1::SheetEntry entry;
  entry.set_sheet_name(info.name);
  entry.set_kind(std::string(KindName(info.kind)));
  entry.set_visibility(std::string(VisibilityName(info.visibility)));
  if (info.kind != spreadsheet::SheetKind::kWorksheet) return entry;
  if (!quick) {
    RETURN_IF_ERROR(AddContents(workbook, index, context, &entry));
    return entry;
  }
  ASSIGN_OR_RETURN(const std::optional<spreadsheet::RangeRef> declared,
                   workbook.DeclaredRange(index, context.cancellation));
  if (declared.has_value()) entry.set_declared_range(spreadsheet::FormatRange(*declared));
  return entry;
}

// Where a page starts: the revision of the first page, and a sheet.
struct Position {
  std::string revision;
  int sheet = 0;
};

absl::StatusOr<Position> ParsePosition(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, '/');
  Position position{parts.first};
  if (!absl::SimpleAtoi(parts.second, &position.sheet)) return InvalidPageToken();
  return position;
}

}  // namespace

absl::StatusOr<v1::ListSheetsResponse> ListSheets(const v1::ListSheetsRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session, const ReadLimits& limits) {
  const PageTokens tokens("ListSheets", {request.workbook_id(), request.revision()});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  Position start{request.revision()};
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePosition(after));
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), start.revision, context));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  const auto sheet_count = static_cast<int>(workbook.sheets().size());

  if (!request.quick()) {
    std::vector<int> page;
    for (int i = start.sheet; i < std::min(start.sheet + page_size, sheet_count); ++i) {
      page.push_back(i);
    }
    RETURN_IF_ERROR(session.LoadSheets(*snapshot, page, context));
  }

  v1::ListSheetsResponse response;
  response.set_revision(snapshot->revision);
  ResponseBudget budget(limits);
  int index = start.sheet;
  for (; index < sheet_count && response.sheets_size() < page_size; ++index) {
    RETURN_IF_ERROR(context.cancellation.Check());
    ASSIGN_OR_RETURN(v1::SheetEntry entry, MakeEntry(workbook, index, request.quick(), context));
    constexpr int64_t kNames = 300;  // field names and numbers
    if (!budget.Take(kNames + TextBytes(entry.sheet_name()), 0)) break;
    *response.add_sheets() = std::move(entry);
  }
  if (index < sheet_count) {
    response.set_next_page_token(tokens.Encode(platform::StrCat(snapshot->revision, "/", index)));
  }
  return response;
}

}  // namespace sheetgate::workbook

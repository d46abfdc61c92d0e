#include "workbook-service/rpc/list_sheets.h"

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

absl::StatusOr<v1::SheetEntry> MakeEntry(const spreadsheet::Workbook& workbook, int index,
                                         const platform::RequestContext& context) {
  const spreadsheet::SheetInfo& info = workbook.sheets()[index];
  v1::SheetEntry entry;
  entry.set_sheet_name(info.name);
  entry.set_kind(std::string(KindName(info.kind)));
  entry.set_visibility(std::string(VisibilityName(info.visibility)));
  if (info.kind != spreadsheet::SheetKind::kWorksheet) return entry;
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::Sheet> sheet,
                   workbook.LoadSheet(index, context.cancellation));
  if (const std::optional<spreadsheet::RangeRef> used = sheet->used_range()) {
    entry.set_used_range(spreadsheet::FormatRange(*used));
  }
  entry.set_cell_count(sheet->cell_count());
  entry.set_formula_count(sheet->formula_count());
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

  v1::ListSheetsResponse response;
  response.set_revision(snapshot->revision);
  ResponseBudget budget(limits);
  for (int index = start.sheet; index < sheet_count; ++index) {
    RETURN_IF_ERROR(context.cancellation.Check());
    ASSIGN_OR_RETURN(v1::SheetEntry entry, MakeEntry(workbook, index, context));
    constexpr int64_t kNames = 160;  // field names and numbers
    const int64_t bytes = kNames + TextBytes(entry.sheet_name());
    if (response.sheets_size() == page_size || !budget.Take(bytes, 0)) {
      response.set_next_page_token(tokens.Encode(platform::StrCat(snapshot->revision, "/", index)));
      break;
    }
    *response.add_sheets() = std::move(entry);
  }
  return response;
}

}  // namespace sheetgate::workbook

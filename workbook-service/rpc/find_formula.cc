#include "workbook-service/rpc/find_formula.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/formula_search.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/formula_codec.h"
#include "workbook-service/rpc/formula_sheets.h"
#include "workbook-service/rpc/item_position.h"
#include "workbook-service/rpc/recent_matches.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellRef;
using spreadsheet::FormulaMatching;
using spreadsheet::RangeRef;

constexpr int kDefaultPageSize = 50;
constexpr RangeRef kWholeSheet = {{1, 1}, {spreadsheet::kMaxRow, spreadsheet::kMaxColumn}};

absl::StatusOr<spreadsheet::FormulaQuery> ParseQuery(const v1::FindFormulaRequest& request) {
  spreadsheet::FormulaQuery query;
  query.text = request.query();
  query.case_sensitive = request.case_sensitive();
  const std::string& match = request.match();
  if (match.empty() || match == "contains") {
    query.matching = FormulaMatching::kContains;
  } else if (match == "regex") {
    query.matching = FormulaMatching::kRegex;
  } else if (match == "function") {
    query.matching = FormulaMatching::kFunction;
  } else if (match == "reference") {
    query.matching = FormulaMatching::kReference;
  } else {
    return BadArgument(
        platform::ErrorReason::kInvalidArgument, "match",
        platform::StrCat("'", match, "' is none of contains, regex, function, reference"),
        "\"reference\"");
  }
  if (query.text.empty()) {
    return BadArgument(platform::ErrorReason::kInvalidArgument, "query", "it is empty",
                       "\"VLOOKUP\"");
  }
  return query;
}

std::string_view ExampleOf(FormulaMatching matching) {
  switch (matching) {
    case FormulaMatching::kContains:
    case FormulaMatching::kFunction:
      return "\"VLOOKUP\"";
    case FormulaMatching::kRegex:
      return "\"SUMIFS?\\\\(\"";
    case FormulaMatching::kReference:
      break;
  }
  return "\"Data!B5\"";
}

absl::StatusOr<RangeRef> ParseSearchRange(const v1::FindFormulaRequest& request) {
  if (request.range().empty()) return kWholeSheet;
  const absl::StatusOr<RangeRef> range = spreadsheet::ParseRange(request.range());
  if (!range.ok()) return InField(range.status(), "range", "\"A1:H200\"");
  if (request.sheet_name().empty()) {
    return BadArgument(platform::ErrorReason::kInvalidArgument, "range",
                       "a range needs a sheet: give sheet_name too",
                       "\"A1:H200\" with sheet_name \"Sheet1\"");
  }
  return *range;
}

// The last text in `range`, row by row, shortened; empty when there is none.
std::string LastText(const spreadsheet::Sheet& sheet, const RangeRef& range) {
  constexpr size_t kLongest = 60;
  std::string_view last;
  sheet.Visit(range, [&last](const spreadsheet::CellView& cell) {
    if (cell.type == spreadsheet::CellType::kText && !cell.text.empty()) last = cell.text;
    return true;
  });
  size_t size = std::min(last.size(), kLongest);
  while (size > 0 && size < last.size() && (static_cast<unsigned char>(last[size]) & 0xC0) == 0x80)
    --size;
  return std::string(last.substr(0, size));
}

// The nearest text to the left, then the nearest above.
std::string LabelOf(const spreadsheet::Sheet& sheet, CellRef cell) {
  constexpr int32_t kFarthestRow = 10'000;
  std::string label;
  if (cell.column > 1) label = LastText(sheet, {{cell.row, 1}, {cell.row, cell.column - 1}});
  if (cell.row > 1) {
    const int32_t top = std::max(1, cell.row - kFarthestRow);
    const std::string above = LastText(sheet, {{top, cell.column}, {cell.row - 1, cell.column}});
    if (!label.empty() && !above.empty()) platform::StrAppend(&label, " / ");
    platform::StrAppend(&label, above);
  }
  return label;
}

absl::StatusOr<v1::FormulaMatch> Encode(const KeptMatch& match,
                                        const v1::FindFormulaRequest& request,
                                        const spreadsheet::Workbook& workbook,
                                        const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::Sheet> sheet,
                   workbook.LoadSheet(match.sheet, context.cancellation));
  const CellRef first = match.range.first;
  v1::FormulaMatch info;
  if (request.sheet_name().empty()) info.set_sheet_name(workbook.sheets()[match.sheet].name);
  info.set_range(spreadsheet::FormatRange(match.range));
  info.set_formula(ShownFormula(sheet->Formula(first)));
  if (request.include_context()) {
    if (const std::optional<spreadsheet::CellView> cell = sheet->Find(first)) {
      EncodeCell(*cell, workbook, info.mutable_value());
    }
    info.set_label(LabelOf(*sheet, first));
  }
  return info;
}

int64_t ItemBytes(const v1::FormulaMatch& info) {
  return 80 + TextBytes(info.sheet_name()) + TextBytes(info.formula()) + TextBytes(info.label()) +
         ValueBytes(info.value());
}

// Everything that says what is found.
std::string KeyOf(const v1::FindFormulaRequest& request) {
  v1::FindFormulaRequest key;
  key.set_query(request.query());
  key.set_match(request.match());
  key.set_sheet_name(request.sheet_name());
  key.set_range(request.range());
  key.set_case_sensitive(request.case_sensitive());
  return key.SerializeAsString();
}

// Searches `sheets`, and keeps the matches from number `first` on.
absl::StatusOr<std::shared_ptr<const KeptMatches>> Search(
    spreadsheet::FormulaSearch* search, const std::vector<int>& sheets, const RangeRef& range,
    int64_t first, const platform::CancellationToken& cancellation) {
  auto found = std::make_shared<KeptMatches>();
  found->first = first;
  for (const int sheet : sheets) {
    ASSIGN_OR_RETURN(const std::vector<spreadsheet::FormulaArea> areas,
                     search->Search(sheet, range, cancellation));
    for (const spreadsheet::FormulaArea& area : areas) {
      if (found->total++ >= first && found->matches.size() < kMostKeptMatches) {
        found->matches.push_back({sheet, area.range});
      }
      found->formulas += area.formulas;
    }
  }
  found->matches.shrink_to_fit();
  return found;
}

// The matches from number `first` on: those an earlier page left, or found now.
absl::StatusOr<std::shared_ptr<const KeptMatches>> MatchesFrom(
    int64_t first, const v1::FindFormulaRequest& request, const Snapshot& snapshot,
    const spreadsheet::FormulaQuery& query, const RangeRef& range,
    const platform::RequestContext& context, Session& session) {
  const spreadsheet::Workbook& workbook = *snapshot.workbook;
  ASSIGN_OR_RETURN(const std::vector<int> sheets,
                   LoadFormulaSheets(session, snapshot, request.sheet_name(), context));
  ASSIGN_OR_RETURN(const std::shared_ptr<const RecentMatches> recent,
                   RecentFormulaMatches(workbook, context.cancellation));
  const std::string key = KeyOf(request);
  if (std::shared_ptr<const KeptMatches> kept = recent->Find(key, first)) return kept;
  auto search = spreadsheet::FormulaSearch::Make(workbook, query, context.cancellation);
  if (!search.ok()) return InField(search.status(), "query", ExampleOf(query.matching));
  ASSIGN_OR_RETURN(std::shared_ptr<const KeptMatches> found,
                   Search(search->get(), sheets, range, first, context.cancellation));
  recent->Keep(key, found);
  return found;
}

}  // namespace

absl::StatusOr<v1::FindFormulaResponse> FindFormula(const v1::FindFormulaRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const spreadsheet::FormulaQuery query, ParseQuery(request));
  ASSIGN_OR_RETURN(const RangeRef range, ParseSearchRange(request));
  const PageTokens tokens("FindFormula", {request.workbook_id(), request.revision(),
                                          request.query(), request.match(), request.sheet_name(),
                                          request.range(), request.case_sensitive() ? "case" : ""});
  ASSIGN_OR_RETURN(const ItemPosition position,
                   DecodePosition(tokens, request.page_token(), request.revision()));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), position.revision, context));
  ASSIGN_OR_RETURN(const std::shared_ptr<const KeptMatches> found,
                   MatchesFrom(position.item, request, *snapshot, query, range, context, session));

  v1::FindFormulaResponse response;
  response.set_revision(snapshot->revision);
  response.set_match_count(static_cast<int32_t>(found->formulas));
  if (request.include_context() && snapshot->stale_values) response.set_stale_values(true);
  ResponseBudget budget(limits);
  int left = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  int64_t item = position.item;
  for (; item < found->end() && left > 0; ++item, --left) {
    RETURN_IF_ERROR(context.cancellation.Check());
    const KeptMatch& match = found->matches[static_cast<size_t>(item - found->first)];
    ASSIGN_OR_RETURN(v1::FormulaMatch info, Encode(match, request, *snapshot->workbook, context));
    if (!budget.Take(ItemBytes(info), 0)) break;
    *response.add_matches() = std::move(info);
  }
  if (item < found->total) {
    response.set_next_page_token(EncodePosition(tokens, {snapshot->revision, item}));
  }
  return response;
}

}  // namespace sheetgate::workbook

// A page token holds the revision, the place of the last match and the total that the first page
// counted: later pages stop when they are full.
#include "workbook-service/rpc/find_value.h"

#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/label_search.h"
#include "spreadsheet/analysis/value_search.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/search_areas.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::CellRef;
using spreadsheet::CellView;
using spreadsheet::LabelDirection;
using spreadsheet::LabelHit;
using spreadsheet::TextMatch;
using spreadsheet::ValueType;

constexpr int kDefaultPageSize = 50;
constexpr int64_t kMatchBytes = 64;  // names of fields, an address

// What the request asks for.
struct Search {
  TextMatch match = TextMatch::kContains;
  bool labels = false;
  LabelDirection direction = LabelDirection::kAny;
  spreadsheet::ValueTypes types;
};

absl::Status NoneOf(std::string_view field, std::string_view value, std::string_view allowed,
                    std::string_view example) {
  return BadArgument(ErrorReason::kInvalidArgument, field,
                     StrCat("'", value, "' is none of ", allowed), example);
}

absl::Status ParseMatch(const std::string& match, Search* search) {
  if (match.empty() || match == "contains") {
    search->match = TextMatch::kContains;
  } else if (match == "exact") {
    search->match = TextMatch::kExact;
  } else if (match == "prefix") {
    search->match = TextMatch::kPrefix;
  } else if (match == "regex") {
    search->match = TextMatch::kRegex;
  } else {
    return NoneOf("match", match, "contains, exact, prefix, regex", "\"exact\"");
  }
  return absl::OkStatus();
}

absl::Status ParseMode(const v1::FindValueRequest& request, Search* search) {
  search->labels = request.mode() == "label";
  if (!search->labels && !request.mode().empty() && request.mode() != "value") {
    return NoneOf("mode", request.mode(), "value, label", "\"label\"");
  }
  const std::string& direction = request.direction();
  if (direction == "right") {
    search->direction = LabelDirection::kRight;
  } else if (direction == "below") {
    search->direction = LabelDirection::kBelow;
  } else if (!direction.empty() && direction != "any") {
    return NoneOf("direction", direction, "right, below, any", "\"below\"");
  }
  if (!search->labels && search->direction != LabelDirection::kAny) {
    return BadArgument(ErrorReason::kInvalidArgument, "direction",
                       "says where the value of a label is; give mode label, or leave it out",
                       "{\"query\": \"Total\", \"mode\": \"label\", \"direction\": \"right\"}");
  }
  return absl::OkStatus();
}

absl::Status ParseTypes(const v1::FindValueRequest& request, Search* search) {
  for (int i = 0; i < request.types_size(); ++i) {
    bool known = false;
    for (const ValueType type : {ValueType::kNumber, ValueType::kText, ValueType::kBoolean,
                                 ValueType::kDate, ValueType::kError}) {
      if (request.types(i) != spreadsheet::ValueTypeName(type)) continue;
      search->types.Add(type);
      known = true;
    }
    if (!known) {
      return NoneOf(StrCat("types[", i, "]"), request.types(i),
                    "number, text, boolean, date, error", "[\"number\", \"date\"]");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Search> ParseSearch(const v1::FindValueRequest& request) {
  Search search;
  RETURN_IF_ERROR(ParseMatch(request.match(), &search));
  RETURN_IF_ERROR(ParseMode(request, &search));
  RETURN_IF_ERROR(ParseTypes(request, &search));
  return search;
}

// A place in the order of matches.
struct Place {
  int pass = 0;
  int area = 0;
  CellRef cell = {0, 0};
  friend bool operator<(const Place& a, const Place& b) {
    return std::tie(a.pass, a.area, a.cell) < std::tie(b.pass, b.area, b.cell);
  }
};

struct Position {
  std::string revision;
  Place after;
  int64_t total = -1;  // not counted yet
};

absl::StatusOr<Position> ParsePosition(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  Position position;
  if (parts.size() != 6 || !absl::SimpleAtoi(parts[1], &position.after.pass) ||
      !absl::SimpleAtoi(parts[2], &position.after.area) ||
      !absl::SimpleAtoi(parts[3], &position.after.cell.row) ||
      !absl::SimpleAtoi(parts[4], &position.after.cell.column) ||
      !absl::SimpleAtoi(parts[5], &position.total)) {
    return InvalidPageToken();
  }
  position.revision = parts[0];
  return position;
}

int64_t MatchBytes(const v1::ValueMatch& match) {
  int64_t bytes = kMatchBytes + ValueBytes(match.value());
  if (!match.sheet_name().empty()) bytes += 16 + TextBytes(match.sheet_name());
  if (!match.label().empty()) bytes += 48 + TextBytes(match.label());
  if (match.has_neighbors()) {
    const v1::CellNeighbors& around = match.neighbors();
    bytes += 64 + ValueBytes(around.left()) + ValueBytes(around.right()) +
             ValueBytes(around.above()) + ValueBytes(around.below());
  }
  return bytes;
}

// Collects the matches of one page, and counts all of them on the first.
class Collector {
 public:
  Collector(const Snapshot& snapshot, const v1::FindValueRequest& request, const Position& start,
            const ReadLimits& limits, v1::FindValueResponse* response)
      : snapshot_(snapshot),
        request_(request),
        start_(start),
        budget_(limits),
        page_size_(request.page_size() > 0 ? request.page_size() : kDefaultPageSize),
        name_sheets_(request.sheet_name().empty() && request.table_name().empty()),
        response_(*response),
        last_(start.after) {}

  // False when the page is full and nothing is left to count.
  bool Add(const Place& place, const OpenedSheet& sheet, const CellView& value,
           const CellView* label) {
    if (!(start_.after < place)) return true;
    ++counted_;
    if (!full_) {
      v1::ValueMatch match = Encode(sheet, value, label);
      full_ = response_.matches_size() == page_size_ || !budget_.Take(MatchBytes(match), 1);
      if (!full_) {
        *response_.add_matches() = std::move(match);
        last_ = place;
        return true;
      }
    }
    more_ = true;
    return start_.total < 0;
  }

  void Finish(const PageTokens& tokens) {
    const int64_t total = start_.total < 0 ? counted_ : start_.total;
    response_.set_total_matches(static_cast<int32_t>(total));
    if (!more_) return;
    response_.set_next_page_token(
        tokens.Encode(StrCat(snapshot_.revision, "/", last_.pass, "/", last_.area, "/",
                             last_.cell.row, "/", last_.cell.column, "/", total)));
  }

 private:
  v1::ValueMatch Encode(const OpenedSheet& sheet, const CellView& value,
                        const CellView* label) const {
    v1::ValueMatch match;
    if (name_sheets_) match.set_sheet_name(sheet.name);
    match.set_address(spreadsheet::FormatCell(value.ref));
    EncodeCell(value, *snapshot_.workbook, match.mutable_value());
    if (label != nullptr) {
      match.set_label(std::string(label->text));
      match.set_label_address(spreadsheet::FormatCell(label->ref));
    }
    if (request_.include_neighbors()) {
      v1::CellNeighbors* around = match.mutable_neighbors();
      const auto [row, column] = value.ref;
      EncodeAt(sheet, {row, column - 1}, [&] { return around->mutable_left(); });
      EncodeAt(sheet, {row, column + 1}, [&] { return around->mutable_right(); });
      EncodeAt(sheet, {row - 1, column}, [&] { return around->mutable_above(); });
      EncodeAt(sheet, {row + 1, column}, [&] { return around->mutable_below(); });
    }
    return match;
  }

  // Sets the neighbor when there is one with a value.
  template <typename Target>
  void EncodeAt(const OpenedSheet& sheet, CellRef cell, Target target) const {
    if (cell.row < 1 || cell.column < 1) return;
    const std::optional<CellView> view = sheet.cells->Find(cell);
    if (!view.has_value() || view->type == spreadsheet::CellType::kEmpty) return;
    EncodeCell(*view, *snapshot_.workbook, target());
  }

  const Snapshot& snapshot_;
  const v1::FindValueRequest& request_;
  const Position& start_;
  ResponseBudget budget_;
  const int page_size_;
  const bool name_sheets_;
  v1::FindValueResponse& response_;
  Place last_;
  int64_t counted_ = 0;
  bool full_ = false;
  bool more_ = false;
};

// One walk over an area.
using Walk = absl::FunctionRef<absl::Status(
    int pass, const OpenedSheet& sheet, int index, const spreadsheet::RangeRef& range,
    absl::FunctionRef<bool(const CellView&, const CellView*)>)>;

// Walks over the areas, as often as there are passes, from the place where the page starts on.
absl::Status WalkAreas(const std::shared_ptr<const Snapshot>& snapshot,
                       const std::vector<SearchArea>& areas, int passes, const Position& start,
                       const platform::RequestContext& context, Collector* collector, Walk walk) {
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  for (int pass = start.after.pass; pass < passes; ++pass) {
    const int first = pass == start.after.pass ? start.after.area : 0;
    for (int area = first; area < static_cast<int>(areas.size()); ++area) {
      const int index = areas[area].sheet;
      OpenedSheet sheet{snapshot, workbook.sheets()[index].name, nullptr};
      ASSIGN_OR_RETURN(sheet.cells, workbook.LoadSheet(index, context.cancellation));
      spreadsheet::RangeRef range = areas[area].range;
      const bool resumed = pass == start.after.pass && area == start.after.area;
      if (resumed) range.first.row = std::max(range.first.row, start.after.cell.row);
      bool go_on = true;
      const auto add = [&](const CellView& value, const CellView* label) {
        const CellRef cell = label == nullptr ? value.ref : label->ref;
        go_on = collector->Add({pass, area, cell}, sheet, value, label);
        return go_on;
      };
      RETURN_IF_ERROR(walk(pass, sheet, index, range, add));
      if (!go_on) return absl::OkStatus();
    }
  }
  return absl::OkStatus();
}

absl::Status FindLabels(const v1::FindValueRequest& request, const Search& search,
                        const std::shared_ptr<const Snapshot>& snapshot,
                        const std::vector<SearchArea>& areas, const Position& start,
                        const platform::RequestContext& context, Collector* collector) {
  auto labels = spreadsheet::LabelSearch::Make(
      {request.query(), search.match, request.case_sensitive(), search.direction, search.types});
  if (!labels.ok()) return InField(labels.status(), "query", "\"Total\"");
  spreadsheet::ValueReader reader(*snapshot->workbook);
  return WalkAreas(
      snapshot, areas, labels->passes(), start, context, collector,
      [&](int pass, const OpenedSheet& sheet, int index, const spreadsheet::RangeRef& range,
          absl::FunctionRef<bool(const CellView&, const CellView*)> add) -> absl::Status {
        ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::SheetFeatures> features,
                         snapshot->workbook->LoadFeatures(index, context.cancellation));
        return labels->Visit(*sheet.cells, features->merges, range, pass, reader,
                             context.cancellation,
                             [&](const LabelHit& hit) { return add(hit.value, &hit.label); });
      });
}

absl::Status FindCells(const v1::FindValueRequest& request, const Search& search,
                       const std::shared_ptr<const Snapshot>& snapshot,
                       const std::vector<SearchArea>& areas, const Position& start,
                       const platform::RequestContext& context, Collector* collector) {
  auto matcher = spreadsheet::ValueMatcher::Make(
      {request.query(), search.match, request.case_sensitive(), search.types},
      snapshot->workbook->date_system());
  if (!matcher.ok()) return InField(matcher.status(), "query", "\"^INV-[0-9]+$\"");
  spreadsheet::ValueReader reader(*snapshot->workbook);
  return WalkAreas(snapshot, areas, /*passes=*/1, start, context, collector,
                   [&](int, const OpenedSheet& sheet, int, const spreadsheet::RangeRef& range,
                       absl::FunctionRef<bool(const CellView&, const CellView*)> add) {
                     return spreadsheet::VisitMatches(
                         *sheet.cells, range, *matcher, reader, context.cancellation,
                         [&](const CellView& cell) { return add(cell, nullptr); });
                   });
}

// Everything that says what is found in which order.
std::string Binding(const v1::FindValueRequest& request) {
  v1::FindValueRequest bound = request;
  bound.clear_page_token();
  bound.clear_page_size();
  bound.clear_include_neighbors();
  return bound.SerializeAsString();
}

}  // namespace

absl::StatusOr<v1::FindValueResponse> FindValue(const v1::FindValueRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const Search search, ParseSearch(request));
  const PageTokens tokens("FindValue", {Binding(request)});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  Position start;
  start.revision = request.revision();
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePosition(after));
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), start.revision, context));
  const TableArguments place = {
      request.table_name(), request.sheet_name(), request.range(), request.region_id(), 0,
      std::nullopt};
  ASSIGN_OR_RETURN(const std::vector<SearchArea> areas, FindSearchAreas(*snapshot, place, context));
  v1::FindValueResponse response;
  response.set_revision(snapshot->revision);
  if (snapshot->stale_values) response.set_stale_values(true);
  Collector collector(*snapshot, request, start, limits, &response);
  RETURN_IF_ERROR((search.labels ? FindLabels : FindCells)(request, search, snapshot, areas, start,
                                                           context, &collector));
  collector.Finish(tokens);
  return response;
}

}  // namespace sheetgate::workbook

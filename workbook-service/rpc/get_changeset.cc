// Pages are cut out of one comparison, which is kept with the later revision: a page costs what it
// shows.
#include "workbook-service/rpc/get_changeset.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/compare_workbooks.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/compared_states.h"
#include "workbook-service/rpc/comparison_codec.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/page_token.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellChangeKind;
using spreadsheet::CellRef;
using spreadsheet::ChangedRange;
using spreadsheet::Sheet;
using spreadsheet::SheetComparison;
using spreadsheet::Workbook;

constexpr int kDefaultPageSize = 200;

using Kinds = std::array<bool, spreadsheet::kCellChangeKinds>;

absl::StatusOr<Kinds> ParseKinds(const v1::GetChangesetRequest& request) {
  Kinds kinds = {};
  if (request.kinds().empty()) kinds.fill(true);
  for (int i = 0; i < request.kinds_size(); ++i) {
    const auto kind = spreadsheet::ParseCellChangeKind(request.kinds(i));
    if (!kind.has_value()) {
      return BadArgument(
          platform::ErrorReason::kInvalidArgument, platform::StrCat("kinds[", i, "]"),
          platform::StrCat("'", request.kinds(i),
                           "' is none of added, removed, value_edit, type_change, formula_edit, "
                           "recalc_result, style_edit"),
          "[\"value_edit\", \"formula_edit\"]");
    }
    kinds[static_cast<size_t>(*kind)] = true;
  }
  return kinds;
}

// Where a page starts. Later pages compare the revisions of the first, whatever was written
// meanwhile.
struct Position {
  std::string from_revision;
  std::string to_revision;
  int sheet = 0;  // index in tab order
  CellRef cell;
};

absl::StatusOr<Position> ParsePosition(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  Position position;
  if (parts.size() != 5 || !absl::SimpleAtoi(parts[2], &position.sheet) ||
      !absl::SimpleAtoi(parts[3], &position.cell.row) ||
      !absl::SimpleAtoi(parts[4], &position.cell.column)) {
    return InvalidPageToken();
  }
  position.from_revision = parts[0];
  position.to_revision = parts[1];
  return position;
}

// Collects one page of changes and counts all of them.
class ChangesetBuilder {
 public:
  ChangesetBuilder(const Workbook& before, const Workbook& after, const Kinds& kinds,
                   const Position& start, int page_size, const ReadLimits& limits,
                   v1::GetChangesetResponse* response)
      : before_(before),
        after_(after),
        kinds_(kinds),
        start_(start),
        page_size_(page_size),
        budget_(limits),
        response_(response) {}

  absl::Status AddSheet(const SheetComparison& sheet,
                        const platform::CancellationToken& cancellation) {
    const int index = sheet.match.after;
    if (index < 0 || sheet.match.before < 0) {
      response_->add_affected_sheets(index < 0 ? before_.sheets()[sheet.match.before].name
                                               : after_.sheets()[index].name);
      return absl::OkStatus();
    }
    for (size_t kind = 0; kind < counts_.size(); ++kind) counts_[kind] += sheet.cells.counts[kind];
    if (sheet.cells.ranges.empty()) return absl::OkStatus();
    response_->add_affected_sheets(after_.sheets()[index].name);
    if (sheet.cells.truncated) response_->set_truncated(true);
    if (index < start_.sheet || next_.has_value()) return absl::OkStatus();
    ASSIGN_OR_RETURN(old_cells_, before_.LoadSheet(sheet.match.before, cancellation));
    ASSIGN_OR_RETURN(new_cells_, after_.LoadSheet(index, cancellation));
    const CellRef from = index == start_.sheet ? start_.cell : CellRef();
    spreadsheet::VisitCells(Wanted(sheet.cells.ranges), from,
                            [&](CellRef cell, const ChangedRange& range) {
                              return Add(index, cell, static_cast<CellChangeKind>(range.key));
                            });
    return absl::OkStatus();
  }

  // Writes the counts; returns where the next page starts, nullopt when this page is the last.
  std::optional<Position> Finish() {
    ForEachCount(counts_, [this](std::string kind, int64_t cells) {
      v1::ChangeCount* count = response_->add_counts();
      count->set_kind(std::move(kind));
      count->set_count(cells);
    });
    return next_;
  }

 private:
  std::vector<ChangedRange> Wanted(const std::vector<ChangedRange>& ranges) const {
    std::vector<ChangedRange> wanted;
    std::ranges::copy_if(ranges, std::back_inserter(wanted),
                         [this](const ChangedRange& range) { return kinds_[range.key]; });
    return wanted;
  }

  // False when the page ends before this cell.
  bool Add(int sheet, CellRef cell, CellChangeKind kind) {
    const bool room = response_->changes_size() < page_size_;
    v1::CellChange change;
    if (room) change = MakeChange(sheet, cell, kind);
    if (!room || !budget_.Take(ChangeBytes(change), 1)) {
      next_ = Position{"", "", sheet, cell};
      return false;
    }
    *response_->add_changes() = std::move(change);
    return true;
  }

  v1::CellChange MakeChange(int sheet, CellRef cell, CellChangeKind kind) const {
    v1::CellChange change;
    change.set_sheet_name(after_.sheets()[sheet].name);
    change.set_address(spreadsheet::FormatCell(cell));
    change.set_kind(std::string(spreadsheet::NameOf(kind)));
    EncodeSide(before_, *old_cells_, cell, change.mutable_old_value());
    EncodeSide(after_, *new_cells_, cell, change.mutable_new_value());
    change.set_old_formula(FormulaText(*old_cells_, cell));
    change.set_new_formula(FormulaText(*new_cells_, cell));
    return change;
  }

  static void EncodeSide(const Workbook& workbook, const Sheet& sheet, CellRef cell,
                         v1::CellValue* value) {
    if (const auto found = sheet.Find(cell)) EncodeCell(*found, workbook, value);
  }

  static int64_t ChangeBytes(const v1::CellChange& change) {
    constexpr int64_t kNames = 130;  // field names, address and kind
    return kNames + TextBytes(change.sheet_name()) + ValueBytes(change.old_value()) +
           ValueBytes(change.new_value()) + TextBytes(change.old_formula()) +
           TextBytes(change.new_formula());
  }

  const Workbook& before_;
  const Workbook& after_;
  const Kinds kinds_;
  const Position& start_;
  const int page_size_;
  ResponseBudget budget_;
  v1::GetChangesetResponse* const response_;
  std::shared_ptr<const Sheet> old_cells_;
  std::shared_ptr<const Sheet> new_cells_;
  spreadsheet::CellCounts counts_ = {};
  std::optional<Position> next_;
};

// The sheet to compare, in `after`; nullopt when that is all of them.
absl::StatusOr<std::optional<int>> OnlySheet(const std::string& name, const Workbook& workbook) {
  if (name.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(const int sheet, workbook.FindSheet(name));
  RETURN_IF_ERROR(RequireWorksheet(workbook, sheet));
  return sheet;
}

}  // namespace

absl::StatusOr<v1::GetChangesetResponse> GetChangeset(const v1::GetChangesetRequest& request,
                                                      const platform::RequestContext& context,
                                                      Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const Kinds kinds, ParseKinds(request));
  const PageTokens tokens("GetChangeset",
                          {request.workbook_id(), request.from_revision(), request.to_revision(),
                           request.sheet_name(), absl::StrJoin(request.kinds(), ",")});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  Position start{request.from_revision(), request.to_revision(), 0, {}};
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePosition(after));
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> to,
                   session.Open(request.workbook_id(), start.to_revision, context));
  if (start.from_revision.empty()) start.from_revision = to->base_revision;
  if (start.from_revision.empty()) {
    return BadArgument(platform::ErrorReason::kMissingArgument, "from_revision",
                       "the workbook is a file, not a fork, so it has no revision it started at; "
                       "name the one to compare from",
                       "the revision an earlier call returned");
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> from,
                   session.Open(request.workbook_id(), start.from_revision, context));
  ASSIGN_OR_RETURN(const std::optional<int> only, OnlySheet(request.sheet_name(), *to->workbook));
  // By address: changesets are about edits, which say where they are.
  ASSIGN_OR_RETURN(const auto comparison, Compare(*from, *to, false, session, context));

  v1::GetChangesetResponse response;
  response.set_from_revision(from->revision);
  response.set_to_revision(to->revision);
  response.set_stale_values(to->stale_values);
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  ChangesetBuilder builder(*from->workbook, *to->workbook, request.summary_only() ? Kinds{} : kinds,
                           start, page_size, limits, &response);
  for (const SheetComparison& sheet : comparison->sheets) {
    if (only.has_value() && sheet.match.after != *only) continue;
    RETURN_IF_ERROR(builder.AddSheet(sheet, context.cancellation));
  }
  if (const std::optional<Position> next = builder.Finish()) {
    response.set_next_page_token(
        tokens.Encode(platform::StrCat(from->revision, "/", to->revision, "/", next->sheet, "/",
                                       next->cell.row, "/", next->cell.column)));
  }
  return response;
}

}  // namespace sheetgate::workbook

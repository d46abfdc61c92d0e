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
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/diff.h"
#include "spreadsheet/model/workbook.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/page_token.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellDifference;
using spreadsheet::Sheet;
using spreadsheet::Workbook;

constexpr int kDefaultPageSize = 200;
// Names of ChangeKind, in its order.
constexpr std::array<std::string_view, 5> kKindNames = {"added", "removed", "value_edit",
                                                        "formula_edit", "recalc_result"};

// Where a page starts. Later pages compare the revisions of the first, whatever was written
// meanwhile.
struct Position {
  std::string from_revision;
  std::string to_revision;
  int64_t skip = 0;  // differences of the pages before
};

absl::StatusOr<Position> ParsePosition(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  Position position;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[2], &position.skip)) return InvalidPageToken();
  position.from_revision = parts[0];
  position.to_revision = parts[1];
  return position;
}

absl::Status CheckSameSheets(const Workbook& before, const Workbook& after) {
  const auto same = [](const spreadsheet::SheetInfo& a, const spreadsheet::SheetInfo& b) {
    return a.name == b.name && a.kind == b.kind;
  };
  if (std::ranges::equal(before.sheets(), after.sheets(), same)) return absl::OkStatus();
  return BadArgument(platform::ErrorReason::kInvalidArgument, "from_revision",
                     "the two revisions have different sheets and cannot be compared cell by cell; "
                     "compare revisions of one fork",
                     "the base_revision that list_forks shows");
}

// Collects one page of differences and counts all of them.
class ChangesetBuilder {
 public:
  ChangesetBuilder(const Workbook& before, const Workbook& after, int64_t skip, int page_size,
                   const ReadLimits& limits, v1::GetChangesetResponse* response)
      : before_(before),
        after_(after),
        skip_(skip),
        page_size_(page_size),
        budget_(limits),
        response_(response) {}

  absl::Status AddSheet(int index, const platform::CancellationToken& cancellation) {
    // Both sides are parsed by now or by DiffSheet anyway; Find gives the number formats that dates
    // are told by.
    ASSIGN_OR_RETURN(old_cells_, before_.LoadSheet(index, cancellation));
    ASSIGN_OR_RETURN(new_cells_, after_.LoadSheet(index, cancellation));
    if (old_cells_ == new_cells_) return absl::OkStatus();
    const int64_t before_sheet = seen_;
    RETURN_IF_ERROR(spreadsheet::DiffSheet(before_, after_, index, cancellation,
                                           [this](const CellDifference& difference) {
                                             Add(difference);
                                             return true;
                                           }));
    if (seen_ > before_sheet) {
      response_->add_affected_sheets(after_.sheets()[index].name);
    }
    return absl::OkStatus();
  }

  // Writes the counts; returns how many differences the next page skips, nullopt when this page is
  // the last.
  std::optional<int64_t> Finish() {
    for (size_t kind = 0; kind < counts_.size(); ++kind) {
      if (counts_[kind] == 0) continue;
      v1::ChangeCount* count = response_->add_counts();
      count->set_kind(std::string(kKindNames[kind]));
      count->set_count(counts_[kind]);
    }
    const int64_t shown = skip_ + response_->changes_size();
    if (shown >= seen_) return std::nullopt;
    return shown;
  }

 private:
  void Add(const CellDifference& difference) {
    ++counts_[static_cast<size_t>(difference.kind)];
    if (seen_++ < skip_ || full_) return;
    if (response_->changes_size() == page_size_) {
      full_ = true;
      return;
    }
    v1::CellChange change = MakeChange(difference);
    full_ = !budget_.Take(ChangeBytes(change), 1);
    if (!full_) *response_->add_changes() = std::move(change);
  }

  v1::CellChange MakeChange(const CellDifference& difference) const {
    v1::CellChange change;
    change.set_sheet_name(after_.sheets()[difference.sheet].name);
    change.set_address(spreadsheet::FormatCell(difference.cell));
    change.set_kind(std::string(kKindNames[static_cast<size_t>(difference.kind)]));
    EncodeSide(before_, *old_cells_, difference.cell, change.mutable_old_value());
    EncodeSide(after_, *new_cells_, difference.cell, change.mutable_new_value());
    if (!difference.old_formula.empty()) {
      change.set_old_formula(platform::StrCat("=", difference.old_formula));
    }
    if (!difference.new_formula.empty()) {
      change.set_new_formula(platform::StrCat("=", difference.new_formula));
    }
    return change;
  }

  static void EncodeSide(const Workbook& workbook, const Sheet& sheet, spreadsheet::CellRef cell,
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
  const int64_t skip_;
  const int page_size_;
  ResponseBudget budget_;
  v1::GetChangesetResponse* const response_;
  std::shared_ptr<const Sheet> old_cells_;
  std::shared_ptr<const Sheet> new_cells_;
  std::array<int64_t, kKindNames.size()> counts_ = {};
  int64_t seen_ = 0;
  bool full_ = false;
};

// The sheets to compare: the one named, or every sheet that has cells.
absl::StatusOr<std::vector<int>> SheetsToCompare(const std::string& name,
                                                 const Workbook& workbook) {
  std::vector<int> sheets;
  if (!name.empty()) {
    ASSIGN_OR_RETURN(const int sheet, workbook.FindSheet(name));
    RETURN_IF_ERROR(RequireWorksheet(workbook, sheet));
    sheets.push_back(sheet);
    return sheets;
  }
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    const auto sheet = static_cast<int>(i);
    if (RequireWorksheet(workbook, sheet).ok()) sheets.push_back(sheet);
  }
  return sheets;
}

}  // namespace

absl::StatusOr<v1::GetChangesetResponse> GetChangeset(const v1::GetChangesetRequest& request,
                                                      const platform::RequestContext& context,
                                                      Session& session, const ReadLimits& limits) {
  const PageTokens tokens("GetChangeset", {request.workbook_id(), request.from_revision(),
                                           request.to_revision(), request.sheet_name()});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  Position start{request.from_revision(), request.to_revision()};
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
  RETURN_IF_ERROR(CheckSameSheets(*from->workbook, *to->workbook));
  ASSIGN_OR_RETURN(const std::vector<int> sheets,
                   SheetsToCompare(request.sheet_name(), *to->workbook));

  v1::GetChangesetResponse response;
  response.set_from_revision(from->revision);
  response.set_to_revision(to->revision);
  response.set_stale_values(to->stale_values);
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  ChangesetBuilder builder(*from->workbook, *to->workbook, start.skip, page_size, limits,
                           &response);
  for (const int sheet : sheets) {
    RETURN_IF_ERROR(builder.AddSheet(sheet, context.cancellation));
  }
  if (const std::optional<int64_t> skip = builder.Finish()) {
    response.set_next_page_token(
        tokens.Encode(platform::StrCat(from->revision, "/", to->revision, "/", *skip)));
  }
  return response;
}

}  // namespace sheetgate::workbook

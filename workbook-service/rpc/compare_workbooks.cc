#include "workbook-service/rpc/compare_workbooks.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/compared_states.h"
#include "workbook-service/rpc/comparison_codec.h"
#include "workbook-service/rpc/page_token.h"

namespace sheetgate::workbook {
namespace {

using platform::StrCat;
using spreadsheet::CellChangeKind;
using spreadsheet::ItemDifference;
using spreadsheet::ItemKind;
using spreadsheet::RowRun;
using spreadsheet::SheetComparison;

constexpr int kDefaultPageSize = 100;
constexpr int kDefaultSamples = 3;
constexpr int kMaxSheets = 100;
constexpr char kCells[] = "cells";
constexpr char kRows[] = "rows";
constexpr char kSheets[] = "sheets";

// What the request asks for.
struct Selection {
  bool cells = false, rows = false;
  std::array<bool, spreadsheet::kItemKinds> items = {};
  std::array<bool, spreadsheet::kCellChangeKinds> subtypes = {};
  bool styles = true;

  bool Wants(CellChangeKind kind) const {
    return subtypes[static_cast<size_t>(kind)] && (styles || kind != CellChangeKind::kStyleEdit);
  }
  bool Wants(ItemKind kind) const { return items[static_cast<size_t>(kind)]; }
};

absl::Status AddKind(const std::string& kind, std::string_view field, Selection* selection) {
  std::string known = StrCat(kCells, ", ", kRows);
  if (kind == kCells) selection->cells = true;
  if (kind == kRows) selection->rows = true;
  bool found = kind == kCells || kind == kRows;
  for (size_t i = 0; i < selection->items.size(); ++i) {
    const std::string_view name = NameOf(static_cast<ItemKind>(i));
    platform::StrAppend(&known, ", ", name);
    if (kind != name) continue;
    selection->items[i] = found = true;
  }
  if (found) return absl::OkStatus();
  return BadArgument(platform::ErrorReason::kInvalidArgument, field,
                     StrCat("'", kind, "' is none of ", known), "[\"cells\", \"names\"]");
}

absl::Status AddSubtype(const std::string& subtype, std::string_view field, Selection* selection) {
  if (const auto kind = spreadsheet::ParseCellChangeKind(subtype)) {
    selection->subtypes[static_cast<size_t>(*kind)] = true;
    return absl::OkStatus();
  }
  std::string known;
  for (size_t i = 0; i < spreadsheet::kCellChangeKinds; ++i) {
    platform::StrAppend(&known, i == 0 ? "" : ", ",
                        spreadsheet::NameOf(static_cast<CellChangeKind>(i)));
  }
  return BadArgument(platform::ErrorReason::kInvalidArgument, field,
                     StrCat("'", subtype, "' is none of ", known), "[\"formula_edit\"]");
}

absl::StatusOr<Selection> ParseSelection(const v1::CompareWorkbooksRequest& request) {
  Selection selection;
  selection.styles = !request.has_include_styles() || request.include_styles();
  if (request.kinds().empty()) {
    selection.cells = selection.rows = true;
    selection.items.fill(true);
  }
  for (int i = 0; i < request.kinds_size(); ++i) {
    RETURN_IF_ERROR(AddKind(request.kinds(i), StrCat("kinds[", i, "]"), &selection));
  }
  if (request.subtypes().empty()) selection.subtypes.fill(true);
  for (int i = 0; i < request.subtypes_size(); ++i) {
    RETURN_IF_ERROR(AddSubtype(request.subtypes(i), StrCat("subtypes[", i, "]"), &selection));
  }
  return selection;
}

// Where a page starts. Later pages compare the revisions of the first.
struct Position {
  std::string base_revision;
  std::string revision;
  int64_t item = 0;
};

absl::StatusOr<Position> ParsePosition(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  Position position;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[2], &position.item)) return InvalidPageToken();
  position.base_revision = parts[0];
  position.revision = parts[1];
  return position;
}

// NOT_FOUND (`SHEET_NOT_FOUND`) when neither state has the sheet.
absl::Status CheckSheet(const std::string& name, const ComparedStates& states) {
  if (name.empty() || states.base->workbook->FindSheet(name).ok()) return absl::OkStatus();
  return states.current->workbook->FindSheet(name).status();
}

// The part of a comparison that is about one sheet, by its name now or before, or all of it.
class Scope {
 public:
  // `sheet_name` is empty, or there is such a sheet.
  Scope(const ComparedStates& states, const std::string& sheet_name)
      : comparison_(*states.comparison), all_(sheet_name.empty()) {
    const auto now = states.current->workbook->FindSheet(sheet_name);
    const auto then = states.base->workbook->FindSheet(sheet_name);
    for (const SheetComparison& sheet : comparison_.sheets) {
      const bool match = now.ok()    ? sheet.match.after == *now
                         : then.ok() ? sheet.match.before == *then
                                     : false;
      if (all_ || match) sheets_.push_back(&sheet);
    }
  }

  const std::vector<const SheetComparison*>& sheets() const { return sheets_; }

  std::vector<const ItemDifference*> names() const {
    std::vector<const ItemDifference*> names;
    for (const ItemDifference& name : comparison_.names.differences) {
      if (all_ || IsOfSheet(name)) names.push_back(&name);
    }
    return names;
  }

 private:
  bool IsOfSheet(const ItemDifference& name) const {
    const spreadsheet::SheetMatch& match = sheets_.front()->match;
    return (name.after_sheet >= 0 && name.after_sheet == match.after) ||
           (name.before_sheet >= 0 && name.before_sheet == match.before);
  }

  const spreadsheet::WorkbookComparison& comparison_;
  const bool all_;
  std::vector<const SheetComparison*> sheets_;
};

// Sums up counts of the same kind and change, in the order in which they come first.
class Counter {
 public:
  void Add(std::string_view kind, std::string_view change, int64_t count) {
    if (count == 0) return;
    for (v1::DifferenceCount& known : counts_) {
      if (known.kind() == kind && known.change() == change) {
        known.set_count(known.count() + count);
        return;
      }
    }
    v1::DifferenceCount& added = counts_.emplace_back();
    added.set_kind(std::string(kind));
    added.set_change(std::string(change));
    added.set_count(count);
  }
  void AddItems(const spreadsheet::ItemCounts& counts) {
    for (size_t kind = 0; kind < counts.size(); ++kind) {
      for (size_t change = 0; change < counts[kind].size(); ++change) {
        Add(NameOf(static_cast<ItemKind>(kind)),
            spreadsheet::NameOf(static_cast<spreadsheet::ItemChange>(change)),
            counts[kind][change]);
      }
    }
  }
  void AddRows(std::string_view change, const std::vector<RowRun>& runs) {
    for (const RowRun& rows : runs) Add(kRows, change, rows.rows());
  }
  std::vector<v1::DifferenceCount> Take() { return std::move(counts_); }

 private:
  std::vector<v1::DifferenceCount> counts_;
};

void AddCounts(const ComparedStates& states, const Scope& scope, bool styles,
               v1::CompareWorkbooksResponse* response) {
  Counter counter;
  std::vector<v1::SheetDifference> sheets;
  for (const SheetComparison* sheet : scope.sheets()) {
    if (sheet->identical()) continue;
    v1::SheetDifference encoded = EncodeSheet(states, *sheet, styles);
    for (const std::string& change : encoded.changes()) counter.Add(kSheets, change, 1);
    const bool differs = encoded.changes_size() + encoded.cells_size() > 0 ||
                         !sheet->rows.identity() || !sheet->items.empty();
    if (differs) sheets.push_back(std::move(encoded));
  }
  for (const SheetComparison* sheet : scope.sheets()) {
    counter.AddRows("inserted", sheet->rows.inserted());
    counter.AddRows("deleted", sheet->rows.deleted());
  }
  for (const v1::SheetDifference& sheet : sheets) {
    for (const v1::ChangeCount& cells : sheet.cells()) {
      counter.Add(kCells, cells.kind(), cells.count());
    }
  }
  for (const ItemDifference* name : scope.names()) {
    counter.Add(NameOf(ItemKind::kName), spreadsheet::NameOf(name->change), 1);
  }
  for (const SheetComparison* sheet : scope.sheets()) counter.AddItems(sheet->items.counts);
  for (v1::DifferenceCount& count : counter.Take()) *response->add_counts() = std::move(count);
  if (response->counts().empty()) response->set_identical(true);
  for (v1::SheetDifference& sheet : sheets) *response->add_sheets() = std::move(sheet);
}

// Leaves the sheets that fit; only the first page has them.
void CutSheets(bool first_page, ResponseBudget* budget, v1::CompareWorkbooksResponse* response) {
  int kept = 0;
  const int all = first_page ? response->sheets_size() : 0;
  while (kept < std::min(all, kMaxSheets)) {
    if (!budget->Take(SheetDifferenceBytes(response->sheets(kept)), 0)) break;
    ++kept;
  }
  response->mutable_sheets()->DeleteSubrange(kept, response->sheets_size() - kept);
  if (all > kept) response->set_more_sheets(all - kept);
}

// Collects the differences of one page.
class Page {
 public:
  Page(int64_t start, int page_size, ResponseBudget* budget, v1::CompareWorkbooksResponse* response)
      : start_(start), left_(page_size), budget_(budget), response_(response) {}

  // Goes to the next difference of the list, which `encode` makes if it belongs to the page. False
  // when the page ends before it.
  template <typename Encode>
  bool Next(Encode encode) {
    if (at_ >= start_) {
      if (left_ == 0) return false;
      v1::Difference difference = encode();
      // A page that has a summary but no room besides still gets on.
      const bool fits = budget_->Take(DifferenceBytes(difference), difference.samples_size());
      if (!fits && response_->differences_size() > 0) return false;
      *response_->add_differences() = std::move(difference);
      --left_;
      if (!fits) left_ = 0;
    }
    ++at_;
    return true;
  }
  // Skips `count` differences at once if there are none, or the page begins behind them.
  bool Skip(int64_t count) {
    if (count > 0 && at_ + count > start_) return false;
    at_ += count;
    return true;
  }

  int64_t at() const { return at_; }

 private:
  const int64_t start_;
  int left_;
  ResponseBudget* const budget_;
  v1::CompareWorkbooksResponse* const response_;
  int64_t at_ = 0;
};

// Whether the list ends with this page.
class ListFiller {
 public:
  ListFiller(const Selection& selection, DifferenceEncoder* encoder, Page* page)
      : selection_(selection), encoder_(encoder), page_(page) {}

  bool AddItems(const std::vector<const ItemDifference*>& items) {
    for (const ItemDifference* item : items) {
      if (!selection_.Wants(item->kind)) continue;
      if (!page_->Next([&] { return encoder_->EncodeItem(*item); })) return false;
    }
    return true;
  }

  absl::StatusOr<bool> AddSheet(const SheetComparison& sheet,
                                const platform::CancellationToken& cancellation) {
    if (sheet.match.before < 0 || sheet.match.after < 0) return true;
    if (page_->Skip(CountOf(sheet))) return true;
    RETURN_IF_ERROR(encoder_->SetSheet(sheet, cancellation));
    return AddRows(sheet) && AddCells(sheet) && AddItems(Pointers(sheet.items.differences));
  }

 private:
  static std::vector<const ItemDifference*> Pointers(const std::vector<ItemDifference>& items) {
    std::vector<const ItemDifference*> pointers;
    for (const ItemDifference& item : items) pointers.push_back(&item);
    return pointers;
  }

  // The differences of a sheet in the list.
  int64_t CountOf(const SheetComparison& sheet) const {
    int64_t count = 0;
    if (selection_.rows) count += sheet.rows.inserted().size() + sheet.rows.deleted().size();
    if (selection_.cells) {
      count += std::ranges::count_if(sheet.cells.ranges, [this](const auto& range) {
        return selection_.Wants(static_cast<CellChangeKind>(range.key));
      });
    }
    return count + std::ranges::count_if(sheet.items.differences, [this](const auto& item) {
             return selection_.Wants(item.kind);
           });
  }

  bool AddRows(const SheetComparison& sheet) {
    if (!selection_.rows) return true;
    for (const bool inserted : {true, false}) {
      for (const RowRun& rows : inserted ? sheet.rows.inserted() : sheet.rows.deleted()) {
        if (!page_->Next([&] { return encoder_->EncodeRows(rows, inserted); })) return false;
      }
    }
    return true;
  }

  bool AddCells(const SheetComparison& sheet) {
    if (!selection_.cells) return true;
    for (const spreadsheet::ChangedRange& range : sheet.cells.ranges) {
      if (!selection_.Wants(static_cast<CellChangeKind>(range.key))) continue;
      if (!page_->Next([&] { return encoder_->EncodeCells(range); })) return false;
    }
    return true;
  }

  const Selection& selection_;
  DifferenceEncoder* const encoder_;
  Page* const page_;
};

absl::StatusOr<bool> FillPage(const Scope& scope, ListFiller filler,
                              const platform::CancellationToken& cancellation) {
  if (!filler.AddItems(scope.names())) return false;
  for (const SheetComparison* sheet : scope.sheets()) {
    ASSIGN_OR_RETURN(const bool complete, filler.AddSheet(*sheet, cancellation));
    if (!complete) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<v1::CompareWorkbooksResponse> CompareWorkbooks(
    const v1::CompareWorkbooksRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const Selection selection, ParseSelection(request));
  const bool align_rows = !request.has_align_rows() || request.align_rows();
  const PageTokens tokens(
      "CompareWorkbooks",
      {request.workbook_id(), request.revision(), request.base_workbook_id(),
       request.base_revision(), request.sheet_name(), absl::StrJoin(request.kinds(), ","),
       absl::StrJoin(request.subtypes(), ","), selection.styles ? "styles" : "",
       align_rows ? "aligned" : ""});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  Position start{request.base_revision(), request.revision()};
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePosition(after));
  }
  ASSIGN_OR_RETURN(ComparedStates states,
                   OpenStates({request.workbook_id(), start.revision, request.base_workbook_id(),
                               start.base_revision},
                              session, context));
  RETURN_IF_ERROR(CheckSheet(request.sheet_name(), states));
  ASSIGN_OR_RETURN(states.comparison,
                   Compare(*states.base, *states.current, align_rows, session, context));
  const Scope scope(states, request.sheet_name());

  v1::CompareWorkbooksResponse response;
  response.set_base_revision(states.base->revision);
  response.set_revision(states.current->revision);
  response.set_stale_values(states.current->stale_values);
  AddCounts(states, scope, selection.styles, &response);
  ResponseBudget budget(limits);
  CutSheets(after.empty(), &budget, &response);
  if (request.summary_only()) return response;
  Page page(start.item, request.page_size() > 0 ? request.page_size() : kDefaultPageSize, &budget,
            &response);
  DifferenceEncoder encoder(states, request.has_samples() ? request.samples() : kDefaultSamples);
  ASSIGN_OR_RETURN(const bool complete,
                   FillPage(scope, ListFiller(selection, &encoder, &page), context.cancellation));
  if (!complete) {
    response.set_next_page_token(tokens.Encode(
        StrCat(states.base->revision, "/", states.current->revision, "/", page.at())));
  }
  return response;
}

}  // namespace sheetgate::workbook

#include "workbook-service/rpc/workbook_summary.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/name_targets.h"
#include "spreadsheet/analysis/regions/regions.h"
#include "spreadsheet/analysis/regions/sheet_class.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/workbook.h"
#include "workbook-service/rpc/entry_points.h"

namespace sheetgate::workbook {
namespace {

using platform::StrAppend;
using platform::StrCat;
using spreadsheet::Region;
using spreadsheet::SheetClass;
using spreadsheet::SheetInfo;
using spreadsheet::SheetKind;
using spreadsheet::SheetVisibility;

constexpr int kBatch = 8;  // sheets read at once
constexpr size_t kMostKeyNames = 10;
constexpr size_t kMostNamesLookedAt = 2000;
constexpr size_t kMostNamed = 20;  // sheets in lists of names
constexpr size_t kLongestReference = 120;

std::string_view KindName(SheetKind kind) {
  switch (kind) {
    case SheetKind::kWorksheet:
      return "worksheet";
    case SheetKind::kChartsheet:
      return "chartsheet";
    case SheetKind::kDialogsheet:
      return "dialogsheet";
    case SheetKind::kMacrosheet:
      return "macrosheet";
  }
  return "";
}

std::string_view VisibilityName(SheetVisibility visibility) {
  switch (visibility) {
    case SheetVisibility::kVisible:
      return "";
    case SheetVisibility::kHidden:
      return "hidden";
    case SheetVisibility::kVeryHidden:
      return "very_hidden";
  }
  return "";
}

void AddCounts(const std::map<std::string, int32_t>& counts,
               google::protobuf::RepeatedPtrField<v1::KindCount>* out) {
  for (const auto& [kind, count] : counts) {
    v1::KindCount& entry = *out->Add();
    entry.set_kind(kind);
    entry.set_count(count);
  }
}

// Sums up a workbook sheet by sheet.
class Summary {
 public:
  Summary(const Snapshot& snapshot, const platform::RequestContext& context,
          const ReadLimits& limits)
      : snapshot_(snapshot), workbook_(*snapshot.workbook), context_(context), budget_(limits) {}

  // Reads sheets in tab order, a batch at a time, until there are enough cells.
  absl::Status ReadSheets(Session& session, const SummaryLimits& limits) {
    const auto& sheets = workbook_.sheets();
    size_t next = 0;
    size_t read = 0;
    while (next < sheets.size() && cells_ < limits.max_cells && read < limits.max_sheets) {
      std::vector<int> batch;
      for (; next < sheets.size() && batch.size() < kBatch; ++next) {
        batch.push_back(static_cast<int>(next));
      }
      RETURN_IF_ERROR(session.LoadSheets(snapshot_, batch, context_));
      for (const int index : batch) RETURN_IF_ERROR(AddSheet(index));
      read += batch.size();
    }
    not_read_.assign(sheets.begin() + static_cast<ptrdiff_t>(next), sheets.end());
    return absl::OkStatus();
  }

  absl::Status AddKeyNames() {
    spreadsheet::NameTargets targets(workbook_, context_.cancellation);
    std::set<std::string> seen;
    size_t looked_at = 0;
    for (const spreadsheet::DefinedName& name : workbook_.defined_names()) {
      if (response_.key_names_size() == kMostKeyNames || ++looked_at > kMostNamesLookedAt) break;
      if (name.hidden || name.refers_to.size() > kLongestReference) continue;
      ASSIGN_OR_RETURN(const spreadsheet::NameTarget target, targets.OfName(name));
      if (target.kind != spreadsheet::NameKind::kRange || target.ranges.empty()) continue;
      std::string place = StrCat(target.sheet);
      for (const spreadsheet::RangeRef& range : target.ranges) {
        StrAppend(&place, " ", spreadsheet::FormatRange(range));
      }
      if (!seen.insert(std::move(place)).second) continue;
      v1::KeyName& key = *response_.add_key_names();
      key.set_name(name.name);
      key.set_refers_to(name.refers_to);
      if (name.sheet >= 0) key.set_sheet_name(workbook_.sheets()[name.sheet].name);
    }
    return absl::OkStatus();
  }

  v1::WorkbookSummaryResponse Finish() {
    response_.set_revision(snapshot_.revision);
    response_.set_stale_values(snapshot_.stale_values);
    response_.set_sheet_count(static_cast<int32_t>(workbook_.sheets().size()));
    AddCounts(classes_, response_.mutable_sheet_classes());
    AddCounts(regions_, response_.mutable_region_kinds());
    response_.set_cell_count(cells_);
    response_.set_formula_count(formulas_);
    if (more_sheets_ > 0) response_.set_more_sheets(more_sheets_);
    for (v1::EntryPoint& point : FindEntryPoints(to_enter_)) {
      *response_.add_entry_points() = std::move(point);
    }
    AddNotes();
    return std::move(response_);
  }

 private:
  absl::Status AddSheet(int index) {
    RETURN_IF_ERROR(context_.cancellation.Check());
    const SheetInfo& info = workbook_.sheets()[index];
    v1::SheetSummary summary;
    summary.set_sheet_name(info.name);
    summary.set_visibility(std::string(VisibilityName(info.visibility)));
    summary.set_class_(std::string(KindName(info.kind)));
    if (info.kind == SheetKind::kWorksheet) RETURN_IF_ERROR(AddContents(index, &summary));
    ++classes_[summary.class_()];
    constexpr int64_t kNames = 150;  // field names and numbers
    if (more_sheets_ > 0 ||
        !budget_.Take(kNames + TextBytes(info.name) + TextBytes(summary.regions()), 0)) {
      ++more_sheets_;
      return absl::OkStatus();
    }
    *response_.add_sheets() = std::move(summary);
    return absl::OkStatus();
  }

  absl::Status AddContents(int index, v1::SheetSummary* summary) {
    ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::Sheet> sheet,
                     workbook_.LoadSheet(index, context_.cancellation));
    ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::SheetRegions> regions,
                     spreadsheet::RegionsOf(workbook_, index, context_.cancellation));
    cells_ += sheet->cell_count();
    formulas_ += sheet->formula_count();
    const SheetClass sheet_class = spreadsheet::ClassifySheet(*sheet, *regions);
    summary->set_class_(std::string(spreadsheet::SheetClassName(sheet_class)));
    if (sheet_class == SheetClass::kEmpty) return absl::OkStatus();
    summary->set_used_range(spreadsheet::FormatRange(*sheet->used_range()));
    summary->set_cell_count(sheet->cell_count());
    if (sheet->formula_count() > 0) summary->set_formula_count(sheet->formula_count());
    std::map<std::string_view, int32_t> kinds;
    for (const Region& region : regions->regions) {
      ++kinds[spreadsheet::RegionKindName(region.kind)];
    }
    std::string text;
    for (const auto& [kind, count] : kinds) {
      StrAppend(&text, text.empty() ? "" : ", ", count, " ", kind);
      regions_[std::string(kind)] += count;
    }
    summary->set_regions(std::move(text));
    const SheetInfo& info = workbook_.sheets()[index];
    to_enter_.push_back({info.name, info.visibility != SheetVisibility::kVisible, regions});
    return absl::OkStatus();
  }

  void AddNotes() {
    const spreadsheet::WorkbookFeatures& features = workbook_.features();
    if (features.macros) response_.add_notes("contains macros (VBA), which are never run");
    if (features.external_links > 0) {
      response_.add_notes(
          StrCat("refers to ", features.external_links,
                 features.external_links == 1 ? " other workbook" : " other workbooks",
                 ", whose values are as last saved"));
    }
    if (features.charts > 0) response_.add_notes(StrCat("charts: ", features.charts));
    if (features.pivot_tables > 0) {
      response_.add_notes(StrCat("pivot tables: ", features.pivot_tables));
    }
    const size_t hidden = std::ranges::count_if(workbook_.sheets(), [](const SheetInfo& info) {
      return info.visibility != SheetVisibility::kVisible;
    });
    if (hidden > 0) response_.add_notes(StrCat("hidden sheets: ", hidden));
    if (not_read_.empty()) return;
    response_.add_notes(StrCat(not_read_.size(), " of ", workbook_.sheets().size(),
                               " sheets were not read, because there is too much in the workbook "
                               "for one call; counts and entry points are without them"));
    for (size_t i = 0; i < std::min(kMostNamed, not_read_.size()); ++i) {
      response_.add_not_read(not_read_[i].name);
    }
  }

  const Snapshot& snapshot_;
  const spreadsheet::Workbook& workbook_;
  const platform::RequestContext& context_;
  ResponseBudget budget_;
  v1::WorkbookSummaryResponse response_;
  std::map<std::string, int32_t> classes_;
  std::map<std::string, int32_t> regions_;
  std::vector<SheetToEnter> to_enter_;
  std::vector<SheetInfo> not_read_;
  int64_t cells_ = 0;
  int64_t formulas_ = 0;
  int32_t more_sheets_ = 0;
};

}  // namespace

absl::StatusOr<v1::WorkbookSummaryResponse> WorkbookSummary(
    const v1::WorkbookSummaryRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits, const SummaryLimits& summary_limits) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), request.revision(), context));
  Summary summary(*snapshot, context, limits);
  RETURN_IF_ERROR(summary.ReadSheets(session, summary_limits));
  RETURN_IF_ERROR(summary.AddKeyNames());
  return summary.Finish();
}

}  // namespace sheetgate::workbook

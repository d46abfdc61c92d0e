#include "workbook-service/rpc/entry_points.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "platform/base/strings.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::workbook {
namespace {

using platform::StrCat;
using spreadsheet::Region;
using spreadsheet::RegionKind;

constexpr size_t kMostEntryPoints = 5;
constexpr int kMostOfData = 2;

struct Candidate {
  const SheetToEnter* sheet = nullptr;
  const Region* region = nullptr;
};

// Those of a kind, best first: visible, then large.
std::vector<Candidate> OfKind(const std::vector<SheetToEnter>& sheets, RegionKind kind) {
  std::vector<Candidate> candidates;
  for (const SheetToEnter& sheet : sheets) {
    for (const Region& region : sheet.regions->regions) {
      const bool lone = region.cells < 2;  // a cell without a label tells little
      if (region.kind == kind && !lone) candidates.push_back({&sheet, &region});
    }
  }
  std::ranges::stable_sort(candidates, {}, [](const Candidate& candidate) {
    return std::tuple(candidate.sheet->hidden, -candidate.region->cells);
  });
  return candidates;
}

std::string Reason(const Candidate& candidate, bool largest) {
  const Region& region = *candidate.region;
  const std::string rows =
      StrCat(region.data_rows(), region.data_rows() == 1 ? " row" : " rows", " of ",
             region.range.columns(), region.range.columns() == 1 ? " column" : " columns");
  switch (region.kind) {
    case RegionKind::kData:
      if (!region.table.empty()) return StrCat("table ", region.table, ", ", rows);
      return StrCat(largest ? "largest block of data, " : "data, ", rows);
    case RegionKind::kCalculator:
      return StrCat("calculations, ", rows);
    case RegionKind::kParameters:
      return "inputs with their labels";
    case RegionKind::kOutputs:
      return "results with their labels";
    case RegionKind::kNotes:
      return "explains the workbook";
    case RegionKind::kTitle:
      break;
  }
  return "";
}

}  // namespace

std::vector<v1::EntryPoint> FindEntryPoints(const std::vector<SheetToEnter>& sheets) {
  std::vector<v1::EntryPoint> points;
  for (const RegionKind kind : {RegionKind::kData, RegionKind::kParameters, RegionKind::kOutputs,
                                RegionKind::kCalculator, RegionKind::kNotes}) {
    const std::vector<Candidate> candidates = OfKind(sheets, kind);
    const size_t most = kind == RegionKind::kData ? kMostOfData : 1;
    for (size_t i = 0; i < std::min(most, candidates.size()); ++i) {
      if (points.size() == kMostEntryPoints) return points;
      v1::EntryPoint& point = points.emplace_back();
      point.set_sheet_name(candidates[i].sheet->name);
      point.set_range(spreadsheet::FormatRange(candidates[i].region->range));
      point.set_region_id(candidates[i].region->id());
      point.set_reason(Reason(candidates[i], i == 0));
    }
  }
  return points;
}

}  // namespace sheetgate::workbook

#include "spreadsheet/analysis/regions/regions.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/regions/classify.h"
#include "spreadsheet/analysis/regions/grid.h"
#include "spreadsheet/analysis/regions/splitter.h"
#include "spreadsheet/model/cell_style.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int64_t kMostCells = 2'000'000;
constexpr int64_t kMostWork = 16'000'000;
constexpr size_t kMostNamedIds = 20;  // in an error

// What region detection sees of a style; styles that differ in nothing of it look alike.
std::string LookOf(const CellStyle& style) {
  const int size = static_cast<int>(style.font.size * 2);
  return Concat(style.font.bold ? "b" : "", style.font.italic ? "i" : "", size, "/",
                style.font.color, "/", style.fill.pattern, style.fill.foreground, "/",
                style.borders.top.style, style.borders.bottom.style);
}

absl::StatusOr<std::vector<StyleLook>> LooksOf(const Workbook& workbook,
                                               const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const CellStyles> styles,
                   workbook.LoadCellStyles(cancellation));
  std::vector<StyleLook> looks(styles->styles.size());
  std::unordered_map<std::string, uint16_t> numbers;
  for (size_t i = 0; i < looks.size(); ++i) {
    const auto number = static_cast<uint16_t>(std::min<size_t>(numbers.size(), 0xFFFF));
    looks[i].look = numbers.emplace(LookOf(styles->styles[i]), number).first->second;
    looks[i].date = workbook.IsDate(static_cast<uint32_t>(i));
  }
  return looks;
}

// The first row of the sheet's autofilter, which Excel keeps in a hidden name (ECMA-376 part 1,
// 18.2.5); 0 when there is none.
int32_t FilterRow(const Workbook& workbook, int sheet) {
  for (const DefinedName& name : workbook.defined_names()) {
    if (name.sheet != sheet || !EqualsIgnoreAsciiCase(name.name, "_xlnm._FilterDatabase")) continue;
    const size_t bang = name.refers_to.rfind('!');
    if (bang == std::string::npos) continue;
    const std::optional<RangeRef> range =
        TryParseRange(std::string_view(name.refers_to).substr(bang + 1));
    if (range.has_value() && range->rows() < kMaxRow) return range->first.row;
  }
  return 0;
}

absl::StatusOr<std::shared_ptr<const SheetRegions>> Detect(
    const Workbook& workbook, int index, const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Sheet> sheet,
                   workbook.LoadSheet(index, cancellation));
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetFeatures> features,
                   workbook.LoadFeatures(index, cancellation));
  ASSIGN_OR_RETURN(const std::vector<StyleLook> looks, LooksOf(workbook, cancellation));
  ASSIGN_OR_RETURN(const RegionGrid grid,
                   RegionGrid::Build(*sheet, *features, looks, kMostCells, cancellation));
  auto result = std::make_shared<SheetRegions>();
  std::vector<RangeRef> tables;
  for (const Table& table : features->tables) {
    tables.push_back(table.range);
    result->regions.push_back(RegionOfTable(*sheet, table));
  }
  ASSIGN_OR_RETURN(const RegionBlocks blocks,
                   SplitIntoBlocks(grid, tables, kMostWork, cancellation));
  const int32_t filter_row = FilterRow(workbook, index);
  for (const RegionBlock& block : blocks.blocks) {
    RETURN_IF_ERROR(cancellation.Check());
    result->regions.push_back(ClassifyBlock(grid, block, filter_row));
  }
  result->partial = blocks.exhausted || grid.truncated();
  if (grid.bounds().has_value()) result->rows_read = grid.bounds()->last.row;
  std::ranges::stable_sort(result->regions, {}, [](const Region& r) { return r.range.first; });
  for (size_t i = 0; i < result->regions.size(); ++i) {
    Region& region = result->regions[i];
    region.number = static_cast<int>(i) + 1;
    // Where reading stopped the region may go on.
    if (grid.truncated() && region.range.last.row == result->rows_read) {
      region.coarse = true;
      region.confidence = std::min(region.confidence, 0.3);
    }
  }
  if (!grid.truncated() && sheet->used_range().has_value()) {
    result->rows_read = sheet->used_range()->last.row;
  }
  result->regions.shrink_to_fit();
  return result;
}

}  // namespace

std::string_view RegionKindName(RegionKind kind) {
  switch (kind) {
    case RegionKind::kData:
      return "data";
    case RegionKind::kParameters:
      return "parameters";
    case RegionKind::kCalculator:
      return "calculator";
    case RegionKind::kOutputs:
      return "outputs";
    case RegionKind::kNotes:
      return "notes";
    case RegionKind::kTitle:
      return "title";
  }
  return "";
}

std::string_view RegionLayoutName(RegionLayout layout) {
  switch (layout) {
    case RegionLayout::kRows:
      return "rows";
    case RegionLayout::kPairs:
      return "pairs";
    case RegionLayout::kPairsAcross:
      return "pairs_across";
    case RegionLayout::kText:
      return "text";
  }
  return "";
}

std::string Region::id() const { return Concat("r", number); }

size_t SheetRegions::memory_bytes() const {
  size_t bytes = sizeof(*this) + regions.capacity() * sizeof(Region);
  for (const Region& region : regions) bytes += region.table.capacity();
  return bytes;
}

absl::StatusOr<std::shared_ptr<const SheetRegions>> RegionsOf(
    const Workbook& workbook, int sheet, const platform::CancellationToken& cancellation) {
  const auto detect = [&] { return Detect(workbook, sheet, cancellation); };
  return workbook.derived().Get<SheetRegions>(Concat("regions/", sheet), cancellation, detect);
}

absl::StatusOr<const Region*> FindRegion(const SheetRegions& regions, std::string_view id) {
  for (const Region& region : regions.regions) {
    if (EqualsIgnoreAsciiCase(region.id(), id)) return &region;
  }
  std::string known;
  for (const Region& region : regions.regions) {
    if (region.number > static_cast<int>(kMostNamedIds)) break;
    known += Concat(known.empty() ? "" : ", ", region.id(), " (", FormatRange(region.range), ")");
  }
  if (regions.regions.size() > kMostNamedIds) {
    known += Concat(" and ", regions.regions.size() - kMostNamedIds, " more");
  }
  return platform::InvalidArgument(platform::ErrorReason::kInvalidArgument,
                                   Concat("no region ", Quoted(id), " at this revision; ",
                                          known.empty() ? std::string("the sheet has no regions")
                                                        : Concat("the regions are ", known)),
                                   {{"region", std::string(id)}});
}

}  // namespace sheetgate::spreadsheet

#include "workbook-service/rpc/formula_map.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/formula_map.h"
#include "spreadsheet/analysis/range_collector.h"
#include "spreadsheet/formula/constants.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/relative_form.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/formula_codec.h"
#include "workbook-service/rpc/item_position.h"
#include "workbook-service/rpc/open_sheet.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellRef;
using spreadsheet::RangeRef;

constexpr int kDefaultPageSize = 50;
constexpr RangeRef kWholeSheet = {{1, 1}, {spreadsheet::kMaxRow, spreadsheet::kMaxColumn}};

// What the request asks for.
struct Selection {
  RangeRef range = kWholeSheet;
  bool groups = true;
  bool outliers = true;
  enum class Order { kCount, kAddress, kComplexity } order = Order::kCount;
};

absl::Status NotOneOf(std::string_view field, const std::string& value, std::string_view allowed,
                      std::string_view example) {
  return BadArgument(platform::ErrorReason::kInvalidArgument, field,
                     platform::StrCat("'", value, "' is none of ", allowed), example);
}

absl::StatusOr<Selection> ParseSelection(const v1::FormulaMapRequest& request) {
  Selection selection;
  if (!request.range().empty()) {
    const absl::StatusOr<RangeRef> range = spreadsheet::ParseRange(request.range());
    if (!range.ok()) return InField(range.status(), "range", "\"A1:H200\"");
    selection.range = *range;
  }
  if (!request.only().empty()) {
    selection.groups = request.only() == "groups";
    selection.outliers = request.only() == "outliers";
    if (!selection.groups && !selection.outliers) {
      return NotOneOf("only", request.only(), "groups, outliers", "\"outliers\"");
    }
  }
  if (request.sort_by() == "address") {
    selection.order = Selection::Order::kAddress;
  } else if (request.sort_by() == "complexity") {
    selection.order = Selection::Order::kComplexity;
  } else if (!request.sort_by().empty() && request.sort_by() != "count") {
    return NotOneOf("sort_by", request.sort_by(), "count, address, complexity", "\"count\"");
  }
  return selection;
}

// A group as far as it lies in the range asked for.
struct SelectedGroup {
  const spreadsheet::FormulaGroup* group;
  int64_t count = 0;
  CellRef first;
};

// The cells of an array formula stay together.
std::vector<RangeRef> RangesIn(const spreadsheet::FormulaMap& map,
                               const spreadsheet::FormulaGroup& group, const RangeRef& range) {
  std::vector<RangeRef> ranges;
  for (const RangeRef& part : map.ranges(group)) {
    RangeRef common;
    if (!spreadsheet::Intersect(part, range, &common)) continue;
    ranges.push_back(group.kind == spreadsheet::FormulaKind::kNormal ? common : part);
  }
  if (range != kWholeSheet) std::ranges::sort(ranges, {}, &RangeRef::first);  // cut ones moved
  return ranges;
}

std::vector<SelectedGroup> SelectGroups(const spreadsheet::FormulaMap& map,
                                        const Selection& selection) {
  std::vector<SelectedGroup> selected;
  for (const spreadsheet::FormulaGroup& group : map.groups()) {
    SelectedGroup one{&group, group.count, group.first};
    if (selection.range != kWholeSheet) {
      const std::vector<RangeRef> ranges = RangesIn(map, group, selection.range);
      if (ranges.empty()) continue;
      one.count = 0;
      one.first = ranges.front().first;
      for (const RangeRef& range : ranges) {
        one.count += group.kind == spreadsheet::FormulaKind::kNormal ? range.cells() : 1;
      }
    }
    selected.push_back(one);
  }
  std::ranges::sort(selected, [&](const SelectedGroup& a, const SelectedGroup& b) {
    const auto key = [&](const SelectedGroup& one) -> std::pair<int64_t, CellRef> {
      switch (selection.order) {
        case Selection::Order::kCount:
          return {-one.count, one.first};
        case Selection::Order::kComplexity:
          return {-int64_t{one.group->complexity}, one.first};
        case Selection::Order::kAddress:
          break;
      }
      return {0, one.first};
    };
    return key(a) < key(b);
  });
  return selected;
}

// Outliers side by side that deviate alike.
struct OutlierBand {
  RangeRef range;
  const spreadsheet::FormulaOutlier* first;
};

std::vector<OutlierBand> SelectOutliers(const spreadsheet::FormulaMap& map, const RangeRef& range) {
  // Constant, direction, group found, group expected.
  using Deviation = std::tuple<bool, bool, uint32_t, uint32_t>;
  std::map<Deviation, uint32_t> keys;
  std::map<CellRef, const spreadsheet::FormulaOutlier*> by_cell;
  spreadsheet::RangeCollector collector;
  for (const spreadsheet::FormulaOutlier& outlier : map.outliers()) {
    if (!range.Contains(outlier.cell)) continue;
    const Deviation deviation{outlier.constant, outlier.along_column, outlier.found_group,
                              outlier.expected_group};
    collector.Add(outlier.cell,
                  keys.try_emplace(deviation, static_cast<uint32_t>(keys.size())).first->second);
    by_cell.emplace(outlier.cell, &outlier);
  }
  std::vector<OutlierBand> bands;
  for (const spreadsheet::KeyedRange& band : collector.Take()) {
    bands.push_back({band.range, by_cell.at(band.range.first)});
  }
  return bands;
}

class Encoder {
 public:
  Encoder(const v1::FormulaMapRequest& request, const OpenedSheet& sheet,
          const spreadsheet::FormulaMap& map, const Selection& selection)
      : request_(request), sheet_(sheet), map_(map), selection_(selection) {}

  v1::FormulaGroup Encode(const SelectedGroup& selected) const {
    const spreadsheet::FormulaGroup& group = *selected.group;
    v1::FormulaGroup info;
    const std::vector<RangeRef> ranges = RangesIn(map_, group, selection_.range);
    const std::string formula = sheet_.cells->Formula(ranges.front().first);
    info.set_formula(ShownFormula(formula));
    info.set_count(static_cast<int32_t>(selected.count));
    if (const size_t more = AddRanges(ranges, info.mutable_ranges()); more > 0) {
      info.set_more_ranges(static_cast<int32_t>(more));
    }
    if (group.kind != spreadsheet::FormulaKind::kNormal) {
      info.set_kind(std::string(FormulaKindName(group.kind)));
    }
    if (group.is_volatile) info.set_volatile_(true);
    if (request_.include_constants()) {
      for (std::string& constant : spreadsheet::ConstantsOf(formula)) {
        info.add_constants(std::move(constant));
      }
    }
    if (request_.include_details()) AddDetails(group, formula, ranges.front().first, &info);
    return info;
  }

  v1::FormulaOutlier Encode(const OutlierBand& band) const {
    v1::FormulaOutlier info;
    info.set_range(spreadsheet::FormatRange(band.range));
    const CellRef cell = band.range.first;
    if (band.first->constant) {
      info.set_kind("constant");
      v1::CellValue value;
      if (const std::optional<spreadsheet::CellView> view = sheet_.cells->Find(cell)) {
        EncodeCell(*view, *sheet_.snapshot->workbook, &value);
      }
      info.set_found(ShownValue(value));
    } else {
      info.set_kind("formula");
      info.set_found(InBraces(band.first->found_group, sheet_.cells->Formula(cell)));
    }
    info.set_expected(InBraces(band.first->expected_group,
                               spreadsheet::ExpectedFormula(*sheet_.cells, *band.first)));
    info.set_run(spreadsheet::FormatRange(band.first->run));
    return info;
  }

 private:
  // Array formulas as Excel shows them, {=A1:A3}, since text alone does not tell them apart.
  std::string InBraces(uint32_t group, const std::string& formula) const {
    const std::string shown = ShownFormula(formula);
    return map_.groups()[group].kind == spreadsheet::FormulaKind::kNormal
               ? shown
               : platform::StrCat("{", shown, "}");
  }

  static void AddDetails(const spreadsheet::FormulaGroup& group, const std::string& formula,
                         CellRef at, v1::FormulaGroup* info) {
    constexpr char kHex[] = "0123456789abcdef";
    std::string fingerprint;
    for (int shift = 60; shift >= 0; shift -= 4) {
      fingerprint += kHex[group.fingerprint >> shift & 0xf];
    }
    info->set_fingerprint(std::move(fingerprint));
    info->set_relative_form(ShownFormula(spreadsheet::RelativeForm(formula, at)));
    for (std::string& function : spreadsheet::FunctionsOf(formula)) {
      info->add_functions(std::move(function));
    }
    if (group.has_shared) info->set_shared(true);
  }

  const v1::FormulaMapRequest& request_;
  const OpenedSheet& sheet_;
  const spreadsheet::FormulaMap& map_;
  const Selection& selection_;
};

// Bytes of an item with its field names and numbers.
int64_t ItemBytes(const v1::FormulaGroup& group) {
  return 120 + TextBytes(group.formula()) + TextListBytes(group.ranges()) +
         TextListBytes(group.constants()) + TextListBytes(group.functions()) +
         TextBytes(group.relative_form()) + TextBytes(group.fingerprint());
}
int64_t ItemBytes(const v1::FormulaOutlier& outlier) {
  return 100 + TextBytes(outlier.found()) + TextBytes(outlier.expected());
}

}  // namespace

absl::StatusOr<v1::FormulaMapResponse> FormulaMap(const v1::FormulaMapRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const Selection selection, ParseSelection(request));
  const PageTokens tokens("FormulaMap",
                          {request.workbook_id(), request.revision(), request.sheet_name(),
                           request.range(), request.only(), request.sort_by()});
  ASSIGN_OR_RETURN(const ItemPosition position,
                   DecodePosition(tokens, request.page_token(), request.revision()));
  ASSIGN_OR_RETURN(
      const OpenedSheet sheet,
      OpenSheet(session, request.workbook_id(), position.revision, request.sheet_name(), context));
  const spreadsheet::Workbook& workbook = *sheet.snapshot->workbook;
  ASSIGN_OR_RETURN(const int index, workbook.FindSheet(request.sheet_name()));
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::FormulaMap> map,
                   spreadsheet::LoadFormulaMap(workbook, index, context.cancellation));
  std::vector<SelectedGroup> groups = SelectGroups(*map, selection);
  std::vector<OutlierBand> outliers = SelectOutliers(*map, selection.range);

  v1::FormulaMapResponse response;
  response.set_revision(sheet.snapshot->revision);
  int64_t formulas = 0;
  for (const SelectedGroup& group : groups) formulas += group.count;
  response.set_formula_count(static_cast<int32_t>(formulas));
  response.set_group_count(static_cast<int32_t>(groups.size()));
  response.set_outlier_count(static_cast<int32_t>(outliers.size()));
  if (!selection.groups) groups.clear();
  if (!selection.outliers) outliers.clear();

  const Encoder encoder(request, sheet, *map, selection);
  ResponseBudget budget(limits);
  const auto group_count = static_cast<int64_t>(groups.size());
  const int64_t end = group_count + static_cast<int64_t>(outliers.size());
  int left = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  int64_t item = position.item;
  for (; item < end && left > 0; ++item, --left) {
    RETURN_IF_ERROR(context.cancellation.Check());
    if (item < group_count) {
      v1::FormulaGroup info = encoder.Encode(groups[item]);
      if (!budget.Take(ItemBytes(info), 0)) break;
      *response.add_groups() = std::move(info);
    } else {
      v1::FormulaOutlier info = encoder.Encode(outliers[item - group_count]);
      if (!budget.Take(ItemBytes(info), 0)) break;
      *response.add_outliers() = std::move(info);
    }
  }
  if (item < end) {
    response.set_next_page_token(EncodePosition(tokens, {sheet.snapshot->revision, item}));
  }
  return response;
}

}  // namespace sheetgate::workbook

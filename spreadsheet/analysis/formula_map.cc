#include "spreadsheet/analysis/formula_map.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/outlier_finder.h"
#include "spreadsheet/analysis/range_collector.h"
#include "spreadsheet/analysis/range_index.h"
#include "spreadsheet/formula/function_names.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/relative_form.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr RangeRef kWholeSheet = {{1, 1}, {kMaxRow, kMaxColumn}};
constexpr int64_t kCheckEvery = 4096;

// An array formula is another formula than a plain one of the same text.
uint64_t FingerprintOf(const FormulaView& formula) {
  const uint64_t fingerprint = RelativeFingerprint(formula.text, formula.origin);
  switch (formula.kind) {
    case FormulaKind::kArray:
      return ~fingerprint;
    case FormulaKind::kDataTable:
      return fingerprint ^ 0x5555555555555555u;
    default:
      return fingerprint;
  }
}

FormulaKind KindOf(FormulaKind stored) {
  return stored == FormulaKind::kArray || stored == FormulaKind::kDataTable ? stored
                                                                            : FormulaKind::kNormal;
}

void Describe(std::string_view formula, FormulaGroup* group) {
  FormulaScanner scanner(formula);
  while (!scanner.done()) {
    const Token token = scanner.Next();
    switch (token.kind) {
      case TokenKind::kSpace:
      case TokenKind::kOpen:
      case TokenKind::kClose:
      case TokenKind::kSeparator:
        continue;
      case TokenKind::kFunction:
        group->is_volatile =
            group->is_volatile || IsVolatileFunction(PlainFunctionName(token.text));
        break;
      default:
        break;
    }
    ++group->complexity;
  }
}

}  // namespace

class FormulaMapBuilder {
 public:
  FormulaMapBuilder(const Sheet& sheet, const platform::CancellationToken& cancellation)
      : sheet_(sheet), cancellation_(cancellation) {}

  absl::StatusOr<std::shared_ptr<const FormulaMap>> Build() {
    RETURN_IF_ERROR(GroupFormulas());
    PlaceRanges();
    RETURN_IF_ERROR(FindOutliers());
    return std::move(map_);
  }

 private:
  struct FormulaCell {
    CellRef cell;
    uint32_t group;
  };
  struct ArrayArea {
    RangeRef range;
    uint32_t group;
  };

  absl::Status GroupFormulas() {
    cells_.reserve(static_cast<size_t>(sheet_.formula_count()));
    int64_t seen = 0;
    bool cancelled = false;
    sheet_.VisitFormulas(kWholeSheet, [&](const FormulaView& formula) {
      Add(formula);
      cancelled = ++seen % kCheckEvery == 0 && cancellation_.cancelled();
      return !cancelled;
    });
    return cancelled ? cancellation_.Check() : absl::OkStatus();
  }

  void Add(const FormulaView& formula) {
    const uint32_t index = GroupOf(formula);
    FormulaGroup& group = map_->groups_[index];
    ++group.count;
    if (formula.kind == FormulaKind::kShared) group.has_shared = true;
    cells_.push_back({formula.ref, index});
    if (group.kind == FormulaKind::kNormal) {
      collector_.Add(formula.ref, index);
    } else {
      arrays_.push_back({formula.range, index});
    }
  }

  uint32_t GroupOf(const FormulaView& formula) {
    // All members of a shared formula show the same text at the same place.
    if (formula.kind != FormulaKind::kShared) return GroupOf(FingerprintOf(formula), formula);
    const auto [shared, is_new] = shared_.try_emplace(formula.text.data(), formula.origin, 0);
    if (is_new || shared->second.first != formula.origin) {
      shared->second = {formula.origin, GroupOf(FingerprintOf(formula), formula)};
    }
    return shared->second.second;
  }

  uint32_t GroupOf(uint64_t fingerprint, const FormulaView& formula) {
    const auto [found, is_new] =
        by_fingerprint_.try_emplace(fingerprint, static_cast<uint32_t>(map_->groups_.size()));
    if (is_new) {
      FormulaGroup group;
      group.fingerprint = fingerprint;
      group.first = formula.ref;
      group.kind = KindOf(formula.kind);
      Describe(formula.text, &group);
      map_->groups_.push_back(group);
    }
    return found->second;
  }

  // Sorts the rectangles by group; within one they stay row by row.
  void PlaceRanges() {
    const std::vector<KeyedRange> ranges = collector_.Take();
    std::vector<FormulaGroup>& groups = map_->groups_;
    for (const KeyedRange& range : ranges) ++groups[range.key].range_count;
    for (const ArrayArea& array : arrays_) ++groups[array.group].range_count;
    std::vector<uint32_t> next(groups.size());
    uint32_t place = 0;
    for (size_t i = 0; i < groups.size(); ++i) {
      groups[i].first_range = next[i] = place;
      place += groups[i].range_count;
    }
    map_->ranges_.resize(place);
    for (const KeyedRange& range : ranges) map_->ranges_[next[range.key]++] = range.range;
    for (const ArrayArea& array : arrays_) map_->ranges_[next[array.group]++] = array.range;
    groups.shrink_to_fit();
  }

  uint32_t GroupAt(CellRef cell) const {
    const auto found = std::lower_bound(cells_.begin(), cells_.end(), cell,
                                        [](const FormulaCell& a, CellRef b) { return a.cell < b; });
    return found == cells_.end() || found->cell != cell ? OutlierFinder::kNothing : found->group;
  }

  absl::Status FindOutliers() {
    if (cells_.empty()) return absl::OkStatus();
    OutlierFinder finder;
    auto formula = cells_.begin();
    int64_t seen = 0;
    bool cancelled = false;
    sheet_.Visit(FormulaLines(), [&](const CellView& cell) {
      while (formula != cells_.end() && formula->cell < cell.ref) ++formula;
      if (formula != cells_.end() && formula->cell == cell.ref) {
        finder.Add(cell.ref, formula->group);
      } else {
        finder.Add(cell.ref, cell.has_formula() ? OutlierFinder::kOther : OutlierFinder::kConstant);
      }
      cancelled = ++seen % kCheckEvery == 0 && cancellation_.cancelled();
      return !cancelled;
    });
    if (cancelled) return cancellation_.Check();
    map_->outliers_ = finder.Take([this](CellRef cell) { return GroupAt(cell); });
    DropMembersOfArrays();
    return absl::OkStatus();
  }

  // Values that an array formula fills in are no constants.
  void DropMembersOfArrays() {
    std::vector<RangeIndex<RangeRef>::Entry> filled;
    for (const ArrayArea& array : arrays_) {
      if (array.range.cells() > 1) filled.push_back({CompactRange::Of(array.range), array.range});
    }
    const RangeIndex<RangeRef> index(std::move(filled));
    std::erase_if(map_->outliers_, [&index](const FormulaOutlier& outlier) {
      bool member = false;
      index.ForEach({outlier.cell, outlier.cell}, [&](const RangeRef& range) {
        member = range.Contains(outlier.cell);
        return !member;
      });
      return outlier.constant && member;
    });
  }

  // What surrounds the formulas: no outlier lies outside.
  RangeRef FormulaLines() const {
    RangeRef range = {cells_.front().cell, cells_.front().cell};
    for (const FormulaCell& formula : cells_) {
      range.first.column = std::min(range.first.column, formula.cell.column);
      range.last.column = std::max(range.last.column, formula.cell.column);
    }
    range.last.row = cells_.back().cell.row;
    return range;
  }

  const Sheet& sheet_;
  const platform::CancellationToken& cancellation_;
  std::shared_ptr<FormulaMap> map_ = std::make_shared<FormulaMap>();
  absl::flat_hash_map<uint64_t, uint32_t> by_fingerprint_;
  absl::flat_hash_map<const char*, std::pair<CellRef, uint32_t>> shared_;
  std::vector<FormulaCell> cells_;  // row by row
  std::vector<ArrayArea> arrays_;
  RangeCollector collector_;
};

size_t FormulaMap::memory_bytes() const {
  return sizeof(*this) + groups_.capacity() * sizeof(FormulaGroup) +
         ranges_.capacity() * sizeof(RangeRef) + outliers_.capacity() * sizeof(FormulaOutlier);
}

absl::StatusOr<std::shared_ptr<const FormulaMap>> MakeFormulaMap(
    const Sheet& sheet, const platform::CancellationToken& cancellation) {
  return FormulaMapBuilder(sheet, cancellation).Build();
}

absl::StatusOr<std::shared_ptr<const FormulaMap>> LoadFormulaMap(
    const Workbook& workbook, int index, const platform::CancellationToken& cancellation) {
  return workbook.derived().Get<FormulaMap>(
      Concat("formula_map/", index), cancellation,
      [&]() -> absl::StatusOr<std::shared_ptr<const FormulaMap>> {
        ASSIGN_OR_RETURN(const std::shared_ptr<const Sheet> sheet,
                         workbook.LoadSheet(index, cancellation));
        return MakeFormulaMap(*sheet, cancellation);
      });
}

std::string ExpectedFormula(const Sheet& sheet, const FormulaOutlier& outlier) {
  return ShiftFormula(sheet.Formula(outlier.expected_at),
                      outlier.cell.row - outlier.expected_at.row,
                      outlier.cell.column - outlier.expected_at.column);
}

}  // namespace sheetgate::spreadsheet

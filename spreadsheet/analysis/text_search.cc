// Looks at the text of every formula, since A1 texts differ from cell to cell. Of a shared formula
// only those members are written out whose text may answer otherwise than its first one.
#include "spreadsheet/analysis/text_search.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/range_collector.h"
#include "spreadsheet/analysis/text_match.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/relative_form.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int64_t kCheckEvery = 1024;

bool HasDigit(std::string_view text) { return std::ranges::any_of(text, &IsAsciiDigit); }

// One look through the formulas of a sheet.
class Pass {
 public:
  // `ignores_digits`: texts that differ in their digits only match alike.
  Pass(TextMatcher* matcher, bool ignores_digits)
      : matcher_(*matcher), ignores_digits_(ignores_digits) {}

  void Look(const FormulaView& formula) {
    if (!Matches(formula)) return;
    if (formula.kind == FormulaKind::kArray || formula.kind == FormulaKind::kDataTable) {
      areas_.push_back({formula.range, 1});
    } else {
      collector_.Add(formula.ref, KeyOf(formula));
    }
  }

  std::vector<FormulaArea> Take() {
    for (const KeyedRange& found : collector_.Take()) {
      areas_.push_back({found.range, found.range.cells()});
    }
    std::ranges::sort(areas_, {}, [](const FormulaArea& area) { return area.range.first; });
    return std::move(areas_);
  }

 private:
  // A shared formula's members of one column, whose texts differ in their row numbers only.
  struct Column {
    CellRef origin;
    int32_t column = 0;
    bool matches = false;
  };

  bool Matches(const FormulaView& formula) {
    if (formula.kind != FormulaKind::kShared) return Test(formula.text);
    if (!ignores_digits_) return TestAt(formula);
    Column& column = columns_[formula.text.data()];
    if (column.origin != formula.origin || column.column != formula.ref.column) {
      column = {formula.origin, formula.ref.column, TestAt(formula)};
    }
    return column.matches;
  }

  bool TestAt(const FormulaView& formula) {
    if (formula.ref == formula.origin) return Test(formula.text);
    return Test(ShiftFormula(formula.text, formula.ref.row - formula.origin.row,
                             formula.ref.column - formula.origin.column));
  }

  bool Test(std::string_view formula) {
    text_ = "=";
    text_ += formula;
    return matcher_.Matches(text_);
  }

  uint32_t KeyOf(const FormulaView& formula) {
    return keys_
        .try_emplace(RelativeFingerprint(formula.text, formula.origin),
                     static_cast<uint32_t>(keys_.size()))
        .first->second;
  }

  TextMatcher& matcher_;
  const bool ignores_digits_;
  std::string text_;
  absl::flat_hash_map<const char*, Column> columns_;
  absl::flat_hash_map<uint64_t, uint32_t> keys_;
  RangeCollector collector_;
  std::vector<FormulaArea> areas_;
};

class TextSearch : public FormulaSearch {
 public:
  TextSearch(const Workbook& workbook, TextMatcher matcher, bool ignores_digits)
      : workbook_(workbook), matcher_(std::move(matcher)), ignores_digits_(ignores_digits) {}

  absl::StatusOr<std::vector<FormulaArea>> Search(
      int index, const RangeRef& range, const platform::CancellationToken& cancellation) override {
    ASSIGN_OR_RETURN(const std::shared_ptr<const Sheet> sheet,
                     workbook_.LoadSheet(index, cancellation));
    Pass pass(&matcher_, ignores_digits_);
    int64_t seen = 0;
    bool cancelled = false;
    sheet->VisitFormulas(range, [&](const FormulaView& formula) {
      pass.Look(formula);
      cancelled = ++seen % kCheckEvery == 0 && cancellation.cancelled();
      return !cancelled;
    });
    if (cancelled) return cancellation.Check();
    return pass.Take();
  }

 private:
  const Workbook& workbook_;
  TextMatcher matcher_;
  const bool ignores_digits_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<FormulaSearch>> MakeTextSearch(const Workbook& workbook,
                                                              const FormulaQuery& query) {
  const bool regex = query.matching == FormulaMatching::kRegex;
  ASSIGN_OR_RETURN(TextMatcher matcher,
                   TextMatcher::Make(regex ? TextMatch::kRegex : TextMatch::kContains, query.text,
                                     query.case_sensitive));
  return std::make_unique<TextSearch>(workbook, std::move(matcher),
                                      /*ignores_digits=*/!regex && !HasDigit(query.text));
}

}  // namespace sheetgate::spreadsheet

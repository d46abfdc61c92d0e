// Looks at one formula of each group.
#include "spreadsheet/analysis/function_search.h"

#include <algorithm>
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/group_areas.h"
#include "spreadsheet/formula/function_names.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kCheckEvery = 1024;

bool Calls(std::string_view formula, const std::string& folded_function) {
  FormulaScanner scanner(formula);
  while (!scanner.done()) {
    const Token token = scanner.Next();
    if (token.kind == TokenKind::kFunction &&
        FoldCase(PlainFunctionName(token.text)) == folded_function) {
      return true;
    }
  }
  return false;
}

class FunctionSearch : public FormulaSearch {
 public:
  FunctionSearch(const Workbook& workbook, std::string_view function)
      : workbook_(workbook), function_(FoldCase(function)) {}

  absl::StatusOr<std::vector<FormulaArea>> Search(
      int index, const RangeRef& range, const platform::CancellationToken& cancellation) override {
    ASSIGN_OR_RETURN(const std::shared_ptr<const Sheet> sheet,
                     workbook_.LoadSheet(index, cancellation));
    ASSIGN_OR_RETURN(const std::shared_ptr<const FormulaMap> map,
                     LoadFormulaMap(workbook_, index, cancellation));
    std::vector<FormulaArea> areas;
    size_t seen = 0;
    for (const FormulaGroup& group : map->groups()) {
      if (++seen % kCheckEvery == 0) RETURN_IF_ERROR(cancellation.Check());
      if (!Calls(sheet->Formula(group.first), function_)) continue;
      for (const RangeRef& part : map->ranges(group)) AppendArea(group, part, range, &areas);
    }
    std::ranges::sort(areas, {}, [](const FormulaArea& area) { return area.range.first; });
    return areas;
  }

 private:
  const Workbook& workbook_;
  const std::string function_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<FormulaSearch>> MakeFunctionSearch(const Workbook& workbook,
                                                                  std::string_view query) {
  std::string_view name = query;
  if (!name.empty() && name.front() == '=') name.remove_prefix(1);
  for (const char end : {')', '('}) {
    if (!name.empty() && name.back() == end) name.remove_suffix(1);
  }
  const std::string call = Concat(name, "(");
  FormulaScanner scanner(call);
  const Token token = scanner.Next();
  if (token.kind != TokenKind::kFunction || token.text.size() != name.size()) {
    return platform::InvalidArgument(platform::ErrorReason::kInvalidArgument,
                                     Concat(Quoted(query), " is not the name of a function"));
  }
  return std::make_unique<FunctionSearch>(workbook, PlainFunctionName(name));
}

}  // namespace sheetgate::spreadsheet

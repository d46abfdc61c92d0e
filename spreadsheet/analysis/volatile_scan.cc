#include "spreadsheet/analysis/volatile_scan.h"

#include <algorithm>
#include <memory>
#include <tuple>

#include "platform/base/status_macros.h"
#include "spreadsheet/formula/function_names.h"
#include "spreadsheet/formula/references.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kCheckEvery = 1024;

void AddCalled(std::string_view formula, std::set<std::string>* functions) {
  FormulaScanner scanner(formula);
  while (!scanner.done()) {
    const Token token = scanner.Next();
    if (token.kind != TokenKind::kFunction) continue;
    const std::string_view name = PlainFunctionName(token.text);
    if (IsVolatileFunction(name)) functions->insert(ToUpperAscii(name));
  }
}

// Calls `visit(name, scope)` for the names of this workbook that a formula on `sheet` says, also
// those that stand for a LAMBDA and are called.
template <typename Visit>
void ForEachName(const Workbook& workbook, std::string_view formula, int sheet, Visit visit) {
  VisitReferences(formula, [&](const FormulaReference& reference) {
    if (reference.kind != ReferenceKind::kName || !reference.current_workbook) return;
    int scope = sheet;
    if (!reference.sheet.empty()) {
      const auto found = workbook.FindSheet(reference.sheet);
      if (found.ok()) scope = *found;
    }
    visit(reference.name, scope);
  });
  FormulaScanner scanner(formula);
  while (!scanner.done()) {
    const Token token = scanner.Next();
    if (token.kind == TokenKind::kFunction) visit(PlainFunctionName(token.text), sheet);
  }
}

}  // namespace

VolatileScan::VolatileScan(const Workbook& workbook) : workbook_(workbook) {
  for (const DefinedName& name : workbook.defined_names()) {
    auto& [spelled, functions] = names_[{name.sheet, FoldCase(name.name)}];
    spelled = name.name;
    AddCalled(name.refers_to, &functions);
    any_name_ = any_name_ || !functions.empty();
  }
  // Names that say volatile names are volatile too, however many steps away.
  for (bool more = any_name_; more;) {
    more = false;
    for (const DefinedName& name : workbook.defined_names()) {
      Functions& functions = names_[{name.sheet, FoldCase(name.name)}].second;
      const size_t before = functions.size();
      AddThroughNames(name.refers_to, name.sheet, &functions);
      more = more || functions.size() != before;
    }
  }
}

const std::pair<std::string, std::set<std::string>>* VolatileScan::FindName(std::string_view name,
                                                                            int sheet) const {
  const std::string folded = FoldCase(name);
  for (const int scope : {sheet, -1}) {
    const auto found = names_.find({scope, folded});
    if (found != names_.end()) return found->second.second.empty() ? nullptr : &found->second;
  }
  return nullptr;
}

void VolatileScan::AddThroughNames(std::string_view formula, int sheet,
                                   Functions* functions) const {
  ForEachName(workbook_, formula, sheet, [&](std::string_view name, int scope) {
    const auto* called = FindName(name, scope);
    if (called == nullptr) return;
    const Functions copy = called->second;  // may be the same set
    functions->insert(copy.begin(), copy.end());
  });
}

absl::StatusOr<std::vector<VolatileUse>> VolatileScan::Scan(
    int index, const platform::CancellationToken& cancellation) const {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Sheet> sheet,
                   workbook_.LoadSheet(index, cancellation));
  ASSIGN_OR_RETURN(const std::shared_ptr<const FormulaMap> map,
                   LoadFormulaMap(workbook_, index, cancellation));
  std::vector<VolatileUse> uses;
  for (uint32_t i = 0; i < map->groups().size(); ++i) {
    if (i % kCheckEvery == 0) RETURN_IF_ERROR(cancellation.Check());
    const FormulaGroup& group = map->groups()[i];
    if (!group.is_volatile && !any_name_) continue;
    const std::string formula = sheet->Formula(group.first);
    Functions called;
    AddCalled(formula, &called);
    for (const std::string& function : called) uses.push_back({function, "", i});
    if (!any_name_) continue;
    ForEachName(workbook_, formula, index, [&](std::string_view name, int scope) {
      const auto* found = FindName(name, scope);
      if (found == nullptr) return;
      for (const std::string& function : found->second) {
        if (called.insert(function).second) uses.push_back({function, found->first, i});
      }
    });
  }
  std::ranges::stable_sort(uses, {}, &VolatileUse::function);
  return uses;
}

}  // namespace sheetgate::spreadsheet

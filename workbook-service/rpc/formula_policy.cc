#include "workbook-service/rpc/formula_policy.h"

#include <algorithm>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"
#include "workbook-service/rpc/qualified_range.h"
#include "workbook-service/rpc/shown_range.h"

namespace sheetgate::workbook {
namespace {

using platform::StrAppend;
using platform::StrCat;
using spreadsheet::CellChange;

constexpr size_t kMostCells = 5;
constexpr int kMostGroups = 20;
constexpr int kGroupsInMessage = 3;
// Groups that are kept apart; errors name positions, so that there may be many.
constexpr size_t kMostErrors = 1000;
constexpr char kOtherErrors[] = "other errors";

}  // namespace

absl::StatusOr<FormulaPolicy> FormulaPolicy::Of(const std::string& word) {
  ASSIGN_OR_RETURN(const std::string known, OneOf("formula_policy", word, {"fail", "warn", "off"}));
  FormulaPolicy policy;
  policy.word_ = known == "fail" ? Word::kFail : known == "warn" ? Word::kWarn : Word::kOff;
  return policy;
}

bool FormulaPolicy::Admit(std::string_view formula, std::string_view sheet_name,
                          CellChange* change) {
  const std::string_view text = formula.starts_with('=') ? formula.substr(1) : formula;
  absl::Status status;
  if (text.starts_with("{=")) {
    status = absl::InvalidArgumentError("array formulas in braces cannot be written");
  } else {
    status = spreadsheet::ValidateFormula(text);
  }
  if (status.ok()) {
    change->kind = CellChange::Kind::kFormula;
    change->formula = std::string(text);
    change->value = {};
    return true;
  }
  Note(platform::ToStd(status.message()), formula, sheet_name, change->cell);
  if (word_ != Word::kOff) return false;
  change->kind = CellChange::Kind::kValue;
  change->formula.clear();
  change->value = StrCat("=", text);
  return true;
}

void FormulaPolicy::Note(std::string_view error, std::string_view formula,
                         std::string_view sheet_name, spreadsheet::CellRef cell) {
  ++count_;
  std::string key(error);
  if (groups_.size() >= kMostErrors && groups_.find(key) == groups_.end()) key = kOtherErrors;
  Group& group = groups_[key];
  if (group.count++ == 0) group.formula = std::string(formula);
  if (group.cells.size() < kMostCells) {
    group.cells.push_back(QualifiedText(sheet_name, {cell, cell}));
  }
}

void FormulaPolicy::Encode(v1::FormulaDiagnostics* diagnostics) const {
  diagnostics->set_count(count_);
  std::vector<std::pair<std::string_view, const Group*>> sorted;
  for (const auto& [error, group] : groups_) sorted.emplace_back(error, &group);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second->count > b.second->count; });
  for (const auto& [error, group] : sorted) {
    if (diagnostics->groups_size() == kMostGroups) break;
    v1::FormulaProblemGroup& encoded = *diagnostics->add_groups();
    encoded.set_error(std::string(error));
    encoded.set_count(group->count);
    encoded.set_formula(group->formula);
    for (const std::string& cell : group->cells) encoded.add_cells(cell);
  }
}

absl::Status FormulaPolicy::Check() const {
  if (count_ == 0 || word_ != Word::kFail) return absl::OkStatus();
  v1::FormulaDiagnostics diagnostics;
  Encode(&diagnostics);
  std::string list;
  for (int i = 0; i < std::min(diagnostics.groups_size(), kGroupsInMessage); ++i) {
    const v1::FormulaProblemGroup& group = diagnostics.groups(i);
    StrAppend(&list, i == 0 ? "" : "; ", group.count(), " like ",
              spreadsheet::Quoted(group.formula()), " in ", group.cells(0), ": ", group.error());
  }
  return platform::InvalidArgument(
      platform::ErrorReason::kInvalidFormula,
      StrCat(count_, count_ == 1 ? " formula does" : " formulas do",
             " not parse, so nothing was written: ", list,
             "; formula_policy warn leaves them out, off writes them as text"),
      {{"problems", StrCat(count_)}});
}

}  // namespace sheetgate::workbook

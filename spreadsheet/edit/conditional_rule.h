// Rules of conditional formats as a caller gives them: checked, completed with what Excel begins
// with, and written (18.3.1.10 cfRule; [MS-XLSX] 2.6 for data bars and icon sets of Excel 2010).
#ifndef SHEETGATE_SPREADSHEET_EDIT_CONDITIONAL_RULE_H_
#define SHEETGATE_SPREADSHEET_EDIT_CONDITIONAL_RULE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/edit/differential_format.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/sheet_features.h"

namespace sheetgate::spreadsheet {

// Formulas may begin with =. `rule.priority` 0: in front of all others.
struct NewRule {
  ConditionalRule rule;
  DifferentialFormat look;  // of rules that are no scale, bar or icons
  bool solid = false;       // a data bar without gradient
};

// The rule with stored formulas and Excel's defaults. INVALID_ARGUMENT (`INVALID_ARGUMENT`,
// `MISSING_ARGUMENT`, `INVALID_FORMULA`) naming the field.
absl::StatusOr<NewRule> CompleteRule(NewRule rule);

// The pieces a rule is written as; a piece is empty when the rule has none.
struct RuleXml {
  std::string main;       // <conditionalFormatting>
  std::string extension;  // <x14:conditionalFormatting> with its namespaces
};

// `rule` is complete and has its priority; `root` is a name with the worksheet's prefix; `id` is a
// GUID in braces no other rule of the sheet has.
RuleXml WriteRule(const NewRule& rule, const std::vector<RangeRef>& ranges, std::string_view root,
                  std::string_view id);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_CONDITIONAL_RULE_H_

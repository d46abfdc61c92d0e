// FormulaPolicy: what becomes of formulas that do not parse, among many that are written.
//
// One that Excel cannot parse never goes into a file as a formula: Excel would call the whole file
// damaged. fail: nothing is written and all are told; warn: they are left out; off: they are
// written as text. What is told is grouped by what is wrong.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_POLICY_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_POLICY_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/formula_policy.pb.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

class FormulaPolicy {
 public:
  // INVALID_ARGUMENT (`INVALID_ARGUMENT`) about `formula_policy` for another word; empty is fail.
  static absl::StatusOr<FormulaPolicy> Of(const std::string& word);

  bool fails() const { return word_ == Word::kFail; }

  // Makes `change` one that writes `formula` (with or without =) into its cell. False when it is
  // to be left out. `sheet_name` is that of the change.
  bool Admit(std::string_view formula, std::string_view sheet_name,
             spreadsheet::CellChange* change);

  // INVALID_ARGUMENT (`INVALID_FORMULA`) when there were problems and the policy is fail, with the
  // groups in the message and the metadata `problems`.
  absl::Status Check() const;
  // Sets the message when there were problems.
  template <typename Response>
  void Report(Response* response) const {
    if (count_ > 0) Encode(response->mutable_formula_diagnostics());
  }

 private:
  enum class Word : uint8_t { kFail, kWarn, kOff };
  struct Group {
    std::string formula;
    std::vector<std::string> cells;
    int count = 0;
  };

  void Note(std::string_view error, std::string_view formula, std::string_view sheet_name,
            spreadsheet::CellRef cell);
  void Encode(v1::FormulaDiagnostics* diagnostics) const;

  Word word_ = Word::kFail;
  int count_ = 0;
  std::map<std::string, Group> groups_;  // by what is wrong
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_FORMULA_POLICY_H_

// Conditional formats of a sheet: adding, replacing and removing rules (18.3.1.18).
#ifndef SHEETGATE_SPREADSHEET_EDIT_CONDITIONAL_FORMAT_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_CONDITIONAL_FORMAT_OPERATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/edit/conditional_rule.h"
#include "spreadsheet/edit/operation.h"

namespace sheetgate::spreadsheet {

// All refuse with the errors of CompleteRule, `SHEET_NOT_FOUND` and `NOT_A_WORKSHEET`.

// One more rule. Where its priority is taken, the rules from there on go one further.
class AddFormatRuleOperation : public Operation {
 public:
  AddFormatRuleOperation(std::string sheet_name, std::vector<RangeRef> ranges, NewRule rule)
      : sheet_name_(std::move(sheet_name)), ranges_(std::move(ranges)), rule_(std::move(rule)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const std::vector<RangeRef> ranges_;
  const NewRule rule_;
};

// Another rule in place of the one with `priority`, which the new one has unless it gives its own;
// for the same ranges when none are given. FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) when there is
// no such rule.
class ReplaceFormatRuleOperation : public Operation {
 public:
  ReplaceFormatRuleOperation(std::string sheet_name, int32_t priority, std::vector<RangeRef> ranges,
                             NewRule rule)
      : sheet_name_(std::move(sheet_name)),
        priority_(priority),
        ranges_(std::move(ranges)),
        rule_(std::move(rule)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const int32_t priority_;
  const std::vector<RangeRef> ranges_;
  const NewRule rule_;
};

// The rule with the priority goes, or the cells of the ranges leave all rules. FAILED_PRECONDITION
// (`STRUCTURE_CONFLICT`) when there is nothing to remove.
class RemoveFormatRuleOperation : public Operation {
 public:
  // `priority`: nullopt to remove by ranges.
  RemoveFormatRuleOperation(std::string sheet_name, std::optional<int32_t> priority,
                            std::vector<RangeRef> ranges)
      : sheet_name_(std::move(sheet_name)), priority_(priority), ranges_(std::move(ranges)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const std::optional<int32_t> priority_;
  const std::vector<RangeRef> ranges_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_CONDITIONAL_FORMAT_OPERATION_H_

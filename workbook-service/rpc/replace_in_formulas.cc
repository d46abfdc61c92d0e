#include "workbook-service/rpc/replace_in_formulas.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/writing/formula_replacer.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/formula_policy.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/planned_write.h"
#include "workbook-service/rpc/shown_range.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::CellChange;
using spreadsheet::FormulaKind;
using spreadsheet::FormulaView;
using spreadsheet::RangeRef;

constexpr int kMostSamples = 20;
constexpr uint32_t kCheckEvery = 4096;
constexpr RangeRef kWholeSheet = {{1, 1}, {spreadsheet::kMaxRow, spreadsheet::kMaxColumn}};

// One replacement over the formulas of sheets.
class Replacement {
 public:
  Replacement(const spreadsheet::Workbook& workbook, const spreadsheet::FormulaReplacer& replacer,
              FormulaPolicy* policy, const platform::RequestContext& context,
              v1::ReplaceInFormulasResponse* report)
      : workbook_(workbook),
        replacer_(replacer),
        policy_(*policy),
        context_(context),
        report_(*report) {}

  absl::Status Visit(int index, const RangeRef& range) {
    ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::Sheet> sheet,
                     workbook_.LoadSheet(index, context_.cancellation));
    const std::string& name = workbook_.sheets()[static_cast<size_t>(index)].name;
    absl::Status status;
    sheet->VisitFormulas(range, [&](const FormulaView& formula) {
      if (++steps_ % kCheckEvery == 0) status = context_.cancellation.Check();
      Look(*sheet, index, name, formula);
      return status.ok();
    });
    return status;
  }

  std::vector<CellChange> Take() {
    report_.set_formulas_checked(checked_);
    report_.set_formulas_changed(static_cast<int64_t>(changes_.size()));
    report_.set_formulas_skipped(skipped_);
    return std::move(changes_);
  }
  int64_t changed() const { return static_cast<int64_t>(changes_.size()); }

 private:
  void Look(const spreadsheet::Sheet& sheet, int index, const std::string& sheet_name,
            const FormulaView& formula) {
    ++checked_;
    const std::string text = sheet.Formula(formula.ref);
    const std::optional<std::string> changed = replacer_.Replace(text);
    if (!changed.has_value() || *changed == text) return;
    if (formula.kind == FormulaKind::kArray || formula.kind == FormulaKind::kDataTable) {
      ++skipped_;
      return;
    }
    CellChange change;
    change.sheet = index;
    change.cell = formula.ref;
    if (!policy_.Admit(StrCat("=", *changed), sheet_name, &change)) return;
    if (report_.samples_size() < kMostSamples) {
      v1::FormulaReplacement& sample = *report_.add_samples();
      sample.set_sheet_name(sheet_name);
      sample.set_address(spreadsheet::FormatCell(formula.ref));
      sample.set_old_formula(StrCat("=", text));
      sample.set_new_formula(StrCat("=", *changed));
    }
    changes_.push_back(std::move(change));
  }

  const spreadsheet::Workbook& workbook_;
  const spreadsheet::FormulaReplacer& replacer_;
  FormulaPolicy& policy_;
  const platform::RequestContext& context_;
  v1::ReplaceInFormulasResponse& report_;
  uint32_t steps_ = 0;
  int64_t checked_ = 0;
  int64_t skipped_ = 0;
  std::vector<CellChange> changes_;
};

// The sheets a request is about, all worksheets when it names none.
absl::StatusOr<std::vector<int>> SheetsOf(const v1::ReplaceInFormulasRequest& request,
                                          const spreadsheet::Workbook& workbook) {
  std::vector<int> sheets;
  if (!request.sheet_name().empty()) {
    ASSIGN_OR_RETURN(const int sheet, workbook.FindSheet(request.sheet_name()));
    RETURN_IF_ERROR(RequireWorksheet(workbook, sheet));
    return std::vector<int>{sheet};
  }
  if (!request.range().empty()) {
    return BadArgument(ErrorReason::kMissingArgument, "sheet_name",
                       "a range needs the sheet it is on", "\"Sheet1\"");
  }
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    if (workbook.sheets()[i].kind == spreadsheet::SheetKind::kWorksheet) {
      sheets.push_back(static_cast<int>(i));
    }
  }
  return sheets;
}

absl::StatusOr<spreadsheet::FormulaReplacer> ReplacerOf(
    const v1::ReplaceInFormulasRequest& request) {
  ASSIGN_OR_RETURN(const std::string match, OneOf("match", request.match(), {"token", "text"}));
  auto replacer = spreadsheet::FormulaReplacer::Make(match == "token", request.find(),
                                                     request.replace_with(), request.match_case());
  if (!replacer.ok()) return InField(replacer.status(), "find", "\"VLOOKUP\"");
  return replacer;
}

}  // namespace

absl::StatusOr<v1::ReplaceInFormulasResponse> ReplaceInFormulas(
    const v1::ReplaceInFormulasRequest& request, const platform::RequestContext& context,
    Session& session) {
  const auto plan = [&](const Snapshot& snapshot,
                        v1::ReplaceInFormulasResponse* report) -> absl::StatusOr<Changes> {
    const spreadsheet::Workbook& workbook = *snapshot.workbook;
    ASSIGN_OR_RETURN(FormulaPolicy policy, FormulaPolicy::Of(request.formula_policy()));
    ASSIGN_OR_RETURN(const spreadsheet::FormulaReplacer replacer, ReplacerOf(request));
    ASSIGN_OR_RETURN(const std::vector<int> sheets, SheetsOf(request, workbook));
    RangeRef range = kWholeSheet;
    if (!request.range().empty()) {
      const absl::StatusOr<RangeRef> given = spreadsheet::ParseRange(request.range());
      if (!given.ok()) return InField(given.status(), "range", "\"D2:D40\"");
      range = *given;
    }
    Replacement replacement(workbook, replacer, &policy, context, report);
    for (const int sheet : sheets) {
      RETURN_IF_ERROR(replacement.Visit(sheet, range));
      if (replacement.changed() > kMostCellsWritten) {
        return BadArgument(ErrorReason::kLimitExceeded, "find",
                           StrCat("more than ", kMostCellsWritten,
                                  " formulas would change; go sheet by sheet or by ranges"),
                           "\"VLOOKUP\"");
      }
    }
    RETURN_IF_ERROR(policy.Check());
    policy.Report(report);
    return Changes(replacement.Take());
  };
  v1::ReplaceInFormulasResponse response;
  RETURN_IF_ERROR(WritePlanned(request, plan, context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook

#include "workbook-service/session/loaded_revision.h"

#include <cstddef>
#include <utility>

#include "platform/base/status_macros.h"

namespace sheetgate::workbook {

LoadedRevision::LoadedRevision(std::shared_ptr<const spreadsheet::Workbook> workbook,
                               platform::SharedBytes package, int64_t package_bytes,
                               bool stale_values, ReplayCost replay_cost)
    : workbook_(std::move(workbook)),
      package_(std::move(package)),
      package_bytes_(package_bytes),
      stale_values_(stale_values),
      replay_cost_(replay_cost) {}

absl::StatusOr<bool> LoadedRevision::HasFormulas(
    const platform::CancellationToken& cancellation) const {
  const Answer known = has_formulas_.load(std::memory_order_relaxed);
  if (known != Answer::kUnknown) return known == Answer::kYes;
  Answer answer = Answer::kNo;
  for (size_t i = 0; i < workbook_->sheets().size() && answer == Answer::kNo; ++i) {
    if (workbook_->sheets()[i].kind != spreadsheet::SheetKind::kWorksheet) continue;
    ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::Sheet> sheet,
                     workbook_->LoadSheet(static_cast<int>(i), cancellation));
    if (sheet->formula_count() > 0) answer = Answer::kYes;
  }
  has_formulas_.store(answer, std::memory_order_relaxed);
  return answer == Answer::kYes;
}

}  // namespace sheetgate::workbook

// LoadedRevision: the state of a revision in memory, shared by everybody who reads it.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_LOADED_REVISION_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_LOADED_REVISION_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "platform/base/shared_bytes.h"
#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

// What it takes to make a revision's state again: revisions and operations since the nearest
// package.
struct ReplayCost {
  int32_t revisions = 0;
  int64_t operations = 0;
};

class LoadedRevision {
 public:
  // `package`: its bytes when the workbook is exactly that package (they are the workbook's own,
  // not a copy), else null.
  LoadedRevision(std::shared_ptr<const spreadsheet::Workbook> workbook,
                 platform::SharedBytes package, int64_t package_bytes, bool stale_values,
                 ReplayCost replay_cost);

  const std::shared_ptr<const spreadsheet::Workbook>& workbook() const { return workbook_; }
  const platform::SharedBytes& package() const { return package_; }
  // Size of the package this revision is or derives from.
  int64_t package_bytes() const { return package_bytes_; }
  bool stale_values() const { return stale_values_; }
  const ReplayCost& replay_cost() const { return replay_cost_; }

  // Whether any sheet has a formula. Parses sheets until it finds one; remembers the answer.
  absl::StatusOr<bool> HasFormulas(const platform::CancellationToken& cancellation) const;

 private:
  enum class Answer : uint8_t { kUnknown, kNo, kYes };

  const std::shared_ptr<const spreadsheet::Workbook> workbook_;
  const platform::SharedBytes package_;
  const int64_t package_bytes_;
  const bool stale_values_;
  const ReplayCost replay_cost_;
  mutable std::atomic<Answer> has_formulas_{Answer::kUnknown};
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_LOADED_REVISION_H_

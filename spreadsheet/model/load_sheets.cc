// Threads take the next sheet from a shared list until there is none.
#include "spreadsheet/model/load_sheets.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace sheetgate::spreadsheet {
namespace {

// Shared with pool tasks that may start when all is done: those find nothing to take.
class Loading {
 public:
  Loading(std::shared_ptr<const Workbook> workbook, std::vector<int> indices,
          const platform::CancellationToken& cancellation)
      : workbook_(std::move(workbook)),
        indices_(std::move(indices)),
        cancellation_(cancellation),
        results_(indices_.size()) {}

  void Work() {
    for (size_t i = next_++; i < indices_.size(); i = next_++) {
      absl::Status result = workbook_->LoadSheet(indices_[i], cancellation_).status();
      std::lock_guard<std::mutex> lock(mutex_);
      results_[i] = std::move(result);
      if (++loaded_ == indices_.size()) all_loaded_.notify_all();
    }
  }

  absl::Status Wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    all_loaded_.wait(lock, [this] { return loaded_ == indices_.size(); });
    for (const absl::Status& result : results_) {
      if (!result.ok()) return result;
    }
    return absl::OkStatus();
  }

 private:
  const std::shared_ptr<const Workbook> workbook_;
  const std::vector<int> indices_;
  const platform::CancellationToken cancellation_;
  std::atomic<size_t> next_{0};
  std::mutex mutex_;
  std::condition_variable all_loaded_;
  size_t loaded_ = 0;
  std::vector<absl::Status> results_;
};

}  // namespace

absl::Status LoadSheets(const std::shared_ptr<const Workbook>& workbook,
                        absl::Span<const int> indices, int helpers, SubmitTask submit,
                        const platform::CancellationToken& cancellation) {
  std::vector<int> worksheets;
  for (const int index : indices) {
    if (workbook->sheets()[static_cast<size_t>(index)].kind == SheetKind::kWorksheet) {
      worksheets.push_back(index);
    }
  }
  const int tasks = std::min(helpers, static_cast<int>(worksheets.size()) - 1);
  const auto loading = std::make_shared<Loading>(workbook, std::move(worksheets), cancellation);
  for (int i = 0; i < tasks; ++i) {
    if (!submit([loading] { loading->Work(); })) break;
  }
  loading->Work();
  return loading->Wait();
}

}  // namespace sheetgate::spreadsheet

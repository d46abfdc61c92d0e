// FakeWorkbookService: the two RPCs of workbook-service that a recalculation uses, in this process.
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_FAKE_WORKBOOK_SERVICE_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_FAKE_WORKBOOK_SERVICE_H_

#include <grpcpp/server.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"

#include "sheetgate/workbook/v1/workbook_service.grpc.pb.h"

namespace sheetgate::tests {

class FakeWorkbookService final : public workbook::v1::WorkbookService::CallbackService {
 public:
  FakeWorkbookService();
  ~FakeWorkbookService() override;

  // Set before the calls.
  std::string package;
  std::string revision = "rev-1";
  bool stale_values = false;
  // With stale values: a revision before it whose values were not, if there is one.
  std::string calculated_revision;
  std::string calculated_package;
  absl::Status fetch_error;
  absl::Status commit_error;
  // Calls stay unanswered until they are cancelled.
  bool hold_fetch = false;
  bool hold_calculated = false;  // the fetch of calculated_revision
  bool hold_commit = false;

  std::shared_ptr<grpc::Channel> channel() const { return channel_; }

  void WaitForFetch() {
    Wait([this] { return fetches_ > 0; });
  }
  void WaitForCalculatedFetch() {
    Wait([this] { return fetches_ > 1; });
  }
  void WaitForCommit() {
    Wait([this] { return commits_ > 0; });
  }
  // Blocks until a held call was cancelled.
  void WaitForCancellation() {
    Wait([this] { return cancelled_ > 0; });
  }

  int commits() const {
    std::lock_guard lock(mutex_);
    return commits_;
  }
  // Header and cells of the last commit.
  workbook::v1::CalculationHeader committed_header() const {
    std::lock_guard lock(mutex_);
    return header_;
  }
  std::vector<workbook::v1::CalculatedCells> committed() const {
    std::lock_guard lock(mutex_);
    return cells_;
  }

  grpc::ServerWriteReactor<workbook::v1::ExportPackageResponse>* ExportPackage(
      grpc::CallbackServerContext* context,
      const workbook::v1::ExportPackageRequest* request) override;
  grpc::ServerReadReactor<workbook::v1::CommitCalculationRequest>* CommitCalculation(
      grpc::CallbackServerContext* context,
      workbook::v1::CommitCalculationResponse* response) override;

 private:
  class Export;
  class Commit;

  template <typename Condition>
  void Wait(Condition condition) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, condition);
  }
  void Note(int FakeWorkbookService::*counter) {
    {
      std::lock_guard lock(mutex_);
      ++(this->*counter);
    }
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int fetches_ = 0;
  int commits_ = 0;
  int cancelled_ = 0;
  workbook::v1::CalculationHeader header_;
  std::vector<workbook::v1::CalculatedCells> cells_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_FAKE_WORKBOOK_SERVICE_H_

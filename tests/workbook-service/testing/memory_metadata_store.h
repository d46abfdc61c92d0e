// MemoryMetadataStore: the fake of SqliteMetadataStore; the same conformance tests run over both.
#ifndef SHEETGATE_TESTS_WORKBOOK_SERVICE_TESTING_MEMORY_METADATA_STORE_H_
#define SHEETGATE_TESTS_WORKBOOK_SERVICE_TESTING_MEMORY_METADATA_STORE_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/synchronization/mutex.h"

#include "workbook-service/store/metadata_store.h"

namespace sheetgate::tests {

class MemoryMetadataStore : public workbook::MetadataStore {
 public:
  absl::StatusOr<std::optional<std::string>> FindRequest(const workbook::RequestKey& key) override;
  absl::StatusOr<std::optional<std::string>> CreateFork(const NewFork& fork) override;
  absl::StatusOr<workbook::WorkbookRow> GetWorkbook(std::string_view id) override;
  absl::StatusOr<std::vector<workbook::WorkbookRow>> ListWorkbooks() override;
  absl::Status DeleteWorkbook(std::string_view id, const Removal& removal) override;
  absl::StatusOr<std::vector<std::string>> DeleteExpired(absl::Time now,
                                                         absl::Time requests_before) override;
  absl::Status Touch(std::string_view id, absl::Time last_used_at, absl::Time expires_at) override;
  absl::Status SetBaseDigest(std::string_view id, std::string_view base_sha256,
                             std::string_view saving_sha256) override;
  absl::StatusOr<workbook::RevisionRow> GetRevision(std::string_view id) override;
  absl::StatusOr<bool> IsAncestor(std::string_view ancestor, std::string_view revision) override;
  absl::StatusOr<std::vector<std::string>> History(std::string_view revision) override;
  absl::StatusOr<std::string> NewestCalculated(std::string_view revision) override;
  absl::StatusOr<bool> HasRevision(std::string_view workbook_id,
                                   std::string_view revision) override;
  absl::StatusOr<std::vector<workbook::RevisionRow>> ListRevisions(std::string_view workbook_id,
                                                                   int64_t before,
                                                                   int limit) override;
  absl::Status SetPackage(std::string_view revision, const workbook::PackageRef& package) override;
  absl::StatusOr<std::optional<std::string>> CommitRevision(const NewRevision& commit) override;
  absl::StatusOr<std::optional<std::string>> MoveHead(const HeadMove& move) override;
  absl::StatusOr<std::optional<std::string>> AddCheckpoint(const NewCheckpoint& add) override;
  absl::StatusOr<std::vector<workbook::CheckpointRow>> ListCheckpoints(
      std::string_view workbook_id) override;
  absl::Status DeleteCheckpoint(std::string_view workbook_id, std::string_view checkpoint,
                                const workbook::RequestKey& request, absl::Time now) override;
  absl::StatusOr<std::optional<std::string>> AddStaged(const NewStaged& add) override;
  absl::StatusOr<std::vector<workbook::StagedRow>> ListStaged(
      std::string_view workbook_id) override;
  absl::StatusOr<std::optional<std::string>> ApplyStaged(const StagedMove& move) override;
  absl::Status DeleteStaged(std::string_view workbook_id, std::string_view change_id,
                            const workbook::RequestKey& request, absl::Time now) override;
  absl::Status Remember(const workbook::RequestKey& request, std::string_view result,
                        absl::Time now) override;
  absl::StatusOr<std::vector<std::string>> ReferencedBlobs() override;

 private:
  struct Remembered {
    std::string digest;
    std::string result;
    absl::Time created_at;
  };
  using RequestId = std::tuple<std::string, std::string, std::string, std::string>;
  static RequestId IdOf(const workbook::RequestKey& key) {
    return {key.workbook_id, key.method, key.principal, key.request_id};
  }
  absl::StatusOr<std::optional<std::string>> FindLocked(const workbook::RequestKey& key) const;
  void RememberLocked(const workbook::RequestKey& key, std::string_view result, absl::Time now);
  std::vector<std::string> HistoryLocked(std::string_view revision) const;
  // The fork with that head; conflict errors as the store's.
  absl::StatusOr<workbook::WorkbookRow*> AtHeadLocked(const std::string& workbook_id,
                                                      const std::string& head);
  void InsertLocked(workbook::RevisionRow revision);
  absl::Status DeleteLocked(const std::string& id);
  // Removes the revisions that no fork needs.
  void PruneLocked();

  absl::Mutex mutex_;
  std::map<std::string, workbook::WorkbookRow, std::less<>> workbooks_;
  std::map<std::string, workbook::RevisionRow, std::less<>> revisions_;
  std::map<RequestId, Remembered> requests_;
  std::vector<workbook::CheckpointRow> checkpoints_;
  std::vector<workbook::StagedRow> staged_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_WORKBOOK_SERVICE_TESTING_MEMORY_METADATA_STORE_H_

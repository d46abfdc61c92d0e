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
  absl::Status DeleteWorkbook(std::string_view id) override;
  absl::StatusOr<std::vector<std::string>> DeleteExpired(absl::Time now,
                                                         absl::Time requests_before) override;
  absl::Status Touch(std::string_view id, absl::Time last_used_at, absl::Time expires_at) override;
  absl::Status SetBaseDigest(std::string_view id, std::string_view base_sha256,
                             std::string_view saving_sha256) override;
  absl::StatusOr<workbook::RevisionRow> GetRevision(std::string_view id) override;
  absl::StatusOr<bool> IsAncestor(std::string_view ancestor, std::string_view revision) override;
  absl::StatusOr<std::vector<std::string>> History(std::string_view revision) override;
  absl::Status SetPackage(std::string_view revision, const workbook::PackageRef& package) override;
  absl::StatusOr<std::optional<std::string>> CommitRevision(const NewRevision& commit) override;
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
  std::vector<std::string> HistoryLocked(std::string_view revision) const;
  absl::Status DeleteLocked(const std::string& id);

  absl::Mutex mutex_;
  std::map<std::string, workbook::WorkbookRow, std::less<>> workbooks_;
  std::map<std::string, workbook::RevisionRow, std::less<>> revisions_;
  std::map<RequestId, Remembered> requests_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_WORKBOOK_SERVICE_TESTING_MEMORY_METADATA_STORE_H_

// MemoryBlobStore: the fake of FileBlobStore; the same conformance tests run over both.
#ifndef SHEETGATE_TESTS_WORKBOOK_SERVICE_TESTING_MEMORY_BLOB_STORE_H_
#define SHEETGATE_TESTS_WORKBOOK_SERVICE_TESTING_MEMORY_BLOB_STORE_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/synchronization/mutex.h"

#include "platform/base/error.h"
#include "platform/base/sha256.h"
#include "platform/base/status_macros.h"
#include "workbook-service/store/blob_store.h"

namespace sheetgate::tests {

class MemoryBlobStore : public workbook::BlobStore {
 public:
  absl::StatusOr<std::string> Put(std::string_view bytes) override {
    std::string digest = platform::Sha256Hex(bytes);
    absl::MutexLock lock(&mutex_);
    blobs_.emplace(digest, std::make_shared<const std::string>(bytes));
    return digest;
  }

  absl::StatusOr<platform::SharedBytes> Get(
      std::string_view digest, const platform::CancellationToken& cancellation) override {
    RETURN_IF_ERROR(Check(digest));
    RETURN_IF_ERROR(cancellation.Check());
    absl::MutexLock lock(&mutex_);
    const auto found = blobs_.find(std::string(digest));
    if (found == blobs_.end()) {
      return platform::NotFound(platform::ErrorReason::kStorageFailed, "blob is missing");
    }
    return found->second;
  }

  absl::Status Delete(std::string_view digest) override {
    RETURN_IF_ERROR(Check(digest));
    absl::MutexLock lock(&mutex_);
    blobs_.erase(std::string(digest));
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<std::string>> List() override {
    absl::MutexLock lock(&mutex_);
    std::vector<std::string> digests;
    for (const auto& [digest, bytes] : blobs_) digests.push_back(digest);
    return digests;
  }

 private:
  static absl::Status Check(std::string_view digest) {
    if (workbook::IsDigest(digest)) return absl::OkStatus();
    return platform::InvalidArgument(platform::ErrorReason::kInvalidArgument, "not a SHA-256");
  }

  absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<const std::string>> blobs_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_WORKBOOK_SERVICE_TESTING_MEMORY_BLOB_STORE_H_

#include "workbook-service/store/late_blob_store.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/observability/log.h"

namespace sheetgate::workbook {

LateBlobStore::LateBlobStore(std::unique_ptr<BlobStore> store, Executor executor)
    : store_(std::move(store)), executor_(std::move(executor)) {}

void LateBlobStore::PutLater(const std::string& digest, platform::SharedBytes bytes) {
  absl::MutexLock lock(&mutex_);
  if (!pending_.try_emplace(digest, std::make_shared<Pending>(std::move(bytes))).second) return;
  executor_([this, digest] {
    if (const absl::Status status = Settle(digest); !status.ok()) {
      platform::Log(platform::Severity::kWarning,
                    "cannot store a forked package yet; the next edit of its forks tries again",
                    {{"error", platform::ToStd(status.message())}});
    }
  });
}

std::shared_ptr<LateBlobStore::Pending> LateBlobStore::Find(std::string_view digest) const {
  absl::MutexLock lock(&mutex_);
  const auto found = pending_.find(digest);
  return found == pending_.end() ? nullptr : found->second;
}

absl::Status LateBlobStore::Settle(const std::string& digest) {
  const std::shared_ptr<Pending> pending = Find(digest);
  if (pending == nullptr) return absl::OkStatus();
  absl::MutexLock storing(&pending->storing);
  if (pending->stored) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string stored, store_->Put(*pending->bytes));
  if (stored != digest) {
    return platform::Internal(
        platform::StrCat("bytes given as blob ", digest, " are blob ", stored));
  }
  pending->stored = true;
  absl::MutexLock lock(&mutex_);
  pending_.erase(digest);
  return absl::OkStatus();
}

bool LateBlobStore::pending() const {
  absl::MutexLock lock(&mutex_);
  return !pending_.empty();
}

absl::StatusOr<platform::SharedBytes> LateBlobStore::Get(
    std::string_view digest, const platform::CancellationToken& cancellation) {
  if (const std::shared_ptr<Pending> pending = Find(digest)) return pending->bytes;
  return store_->Get(digest, cancellation);
}

}  // namespace sheetgate::workbook

// LateBlobStore: a BlobStore that can take bytes now and store them a little later.
//
// Storing a package of 100 MiB takes a good part of a second, which whoever forks a file does not
// wait for: the bytes are in memory, pinned here until they are stored, and read from here
// meanwhile. Whoever makes something durable that needs them waits for them with Settle first
// (ADR 10).
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_LATE_BLOB_STORE_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_LATE_BLOB_STORE_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

#include "workbook-service/store/blob_store.h"

namespace sheetgate::workbook {

class LateBlobStore final : public BlobStore {
 public:
  // Runs a task soon; false when it will not (the bytes then wait for Settle).
  using Executor = absl::AnyInvocable<bool(absl::AnyInvocable<void()>)>;

  // What is running or queued in `executor` must end before this is destroyed.
  LateBlobStore(std::unique_ptr<BlobStore> store, Executor executor);

  // Takes bytes whose digest is known, and returns at once. Get finds them from now on; List does
  // when they are stored.
  void PutLater(const std::string& digest, platform::SharedBytes bytes);
  // Returns when bytes given to PutLater are stored; stores them itself when nobody does. OK when
  // none are pending. A failure is that of the store, and may be repeated.
  absl::Status Settle(const std::string& digest);
  // Whether any bytes are pending.
  bool pending() const;

  absl::StatusOr<std::string> Put(std::string_view bytes) override { return store_->Put(bytes); }
  absl::StatusOr<platform::SharedBytes> Get(
      std::string_view digest, const platform::CancellationToken& cancellation) override;
  absl::Status Delete(std::string_view digest) override { return store_->Delete(digest); }
  absl::StatusOr<std::vector<std::string>> List() override { return store_->List(); }

 private:
  struct Pending {
    explicit Pending(platform::SharedBytes b) : bytes(std::move(b)) {}
    const platform::SharedBytes bytes;
    absl::Mutex storing;
    bool stored ABSL_GUARDED_BY(storing) = false;
  };

  std::shared_ptr<Pending> Find(std::string_view digest) const;

  const std::unique_ptr<BlobStore> store_;
  mutable absl::Mutex mutex_;
  Executor executor_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::shared_ptr<Pending>, std::less<>> pending_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_LATE_BLOB_STORE_H_

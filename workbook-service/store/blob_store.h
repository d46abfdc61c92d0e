// BlobStore: immutable bytes under their SHA-256. Packages of materialised revisions live here.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_BLOB_STORE_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_BLOB_STORE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/base/shared_bytes.h"
#include "platform/concurrency/cancellation.h"

namespace sheetgate::workbook {

// Thread-safe. Digests are 64 lower-case hexadecimal digits; anything else is INVALID_ARGUMENT.
// Failures of the medium are `STORAGE_FAILED`.
class BlobStore {
 public:
  virtual ~BlobStore() = default;

  // Stores `bytes` and returns their digest; durable when it returns. Storing the same bytes again
  // costs no space.
  virtual absl::StatusOr<std::string> Put(std::string_view bytes) = 0;

  // NOT_FOUND (`STORAGE_FAILED`) when there is no such blob, DATA_LOSS (`FILE_CORRUPT`) when its
  // bytes do not match the digest.
  virtual absl::StatusOr<platform::SharedBytes> Get(
      std::string_view digest, const platform::CancellationToken& cancellation) = 0;

  // OK also when there is no such blob.
  virtual absl::Status Delete(std::string_view digest) = 0;

  // Every digest, in no order.
  virtual absl::StatusOr<std::vector<std::string>> List() = 0;
};

// Whether `digest` has the form of a SHA-256.
inline bool IsDigest(std::string_view digest) {
  return digest.size() == 64 &&
         digest.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_BLOB_STORE_H_

// FileBlobStore: blobs as files, <root>/ab/cd/<sha256>.
//
// A blob appears complete or not at all: it is written to <root>/tmp, synced, renamed, and the
// directory synced. Every read is checked against the digest, so bytes that rot are reported
// instead of handed out.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_FILE_BLOB_STORE_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_FILE_BLOB_STORE_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workbook-service/store/blob_store.h"

namespace sheetgate::workbook {

class FileBlobStore : public BlobStore {
 public:
  // Creates `root` if need be and removes unfinished files. The caller makes sure that nobody else
  // uses `root`.
  static absl::StatusOr<std::unique_ptr<FileBlobStore>> Open(const std::string& root);

  absl::StatusOr<std::string> Put(std::string_view bytes) override;
  absl::StatusOr<platform::SharedBytes> Get(
      std::string_view digest, const platform::CancellationToken& cancellation) override;
  absl::Status Delete(std::string_view digest) override;
  absl::StatusOr<std::vector<std::string>> List() override;

 private:
  explicit FileBlobStore(std::string root) : root_(std::move(root)) {}
  std::string DirectoryOf(std::string_view digest) const;
  std::string PathOf(std::string_view digest) const;

  const std::string root_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_FILE_BLOB_STORE_H_

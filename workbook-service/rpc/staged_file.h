// StagedFile: a temporary file that is gone when the object is, unless it was moved away before.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_STAGED_FILE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_STAGED_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sheetgate::workbook {

// Not thread-safe. Every method may fail with UNAVAILABLE (`STORAGE_FAILED`).
class StagedFile {
 public:
  // A new, empty file in `directory`, readable by this user only.
  static absl::StatusOr<StagedFile> Create(const std::string& directory);
  StagedFile(StagedFile&& other) noexcept;
  StagedFile& operator=(StagedFile&&) = delete;
  ~StagedFile();

  absl::Status Append(std::string_view bytes);
  // Makes what was written durable and closes the file; nothing can be appended afterwards.
  absl::Status Seal();
  const std::string& path() const { return path_; }

 private:
  StagedFile(std::string path, int descriptor);

  std::string path_;  // empty: moved from
  int descriptor_ = -1;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_STAGED_FILE_H_

// DirectoryLock: at most one process uses a data directory.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_DIRECTORY_LOCK_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_DIRECTORY_LOCK_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"

#include "workbook-service/store/files.h"

namespace sheetgate::workbook {

// Holds flock(2) on `<directory>/lock`; released when destroyed and by the kernel when the process
// ends, however it ends.
class DirectoryLock {
 public:
  // FAILED_PRECONDITION (`STORAGE_FAILED`) naming the holder when somebody else holds it, in this
  // process too.
  static absl::StatusOr<DirectoryLock> Acquire(const std::string& directory);

 private:
  explicit DirectoryLock(FileDescriptor file) : file_(std::move(file)) {}
  FileDescriptor file_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_DIRECTORY_LOCK_H_

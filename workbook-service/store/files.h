// Small wrappers over POSIX files: descriptors that close themselves, errors as statuses, writes
// that are durable.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_FILES_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_FILES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"

namespace sheetgate::workbook {

// Owns a file descriptor.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();

  bool valid() const { return fd_ >= 0; }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

// The status of a failed system call: `STORAGE_FAILED`, UNAVAILABLE for what may pass (no space,
// too many open files), else INTERNAL. `what` says what was attempted, on which file ("write
// blobs/ab/cd").
absl::Status StorageError(std::string_view what, int error_number);

// Writes everything and syncs it to the device.
absl::Status WriteAndSync(int fd, std::string_view bytes, std::string_view what);

// Reads `size` bytes, or fewer when the file ends before.
absl::StatusOr<std::string> ReadUpTo(int fd, int64_t size, std::string_view what,
                                     const platform::CancellationToken& cancellation);

// Makes renames and new entries of the directory durable.
absl::Status SyncDirectory(int directory, std::string_view what);

// Creates `path` and its parents (mode 0700) as far as they are missing.
absl::Status CreateDirectories(const std::string& path);

// Opens a directory for *at() calls.
absl::StatusOr<FileDescriptor> OpenDirectory(const std::string& path);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_FILES_H_

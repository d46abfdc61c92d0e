#include "workbook-service/store/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace sheetgate::workbook {

absl::StatusOr<DirectoryLock> DirectoryLock::Acquire(const std::string& directory) {
  const std::string path = platform::StrCat(directory, "/lock");
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.valid()) return StorageError(platform::StrCat("open ", path), errno);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return StorageError(platform::StrCat("lock ", path), errno);
    char holder[32] = {};
    const ssize_t length = ::pread(file.get(), holder, sizeof(holder) - 1, 0);
    const std::string_view pid(holder, length > 0 ? static_cast<size_t>(length) : 0);
    return platform::FailedPrecondition(
        platform::ErrorReason::kStorageFailed,
        platform::StrCat(
            "data directory ", directory, " is in use by process ", pid,
            "; give every workbook-service its own, for example --data_dir=/var/lib/sheetgate-2"));
  }
  const std::string pid = platform::StrCat(::getpid());
  if (::ftruncate(file.get(), 0) != 0 ||
      ::pwrite(file.get(), pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    return StorageError(platform::StrCat("write ", path), errno);
  }
  return DirectoryLock(std::move(file));
}

}  // namespace sheetgate::workbook

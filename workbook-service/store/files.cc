#include "workbook-service/store/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace sheetgate::workbook {

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

absl::Status StorageError(std::string_view what, int error_number) {
  const bool may_pass = error_number == ENOSPC || error_number == EDQUOT ||
                        error_number == EMFILE || error_number == ENFILE || error_number == EAGAIN;
  return platform::Error(
      may_pass ? absl::StatusCode::kUnavailable : absl::StatusCode::kInternal,
      platform::ErrorReason::kStorageFailed,
      platform::StrCat("cannot ", what, ": ", std::generic_category().message(error_number)));
}

absl::Status WriteAndSync(int fd, std::string_view bytes, std::string_view what) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return StorageError(what, errno);
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  if (::fsync(fd) != 0) return StorageError(what, errno);
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadUpTo(int fd, int64_t size, std::string_view what,
                                     const platform::CancellationToken& cancellation) {
  constexpr int64_t kPiece = 4 << 20;
  std::string bytes(static_cast<size_t>(size), '\0');
  int64_t done = 0;
  while (done < size) {
    RETURN_IF_ERROR(cancellation.Check());
    const ssize_t got =
        ::read(fd, bytes.data() + done, static_cast<size_t>(std::min(kPiece, size - done)));
    if (got < 0) {
      if (errno == EINTR) continue;
      return StorageError(what, errno);
    }
    if (got == 0) break;
    done += got;
  }
  bytes.resize(static_cast<size_t>(done));
  return bytes;
}

absl::Status SyncDirectory(int directory, std::string_view what) {
  if (::fsync(directory) != 0) return StorageError(what, errno);
  return absl::OkStatus();
}

absl::Status CreateDirectories(const std::string& path) {
  for (size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string prefix = path.substr(0, end);
    if (::mkdir(prefix.c_str(), 0700) != 0 && errno != EEXIST) {
      return StorageError(platform::StrCat("create directory ", prefix), errno);
    }
    if (end == std::string::npos) return absl::OkStatus();
  }
}

absl::StatusOr<FileDescriptor> OpenDirectory(const std::string& path) {
  FileDescriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid()) return StorageError(platform::StrCat("open directory ", path), errno);
  return directory;
}

}  // namespace sheetgate::workbook

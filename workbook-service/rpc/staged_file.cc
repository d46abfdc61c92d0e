#include "workbook-service/rpc/staged_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/ids.h"
#include "platform/base/strings.h"

namespace sheetgate::workbook {
namespace {

absl::Status StorageFailed(std::string_view what, int error) {
  return platform::Error(
      absl::StatusCode::kUnavailable, platform::ErrorReason::kStorageFailed,
      platform::StrCat("cannot ", what, " the upload's temporary file: ", std::strerror(error),
                       "; the data directory must be writable and have space left"));
}

}  // namespace

absl::StatusOr<StagedFile> StagedFile::Create(const std::string& directory) {
  std::string path = platform::StrCat(directory, "/", platform::RandomId("upload-"));
  const int descriptor =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0) return StorageFailed("create", errno);
  return StagedFile(std::move(path), descriptor);
}

StagedFile::StagedFile(std::string path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

StagedFile::StagedFile(StagedFile&& other) noexcept
    : path_(std::exchange(other.path_, {})), descriptor_(std::exchange(other.descriptor_, -1)) {}

StagedFile::~StagedFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!path_.empty()) unlink(path_.c_str());
}

absl::Status StagedFile::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return StorageFailed("write", errno);
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status StagedFile::Seal() {
  if (fsync(descriptor_) != 0) return StorageFailed("sync", errno);
  if (close(std::exchange(descriptor_, -1)) != 0) return StorageFailed("close", errno);
  return absl::OkStatus();
}

}  // namespace sheetgate::workbook

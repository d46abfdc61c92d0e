#include "workbook-service/store/file_blob_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "platform/base/error.h"
#include "platform/base/ids.h"
#include "platform/base/sha256.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/store/files.h"

namespace sheetgate::workbook {
namespace {

absl::Status CheckDigest(std::string_view digest) {
  if (IsDigest(digest)) return absl::OkStatus();
  return platform::InvalidArgument(
      platform::ErrorReason::kInvalidArgument,
      platform::StrCat("'", digest, "' is not a SHA-256 in lower-case hexadecimal digits"));
}

absl::Status Damaged(std::string_view digest) {
  return platform::Error(absl::StatusCode::kDataLoss, platform::ErrorReason::kFileCorrupt,
                         platform::StrCat("blob ", digest, " is damaged on disk"));
}

absl::Status SyncPath(const std::string& directory) {
  ASSIGN_OR_RETURN(const FileDescriptor descriptor, OpenDirectory(directory));
  return SyncDirectory(descriptor.get(), platform::StrCat("sync directory ", directory));
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileBlobStore>> FileBlobStore::Open(const std::string& root) {
  const std::string temporary = platform::StrCat(root, "/tmp");
  RETURN_IF_ERROR(CreateDirectories(temporary));
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(temporary, error)) {
    if (::unlink(entry.path().c_str()) != 0) {
      return StorageError(platform::StrCat("remove ", entry.path().string()), errno);
    }
  }
  if (error) return StorageError(platform::StrCat("list ", temporary), error.value());
  RETURN_IF_ERROR(SyncPath(root));
  return std::unique_ptr<FileBlobStore>(new FileBlobStore(root));
}

std::string FileBlobStore::DirectoryOf(std::string_view digest) const {
  return platform::StrCat(root_, "/", digest.substr(0, 2), "/", digest.substr(2, 2));
}

std::string FileBlobStore::PathOf(std::string_view digest) const {
  return platform::StrCat(DirectoryOf(digest), "/", digest);
}

absl::StatusOr<std::string> FileBlobStore::Put(std::string_view bytes) {
  std::string digest = platform::Sha256Hex(bytes);
  const std::string path = PathOf(digest);
  struct stat existing;
  if (::stat(path.c_str(), &existing) == 0 &&
      existing.st_size == static_cast<int64_t>(bytes.size())) {
    return digest;
  }
  const std::string temporary = platform::StrCat(root_, "/tmp/", platform::RandomId("blob-"));
  const FileDescriptor file(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400));
  if (!file.valid()) return StorageError(platform::StrCat("create ", temporary), errno);
  absl::Status status = WriteAndSync(file.get(), bytes, platform::StrCat("write ", temporary));
  const std::string directory = DirectoryOf(digest);
  if (status.ok()) status = CreateDirectories(directory);
  if (status.ok() && ::rename(temporary.c_str(), path.c_str()) != 0) {
    status = StorageError(platform::StrCat("rename to ", path), errno);
  }
  if (!status.ok()) {
    ::unlink(temporary.c_str());
    return status;
  }
  // The directories may be new themselves: each is durable only when its parent is synced.
  RETURN_IF_ERROR(SyncPath(directory));
  RETURN_IF_ERROR(SyncPath(platform::StrCat(root_, "/", digest.substr(0, 2))));
  RETURN_IF_ERROR(SyncPath(root_));
  return digest;
}

absl::StatusOr<platform::SharedBytes> FileBlobStore::Get(
    std::string_view digest, const platform::CancellationToken& cancellation) {
  RETURN_IF_ERROR(CheckDigest(digest));
  const std::string path = PathOf(digest);
  RETURN_IF_ERROR(cancellation.Check());
  absl::StatusOr<platform::SharedBytes> bytes = platform::SharedBytes::Map(path);
  if (absl::IsNotFound(bytes.status())) {
    return platform::NotFound(platform::ErrorReason::kStorageFailed,
                              platform::StrCat("blob ", digest, " is missing"));
  }
  RETURN_IF_ERROR(bytes.status());
  if (platform::Sha256Hex(**bytes) != digest) return Damaged(digest);
  return bytes;
}

absl::Status FileBlobStore::Delete(std::string_view digest) {
  RETURN_IF_ERROR(CheckDigest(digest));
  const std::string path = PathOf(digest);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    return StorageError(platform::StrCat("remove ", path), errno);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> FileBlobStore::List() {
  std::vector<std::string> digests;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator entry(root_, error), end; entry != end;
       entry.increment(error)) {
    if (error) break;
    std::string name = entry->path().filename().string();
    if (IsDigest(name)) digests.push_back(std::move(name));
  }
  if (error) return StorageError(platform::StrCat("list ", root_), error.value());
  return digests;
}

}  // namespace sheetgate::workbook

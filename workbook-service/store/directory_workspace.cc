#include "workbook-service/store/directory_workspace.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "absl/functional/function_ref.h"

#include "platform/base/error.h"
#include "platform/base/ids.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/store/beneath.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;

constexpr int kMaxDepth = 32;
constexpr int64_t kSettleNs = 50'000'000;  // several ticks of the slowest kernel (CONFIG_HZ=100)
constexpr int kReadAttempts = 3;

int64_t Nanoseconds(const struct timespec& time) {
  return static_cast<int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

FileStamp StampOf(const struct stat& info) {
  return FileStamp{.size_bytes = info.st_size,
                   .modified_ns = Nanoseconds(info.st_mtim),
                   .changed_ns = Nanoseconds(info.st_ctim),
                   .inode = info.st_ino,
                   .device = info.st_dev};
}

absl::Status PathError(std::string_view path, std::string_view what, int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return platform::NotFound(
          ErrorReason::kWorkbookNotFound,
          StrCat("no file '", path, "' in the workspace; list_workbooks shows all"),
          {{"path", std::string(path)}});
    case ELOOP:
    case EXDEV:
      return platform::Error(
          absl::StatusCode::kPermissionDenied, ErrorReason::kPathOutsideWorkspace,
          StrCat(
              "path '", path,
              "' goes through a symbolic link, which could lead out of the workspace; use a path "
              "without links such as results/budget-2027.xlsx"),
          {{"field", "path"}});
    default:
      return StorageError(StrCat(what, " ", path), error);
  }
}

bool IsHidden(std::string_view name) {
  return name.substr(0, 1) == "." || name.substr(0, 2) == "~$";
}

// Calls `visit` for each regular file below `directory` with its directory, name, and path; hidden
// folders are not entered.
using Visitor = absl::FunctionRef<absl::Status(int directory, const char* name,
                                               const std::string& path, const struct stat& info)>;
absl::Status WalkFiles(FileDescriptor directory, const std::string& prefix, int depth,
                       Visitor visit) {
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(directory.get()), &::closedir);
  if (stream == nullptr) return StorageError(StrCat("list ", prefix), errno);
  const int fd = directory.release();  // the stream owns it now
  while (true) {
    errno = 0;
    const struct dirent* entry = ::readdir(stream.get());
    if (entry == nullptr) {
      return errno == 0 ? absl::OkStatus() : StorageError(StrCat("list ", prefix), errno);
    }
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    struct stat info;
    if (::fstatat(fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) continue;  // gone meanwhile
    const std::string path = StrCat(prefix, name);
    if (S_ISREG(info.st_mode)) {
      RETURN_IF_ERROR(visit(fd, entry->d_name, path, info));
    } else if (S_ISDIR(info.st_mode) && !IsHidden(name) && depth < kMaxDepth) {
      FileDescriptor child(
          ::openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (!child.valid()) continue;  // gone, replaced by a link, or not for us to read
      RETURN_IF_ERROR(WalkFiles(std::move(child), StrCat(path, "/"), depth + 1, visit));
    }
  }
}

absl::StatusOr<FileDescriptor> Reopen(int directory) {
  FileDescriptor again(::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!again.valid()) return StorageError("open the workspace", errno);
  return again;
}

// Gives `temporary` its final name in the same directory.
absl::Status Publish(int directory, const std::string& temporary, const std::string& name,
                     std::string_view path, bool overwrite) {
  const auto exists = [&] {
    return platform::Error(
        absl::StatusCode::kAlreadyExists, ErrorReason::kFileExists,
        StrCat("file '", path, "' exists; use another path, or overwrite: true to replace it"),
        {{"path", std::string(path)}});
  };
  if (overwrite) {
    if (::renameat(directory, temporary.c_str(), directory, name.c_str()) == 0) {
      return absl::OkStatus();
    }
    return PathError(path, "replace", errno);
  }
  if (::renameat2(directory, temporary.c_str(), directory, name.c_str(), RENAME_NOREPLACE) == 0) {
    return absl::OkStatus();
  }
  if (errno == EEXIST) return exists();
  if (errno != EINVAL && errno != ENOSYS) return PathError(path, "write", errno);
  // A file system without RENAME_NOREPLACE: link refuses an existing name just as well.
  if (::linkat(directory, temporary.c_str(), directory, name.c_str(), 0) != 0) {
    return errno == EEXIST ? exists() : PathError(path, "write", errno);
  }
  ::unlinkat(directory, temporary.c_str(), 0);
  return absl::OkStatus();
}

}  // namespace

DirectoryWorkspace::DirectoryWorkspace(FileDescriptor root, std::string staging_directory,
                                       std::string temporary_prefix)
    : root_(std::move(root)),
      staging_directory_(std::move(staging_directory)),
      temporary_prefix_(std::move(temporary_prefix)) {}

absl::StatusOr<std::unique_ptr<DirectoryWorkspace>> DirectoryWorkspace::Open(
    const std::string& root, std::string_view owner) {
  FileDescriptor directory(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::unique_ptr<char, void (*)(void*)> absolute(::realpath(root.c_str(), nullptr), &::free);
  if (!directory.valid() || absolute == nullptr) {
    return platform::FailedPrecondition(
        ErrorReason::kStorageFailed,
        StrCat("workspace '", root,
               "' is not a directory that can be read; give an existing one, for example ",
               "--workspace=/srv/workbooks"));
  }
  const std::string staging = StrCat(absolute.get(), "/.sheetgate/staging/", owner);
  const std::string prefix = StrCat(".sheetgate-", owner, "-");
  RETURN_IF_ERROR(CreateDirectories(staging));
  const auto remove = [](int fd, const char* name, const std::string& path) {
    return ::unlinkat(fd, name, 0) == 0 || errno == ENOENT
               ? absl::OkStatus()
               : StorageError(StrCat("remove ", path), errno);
  };
  ASSIGN_OR_RETURN(FileDescriptor leftovers, OpenDirectory(staging));
  RETURN_IF_ERROR(WalkFiles(std::move(leftovers), "", 0,
                            [&](int fd, const char* name, const std::string& path,
                                const struct stat&) { return remove(fd, name, path); }));
  ASSIGN_OR_RETURN(FileDescriptor top, Reopen(directory.get()));
  RETURN_IF_ERROR(WalkFiles(
      std::move(top), "", 0,
      [&](int fd, const char* name, const std::string& path, const struct stat&) {
        return std::string_view(name).substr(0, prefix.size()) == prefix ? remove(fd, name, path)
                                                                         : absl::OkStatus();
      }));
  return std::unique_ptr<DirectoryWorkspace>(
      new DirectoryWorkspace(std::move(directory), staging, prefix));
}

absl::StatusOr<std::vector<WorkspaceEntry>> DirectoryWorkspace::List(
    const platform::CancellationToken& cancellation) {
  std::vector<WorkspaceEntry> entries;
  ASSIGN_OR_RETURN(FileDescriptor top, Reopen(root_.get()));
  RETURN_IF_ERROR(WalkFiles(
      std::move(top), "", 0,
      [&](int, const char*, const std::string& path, const struct stat& info) -> absl::Status {
        RETURN_IF_ERROR(cancellation.Check());
        // Names that could not be given back to us are not listed.
        const absl::StatusOr<std::string> normal = NormalizePath(path);
        if (normal.ok() && *normal == path) {
          entries.push_back({path, info.st_size, absl::TimeFromTimespec(info.st_mtim)});
        }
        return absl::OkStatus();
      }));
  std::sort(entries.begin(), entries.end(),
            [](const WorkspaceEntry& a, const WorkspaceEntry& b) { return a.path < b.path; });
  return entries;
}

absl::StatusOr<FileDescriptor> DirectoryWorkspace::OpenFile(const std::string& path) const {
  // O_NONBLOCK: opening a FIFO must not wait for its other end.
  FileDescriptor file = OpenBeneath(root_.get(), path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!file.valid()) return PathError(path, "open", errno);
  return file;
}

absl::StatusOr<FileStamp> DirectoryWorkspace::Stat(std::string_view path) {
  ASSIGN_OR_RETURN(const std::string normal, NormalizePath(path));
  const FileDescriptor file = OpenBeneath(root_.get(), normal, O_PATH);
  if (!file.valid()) return PathError(path, "open", errno);
  struct stat info;
  if (::fstat(file.get(), &info) != 0) return PathError(path, "stat", errno);
  if (!S_ISREG(info.st_mode)) return PathError(path, "open", ENOENT);
  return StampOf(info);
}

absl::StatusOr<FileContent> DirectoryWorkspace::Read(
    std::string_view path, int64_t max_bytes, const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const std::string normal,
                   IsImagePath(path) ? NormalizeImagePath(path) : NormalizePath(path));
  for (int attempt = 0; attempt < kReadAttempts; ++attempt) {
    ASSIGN_OR_RETURN(const FileDescriptor file, OpenFile(normal));
    struct stat before;
    if (::fstat(file.get(), &before) != 0) return PathError(path, "stat", errno);
    if (!S_ISREG(before.st_mode)) return PathError(path, "open", ENOENT);
    if (before.st_size > max_bytes) {
      return platform::ResourceExhausted(
          ErrorReason::kFileTooLarge,
          StrCat("file '", path, "' has ", before.st_size, " bytes, the limit is ", max_bytes),
          {{"limit", StrCat(max_bytes)}});
    }
    struct timespec now;
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    FileContent content;
    content.stamp = StampOf(before);
    ASSIGN_OR_RETURN(content.bytes,
                     ReadUpTo(file.get(), before.st_size, StrCat("read ", path), cancellation));
    struct stat after;
    if (::fstat(file.get(), &after) != 0) return PathError(path, "stat", errno);
    // A rename over the file changes the inode's ctime (its link count), not what was read.
    const FileStamp end = StampOf(after);
    const bool unchanged = end.size_bytes == content.stamp.size_bytes &&
                           end.modified_ns == content.stamp.modified_ns &&
                           static_cast<int64_t>(content.bytes.size()) == end.size_bytes;
    if (!unchanged) continue;
    content.settled = end == content.stamp && Nanoseconds(now) - end.changed_ns > kSettleNs &&
                      Nanoseconds(now) - end.modified_ns > kSettleNs;
    return content;
  }
  return platform::WithRetryAfter(
      platform::Error(absl::StatusCode::kUnavailable, ErrorReason::kStorageFailed,
                      StrCat("file '", path,
                             "' is being written by somebody else; try again when that is done")),
      absl::Seconds(1));
}

absl::StatusOr<FileDescriptor> DirectoryWorkspace::OpenParent(const std::string& path,
                                                              bool create) const {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return Reopen(root_.get());
  const std::string folder = path.substr(0, slash);
  FileDescriptor parent = OpenBeneath(root_.get(), folder, O_RDONLY | O_DIRECTORY);
  if (parent.valid()) return parent;
  if (errno != ENOENT || !create) {
    if (errno == ENOTDIR) {
      return platform::InvalidArgument(
          ErrorReason::kInvalidPath,
          StrCat("path '", path, "' goes through a file that is not a folder"),
          {{"field", "path"}});
    }
    return PathError(path, "open the folder of", errno);
  }
  ASSIGN_OR_RETURN(const FileDescriptor above, OpenParent(folder, create));
  const std::string name = folder.substr(folder.rfind('/') + 1);  // npos + 1 is 0
  if (::mkdirat(above.get(), name.c_str(), 0777) != 0 && errno != EEXIST) {
    return PathError(path, "make a folder for", errno);
  }
  RETURN_IF_ERROR(SyncDirectory(above.get(), StrCat("make a folder for ", path)));
  parent = OpenBeneath(above.get(), name, O_RDONLY | O_DIRECTORY);
  if (!parent.valid()) return PathError(path, "open the folder of", errno);
  return parent;
}

absl::Status DirectoryWorkspace::Write(std::string_view path, std::string_view bytes,
                                       bool overwrite,
                                       absl::FunctionRef<absl::Status()> before_publish) {
  ASSIGN_OR_RETURN(const std::string normal, NormalizePath(path));
  ASSIGN_OR_RETURN(const FileDescriptor parent, OpenParent(normal, /*create=*/true));
  const std::string name = normal.substr(normal.rfind('/') + 1);
  struct stat existing;
  const bool exists = ::fstatat(parent.get(), name.c_str(), &existing, AT_SYMLINK_NOFOLLOW) == 0;
  if (exists && S_ISLNK(existing.st_mode)) return PathError(path, "write", ELOOP);
  if (exists && !S_ISREG(existing.st_mode)) {
    return platform::InvalidArgument(ErrorReason::kInvalidPath,
                                     StrCat("path '", path, "' is not a regular file"),
                                     {{"field", "path"}});
  }
  const std::string temporary = platform::RandomId(temporary_prefix_);
  const FileDescriptor file(::openat(parent.get(), temporary.c_str(),
                                     O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!file.valid()) return PathError(path, "write", errno);
  const auto prepare_and_publish = [&]() -> absl::Status {
    if (exists && ::fchmod(file.get(), existing.st_mode & 07777) != 0) {
      return PathError(path, "set the mode of", errno);
    }
    RETURN_IF_ERROR(WriteAndSync(file.get(), bytes, StrCat("write ", path)));
    absl::MutexLock lock(&publishing_);
    RETURN_IF_ERROR(before_publish());
    return Publish(parent.get(), temporary, name, path, overwrite);
  };
  if (absl::Status status = prepare_and_publish(); !status.ok()) {
    ::unlinkat(parent.get(), temporary.c_str(), 0);
    return status;
  }
  return SyncDirectory(parent.get(), StrCat("write ", path));
}

}  // namespace sheetgate::workbook

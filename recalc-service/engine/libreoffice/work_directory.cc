// mkdtemp and flock.
#include "recalc-service/engine/libreoffice/work_directory.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace sheetgate::recalc {
namespace {

constexpr std::string_view kPrefix = "sheetgate-workers-";

absl::StatusOr<std::string> MakeUnique(const std::filesystem::path& parent,
                                       std::string_view prefix) {
  std::string path = (parent / platform::StrCat(prefix, "XXXXXX")).string();
  if (mkdtemp(path.data()) == nullptr) {
    return platform::Internal(platform::StrCat("cannot make a directory such as ", path,
                                               " for the worker: ", std::strerror(errno)));
  }
  return path;
}

UniqueFd Open(const std::filesystem::path& path) {
  return UniqueFd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
}

// Whether the directory behind `fd` is still the one at `path`.
bool IsAt(const UniqueFd& fd, const std::filesystem::path& path) {
  struct stat opened {};
  struct stat there {};
  return fstat(fd.get(), &opened) == 0 && lstat(path.c_str(), &there) == 0 &&
         opened.st_dev == there.st_dev && opened.st_ino == there.st_ino;
}

void Remove(const std::filesystem::path& path) {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

void RemoveAbandoned(const std::filesystem::path& parent) {
  std::error_code error;
  std::vector<std::filesystem::path> candidates;
  for (std::filesystem::directory_iterator it(parent, error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().filename().string().starts_with(kPrefix)) candidates.push_back(it->path());
  }
  for (const std::filesystem::path& path : candidates) {
    const UniqueFd directory = Open(path);
    struct stat info {};
    if (!directory.valid() || fstat(directory.get(), &info) != 0) continue;
    if (info.st_uid != geteuid()) continue;
    if (flock(directory.get(), LOCK_EX | LOCK_NB) == 0) Remove(path);
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<WorkDirectory>> WorkDirectory::Make(
    const std::filesystem::path& parent) {
  RemoveAbandoned(parent);
  while (true) {
    ASSIGN_OR_RETURN(const std::filesystem::path path, MakeUnique(parent, kPrefix));
    UniqueFd lock = Open(path);
    if (lock.valid() && flock(lock.get(), LOCK_EX) == 0 && IsAt(lock, path)) {
      return std::unique_ptr<WorkDirectory>(new WorkDirectory(path, std::move(lock)));
    }
    // Another service that starts now took it for abandoned before it was locked. Anything else
    // will not get better.
    if (std::filesystem::exists(path)) {
      return platform::Internal(
          platform::StrCat("cannot lock ", path.string(), ": ", std::strerror(errno)));
    }
  }
}

WorkDirectory::~WorkDirectory() { Remove(path_); }

absl::StatusOr<std::string> WorkDirectory::MakeChild() const {
  return MakeUnique(path_, "worker-");
}

}  // namespace sheetgate::recalc

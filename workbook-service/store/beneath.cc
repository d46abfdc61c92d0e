#include "workbook-service/store/beneath.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>

#include <linux/openat2.h>

namespace sheetgate::workbook {
namespace {

// O_NOFOLLOW | O_DIRECTORY says ENOTDIR for a symbolic link; callers want to know that it was one.
int ErrorOf(int directory, const char* name, int error) {
  struct stat info;
  if (error == ENOTDIR && ::fstatat(directory, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
      S_ISLNK(info.st_mode)) {
    return ELOOP;
  }
  return error;
}

FileDescriptor OpenComponent(int directory, const std::string& name, int flags) {
  FileDescriptor opened(::openat(directory, name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC));
  if (!opened.valid()) errno = ErrorOf(directory, name.c_str(), errno);
  return opened;
}

}  // namespace

FileDescriptor OpenBeneath(int directory, const std::string& path, int flags) {
  static std::atomic<bool> has_openat2{true};
  if (!has_openat2.load(std::memory_order_relaxed)) return WalkBeneath(directory, path, flags);
  struct open_how how = {};
  how.flags = static_cast<uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  while (true) {
    const long fd = ::syscall(SYS_openat2, directory, path.c_str(), &how, sizeof(how));
    if (fd >= 0) return FileDescriptor(static_cast<int>(fd));
    if (errno == EINTR || errno == EAGAIN) continue;  // EAGAIN: a rename went on meanwhile
    // Before Linux 5.6 ENOSYS; EPERM is what seccomp filters that do not know it say.
    if (errno != ENOSYS && errno != EPERM) return FileDescriptor();
    has_openat2.store(false, std::memory_order_relaxed);
    return WalkBeneath(directory, path, flags);
  }
}

FileDescriptor WalkBeneath(int directory, const std::string& path, int flags) {
  if (path.empty() || path.front() == '/') {
    errno = EXDEV;
    return FileDescriptor();
  }
  FileDescriptor parent;
  int current = directory;
  for (size_t begin = 0;;) {
    const size_t slash = path.find('/', begin);
    const std::string name = path.substr(begin, slash - begin);
    if (name == "..") {
      errno = EXDEV;
      return FileDescriptor();
    }
    if (slash == std::string::npos) return OpenComponent(current, name, flags);
    parent = OpenComponent(current, name, O_PATH | O_DIRECTORY);
    if (!parent.valid()) return FileDescriptor();
    current = parent.get();
    begin = slash + 1;
  }
}

}  // namespace sheetgate::workbook

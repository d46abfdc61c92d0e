#include "platform/base/shared_bytes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace sheetgate::platform {
namespace {

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

struct Mapping {
  Mapping(void* a, size_t s) : address(a), size(s) {}
  ~Mapping() { munmap(address, size); }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  void* const address;
  const size_t size;
};

absl::Status CannotMap(const std::string& path, int error) {
  return Error(error == ENOENT ? absl::StatusCode::kNotFound : absl::StatusCode::kInternal,
               ErrorReason::kStorageFailed,
               StrCat("cannot map ", path, ": ", std::strerror(error)));
}

}  // namespace

SharedBytes::SharedBytes(std::shared_ptr<const std::string> bytes) {
  if (bytes == nullptr) return;
  view_ = *bytes;
  heap_bytes_ = bytes->capacity();
  owner_ = std::move(bytes);
}

absl::StatusOr<SharedBytes> SharedBytes::Map(const std::string& path) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status = {};
  if (file.get() < 0 || fstat(file.get(), &status) != 0) return CannotMap(path, errno);
  if (status.st_size == 0) return SharedBytes(std::make_shared<const std::string>());
  const auto size = static_cast<size_t>(status.st_size);
  void* address = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (address == MAP_FAILED) return CannotMap(path, errno);
  SharedBytes bytes;
  bytes.view_ = {static_cast<const char*>(address), size};
  bytes.owner_ = std::make_shared<const Mapping>(address, size);
  return bytes;
}

}  // namespace sheetgate::platform

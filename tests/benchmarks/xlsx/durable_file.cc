#include "tests/benchmarks/xlsx/durable_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "platform/base/status_macros.h"

namespace sheetgate::benchmarks {
namespace {

absl::Status Failed(const char* what, const std::string& path) {
  return absl::ErrnoToStatus(errno, std::string(what) + path);
}

absl::Status SyncDirectory(const std::string& path) {
  const int directory = open(path.c_str(), O_RDONLY | O_DIRECTORY);
  if (directory < 0) return Failed("cannot open ", path);
  const absl::Status status =
      fsync(directory) == 0 ? absl::OkStatus() : Failed("cannot sync ", path);
  close(directory);
  return status;
}

}  // namespace

DurableFile::DurableFile(std::string path)
    : path_(std::move(path)),
      temporary_(path_ + ".new"),
      file_(open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644)) {}

DurableFile::~DurableFile() {
  if (file_ >= 0) close(file_);
}

absl::Status DurableFile::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    // Also the place where a file that could not be created shows.
    const ssize_t written = write(file_, bytes.data(), bytes.size());
    if (written < 0) return Failed("cannot write ", temporary_);
    bytes.remove_prefix(static_cast<size_t>(written));
    bytes_ += written;
  }
  return absl::OkStatus();
}

absl::Status DurableFile::Commit() {
  if (fsync(file_) != 0) return Failed("cannot sync ", temporary_);
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) return Failed("cannot replace ", path_);
  return SyncDirectory(std::filesystem::absolute(path_).parent_path().string());
}

}  // namespace sheetgate::benchmarks

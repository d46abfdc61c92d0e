// WorkDirectory: where this service's workers have their files, a directory for each.
//
// Its owner holds a lock (flock) on it for as long as it lives, so that the next service knows what
// a killed one left behind and removes it.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORK_DIRECTORY_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORK_DIRECTORY_H_

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

#include "recalc-service/engine/libreoffice/worker_process.h"

namespace sheetgate::recalc {

class WorkDirectory {
 public:
  // Makes one below `parent`, after removing those whose owners are dead.
  static absl::StatusOr<std::unique_ptr<WorkDirectory>> Make(const std::filesystem::path& parent);
  // Removes it with everything in it.
  ~WorkDirectory();

  // A new directory in it, only for this user.
  absl::StatusOr<std::string> MakeChild() const;
  const std::filesystem::path& path() const { return path_; }

 private:
  WorkDirectory(std::filesystem::path path, UniqueFd lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}

  const std::filesystem::path path_;
  const UniqueFd lock_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORK_DIRECTORY_H_

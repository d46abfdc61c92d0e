// Search for LibreOffice and the worker.
#include "recalc-service/engine/libreoffice/installation.h"

#include <unistd.h>

#include <filesystem>
#include <string_view>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace sheetgate::recalc {
namespace {

constexpr std::string_view kUsualPlaces[] = {
    "/usr/lib/libreoffice",
    "/usr/lib64/libreoffice",
    "/opt/libreoffice7.4",
};
constexpr std::string_view kInstall = "apt install libreoffice-calc-nogui";

// The merged library, and the Calc component, which is a package of its own.
bool IsProgramDir(const std::string& directory) {
  return access(platform::StrCat(directory, "/libmergedlo.so").c_str(), R_OK) == 0 &&
         access(platform::StrCat(directory, "/libsclo.so").c_str(), R_OK) == 0;
}

absl::Status NotInstalled(std::string_view what, std::string_view install) {
  return platform::FailedPrecondition(
      platform::ErrorReason::kEngineNotInstalled,
      platform::StrCat(what, "; install it with: ", install,
                       "; everything but recalculation works without"),
      {{"install", std::string(install)}});
}

std::string BesideThisExecutable() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "sheetgate-lo-worker" : (self.parent_path() / "sheetgate-lo-worker").string();
}

}  // namespace

absl::StatusOr<LibreOfficeInstallation> FindLibreOffice(const std::string& libreoffice_dir,
                                                        const std::string& worker_path) {
  std::vector<std::string> places;
  if (libreoffice_dir.empty()) {
    places.assign(std::begin(kUsualPlaces), std::end(kUsualPlaces));
  } else {
    places.push_back(libreoffice_dir);
  }
  LibreOfficeInstallation found;
  for (const std::string& place : places) {
    for (std::string directory : {place, platform::StrCat(place, "/program")}) {
      if (found.program_dir.empty() && IsProgramDir(directory))
        found.program_dir = std::move(directory);
    }
  }
  if (found.program_dir.empty()) {
    return NotInstalled(libreoffice_dir.empty()
                            ? std::string("LibreOffice Calc is not installed")
                            : platform::StrCat("there is no LibreOffice Calc in ", libreoffice_dir),
                        kInstall);
  }
  found.worker_path = worker_path.empty() ? BesideThisExecutable() : worker_path;
  if (access(found.worker_path.c_str(), X_OK) != 0) {
    return NotInstalled(
        platform::StrCat("the LibreOffice worker ", found.worker_path, " was not built"),
        platform::StrCat(kInstall, " libreoffice-dev, and build again"));
  }
  return found;
}

}  // namespace sheetgate::recalc

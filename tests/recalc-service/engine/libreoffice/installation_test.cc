#include "recalc-service/engine/libreoffice/installation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using ::testing::HasSubstr;
using tests::HasReason;
using tests::StatusIs;

class FindLibreOfficeTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string directory =
        (std::filesystem::temp_directory_path() / "find-libreoffice-XXXXXX").string();
    ASSERT_NE(mkdtemp(directory.data()), nullptr);
    root_ = directory;
    std::filesystem::create_directory(root_ / "program");
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void Touch(const std::string& name, bool executable = false) {
    std::ofstream(root_ / name).put('\n');
    if (executable) std::filesystem::permissions(root_ / name, std::filesystem::perms::owner_all);
  }

  std::filesystem::path root_;
};

TEST_F(FindLibreOfficeTest, FindsTheProgramDirectoryBelowOrGiven) {
  Touch("program/libmergedlo.so");
  Touch("program/libsclo.so");
  Touch("worker", true);
  const std::string worker = (root_ / "worker").string();
  for (const std::string& directory : {root_.string(), (root_ / "program").string()}) {
    ASSERT_OK_AND_ASSIGN(const LibreOfficeInstallation found, FindLibreOffice(directory, worker));
    EXPECT_EQ(found.program_dir, (root_ / "program").string());
    EXPECT_EQ(found.worker_path, worker);
  }
}

TEST_F(FindLibreOfficeTest, NamesThePackageWhenCalcIsMissing) {
  Touch("program/libmergedlo.so");
  Touch("worker", true);
  const auto found = FindLibreOffice(root_.string(), (root_ / "worker").string());
  EXPECT_THAT(found, HasReason(platform::ErrorReason::kEngineNotInstalled));
  EXPECT_THAT(found, StatusIs(absl::StatusCode::kFailedPrecondition,
                              HasSubstr("apt install libreoffice-calc-nogui")));
}

TEST_F(FindLibreOfficeTest, SaysThatTheWorkerWasNotBuilt) {
  Touch("program/libmergedlo.so");
  Touch("program/libsclo.so");
  Touch("worker");
  const auto found = FindLibreOffice(root_.string(), (root_ / "worker").string());
  EXPECT_THAT(found, HasReason(platform::ErrorReason::kEngineNotInstalled));
  EXPECT_THAT(found, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("libreoffice-dev")));
}

}  // namespace
}  // namespace sheetgate::recalc

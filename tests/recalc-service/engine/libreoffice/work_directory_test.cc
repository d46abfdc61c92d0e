#include "recalc-service/engine/libreoffice/work_directory.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

class WorkDirectoryTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string directory =
        (std::filesystem::temp_directory_path() / "work-directory-XXXXXX").string();
    ASSERT_NE(mkdtemp(directory.data()), nullptr);
    parent_ = directory;
  }
  void TearDown() override { std::filesystem::remove_all(parent_); }

  std::filesystem::path parent_;
};

TEST_F(WorkDirectoryTest, GoesWithEverythingInIt) {
  ASSERT_OK_AND_ASSIGN(auto directory, WorkDirectory::Make(parent_));
  ASSERT_OK_AND_ASSIGN(const std::string child, directory->MakeChild());
  EXPECT_EQ(std::filesystem::path(child).parent_path(), directory->path());
  std::ofstream(child + "/file").put('x');
  directory.reset();
  EXPECT_TRUE(std::filesystem::is_empty(parent_));
}

TEST_F(WorkDirectoryTest, RemovesWhatTheDeadLeftAndNothingElse) {
  const std::filesystem::path dead = parent_ / "sheetgate-workers-dead01";
  const std::filesystem::path other = parent_ / "somebody-else";
  std::filesystem::create_directories(dead / "worker-1" / "tmp");
  std::filesystem::create_directory(other);
  ASSERT_OK_AND_ASSIGN(const auto living, WorkDirectory::Make(parent_));
  EXPECT_FALSE(std::filesystem::exists(dead));
  ASSERT_OK_AND_ASSIGN(const auto second, WorkDirectory::Make(parent_));
  EXPECT_TRUE(std::filesystem::exists(living->path()));
  EXPECT_TRUE(std::filesystem::exists(second->path()));
  EXPECT_TRUE(std::filesystem::exists(other));
}

TEST_F(WorkDirectoryTest, SaysWhereItCannotBeMade) {
  EXPECT_THAT(WorkDirectory::Make(parent_ / "missing"),
              tests::StatusIs(absl::StatusCode::kInternal, testing::HasSubstr("missing")));
}

}  // namespace
}  // namespace sheetgate::recalc

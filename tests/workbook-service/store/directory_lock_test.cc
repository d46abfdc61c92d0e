#include "workbook-service/store/directory_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/testing/temporary_directory.h"

namespace sheetgate::workbook {
namespace {

TEST(DirectoryLockTest, HasOneHolderAtATime) {
  tests::TemporaryDirectory directory;
  std::optional<DirectoryLock> first;
  {
    ASSERT_OK_AND_ASSIGN(DirectoryLock lock, DirectoryLock::Acquire(directory.path()));
    first.emplace(std::move(lock));
  }
  const auto second = DirectoryLock::Acquire(directory.path());
  EXPECT_THAT(second, tests::StatusIs(absl::StatusCode::kFailedPrecondition,
                                      ::testing::HasSubstr(std::to_string(::getpid()))));
  first.reset();
  EXPECT_THAT(DirectoryLock::Acquire(directory.path()), tests::IsOk());
}

}  // namespace
}  // namespace sheetgate::workbook

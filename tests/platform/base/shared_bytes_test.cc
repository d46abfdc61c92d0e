#include "platform/base/shared_bytes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/testing/status_matchers.h"

namespace sheetgate::platform {
namespace {

using tests::HasReason;
using tests::StatusIs;

std::string TemporaryFile(const std::string& name, const std::string& content) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

TEST(SharedBytesTest, IsNullUntilGivenBytes) {
  const SharedBytes none;
  EXPECT_TRUE(none == nullptr);
  EXPECT_FALSE(static_cast<bool>(none));
  EXPECT_TRUE(SharedBytes(std::shared_ptr<const std::string>()) == nullptr);
}

TEST(SharedBytesTest, CopiesShareAStringAndKeepItAlive) {
  auto string = std::make_shared<const std::string>("some bytes on the heap, not in the object");
  const void* data = string->data();
  SharedBytes copy;
  {
    const SharedBytes bytes(std::move(string));
    copy = bytes;
  }
  EXPECT_EQ(*copy, "some bytes on the heap, not in the object");
  EXPECT_EQ(copy->data(), data);
  EXPECT_GE(copy.heap_bytes(), copy->size());
}

TEST(SharedBytesTest, MapsAFileWithoutHeap) {
  const std::string path = TemporaryFile("mapped", std::string(10000, 'x') + "end");
  ASSERT_OK_AND_ASSIGN(const SharedBytes bytes, SharedBytes::Map(path));
  EXPECT_EQ(bytes->size(), 10003u);
  EXPECT_TRUE(bytes->ends_with("xend"));
  EXPECT_EQ(bytes.heap_bytes(), 0u);
  // The mapping outlives the name.
  std::filesystem::remove(path);
  EXPECT_TRUE(bytes->starts_with("xxx"));
}

TEST(SharedBytesTest, MapsAnEmptyFile) {
  ASSERT_OK_AND_ASSIGN(const SharedBytes bytes, SharedBytes::Map(TemporaryFile("empty", "")));
  EXPECT_TRUE(bytes->empty());
  EXPECT_FALSE(bytes == nullptr);
}

TEST(SharedBytesTest, SaysWhichFileCannotBeMapped) {
  const auto missing = SharedBytes::Map(testing::TempDir() + "no-such-file");
  EXPECT_THAT(missing, StatusIs(absl::StatusCode::kNotFound, testing::HasSubstr("no-such-file")));
  EXPECT_THAT(missing, HasReason(ErrorReason::kStorageFailed));
  EXPECT_FALSE(SharedBytes::Map(testing::TempDir()).ok());
}

}  // namespace
}  // namespace sheetgate::platform

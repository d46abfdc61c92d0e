#include "workbook-service/store/late_blob_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/sha256.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/testing/memory_blob_store.h"

namespace sheetgate::workbook {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::IsOk;

// A store whose medium can be full.
class FullBlobStore : public tests::MemoryBlobStore {
 public:
  explicit FullBlobStore(const bool& full) : full_(full) {}
  absl::StatusOr<std::string> Put(std::string_view bytes) override {
    if (full_) return absl::UnavailableError("no space");
    return MemoryBlobStore::Put(bytes);
  }

 private:
  const bool& full_;
};

class LateBlobStoreTest : public ::testing::Test {
 protected:
  LateBlobStoreTest()
      : store_(std::make_unique<FullBlobStore>(full_), [this](absl::AnyInvocable<void()> task) {
          if (accepts_) tasks_.push_back(std::move(task));
          return accepts_;
        }) {}

  void RunTasks() {
    for (auto& task : std::exchange(tasks_, {})) task();
  }
  std::string PutLater(std::string text) {
    auto bytes = std::make_shared<const std::string>(std::move(text));
    std::string digest = platform::Sha256Hex(*bytes);
    store_.PutLater(digest, bytes);
    return digest;
  }
  std::string Get(const std::string& digest) {
    const auto bytes = store_.Get(digest, {});
    EXPECT_THAT(bytes, IsOk());
    return bytes.ok() ? std::string(**bytes) : "";
  }

  bool full_ = false;
  bool accepts_ = true;
  std::vector<absl::AnyInvocable<void()>> tasks_;
  LateBlobStore store_;
};

TEST_F(LateBlobStoreTest, PendingBytesAreReadAtOnceAndStoredSoon) {
  const std::string digest = PutLater("package");
  EXPECT_TRUE(store_.pending());
  EXPECT_EQ(Get(digest), "package");
  EXPECT_THAT(store_.List().value(), IsEmpty());
  RunTasks();
  EXPECT_FALSE(store_.pending());
  EXPECT_THAT(store_.List().value(), ElementsAre(digest));
  EXPECT_EQ(Get(digest), "package");
}

TEST_F(LateBlobStoreTest, WhoNeedsThemDurableWaitsOrStoresThem) {
  const std::string digest = PutLater("package");
  ASSERT_THAT(store_.Settle(digest), IsOk());
  EXPECT_THAT(store_.List().value(), ElementsAre(digest));
  RunTasks();
  EXPECT_THAT(store_.Settle(digest), IsOk());
  EXPECT_THAT(store_.Settle("never given"), IsOk());
}

TEST_F(LateBlobStoreTest, AFailureIsToldToThoseWhoNeedThemAndMayPass) {
  full_ = true;
  const std::string digest = PutLater("package");
  RunTasks();
  EXPECT_TRUE(store_.pending());
  EXPECT_THAT(store_.Settle(digest), tests::StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(Get(digest), "package");
  full_ = false;
  EXPECT_THAT(store_.Settle(digest), IsOk());
  EXPECT_FALSE(store_.pending());
}

TEST_F(LateBlobStoreTest, WithoutAThreadTheyWaitForWhoNeedsThem) {
  accepts_ = false;
  const std::string digest = PutLater("package");
  EXPECT_EQ(Get(digest), "package");
  EXPECT_THAT(store_.Settle(digest), IsOk());
  EXPECT_THAT(store_.List().value(), ElementsAre(digest));
}

TEST_F(LateBlobStoreTest, AWrongDigestIsNoticed) {
  const std::string wrong = platform::Sha256Hex("other");
  store_.PutLater(wrong, std::make_shared<const std::string>("package"));
  EXPECT_THAT(store_.Settle(wrong), tests::StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace sheetgate::workbook

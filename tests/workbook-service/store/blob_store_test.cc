// Conformance of every BlobStore, and what only files can do.
#include "workbook-service/store/blob_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "platform/base/sha256.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/testing/memory_blob_store.h"
#include "tests/workbook-service/testing/temporary_directory.h"
#include "workbook-service/store/file_blob_store.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

const platform::CancellationToken kNever;

struct Backend {
  std::string name;
  std::function<std::unique_ptr<BlobStore>(const std::string& root)> open;
};

class BlobStoreTest : public ::testing::TestWithParam<Backend> {
 protected:
  BlobStoreTest() : store_(GetParam().open(directory_ / "blobs")) {}
  tests::TemporaryDirectory directory_;
  std::unique_ptr<BlobStore> store_;
};

TEST_P(BlobStoreTest, GivesBackWhatWasPut) {
  const std::string bytes("a\0b\xff", 4);
  ASSERT_OK_AND_ASSIGN(const std::string digest, store_->Put(bytes));
  EXPECT_EQ(digest, platform::Sha256Hex(bytes));
  ASSERT_OK_AND_ASSIGN(const auto got, store_->Get(digest, kNever));
  EXPECT_EQ(*got, bytes);
}

TEST_P(BlobStoreTest, StoresEmptyBytesAndTheSameBytesOnce) {
  ASSERT_OK_AND_ASSIGN(const std::string empty, store_->Put(""));
  ASSERT_OK_AND_ASSIGN(const std::string first, store_->Put("x"));
  ASSERT_OK_AND_ASSIGN(const std::string second, store_->Put("x"));
  EXPECT_EQ(first, second);
  ASSERT_OK_AND_ASSIGN(const auto digests, store_->List());
  EXPECT_THAT(digests, UnorderedElementsAre(empty, first));
  ASSERT_OK_AND_ASSIGN(const auto got, store_->Get(empty, kNever));
  EXPECT_EQ(*got, "");
}

TEST_P(BlobStoreTest, MissingBlobsAreNotFoundAndDeletingThemIsFine) {
  const std::string digest = platform::Sha256Hex("never put");
  EXPECT_THAT(store_->Get(digest, kNever), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(store_->Delete(digest), IsOk());
}

TEST_P(BlobStoreTest, DeletedBlobsAreGone) {
  ASSERT_OK_AND_ASSIGN(const std::string digest, store_->Put("x"));
  EXPECT_THAT(store_->Delete(digest), IsOk());
  EXPECT_THAT(store_->Get(digest, kNever), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const auto digests, store_->List());
  EXPECT_THAT(digests, IsEmpty());
}

TEST_P(BlobStoreTest, RefusesWhatIsNoDigest) {
  for (const std::string bad : {"", "abc", "../../../../etc/passwd"}) {
    EXPECT_THAT(store_->Get(bad, kNever), HasReason(ErrorReason::kInvalidArgument)) << bad;
    EXPECT_THAT(store_->Delete(bad), HasReason(ErrorReason::kInvalidArgument)) << bad;
  }
}

TEST_P(BlobStoreTest, ReadingHonoursCancellation) {
  ASSERT_OK_AND_ASSIGN(const std::string digest, store_->Put(std::string(100, 'x')));
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("enough"));
  EXPECT_THAT(store_->Get(digest, source.token()), StatusIs(absl::StatusCode::kCancelled));
}

INSTANTIATE_TEST_SUITE_P(
    Backends, BlobStoreTest,
    ::testing::Values(Backend{"Memory",
                              [](const std::string&) -> std::unique_ptr<BlobStore> {
                                return std::make_unique<tests::MemoryBlobStore>();
                              }},
                      Backend{"File",
                              [](const std::string& root) -> std::unique_ptr<BlobStore> {
                                return FileBlobStore::Open(root).value();
                              }}),
    [](const auto& info) { return info.param.name; });

std::string FileOf(const std::string& root, const std::string& digest) {
  return root + "/" + digest.substr(0, 2) + "/" + digest.substr(2, 2) + "/" + digest;
}

TEST(FileBlobStoreTest, KeepsBlobsWhenOpenedAgainAndRemovesUnfinishedOnes) {
  tests::TemporaryDirectory directory;
  const std::string root = directory / "blobs";
  std::string digest;
  {
    ASSERT_OK_AND_ASSIGN(const auto store, FileBlobStore::Open(root));
    ASSERT_OK_AND_ASSIGN(digest, store->Put("kept"));
  }
  tests::WriteTestFile(root + "/tmp/blob-unfinished", "ha");
  ASSERT_OK_AND_ASSIGN(const auto store, FileBlobStore::Open(root));
  EXPECT_FALSE(std::filesystem::exists(root + "/tmp/blob-unfinished"));
  ASSERT_OK_AND_ASSIGN(const auto got, store->Get(digest, kNever));
  EXPECT_EQ(*got, "kept");
}

TEST(FileBlobStoreTest, ReportsDamagedBlobs) {
  tests::TemporaryDirectory directory;
  ASSERT_OK_AND_ASSIGN(const auto store, FileBlobStore::Open(directory.path()));
  ASSERT_OK_AND_ASSIGN(const std::string digest, store->Put("right"));
  const std::string file = FileOf(directory.path(), digest);
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  tests::WriteTestFile(file, "wrong");
  EXPECT_THAT(store->Get(digest, kNever), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(FileBlobStoreTest, PutRepairsATruncatedBlob) {
  tests::TemporaryDirectory directory;
  ASSERT_OK_AND_ASSIGN(const auto store, FileBlobStore::Open(directory.path()));
  ASSERT_OK_AND_ASSIGN(const std::string digest, store->Put("right"));
  const std::string file = FileOf(directory.path(), digest);
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  tests::WriteTestFile(file, "ri");
  ASSERT_THAT(store->Put("right"), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto got, store->Get(digest, kNever));
  EXPECT_EQ(*got, "right");
}

}  // namespace
}  // namespace sheetgate::workbook

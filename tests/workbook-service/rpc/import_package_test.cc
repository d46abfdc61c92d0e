#include "workbook-service/rpc/import_package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "platform/base/sha256.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

using Sink = platform::UploadSink<v1::ImportPackageRequest, v1::ImportPackageResponse>;

v1::ImportPackageRequest Header(const std::string& path) {
  v1::ImportPackageRequest request;
  request.mutable_header()->set_path(path);
  return request;
}

v1::ImportPackageRequest Chunk(const std::string& bytes) {
  v1::ImportPackageRequest request;
  request.set_chunk(bytes);
  return request;
}

class ImportPackageTest : public RpcTest {
 protected:
  static constexpr int64_t kMaxFileBytes = 3 << 20;

  std::unique_ptr<Sink> Begin() {
    auto sink = ImportPackage(context(), session(), kMaxFileBytes);
    EXPECT_THAT(sink, IsOk());
    return *std::move(sink);
  }

  // Uploads `bytes` in chunks of 1000.
  absl::StatusOr<v1::ImportPackageResponse> Upload(const v1::ImportPackageRequest& header,
                                                   const std::string& bytes) {
    const std::unique_ptr<Sink> sink = Begin();
    if (absl::Status taken = sink->Add(header); !taken.ok()) return taken;
    for (size_t at = 0; at < bytes.size(); at += 1000) {
      if (absl::Status taken = sink->Add(Chunk(bytes.substr(at, 1000))); !taken.ok()) return taken;
    }
    return sink->Finish();
  }
};

TEST_F(ImportPackageTest, MakesAFileOfTheWorkspace) {
  const std::string bytes = SampleWorkbook();
  auto header = Header("imports/new.xlsx");
  header.mutable_header()->set_size_bytes(static_cast<int64_t>(bytes.size()));
  header.mutable_header()->set_sha256(platform::Sha256Hex(bytes));
  ASSERT_OK_AND_ASSIGN(const auto response, Upload(header, bytes));
  EXPECT_EQ(ReadFile("imports/new.xlsx"), bytes);
  EXPECT_EQ(response.workbook_id(), FileId("imports/new.xlsx"));
  EXPECT_EQ(response.revision(), HeadOf(response.workbook_id()));
  EXPECT_EQ(response.size_bytes(), static_cast<int64_t>(bytes.size()));
  EXPECT_EQ(response.sha256(), platform::Sha256Hex(bytes));
  EXPECT_EQ(StagedFiles(), 0);
}

TEST_F(ImportPackageTest, ReplacesAFileOnlyWhenAskedTo) {
  WriteFile("a.xlsx", "mine");
  EXPECT_THAT(Upload(Header("a.xlsx"), SampleWorkbook()), HasReason(ErrorReason::kFileExists));
  EXPECT_EQ(ReadFile("a.xlsx"), "mine");
  EXPECT_EQ(StagedFiles(), 0);
  auto header = Header("a.xlsx");
  header.mutable_header()->set_overwrite(true);
  EXPECT_THAT(Upload(header, SampleWorkbook()), IsOk());
  EXPECT_EQ(ReadFile("a.xlsx"), SampleWorkbook());
}

TEST_F(ImportPackageTest, RefusesDamagedBytes) {
  auto header = Header("a.xlsx");
  header.mutable_header()->set_sha256(platform::Sha256Hex("something else"));
  const auto other = Upload(header, SampleWorkbook());
  EXPECT_THAT(other, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(other, HasReason(ErrorReason::kFileCorrupt));
  header = Header("a.xlsx");
  header.mutable_header()->set_size_bytes(static_cast<int64_t>(SampleWorkbook().size()) + 1);
  EXPECT_THAT(Upload(header, SampleWorkbook()), HasReason(ErrorReason::kFileCorrupt));
  EXPECT_FALSE(FileExists("a.xlsx"));
  EXPECT_EQ(StagedFiles(), 0);
}

TEST_F(ImportPackageTest, RefusesWhatIsNoWorkbook) {
  EXPECT_THAT(Upload(Header("a.xlsx"), "this is no zip file"),
              HasReason(ErrorReason::kNotAWorkbook));
  EXPECT_FALSE(FileExists("a.xlsx"));
  EXPECT_EQ(StagedFiles(), 0);
}

TEST_F(ImportPackageTest, StaysInsideTheWorkspace) {
  EXPECT_THAT(Upload(Header("../a.xlsx"), SampleWorkbook()),
              HasReason(ErrorReason::kPathOutsideWorkspace));
  EXPECT_THAT(Upload(Header("a.txt"), SampleWorkbook()), HasReason(ErrorReason::kInvalidPath));
  EXPECT_EQ(StagedFiles(), 0);
}

TEST_F(ImportPackageTest, RefusesMoreThanTheFileLimit) {
  auto header = Header("a.xlsx");
  header.mutable_header()->set_size_bytes(kMaxFileBytes + 1);
  EXPECT_THAT(Upload(header, ""), HasReason(ErrorReason::kFileTooLarge));

  std::unique_ptr<Sink> sink = Begin();
  ASSERT_THAT(sink->Add(Header("a.xlsx")), IsOk());
  const v1::ImportPackageRequest chunk = Chunk(std::string(1 << 20, 'x'));
  for (int i = 0; i < 3; ++i) ASSERT_THAT(sink->Add(chunk), IsOk());
  EXPECT_EQ(StagedFiles(), 1);
  EXPECT_THAT(sink->Add(Chunk("x")), HasReason(ErrorReason::kFileTooLarge));
  sink.reset();
  EXPECT_EQ(StagedFiles(), 0);
}

TEST_F(ImportPackageTest, RefusesMessagesOutOfOrder) {
  EXPECT_THAT(Begin()->Add(Chunk("x")), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Begin()->Add({}), HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(Begin()->Finish(), HasReason(ErrorReason::kMissingArgument));
  const std::unique_ptr<Sink> sink = Begin();
  ASSERT_THAT(sink->Add(Header("a.xlsx")), IsOk());
  EXPECT_THAT(sink->Add(Header("a.xlsx")), HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(Begin()->Add(Header("")), HasReason(ErrorReason::kMissingArgument));
}

TEST_F(ImportPackageTest, RefusesAnOversizedChunkAndAMalformedDigest) {
  const std::unique_ptr<Sink> sink = Begin();
  ASSERT_THAT(sink->Add(Header("a.xlsx")), IsOk());
  EXPECT_THAT(sink->Add(Chunk(std::string((1 << 20) + 1, 'x'))),
              HasReason(ErrorReason::kLimitExceeded));
  auto header = Header("a.xlsx");
  header.mutable_header()->set_sha256("abc");
  EXPECT_THAT(Begin()->Add(header), HasReason(ErrorReason::kInvalidArgument));
}

TEST_F(ImportPackageTest, AnUploadThatBreaksOffLeavesNothing) {
  std::unique_ptr<Sink> sink = Begin();
  ASSERT_THAT(sink->Add(Header("a.xlsx")), IsOk());
  ASSERT_THAT(sink->Add(Chunk(SampleWorkbook().substr(0, 100))), IsOk());
  EXPECT_EQ(StagedFiles(), 1);
  sink.reset();
  EXPECT_EQ(StagedFiles(), 0);
  EXPECT_FALSE(FileExists("a.xlsx"));
}

}  // namespace
}  // namespace sheetgate::workbook

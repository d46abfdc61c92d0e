// Files that writes make: empty workbooks, copies, and saves that are repeated.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "platform/base/error.h"
#include "platform/base/sha256.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/session/session_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using spreadsheet::CellValue;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

const WriteOptions kOnce{.request_id = "r1", .request_digest = "d1"};

class NewFilesTest : public EmbeddedSessionTest {
 protected:
  NewFilesTest() { WriteFile("a.xlsx", SampleWorkbook()); }

  absl::StatusOr<SavedFile> Create(const std::string& path, const WriteOptions& options = {}) {
    return session().CreateFile(path, {"Data", "Summary"}, options, context_);
  }
  absl::StatusOr<SavedFile> Copy(const std::string& id, const std::string& path,
                                 const std::string& revision = "",
                                 const WriteOptions& options = {}) {
    return session().Copy(id, revision, path, options, context_);
  }
};

TEST_F(NewFilesTest, ANewWorkbookCanBeForkedAndFilled) {
  ASSERT_OK_AND_ASSIGN(const SavedFile file, Create("./new//plan.xlsx"));
  EXPECT_EQ(file.path, "new/plan.xlsx");
  EXPECT_EQ(file.workbook_id, FileId("new/plan.xlsx"));
  EXPECT_EQ(file.revision, Head(file.workbook_id));
  const std::string fork = ForkOf("new/plan.xlsx");
  ASSERT_THAT(Edit(fork, {Set("A1", 1.0)}), IsOk());
  ASSERT_THAT(session().Save(fork, {}, context_), IsOk());
  EXPECT_EQ(Cell(FileId("new/plan.xlsx"), "A1"), CellValue(1.0));
}

TEST_F(NewFilesTest, NothingIsOverwritten) {
  for (const auto& written : {Create("a.xlsx"), Copy(FileId("a.xlsx"), "a.xlsx")}) {
    EXPECT_THAT(written, HasReason(ErrorReason::kFileExists));
    EXPECT_THAT(std::string(written.status().message()), HasSubstr("use another path"));
  }
  // Nor when the caller promises to have asked before.
  EXPECT_THAT(Create("a.xlsx", kOnce), HasReason(ErrorReason::kFileExists));
  EXPECT_EQ(ReadFile("a.xlsx"), SampleWorkbook());
}

TEST_F(NewFilesTest, PathsAndNamesAreChecked) {
  EXPECT_THAT(Create("../x.xlsx"), HasReason(ErrorReason::kPathOutsideWorkspace));
  EXPECT_THAT(Create("x.xlsm"), HasReason(ErrorReason::kInvalidPath));
  EXPECT_THAT(Create("x.csv"), HasReason(ErrorReason::kInvalidPath));
  EXPECT_THAT(session().CreateFile("x.xlsx", {"A", "a"}, {}, context_),
              HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(Copy(FileId("a.xlsx"), "x.xlsm"), HasReason(ErrorReason::kInvalidPath));
  EXPECT_FALSE(std::filesystem::exists(FilePath("x.xlsx")));
}

TEST_F(NewFilesTest, AnyRevisionIsCopied) {
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_OK_AND_ASSIGN(const CommitResult first, Edit(fork, {Set("B2", 1.0)}));
  ASSERT_THAT(Edit(fork, {Set("B2", 2.0)}), IsOk());
  ASSERT_OK_AND_ASSIGN(const SavedFile old, Copy(fork, "old.xlsx", first.revision));
  EXPECT_EQ(old.revision, first.revision);
  EXPECT_TRUE(old.stale_values);
  EXPECT_EQ(old.sha256, platform::Sha256Hex(ReadFile("old.xlsx")));
  EXPECT_EQ(Cell(FileId("old.xlsx"), "B2"), CellValue(1.0));
  ASSERT_THAT(Copy(fork, "new.xltx"), IsOk());
  EXPECT_EQ(Cell(FileId("new.xltx"), "B2"), CellValue(2.0));
  ASSERT_THAT(Copy(FileId("a.xlsx"), "same.xlsx"), IsOk());
  EXPECT_EQ(ReadFile("same.xlsx"), SampleWorkbook()) << "byte for byte";
}

TEST_F(NewFilesTest, RepeatedRequestsWriteOnce) {
  ASSERT_OK_AND_ASSIGN(const SavedFile created, Create("new.xlsx", kOnce));
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_OK_AND_ASSIGN(const SavedFile copied, Copy(fork, "copy.xlsx", "", kOnce));
  ASSERT_OK_AND_ASSIGN(const SavedFile saved,
                       session().Save(fork, {.path = "saved.xlsx", .write = kOnce}, context_));
  ASSERT_THAT(Edit(fork, {Set("B2", 1.0)}), IsOk());
  Reopen();
  EXPECT_EQ(Create("new.xlsx", kOnce)->sha256, created.sha256);
  EXPECT_EQ(Copy(fork, "copy.xlsx", "", kOnce)->sha256, copied.sha256);
  ASSERT_OK_AND_ASSIGN(const SavedFile again,
                       session().Save(fork, {.path = "saved.xlsx", .write = kOnce}, context_));
  EXPECT_EQ(again.revision, saved.revision);
  EXPECT_EQ(again.workbook_id, saved.workbook_id);
  EXPECT_EQ(again.size_bytes, saved.size_bytes);
  EXPECT_EQ(ReadFile("saved.xlsx"), SampleWorkbook()) << "as the first try wrote it";
  EXPECT_THAT(Create("new.xlsx", {.request_id = "r1", .request_digest = "d2"}),
              HasReason(ErrorReason::kRequestIdReused));
}

// A crash between writing the file and remembering that leaves the file alone: the retry finds its
// own bytes and is content.
TEST_F(NewFilesTest, ARetryAfterACrashFindsTheFileItWrote) {
  ASSERT_THAT(Create("new.xlsx"), IsOk());
  EXPECT_THAT(Create("new.xlsx", kOnce), IsOk());
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_THAT(session().Save(fork, {.path = "saved.xlsx"}, context_), IsOk());
  EXPECT_THAT(session().Save(fork, {.path = "saved.xlsx", .write = kOnce}, context_), IsOk());
  WriteFile("saved.xlsx", "somebody else's");
  EXPECT_THAT(
      session().Save(fork,
                     {.path = "saved.xlsx", .write = {.request_id = "r2", .request_digest = "d"}},
                     context_),
      HasReason(ErrorReason::kFileExists));
}

TEST_F(NewFilesTest, CancelledWritesLeaveNoFile) {
  platform::CancellationSource source;
  const std::string id = FileId("a.xlsx");
  source.Cancel(absl::CancelledError("gone"));
  context_.cancellation = source.token();
  EXPECT_THAT(Create("new.xlsx"), tests::StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(Copy(id, "copy.xlsx"), tests::StatusIs(absl::StatusCode::kCancelled));
  EXPECT_FALSE(std::filesystem::exists(FilePath("new.xlsx")));
  EXPECT_FALSE(std::filesystem::exists(FilePath("copy.xlsx")));
}

}  // namespace
}  // namespace sheetgate::workbook

#include "workbook-service/session/embedded_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "platform/base/sha256.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/session/session_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using spreadsheet::CellValue;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

TEST_F(EmbeddedSessionTest, AFileIsAWorkbookWithAStableIdAndRevision) {
  WriteFile("sub/a.xlsx", SampleWorkbook());
  const std::string id = FileId("sub/a.xlsx");
  ASSERT_OK_AND_ASSIGN(const auto first, session().Open(id, "", context_));
  EXPECT_EQ(first->workbook_id, id);
  EXPECT_EQ(first->path, "sub/a.xlsx");
  EXPECT_FALSE(first->is_fork);
  EXPECT_FALSE(first->stale_values);
  EXPECT_EQ(first->package_bytes, static_cast<int64_t>(SampleWorkbook().size()));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto again, session().Open(id, first->revision, context_));
  EXPECT_EQ(again->revision, first->revision);
  EXPECT_EQ(Cell(id, "B2"), CellValue(1000.0));
}

TEST_F(EmbeddedSessionTest, OpeningTwiceSharesTheWorkbook) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string id = FileId("a.xlsx");
  ASSERT_OK_AND_ASSIGN(const auto first, session().Open(id, "", context_));
  ASSERT_OK_AND_ASSIGN(const auto second, session().Open(id, "", context_));
  EXPECT_EQ(first->workbook, second->workbook);
}

TEST_F(EmbeddedSessionTest, AChangedFileIsANewRevisionAndItsForkStillReadsTheOld) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string id = FileId("a.xlsx");
  const std::string old = Head(id);
  const std::string fork = ForkOf("a.xlsx");
  WriteFile("a.xlsx", TallWorkbook(3));
  EXPECT_NE(Head(id), old);
  EXPECT_EQ(Cell(id, "B2"), CellValue(2.0));
  Reopen();
  EXPECT_EQ(Cell(fork, "B2"), CellValue(1000.0));
  EXPECT_EQ(Head(fork), old);
  // The file's own old revision lives on in the fork that started there.
  EXPECT_EQ(Cell(id, "B2", old), CellValue(1000.0));
}

TEST_F(EmbeddedSessionTest, UnknownIdsAndRevisionsAreNotFound) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string id = FileId("a.xlsx");
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_THAT(Edit(fork, {Set("B2", 5.0)}), IsOk());
  EXPECT_THAT(session().Open("wb-none", "", context_), HasReason(ErrorReason::kWorkbookNotFound));
  EXPECT_THAT(session().Open("fork-none", "", context_), HasReason(ErrorReason::kWorkbookNotFound));
  EXPECT_THAT(session().Open(id, "rev-none", context_), HasReason(ErrorReason::kRevisionNotFound));
  EXPECT_THAT(session().Open(fork, "rev-none", context_),
              HasReason(ErrorReason::kRevisionNotFound));
  // A revision of one fork is none of another's.
  const std::string other = ForkOf("a.xlsx");
  EXPECT_THAT(session().Open(other, Head(fork), context_),
              HasReason(ErrorReason::kRevisionNotFound));
  std::filesystem::remove(FilePath("a.xlsx"));
  EXPECT_THAT(session().Open(id, "", context_), HasReason(ErrorReason::kWorkbookNotFound));
}

TEST_F(EmbeddedSessionTest, FilesThatAppearLaterAreFound) {
  WriteFile("a.xlsx", SampleWorkbook());
  FileId("a.xlsx");
  WriteFile("b.xlsx", SampleWorkbook());
  const std::string id = FileId("b.xlsx");
  Reopen();
  EXPECT_THAT(session().Open(id, "", context_), IsOk());
}

TEST_F(EmbeddedSessionTest, BrokenFilesSayWhatIsWrong) {
  WriteFile("no-zip.xlsx", "this is not a zip archive");
  const auto opened = session().Open(FileId("no-zip.xlsx"), "", context_);
  EXPECT_THAT(opened, HasReason(ErrorReason::kNotAWorkbook));
  EXPECT_THAT(opened, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no-zip.xlsx")));
  EXPECT_THAT(session().CreateFork(FileId("no-zip.xlsx"), "", "", {}, context_),
              HasReason(ErrorReason::kNotAWorkbook));
  options_.limits.max_package_bytes = 100;
  WriteFile("large.xlsx", SampleWorkbook());
  Reopen();
  EXPECT_THAT(session().Open(FileId("large.xlsx"), "", context_),
              HasReason(ErrorReason::kFileTooLarge));
}

TEST_F(EmbeddedSessionTest, ForksAreListedOldestFirstAndDiscarded) {
  WriteFile("a.xlsx", SampleWorkbook());
  ASSERT_OK_AND_ASSIGN(const ForkInfo first,
                       session().CreateFork(FileId("a.xlsx"), "", "one", {}, context_));
  clock_.Advance(absl::Seconds(1));
  const std::string second = ForkOf("a.xlsx");
  EXPECT_EQ(first.base_workbook_id, FileId("a.xlsx"));
  EXPECT_EQ(first.base_path, "a.xlsx");
  EXPECT_EQ(first.revision, first.base_revision);
  EXPECT_EQ(first.label, "one");
  EXPECT_EQ(first.expires_at, first.created_at + options_.fork_ttl);
  ASSERT_OK_AND_ASSIGN(auto forks, session().ListForks(context_));
  ASSERT_THAT(forks, SizeIs(2));
  EXPECT_EQ(forks[0].workbook_id, first.workbook_id);
  EXPECT_EQ(forks[1].workbook_id, second);

  ASSERT_THAT(session().DiscardFork(first.workbook_id, {}, context_), IsOk());
  EXPECT_THAT(session().Open(first.workbook_id, "", context_),
              HasReason(ErrorReason::kWorkbookNotFound));
  EXPECT_THAT(session().DiscardFork(first.workbook_id, {}, context_),
              HasReason(ErrorReason::kWorkbookNotFound));
  EXPECT_THAT(session().DiscardFork(FileId("a.xlsx"), {}, context_),
              HasReason(ErrorReason::kWorkbookReadOnly));
}

TEST_F(EmbeddedSessionTest, AForkOfAForkStartsWhereItWasForked) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_OK_AND_ASSIGN(const CommitResult first, Edit(fork, {Set("B2", 1.0)}));
  ASSERT_THAT(Edit(fork, {Set("B2", 2.0)}), IsOk());
  ASSERT_OK_AND_ASSIGN(const ForkInfo child,
                       session().CreateFork(fork, first.revision, "", {}, context_));
  EXPECT_EQ(child.base_workbook_id, fork);
  EXPECT_EQ(child.base_path, "a.xlsx");
  EXPECT_EQ(child.base_revision, first.revision);
  EXPECT_EQ(Cell(child.workbook_id, "B2"), CellValue(1.0));
  ASSERT_THAT(session().DiscardFork(fork, {}, context_), IsOk());
  Reopen();
  EXPECT_EQ(Cell(child.workbook_id, "B2"), CellValue(1.0));
}

TEST_F(EmbeddedSessionTest, OwnersHaveALimitOfForks) {
  options_.max_forks_per_owner = 2;
  WriteFile("a.xlsx", SampleWorkbook());
  ForkOf("a.xlsx");
  ForkOf("a.xlsx");
  EXPECT_THAT(session().CreateFork(FileId("a.xlsx"), "", "", {}, context_),
              HasReason(ErrorReason::kForkLimitReached));
  // Expired forks make room.
  clock_.Advance(options_.fork_ttl);
  EXPECT_THAT(session().CreateFork(FileId("a.xlsx"), "", "", {}, context_), IsOk());
}

TEST_F(EmbeddedSessionTest, UnusedForksExpireUsedOnesDoNot) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string used = ForkOf("a.xlsx");
  const std::string unused = ForkOf("a.xlsx");
  clock_.Advance(options_.fork_ttl - absl::Seconds(1));
  EXPECT_THAT(session().Open(used, "", context_), IsOk());
  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(session().Open(unused, "", context_), HasReason(ErrorReason::kWorkbookNotFound));
  ASSERT_OK_AND_ASSIGN(const auto forks, session().ListForks(context_));
  ASSERT_THAT(forks, SizeIs(1));
  EXPECT_EQ(forks[0].workbook_id, used);
  clock_.Advance(options_.fork_ttl);
  Reopen();
  EXPECT_THAT(session().ListForks(context_).value(), IsEmpty());
}

TEST_F(EmbeddedSessionTest, RestartingRemovesPackagesNobodyNeeds) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string fork = ForkOf("a.xlsx");
  const std::string digest = platform::Sha256Hex(SampleWorkbook());
  const std::string blob = options_.data_dir + "/blobs/" + digest.substr(0, 2) + "/" +
                           digest.substr(2, 2) + "/" + digest;
  Reopen();
  EXPECT_TRUE(std::filesystem::exists(blob));
  ASSERT_THAT(session().DiscardFork(fork, {}, context_), IsOk());
  Reopen();
  EXPECT_FALSE(std::filesystem::exists(blob));
}

TEST_F(EmbeddedSessionTest, ClosingReleasesMemoryAndLosesNothing) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_THAT(Edit(fork, {Set("B2", 7.0)}), IsOk());
  ASSERT_OK_AND_ASSIGN(const int64_t released, session().Close(fork, context_));
  EXPECT_GT(released, 0);
  EXPECT_EQ(*session().Close(fork, context_), 0);
  EXPECT_EQ(Cell(fork, "B2"), CellValue(7.0));
  EXPECT_EQ(Cell(FileId("a.xlsx"), "B2"), CellValue(1000.0));
  EXPECT_GT(*session().Close(FileId("a.xlsx"), context_), 0);
  EXPECT_THAT(session().Close("wb-none", context_), HasReason(ErrorReason::kWorkbookNotFound));
}

TEST_F(EmbeddedSessionTest, ManyReadersOfAColdWorkbookLoadItOnce) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string id = FileId("a.xlsx");
  std::vector<std::thread> readers;
  for (int i = 0; i < 8; ++i) {
    readers.emplace_back([&] { EXPECT_THAT(session().Open(id, "", context_), IsOk()); });
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_THAT(metrics_.Scrape(),
              HasSubstr("sheetgate_workbook_open_seconds_count{phase=\"parse\"} 1"));
}

TEST_F(EmbeddedSessionTest, CancelledCallsEndWithTheReason) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string id = FileId("a.xlsx");
  platform::CancellationSource source;
  source.Cancel(absl::DeadlineExceededError("late"));
  context_.cancellation = source.token();
  EXPECT_THAT(session().Open(id, "", context_), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(session().ListFiles(context_), StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(EmbeddedSessionTest, RefusesASecondSessionOverItsData) {
  session();
  EXPECT_THAT(OpenEmbeddedSession(options_, clock_, metrics_),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(EmbeddedSessionTest, NeedsAWorkspace) {
  options_.workspace_dir = directory_ / "missing";
  options_.data_dir = "";
  EXPECT_THAT(OpenEmbeddedSession(options_, clock_, metrics_),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_FALSE(std::filesystem::exists(options_.workspace_dir));
}

}  // namespace
}  // namespace sheetgate::workbook

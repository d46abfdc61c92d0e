// Commits: compare-and-set, repeated requests, stale values, and what survives a crash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/session/session_test_base.h"
#include "workbook-service/session/embedded_session_impl.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using spreadsheet::CellChange;
using spreadsheet::CellValue;
using tests::HasReason;
using tests::IsOk;

class CommitTest : public EmbeddedSessionTest {
 protected:
  CommitTest() { WriteFile("a.xlsx", SampleWorkbook()); }

  absl::StatusOr<CommitResult> Calculate(const std::string& fork, std::vector<CellChange> changes) {
    return session().Commit(fork, Session::CommitKind::kCalculation, Always(std::move(changes)), {},
                            context_);
  }
  static CellChange Result(std::string_view address, double value) {
    CellChange change = Set(address, value);
    change.kind = CellChange::Kind::kResult;
    return change;
  }
};

TEST_F(CommitTest, AnEditIsAChildRevision) {
  const std::string fork = ForkOf("a.xlsx");
  const std::string base = Head(fork);
  ASSERT_OK_AND_ASSIGN(const CommitResult result,
                       Edit(fork, {Set("B2", 5.0), Set("A1", std::string("x"))}));
  EXPECT_EQ(result.previous_revision, base);
  EXPECT_EQ(result.cells_changed, 2);
  EXPECT_EQ(Head(fork), result.revision);
  EXPECT_EQ(Cell(fork, "B2"), CellValue(5.0));
  EXPECT_EQ(Cell(fork, "B2", base), CellValue(1000.0));
  EXPECT_EQ(Cell(FileId("a.xlsx"), "B2"), CellValue(1000.0));
}

TEST_F(CommitTest, FilesAreReadOnly) {
  EXPECT_THAT(Edit(FileId("a.xlsx"), {Set("B2", 5.0)}), HasReason(ErrorReason::kWorkbookReadOnly));
  EXPECT_THAT(Edit("fork-none", {Set("B2", 5.0)}), HasReason(ErrorReason::kWorkbookNotFound));
}

TEST_F(CommitTest, AnErrorOfTheChangesCommitsNothing) {
  const std::string fork = ForkOf("a.xlsx");
  const std::string base = Head(fork);
  const auto result = session().Commit(
      fork, Session::CommitKind::kEdit,
      [](const Snapshot&) -> absl::StatusOr<std::vector<CellChange>> {
        return absl::InvalidArgumentError("bad");
      },
      {}, context_);
  EXPECT_THAT(result, tests::StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(Head(fork), base);
}

TEST_F(CommitTest, AnUnexpectedRevisionConflicts) {
  const std::string fork = ForkOf("a.xlsx");
  const std::string base = Head(fork);
  ASSERT_THAT(Edit(fork, {Set("B2", 5.0)}, {.expected_revision = base}), IsOk());
  EXPECT_THAT(Edit(fork, {Set("B2", 6.0)}, {.expected_revision = base}),
              HasReason(ErrorReason::kRevisionConflict));
  EXPECT_EQ(Cell(fork, "B2"), CellValue(5.0));
}

TEST_F(CommitTest, OfTwoWritersWhoExpectTheSameExactlyOneWins) {
  const std::string fork = ForkOf("a.xlsx");
  for (int round = 0; round < 20; ++round) {
    const std::string head = Head(fork);
    std::atomic<int> wins{0};
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 2; ++writer) {
      writers.emplace_back([&, writer] {
        const auto result =
            Edit(fork, {Set("B2", static_cast<double>(writer))}, {.expected_revision = head});
        if (result.ok()) {
          ++wins;
        } else {
          EXPECT_THAT(result, HasReason(ErrorReason::kRevisionConflict));
        }
      });
    }
    for (std::thread& writer : writers) writer.join();
    ASSERT_EQ(wins, 1);
  }
}

TEST_F(CommitTest, WritersWithoutExpectationAllSucceedOnTopOfEachOther) {
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_THAT(Edit(fork, {Set("B2", 0.0)}), IsOk());
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&] {
      for (int i = 0; i < 5; ++i) {
        const auto increment =
            [](const Snapshot& snapshot) -> absl::StatusOr<std::vector<CellChange>> {
          const auto sheet = snapshot.workbook->LoadSheet(0, {});
          if (!sheet.ok()) return sheet.status();
          return std::vector<CellChange>{Set("B2", (*sheet)->Find({2, 2})->number + 1)};
        };
        EXPECT_THAT(session().Commit(fork, Session::CommitKind::kEdit, increment, {}, context_),
                    IsOk());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(Cell(fork, "B2"), CellValue(20.0));
}

TEST_F(CommitTest, ARepeatedRequestReturnsTheFirstResult) {
  const std::string fork = ForkOf("a.xlsx");
  const WriteOptions options{.request_id = "r1", .request_digest = "d1"};
  ASSERT_OK_AND_ASSIGN(const CommitResult first, Edit(fork, {Set("B2", 5.0)}, options));
  ASSERT_THAT(Edit(fork, {Set("B2", 6.0)}), IsOk());
  Reopen();
  ASSERT_OK_AND_ASSIGN(const CommitResult again, Edit(fork, {Set("B2", 5.0)}, options));
  EXPECT_EQ(again.revision, first.revision);
  EXPECT_EQ(again.previous_revision, first.previous_revision);
  EXPECT_EQ(again.stale_values, first.stale_values);
  EXPECT_EQ(again.cells_changed, first.cells_changed);
  EXPECT_EQ(Cell(fork, "B2"), CellValue(6.0));
  EXPECT_THAT(Edit(fork, {Set("B2", 7.0)}, {.request_id = "r1", .request_digest = "d2"}),
              HasReason(ErrorReason::kRequestIdReused));
}

TEST_F(CommitTest, ARepeatedForkRequestMakesOneFork) {
  const WriteOptions options{.request_id = "r1", .request_digest = "d1"};
  const std::string id = FileId("a.xlsx");
  ASSERT_OK_AND_ASSIGN(const ForkInfo first,
                       session().CreateFork(id, "", "label", options, context_));
  ASSERT_OK_AND_ASSIGN(const ForkInfo again,
                       session().CreateFork(id, "", "label", options, context_));
  EXPECT_EQ(again.workbook_id, first.workbook_id);
  EXPECT_EQ(again.label, "label");
  EXPECT_EQ(again.created_at, first.created_at);
  EXPECT_EQ(session().ListForks(context_)->size(), 1u);
  EXPECT_THAT(
      session().CreateFork(id, "", "", {.request_id = "r1", .request_digest = "d2"}, context_),
      HasReason(ErrorReason::kRequestIdReused));
}

TEST_F(CommitTest, EditsOfWorkbooksWithFormulasMakeValuesStaleUntilTheyAreCalculated) {
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_OK_AND_ASSIGN(CommitResult result, Edit(fork, {Set("B2", 5.0)}));
  EXPECT_TRUE(result.stale_values);
  Reopen();
  EXPECT_TRUE((*session().Open(fork, "", context_))->stale_values);
  ASSERT_OK_AND_ASSIGN(result, Calculate(fork, {Result("D2", 10.0), Result("D5", 505.0)}));
  EXPECT_FALSE(result.stale_values);
  EXPECT_EQ(Cell(fork, "D2"), CellValue(10.0));
  EXPECT_FALSE((*session().Open(fork, "", context_))->stale_values);
}

TEST_F(CommitTest, ACalculationThatChangesNothingStillRefreshes) {
  const std::string fork = ForkOf("a.xlsx");
  const std::string base = Head(fork);
  // Nothing to refresh: nothing happens.
  ASSERT_OK_AND_ASSIGN(CommitResult result, Calculate(fork, {}));
  EXPECT_EQ(result.revision, base);
  ASSERT_OK_AND_ASSIGN(const CommitResult edit, Edit(fork, {Set("A9", 1.0)}));
  ASSERT_OK_AND_ASSIGN(result, Calculate(fork, {}));
  EXPECT_NE(result.revision, edit.revision);
  EXPECT_FALSE(result.stale_values);
}

TEST_F(CommitTest, WorkbooksWithoutFormulasAreNeverStale) {
  WriteFile("plain.xlsx", TallWorkbook(3));
  const std::string fork = ForkOf("plain.xlsx");
  ASSERT_OK_AND_ASSIGN(CommitResult result, Edit(fork, {Set("B2", 5.0)}));
  EXPECT_FALSE(result.stale_values);
  CellChange formula = Set("C1", {});
  formula.kind = CellChange::Kind::kFormula;
  formula.formula = "B1*2";
  ASSERT_OK_AND_ASSIGN(result, Edit(fork, {formula}));
  EXPECT_TRUE(result.stale_values);
}

TEST_F(CommitTest, LongHistoriesAreReplayedAndPackedWhenCalculated) {
  const std::string fork = ForkOf("a.xlsx");
  for (int i = 1; i <= kMaxReplayRevisions + 5; ++i) {
    ASSERT_THAT(Edit(fork, {Set("B2", static_cast<double>(i))}), IsOk());
  }
  Reopen();
  EXPECT_EQ(Cell(fork, "B2"), CellValue(static_cast<double>(kMaxReplayRevisions + 5)));
  EXPECT_EQ(std::distance(
                std::filesystem::recursive_directory_iterator(options_.data_dir + "/blobs"), {}),
            4)
      << "tmp, two folders, and the one package of the file";
  ASSERT_THAT(Calculate(fork, {Result("D2", 1.0)}), IsOk());
  EXPECT_GT(std::distance(
                std::filesystem::recursive_directory_iterator(options_.data_dir + "/blobs"), {}),
            4);
  Reopen();
  EXPECT_EQ(Cell(fork, "B2"), CellValue(static_cast<double>(kMaxReplayRevisions + 5)));
  EXPECT_EQ(Cell(fork, "D2"), CellValue(1.0));
}

TEST_F(CommitTest, CountsItsResults) {
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_THAT(Edit(fork, {Set("B2", 5.0)}), IsOk());
  ASSERT_FALSE(Edit(fork, {Set("B2", 5.0)}, {.expected_revision = "rev-other"}).ok());
  const std::string scrape = metrics_.Scrape();
  EXPECT_THAT(scrape, ::testing::HasSubstr("sheetgate_commits_total{result=\"ok\"} 1"));
  EXPECT_THAT(scrape, ::testing::HasSubstr("sheetgate_commits_total{result=\"conflict\"} 1"));
}

TEST_F(CommitTest, CellsThatTakeFormatsTakeThoseOfTheirRevisionAfterARestartToo) {
  const std::string fork = ForkOf("a.xlsx");
  CellChange date = Set("B2", 45000.0);
  date.date = true;
  ASSERT_THAT(Edit(fork, {date}), IsOk());
  CellChange below = Set("B4", 45001.0);
  below.format_of = spreadsheet::CellRef{2, 2};
  ASSERT_THAT(Edit(fork, {below}), IsOk());
  const auto is_date = [&] {
    const auto snapshot = session().Open(fork, "", context_);
    const auto sheet = (*snapshot)->workbook->LoadSheet(0, {});
    return (*snapshot)->workbook->IsDate((*sheet)->Find({4, 2})->style);
  };
  EXPECT_TRUE(is_date());
  Reopen();
  EXPECT_TRUE(is_date());
}

// What is on disk at any moment is what a crash leaves: a copy of it must open and have every
// acknowledged edit.
TEST_F(CommitTest, ACopyOfTheDataTakenAfterEveryEditHasThatEdit) {
  const std::string fork = ForkOf("a.xlsx");
  for (int i = 1; i <= 5; ++i) {
    ASSERT_THAT(Edit(fork, {Set("B2", static_cast<double>(i))}), IsOk());
    const std::string copy = directory_ / ("copy-" + std::to_string(i));
    std::filesystem::copy(options_.data_dir, copy, std::filesystem::copy_options::recursive);
    SessionOptions options = options_;
    options.data_dir = copy;
    ASSERT_OK_AND_ASSIGN(const auto after, OpenEmbeddedSession(options, clock_, metrics_));
    ASSERT_OK_AND_ASSIGN(const auto snapshot, after->Open(fork, "", context_));
    ASSERT_OK_AND_ASSIGN(const auto sheet, snapshot->workbook->LoadSheet(0, {}));
    EXPECT_EQ(sheet->Find({2, 2})->number, i);
  }
}

// A process that is killed while it edits loses nothing it acknowledged.
TEST_F(CommitTest, AcknowledgedEditsSurviveKill9) {
  const std::string fork = ForkOf("a.xlsx");
  session_.reset();
  int acknowledged[2];
  ASSERT_EQ(::pipe(acknowledged), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    for (int i = 1;; ++i) {
      if (!Edit(fork, {Set("B2", static_cast<double>(i))}).ok()) ::_exit(1);
      if (::write(acknowledged[1], &i, sizeof(i)) != sizeof(i)) ::_exit(1);
    }
  }
  ::close(acknowledged[1]);
  int last = 0;
  while (last < 10)
    ASSERT_EQ(::read(acknowledged[0], &last, sizeof(last)), static_cast<ssize_t>(sizeof(last)));
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  for (int more; ::read(acknowledged[0], &more, sizeof(more)) == sizeof(more);) last = more;
  ::close(acknowledged[0]);
  const CellValue value = Cell(fork, "B2");
  ASSERT_TRUE(std::holds_alternative<double>(value));
  // The edit under way when the kill came may be there or not; it is there as a whole.
  EXPECT_GE(std::get<double>(value), last);
  EXPECT_LE(std::get<double>(value), last + 1);
  EXPECT_THAT(Edit(fork, {Set("B2", 1.0)}), IsOk());
}

}  // namespace
}  // namespace sheetgate::workbook

// Random stories of edits, undo, redo and checkpoints over workbooks of the corpus: nothing breaks
// a package, what is in memory is what is written, the journal makes every revision again byte for
// byte, and undoing everything gives the original file back.
#include "tests/workbook-service/testing/random_operations.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/sha256.h"
#include "tests/spreadsheet/testing/corpus_workbooks.h"
#include "tests/spreadsheet/testing/package_rules.h"
#include "tests/testing/dice.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/session/session_test_base.h"
#include "tests/workbook-service/testing/workbook_contents.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::Concat;
using spreadsheet::PackageBytes;
using tests::IsOk;

constexpr int kParts = 8;
constexpr int kSteps = 24;
constexpr int64_t kMostCells = 1500;

struct Revision {
  std::string id;
  std::string digest;  // of what is written for it
};

struct Count {
  int tried = 0;
  int accepted = 0;
};

class RandomOperationsTest : public EmbeddedSessionTest, public ::testing::WithParamInterface<int> {
 protected:
  // Every step of one story, and what must hold after it.
  void Tell(const tests::OpenedFile& file, uint32_t seed) {
    ++stories_;
    path_ = Concat(stories_, ".xlsx");
    WriteFile(path_, *file.bytes);
    fork_ = ForkOf(path_);
    base_ = head_ = Head(fork_);
    revisions_.clear();
    checkpoint_.clear();
    bent_.clear();
    for (const tests::PackageProblem& problem : tests::PackageProblems(file.bytes)) {
      bent_.insert(problem.rule);
    }
    RandomOperations operations(seed);
    tests::Dice dice(seed);
    const int failures = Failures();
    for (int step = 0; step < kSteps && Failures() == failures; ++step) {
      if (dice.OneIn(5)) {
        Move(&dice);
      } else {
        Change(&operations);
      }
    }
    if (Failures() > failures) return;  // what follows from it is not worth saying
    CheckUndone(*file.bytes);
    CheckJournal();
    ASSERT_THAT(session().DiscardFork(fork_, {}, context_), IsOk());
  }

  static int Failures() {
    return ::testing::UnitTest::GetInstance()->current_test_info()->result()->total_part_count();
  }

  tests::WorkbookPtr WorkbookAt(const std::string& revision) {
    const auto snapshot = session().Open(fork_, revision, context_);
    EXPECT_THAT(snapshot, IsOk());
    return snapshot.ok() ? (*snapshot)->workbook : nullptr;
  }

  void Change(RandomOperations* operations) {
    const tests::WorkbookPtr before = WorkbookAt("");
    ASSERT_NE(before, nullptr);
    const RandomChange change = operations->Next(*before);
    SCOPED_TRACE(change.text);
    Count& count = counts_[change.family];
    ++count.tried;
    const auto done = session().Commit(
        fork_, Session::CommitKind::kEdit, [&](const Snapshot&) { return change.changes; }, {},
        context_);
    if (!done.ok()) {
      EXPECT_NE(platform::ReasonOf(done.status()), platform::ErrorReason::kUnspecified)
          << done.status();
      EXPECT_FALSE(absl::IsInternal(done.status()) || absl::IsDataLoss(done.status()))
          << done.status();
      EXPECT_EQ(Head(fork_), head_);
      EXPECT_EQ(WorkbookAt(""), before);
      return;
    }
    ++count.accepted;
    head_ = done->revision;
    EXPECT_EQ(Head(fork_), head_);
    const tests::WorkbookPtr after = WorkbookAt(head_);
    ASSERT_NE(after, nullptr);
    const PackageBytes written = tests::Write(after);
    revisions_.push_back({head_, platform::Sha256Hex(*written)});
    for (const tests::PackageProblem& problem : tests::PackageProblems(written)) {
      if (!bent_.contains(problem.rule)) ADD_FAILURE() << problem.rule << ": " << problem.what;
    }
    const auto reopened = tests::Open(written);
    ASSERT_NE(reopened, nullptr);
    EXPECT_EQ(Difference(ContentsOf(*after), ContentsOf(*reopened)), "");
  }

  // Undo, redo, a checkpoint or back to one.
  void Move(tests::Dice* dice) {
    absl::StatusOr<HeadPosition> moved;
    switch (dice->Pick(0, 3)) {
      case 0:
      case 1:
        moved = session().Undo(fork_, static_cast<int>(dice->Pick(1, 2)), {}, context_);
        break;
      case 2:
        moved = session().Redo(fork_, 1, {}, context_);
        break;
      default:
        if (checkpoint_.empty()) {
          const auto made = session().AddCheckpoint(fork_, {.label = "here"}, context_);
          ASSERT_THAT(made, IsOk());
          EXPECT_EQ(made->revision, head_);
          checkpoint_ = made->id;
          return;
        }
        moved = session().RestoreCheckpoint(fork_, checkpoint_, {}, context_);
    }
    if (!moved.ok()) {
      EXPECT_THAT(moved, tests::HasReason(platform::ErrorReason::kNothingToUndo));
    } else {
      head_ = moved->revision;
    }
    EXPECT_EQ(Head(fork_), head_);
    EXPECT_TRUE(head_ == base_ ||
                std::any_of(revisions_.begin(), revisions_.end(),
                            [&](const Revision& made) { return made.id == head_; }))
        << head_;
  }

  void CheckUndone(std::string_view original) {
    const auto history = session().ListHistory(fork_, 0, 1, context_);
    ASSERT_THAT(history, IsOk());
    if (history->undo_steps > 0) {
      ASSERT_THAT(session().Undo(fork_, history->undo_steps, {}, context_), IsOk());
    }
    EXPECT_EQ(Head(fork_), base_);
    const auto exported = session().Export(fork_, "", {}, context_);
    ASSERT_THAT(exported, IsOk());
    EXPECT_TRUE(*exported->bytes == original) << "everything undone is not the original file";
  }

  // As after a restart: nothing is cached, every revision is made from the file and the journal.
  void CheckJournal() {
    Reopen();
    EXPECT_EQ(Head(fork_), base_);
    for (auto revision = revisions_.rbegin(); revision != revisions_.rend(); ++revision) {
      const tests::WorkbookPtr again = WorkbookAt(revision->id);
      ASSERT_NE(again, nullptr);
      EXPECT_EQ(platform::Sha256Hex(*tests::Write(again)), revision->digest) << revision->id;
    }
  }

  int stories_ = 0;
  std::string path_, fork_, base_, head_, checkpoint_;
  std::vector<Revision> revisions_;      // oldest first
  std::set<std::string> bent_;           // rules the original does not keep
  std::map<std::string, Count> counts_;  // by family
};

TEST_P(RandomOperationsTest, KeepThePackageWholeAndTheJournalTrue) {
  uint32_t seed = static_cast<uint32_t>(GetParam()) * 1000;
  tests::ForEachWorkbook(
      [&](const tests::OpenedFile& file) {
        if (tests::IsSmall(file, kMostCells)) Tell(file, ++seed);
      },
      GetParam(), 2 * kParts);
  EXPECT_GE(stories_, 8);
  for (const auto& [family, count] : counts_) {
    EXPECT_GE(count.accepted * 10, count.tried * 3)
        << family << " " << count.accepted << " of " << count.tried;
  }
  EXPECT_EQ(counts_.size(), 12u) << "families";
}

INSTANTIATE_TEST_SUITE_P(Parts, RandomOperationsTest, ::testing::Range(0, kParts));

}  // namespace
}  // namespace sheetgate::workbook

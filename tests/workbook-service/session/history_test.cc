// Undo, redo, the tree of revisions and checkpoints, with the store closed in between.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/session/session_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using spreadsheet::CellValue;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;

class ForkHistoryTest : public EmbeddedSessionTest {
 protected:
  ForkHistoryTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    base_ = Head(fork_);
  }

  // Sets B2; the revision that makes.
  std::string SetTo(double value, const WriteOptions& options = {}) {
    const auto result = Edit(fork_, {Set("B2", value)}, options);
    EXPECT_THAT(result, IsOk());
    return result.ok() ? result->revision : "";
  }
  absl::StatusOr<HeadPosition> Undo(int steps = 1, const WriteOptions& options = {}) {
    return session().Undo(fork_, steps, options, context_);
  }
  absl::StatusOr<HeadPosition> Redo(int steps = 1, const WriteOptions& options = {}) {
    return session().Redo(fork_, steps, options, context_);
  }
  CellValue B2() { return Cell(fork_, "B2"); }
  // Revisions of the history, newest first: "head", "redo", "gone" or "-" for each.
  std::vector<std::string> Marks() {
    std::vector<std::string> marks;
    const auto page = session().ListHistory(fork_, 0, 100, context_);
    EXPECT_THAT(page, IsOk());
    for (const RevisionInfo& info : page->revisions) {
      marks.push_back(info.head ? "head" : info.redoable ? "redo" : info.abandoned ? "gone" : "-");
    }
    return marks;
  }

  std::string fork_;
  std::string base_;
};

TEST_F(ForkHistoryTest, UndoGoesBackAndRedoForwardAgain) {
  SetTo(1);
  const std::string second = SetTo(2);
  const std::string third = SetTo(3);
  ASSERT_OK_AND_ASSIGN(HeadPosition position, Undo());
  EXPECT_EQ(position.revision, second);
  EXPECT_EQ(position.previous_revision, third);
  EXPECT_EQ(position.undo_steps, 2);
  EXPECT_EQ(position.redo_steps, 1);
  EXPECT_TRUE(position.stale_values);
  EXPECT_EQ(B2(), CellValue(2.0));
  Reopen();
  ASSERT_OK_AND_ASSIGN(position, Undo(2));
  EXPECT_EQ(position.revision, base_);
  EXPECT_EQ(position.undo_steps, 0);
  EXPECT_EQ(position.redo_steps, 3);
  EXPECT_FALSE(position.stale_values);
  EXPECT_EQ(B2(), CellValue(1000.0));
  Reopen();
  ASSERT_OK_AND_ASSIGN(position, Redo(2));
  EXPECT_EQ(position.revision, second);
  ASSERT_OK_AND_ASSIGN(position, Redo());
  EXPECT_EQ(position.revision, third);
  EXPECT_EQ(position.redo_steps, 0);
  EXPECT_EQ(B2(), CellValue(3.0));
}

TEST_F(ForkHistoryTest, MoreStepsThanThereAreMoveNothing) {
  const auto none = Undo();
  EXPECT_THAT(none, HasReason(ErrorReason::kNothingToUndo));
  EXPECT_EQ(platform::MetadataOf(none.status()).at("available"), "0");
  const std::string first = SetTo(1);
  const auto more = Undo(2);
  EXPECT_THAT(more, HasReason(ErrorReason::kNothingToUndo));
  EXPECT_EQ(platform::MetadataOf(more.status()).at("available"), "1");
  EXPECT_EQ(Head(fork_), first);
  EXPECT_THAT(Redo(), HasReason(ErrorReason::kNothingToUndo));
}

TEST_F(ForkHistoryTest, ANewEditEndsRedoButNothingIsLost) {
  SetTo(1);
  const std::string second = SetTo(2);
  ASSERT_THAT(Undo(), IsOk());
  SetTo(5);
  EXPECT_THAT(Redo(), HasReason(ErrorReason::kNothingToUndo));
  Reopen();
  EXPECT_EQ(Cell(fork_, "B2", second), CellValue(2.0)) << "still there by its id";
  EXPECT_EQ(B2(), CellValue(5.0));
  EXPECT_THAT(Marks(), ElementsAre("head", "gone", "-", "-"));
  // And a fork can start there.
  ASSERT_OK_AND_ASSIGN(const ForkInfo branch,
                       session().CreateFork(fork_, second, "", {}, context_));
  EXPECT_EQ(Cell(branch.workbook_id, "B2"), CellValue(2.0));
  EXPECT_THAT(session().Open(branch.workbook_id, Head(fork_), context_),
              HasReason(ErrorReason::kRevisionNotFound))
      << "what the parent did later is not its history";
  ASSERT_THAT(session().DiscardFork(fork_, {}, context_), IsOk());
  Reopen();
  EXPECT_EQ(Cell(branch.workbook_id, "B2"), CellValue(2.0));
}

TEST_F(ForkHistoryTest, AForkOfAForkCannotUndoBelowItsBase) {
  const std::string first = SetTo(1);
  ASSERT_OK_AND_ASSIGN(const ForkInfo branch, session().CreateFork(fork_, "", "", {}, context_));
  EXPECT_THAT(session().Undo(branch.workbook_id, 1, {}, context_),
              HasReason(ErrorReason::kNothingToUndo));
  EXPECT_EQ(Cell(branch.workbook_id, "B2", base_), CellValue(1000.0))
      << "but what it stands on can be read";
  EXPECT_EQ(Head(branch.workbook_id), first);
}

TEST_F(ForkHistoryTest, HeadsMoveByCompareAndSetAndRetriesReturnTheFirstResult) {
  const std::string first = SetTo(1);
  SetTo(2);
  EXPECT_THAT(Undo(1, {.expected_revision = first}), HasReason(ErrorReason::kRevisionConflict));
  const WriteOptions once{.request_id = "r1", .request_digest = "d1"};
  ASSERT_OK_AND_ASSIGN(const HeadPosition moved, Undo(1, once));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const HeadPosition again, Undo(1, once));
  EXPECT_EQ(again.revision, moved.revision);
  EXPECT_EQ(again.undo_steps, moved.undo_steps);
  EXPECT_EQ(again.redo_steps, moved.redo_steps);
  EXPECT_EQ(again.stale_values, moved.stale_values);
  EXPECT_EQ(Head(fork_), first) << "done once";
  EXPECT_THAT(Undo(1, {.request_id = "r1", .request_digest = "d2"}),
              HasReason(ErrorReason::kRequestIdReused));
}

TEST_F(ForkHistoryTest, CancelledMovesMoveNothing) {
  const std::string first = SetTo(1);
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("gone"));
  platform::RequestContext cancelled = context_;
  cancelled.cancellation = source.token();
  EXPECT_THAT(session().Undo(fork_, 1, {}, cancelled),
              tests::StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(session().AddCheckpoint(fork_, {}, cancelled),
              tests::StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(Head(fork_), first);
  EXPECT_THAT(session().ListCheckpoints(fork_, context_).value(), IsEmpty());
}

TEST_F(ForkHistoryTest, TheTreeTellsWhoMadeWhat) {
  const std::string first = SetTo(1, {.label = "one"});
  context_.principal = "bob";
  CommitResult calculated =
      session().Commit(fork_, Session::CommitKind::kCalculation, Always({}), {}, context_).value();
  ASSERT_THAT(Undo(), IsOk());
  ASSERT_OK_AND_ASSIGN(const HistoryPage page, session().ListHistory(fork_, 0, 10, context_));
  EXPECT_EQ(page.head, first);
  EXPECT_EQ(page.undo_steps, 1);
  EXPECT_EQ(page.redo_steps, 1);
  ASSERT_EQ(page.revisions.size(), 3u);
  const RevisionInfo& calculation = page.revisions[0];
  EXPECT_EQ(calculation.revision, calculated.revision);
  EXPECT_EQ(calculation.parent, first);
  EXPECT_EQ(calculation.kind, RevisionInfo::Kind::kCalculation);
  EXPECT_EQ(calculation.principal, "bob");
  EXPECT_TRUE(calculation.redoable);
  const RevisionInfo& edit = page.revisions[1];
  EXPECT_EQ(edit.label, "one");
  EXPECT_EQ(edit.principal, "ann");
  EXPECT_EQ(edit.counts.values_set, 1);
  EXPECT_THAT(edit.counts.sheets, ElementsAre("Data"));
  EXPECT_TRUE(edit.head);
  EXPECT_EQ(page.revisions[2].revision, base_);
  EXPECT_EQ(page.revisions[2].kind, RevisionInfo::Kind::kBase);
}

TEST_F(ForkHistoryTest, PagesFollowEachOther) {
  for (int i = 1; i <= 3; ++i) SetTo(i);
  std::vector<std::string> seen;
  int64_t before = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const HistoryPage page, session().ListHistory(fork_, before, 2, context_));
    for (const RevisionInfo& info : page.revisions) seen.push_back(info.revision);
    before = page.next.back();
  } while (before > 0);
  ASSERT_EQ(seen.size(), 4u);
  EXPECT_EQ(seen.front(), Head(fork_));
  EXPECT_EQ(seen.back(), base_);
}

TEST_F(ForkHistoryTest, EditsAreReadAsTheyWereAskedFor) {
  spreadsheet::CellChange formula = Set("D2", {});
  formula.kind = spreadsheet::CellChange::Kind::kFormula;
  formula.formula = "B2*3";
  ASSERT_THAT(Edit(fork_, {Set("B2", 1.0), formula}), IsOk());
  const std::string edited = Head(fork_);
  ASSERT_THAT(Undo(), IsOk());
  Reopen();
  ASSERT_OK_AND_ASSIGN(const RevisionEdits edits,
                       session().ReadEdits(fork_, edited, std::nullopt, context_));
  ASSERT_EQ(edits.changes.cells.size(), 2u);
  EXPECT_EQ(edits.changes.cells[0].value, CellValue(1.0));
  EXPECT_EQ(edits.changes.cells[1].formula, "B2*3");
  EXPECT_THAT(edits.sheet_names, ElementsAre("Data"));
  EXPECT_TRUE(edits.kept);
  ASSERT_OK_AND_ASSIGN(const RevisionEdits head,
                       session().ReadEdits(fork_, "", std::nullopt, context_));
  EXPECT_EQ(head.info.kind, RevisionInfo::Kind::kBase);
  EXPECT_THAT(session().ReadEdits(fork_, "rev-none", std::nullopt, context_),
              HasReason(ErrorReason::kRevisionNotFound));
  ASSERT_OK_AND_ASSIGN(
      const RevisionEdits other,
      session().ReadEdits(fork_, edited, RevisionInfo::Kind::kCalculation, context_));
  EXPECT_TRUE(other.changes.empty());
}

TEST_F(ForkHistoryTest, CheckpointsBringAStateBack) {
  const std::string first = SetTo(1);
  const WriteOptions once{.label = "good", .request_id = "r1", .request_digest = "d1"};
  ASSERT_OK_AND_ASSIGN(const CheckpointInfo checkpoint,
                       session().AddCheckpoint(fork_, once, context_));
  EXPECT_EQ(checkpoint.revision, first);
  EXPECT_EQ(checkpoint.label, "good");
  EXPECT_EQ(checkpoint.principal, "ann");
  const std::string second = SetTo(2);
  Reopen();
  EXPECT_EQ(session().AddCheckpoint(fork_, once, context_)->id, checkpoint.id);
  ASSERT_OK_AND_ASSIGN(const auto listed, session().ListCheckpoints(fork_, context_));
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(session().ListHistory(fork_, 0, 10, context_)->revisions[1].checkpoint_ids.front(),
            checkpoint.id);

  EXPECT_THAT(
      session().RestoreCheckpoint(fork_, checkpoint.id, {.expected_revision = first}, context_),
      HasReason(ErrorReason::kRevisionConflict));
  ASSERT_OK_AND_ASSIGN(HeadPosition position,
                       session().RestoreCheckpoint(fork_, checkpoint.id, {}, context_));
  EXPECT_EQ(position.revision, first);
  EXPECT_EQ(position.previous_revision, second);
  EXPECT_EQ(B2(), CellValue(1.0));
  Reopen();
  ASSERT_OK_AND_ASSIGN(position, Redo());
  EXPECT_EQ(position.revision, second) << "a restore can be taken back";

  ASSERT_THAT(session().DeleteCheckpoint(fork_, checkpoint.id, {}, context_), IsOk());
  EXPECT_THAT(session().RestoreCheckpoint(fork_, checkpoint.id, {}, context_),
              HasReason(ErrorReason::kCheckpointNotFound));
  EXPECT_EQ(Cell(fork_, "B2", first), CellValue(1.0));
}

TEST_F(ForkHistoryTest, ACheckpointOnAnotherBranchIsRestoredWithoutRedo) {
  ASSERT_OK_AND_ASSIGN(const CheckpointInfo old, session().AddCheckpoint(fork_, {}, context_));
  SetTo(1);
  ASSERT_OK_AND_ASSIGN(const CheckpointInfo left, session().AddCheckpoint(fork_, {}, context_));
  ASSERT_THAT(session().RestoreCheckpoint(fork_, old.id, {}, context_), IsOk());
  SetTo(2);
  ASSERT_OK_AND_ASSIGN(const HeadPosition position,
                       session().RestoreCheckpoint(fork_, left.id, {}, context_));
  EXPECT_EQ(position.undo_steps, 1);
  EXPECT_EQ(position.redo_steps, 0);
  EXPECT_EQ(B2(), CellValue(1.0));
  EXPECT_THAT(Marks(), ElementsAre("gone", "head", "-"));
}

TEST_F(ForkHistoryTest, CheckpointsAreLimited) {
  options_.max_checkpoints_per_fork = 2;
  Reopen();
  ASSERT_THAT(session().AddCheckpoint(fork_, {}, context_), IsOk());
  ASSERT_THAT(session().AddCheckpoint(fork_, {}, context_), IsOk());
  EXPECT_THAT(session().AddCheckpoint(fork_, {}, context_), HasReason(ErrorReason::kLimitExceeded));
}

TEST_F(ForkHistoryTest, FilesHaveNoHistory) {
  const std::string file = FileId("a.xlsx");
  EXPECT_THAT(session().Undo(file, 1, {}, context_), HasReason(ErrorReason::kWorkbookReadOnly));
  EXPECT_THAT(session().ListHistory(file, 0, 1, context_),
              HasReason(ErrorReason::kWorkbookReadOnly));
  EXPECT_THAT(session().AddCheckpoint(file, {}, context_),
              HasReason(ErrorReason::kWorkbookReadOnly));
}

}  // namespace
}  // namespace sheetgate::workbook

// Staged changes: previewed, applied as previewed, rebased, discarded; the store closed in between.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "sheetgate/workbook/v1/operation.pb.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/session/session_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using spreadsheet::CellChange;
using spreadsheet::CellValue;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using tests::HasReason;
using tests::IsOk;

absl::StatusOr<std::string> Report(const Snapshot& before, const Snapshot& after,
                                   const Changes& changes) {
  EXPECT_EQ(before.workbook_id, after.workbook_id);
  return before.revision + " " + std::to_string(changes.size());
}

class StagingTest : public EmbeddedSessionTest {
 protected:
  StagingTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
    base_ = Head(fork_);
  }

  absl::StatusOr<StagedCommit> Stage(std::vector<CellChange> changes,
                                     const WriteOptions& options = {}) {
    return session().Stage(fork_, Always(std::move(changes)), Report, options, context_);
  }
  absl::StatusOr<StagedOutcome> Apply(const std::string& change, bool rebase = false,
                                      const WriteOptions& options = {}) {
    return session().ApplyStaged(fork_, change, rebase, Report, options, context_);
  }
  std::vector<StagedChange> Staged() { return session().ListStaged(fork_, context_).value(); }

  std::string fork_;
  std::string base_;
};

TEST_F(StagingTest, WhatWasPreviewedIsWhatIsApplied) {
  ASSERT_OK_AND_ASSIGN(const StagedCommit staged, Stage({Set("B2", 5.0)}, {.label = "five"}));
  EXPECT_EQ(staged.commit.previous_revision, base_);
  EXPECT_EQ(staged.commit.cells_changed, 1);
  EXPECT_TRUE(staged.commit.stale_values);
  EXPECT_EQ(staged.change.report, base_ + " 1");
  EXPECT_EQ(Head(fork_), base_);
  EXPECT_EQ(Cell(fork_, "B2"), CellValue(1000.0));
  EXPECT_EQ(Cell(fork_, "B2", staged.change.revision), CellValue(5.0));
  Reopen();
  ASSERT_THAT(Staged(), SizeIs(1));
  EXPECT_EQ(Staged()[0].id, staged.change.id);
  EXPECT_EQ(Staged()[0].label, "five");
  EXPECT_EQ(Staged()[0].principal, "ann");
  EXPECT_EQ(Staged()[0].parent, base_);
  EXPECT_EQ(Staged()[0].report, base_ + " 1");
  EXPECT_EQ(Cell(fork_, "B2", staged.change.revision), CellValue(5.0));
  ASSERT_OK_AND_ASSIGN(const HistoryPage page, session().ListHistory(fork_, 0, 10, context_));
  EXPECT_EQ(page.revisions[0].change_id, staged.change.id);
  EXPECT_FALSE(page.revisions[0].abandoned);

  ASSERT_OK_AND_ASSIGN(const StagedOutcome outcome, Apply(staged.change.id));
  EXPECT_EQ(outcome.commit.revision, staged.change.revision);
  EXPECT_EQ(outcome.commit.previous_revision, base_);
  EXPECT_FALSE(outcome.restaged.has_value());
  Reopen();
  EXPECT_EQ(Head(fork_), staged.change.revision);
  EXPECT_EQ(Cell(fork_, "B2"), CellValue(5.0));
  EXPECT_THAT(Staged(), IsEmpty());
  EXPECT_EQ(session().Undo(fork_, 1, {}, context_)->revision, base_);
}

TEST_F(StagingTest, AStalePreviewIsNotAppliedButCanBeStagedAnew) {
  ASSERT_OK_AND_ASSIGN(const StagedCommit staged, Stage({Set("B2", 5.0)}, {.label = "five"}));
  ASSERT_THAT(Edit(fork_, {Set("B3", 6.0)}), IsOk());
  const std::string head = Head(fork_);
  const auto refused = Apply(staged.change.id);
  EXPECT_THAT(refused, HasReason(ErrorReason::kStalePreview));
  EXPECT_EQ(platform::MetadataOf(refused.status()).at("revision"), head);
  EXPECT_EQ(Head(fork_), head);

  const WriteOptions once{.request_id = "r1", .request_digest = "d1"};
  ASSERT_OK_AND_ASSIGN(const StagedOutcome outcome, Apply(staged.change.id, true, once));
  ASSERT_TRUE(outcome.restaged.has_value());
  EXPECT_EQ(outcome.commit.revision, head) << "nothing was applied";
  EXPECT_EQ(Head(fork_), head);
  EXPECT_EQ(outcome.restaged->parent, head);
  EXPECT_EQ(outcome.restaged->label, "five");
  EXPECT_EQ(outcome.restaged->report, head + " 1");
  Reopen();
  ASSERT_OK_AND_ASSIGN(const StagedOutcome again, Apply(staged.change.id, true, once));
  EXPECT_EQ(again.restaged->id, outcome.restaged->id);
  EXPECT_EQ(again.restaged->revision, outcome.restaged->revision);
  EXPECT_EQ(again.commit.revision, head);
  ASSERT_THAT(Staged(), SizeIs(1)) << "in place of the old one";
  EXPECT_THAT(session().Open(fork_, staged.change.revision, context_),
              HasReason(ErrorReason::kRevisionNotFound));
  EXPECT_EQ(Cell(fork_, "B2", outcome.restaged->revision), CellValue(5.0));
  EXPECT_EQ(Cell(fork_, "B3", outcome.restaged->revision), CellValue(6.0));
  ASSERT_THAT(Apply(outcome.restaged->id), IsOk());
  EXPECT_EQ(Cell(fork_, "B2"), CellValue(5.0));
}

TEST_F(StagingTest, ARebaseFindsSheetsThatMoved) {
  ASSERT_OK_AND_ASSIGN(const StagedCommit staged, Stage({Set("B2", 5.0)}));
  v1::StructureOperation create;
  create.set_kind("create_sheet");
  create.set_sheet_name("First");
  create.set_position(0);
  const auto structure = [&create](const Snapshot&) -> absl::StatusOr<Changes> {
    Changes changes;
    *changes.operations.emplace_back().mutable_structure() = create;
    return changes;
  };
  ASSERT_THAT(session().Commit(fork_, Session::CommitKind::kEdit, structure, {}, context_), IsOk());
  ASSERT_OK_AND_ASSIGN(const StagedOutcome outcome, Apply(staged.change.id, true));
  ASSERT_TRUE(outcome.restaged.has_value());
  ASSERT_OK_AND_ASSIGN(const auto snapshot,
                       session().Open(fork_, outcome.restaged->revision, context_));
  ASSERT_OK_AND_ASSIGN(const auto sheet, snapshot->workbook->LoadSheet(1, {}));
  EXPECT_EQ(sheet->Find({2, 2})->number, 5.0);
}

TEST_F(StagingTest, OfTwoPreviewsOfOneStateOneIsApplied) {
  ASSERT_OK_AND_ASSIGN(const StagedCommit one, Stage({Set("B2", 1.0)}));
  ASSERT_OK_AND_ASSIGN(const StagedCommit two, Stage({Set("B3", 2.0)}));
  ASSERT_THAT(Apply(one.change.id), IsOk());
  EXPECT_THAT(Apply(two.change.id), HasReason(ErrorReason::kStalePreview));
  // After an undo the fork is what the other was previewed on.
  ASSERT_THAT(session().Undo(fork_, 1, {}, context_), IsOk());
  ASSERT_THAT(Apply(two.change.id), IsOk());
  EXPECT_EQ(Cell(fork_, "B2"), CellValue(1000.0));
  EXPECT_EQ(Cell(fork_, "B3"), CellValue(2.0));
}

TEST_F(StagingTest, ADiscardedChangeIsGoneAndTheForkAsItWas) {
  ASSERT_OK_AND_ASSIGN(const StagedCommit staged, Stage({Set("B2", 5.0)}));
  const WriteOptions once{.request_id = "r1", .request_digest = "d1"};
  ASSERT_THAT(session().DiscardStaged(fork_, staged.change.id, once, context_), IsOk());
  EXPECT_THAT(session().DiscardStaged(fork_, staged.change.id, once, context_), IsOk());
  EXPECT_THAT(session().DiscardStaged(fork_, staged.change.id, {}, context_),
              HasReason(ErrorReason::kStagedChangeNotFound));
  EXPECT_THAT(Apply(staged.change.id), HasReason(ErrorReason::kStagedChangeNotFound));
  Reopen();
  EXPECT_THAT(session().Open(fork_, staged.change.revision, context_),
              HasReason(ErrorReason::kRevisionNotFound));
  EXPECT_EQ(Head(fork_), base_);
}

TEST_F(StagingTest, RetriesReturnTheFirstPreviewAndTheFirstApplication) {
  const WriteOptions once{.request_id = "r1", .request_digest = "d1"};
  ASSERT_OK_AND_ASSIGN(const StagedCommit first, Stage({Set("B2", 5.0)}, once));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const StagedCommit again, Stage({Set("B2", 5.0)}, once));
  EXPECT_EQ(again.change.id, first.change.id);
  EXPECT_EQ(again.change.report, first.change.report);
  EXPECT_EQ(again.change.principal, "ann");
  EXPECT_EQ(again.commit.cells_changed, 1);
  EXPECT_THAT(Staged(), SizeIs(1));
  EXPECT_THAT(Edit(fork_, {Set("B2", 5.0)}, {.request_id = "r1", .request_digest = "d2"}),
              HasReason(ErrorReason::kRequestIdReused))
      << "an id means one thing, previewed or applied";
  ASSERT_OK_AND_ASSIGN(const StagedOutcome applied, Apply(first.change.id, false, once));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const StagedOutcome applied_again, Apply(first.change.id, false, once));
  EXPECT_EQ(applied_again.commit.revision, applied.commit.revision);
  EXPECT_FALSE(applied_again.restaged.has_value());
}

TEST_F(StagingTest, ExpectedRevisionsAreChecked) {
  ASSERT_OK_AND_ASSIGN(const StagedCommit staged,
                       Stage({Set("B2", 5.0)}, {.expected_revision = base_}));
  EXPECT_THAT(Stage({Set("B2", 5.0)}, {.expected_revision = "rev-other"}),
              HasReason(ErrorReason::kRevisionConflict));
  EXPECT_THAT(Apply(staged.change.id, false, {.expected_revision = "rev-other"}),
              HasReason(ErrorReason::kRevisionConflict));
  EXPECT_THAT(Apply(staged.change.id, false, {.expected_revision = base_}), IsOk());
}

TEST_F(StagingTest, CancellingHalfWayStagesAndAppliesNothing) {
  platform::CancellationSource source;
  platform::RequestContext cancelled = context_;
  cancelled.cancellation = source.token();
  const auto stage = session().Stage(
      fork_, Always({Set("B2", 5.0)}),
      [&](const Snapshot&, const Snapshot&, const Changes&) {
        source.Cancel(absl::CancelledError("gone"));
        return absl::StatusOr<std::string>("report");
      },
      {}, cancelled);
  EXPECT_THAT(stage, tests::StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(Staged(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const StagedCommit staged, Stage({Set("B2", 5.0)}));
  EXPECT_THAT(session().ApplyStaged(fork_, staged.change.id, false, Report, {}, cancelled),
              tests::StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(Head(fork_), base_);
  EXPECT_THAT(Staged(), SizeIs(1));
}

TEST_F(StagingTest, NothingToChangeStagesNothing) {
  ASSERT_OK_AND_ASSIGN(const StagedCommit staged, Stage({}));
  EXPECT_EQ(staged.change.id, "");
  EXPECT_EQ(staged.commit.revision, base_);
  EXPECT_THAT(Staged(), IsEmpty());
}

TEST_F(StagingTest, StagedChangesAreLimited) {
  options_.max_staged_changes_per_fork = 2;
  Reopen();
  ASSERT_OK_AND_ASSIGN(const StagedCommit first, Stage({Set("B2", 1.0)}));
  ASSERT_THAT(Stage({Set("B2", 2.0)}), IsOk());
  EXPECT_THAT(Stage({Set("B2", 3.0)}), HasReason(ErrorReason::kLimitExceeded));
  ASSERT_THAT(Edit(fork_, {Set("B3", 1.0)}), IsOk());
  EXPECT_THAT(Apply(first.change.id, true), IsOk()) << "staging anew takes the old one's place";
}

// What is on disk at any moment is what a crash leaves: every step of a story, taken as a copy,
// opens with exactly what was acknowledged by then.
TEST_F(StagingTest, ACopyOfTheDataTakenAfterEveryStepIsConsistent) {
  int copies = 0;
  const auto expect_copy = [&](const std::string& head, size_t staged, size_t checkpoints,
                               int redo) {
    const std::string copy = directory_ / ("copy-" + std::to_string(++copies));
    std::filesystem::copy(options_.data_dir, copy, std::filesystem::copy_options::recursive);
    SessionOptions options = options_;
    options.data_dir = copy;
    ASSERT_OK_AND_ASSIGN(const auto after, OpenEmbeddedSession(options, clock_, metrics_));
    ASSERT_OK_AND_ASSIGN(const HistoryPage page, after->ListHistory(fork_, 0, 100, context_));
    EXPECT_EQ(page.head, head) << "step " << copies;
    EXPECT_EQ(page.redo_steps, redo) << "step " << copies;
    EXPECT_EQ(after->ListStaged(fork_, context_)->size(), staged) << "step " << copies;
    EXPECT_EQ(after->ListCheckpoints(fork_, context_)->size(), checkpoints) << "step " << copies;
    for (const RevisionInfo& info : page.revisions) {
      EXPECT_THAT(after->Open(fork_, info.revision, context_), IsOk()) << "step " << copies;
    }
  };
  const std::string first = Edit(fork_, {Set("B2", 1.0)})->revision;
  expect_copy(first, 0, 0, 0);
  ASSERT_OK_AND_ASSIGN(const CheckpointInfo checkpoint,
                       session().AddCheckpoint(fork_, {}, context_));
  expect_copy(first, 0, 1, 0);
  ASSERT_OK_AND_ASSIGN(const StagedCommit staged, Stage({Set("B2", 2.0)}));
  expect_copy(first, 1, 1, 0);
  ASSERT_THAT(Apply(staged.change.id), IsOk());
  expect_copy(staged.change.revision, 0, 1, 0);
  ASSERT_THAT(session().Undo(fork_, 2, {}, context_), IsOk());
  expect_copy(base_, 0, 1, 2);
  ASSERT_THAT(session().Redo(fork_, 1, {}, context_), IsOk());
  expect_copy(first, 0, 1, 1);
  ASSERT_OK_AND_ASSIGN(const StagedCommit other, Stage({Set("B2", 3.0)}));
  ASSERT_THAT(session().RestoreCheckpoint(fork_, checkpoint.id, {}, context_), IsOk());
  expect_copy(first, 1, 1, 1);
  ASSERT_THAT(session().DiscardStaged(fork_, other.change.id, {}, context_), IsOk());
  expect_copy(first, 0, 1, 1);
  ASSERT_THAT(session().DeleteCheckpoint(fork_, checkpoint.id, {}, context_), IsOk());
  expect_copy(first, 0, 0, 1);
}

}  // namespace
}  // namespace sheetgate::workbook

// Moves of heads, checkpoints and staged changes in the metadata store, over both backends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/store/metadata_store_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;

MetadataStore::NewCheckpoint CheckpointOf(const std::string& id, const std::string& revision) {
  return {.checkpoint = {.id = id,
                         .workbook_id = "fork-1",
                         .revision = revision,
                         .label = "a name",
                         .principal = "ann",
                         .created_at = kNow},
          .max_per_workbook = 2,
          .result = "made " + id};
}

MetadataStore::NewStaged StagedOf(const std::string& id, const std::string& head) {
  return {.revision = EditOf("fork-1", head, "rev-" + id).revision,
          .staged = {.id = id,
                     .workbook_id = "fork-1",
                     .revision = "rev-" + id,
                     .parent = head,
                     .report = std::string("r\0t", 3),
                     .label = "look",
                     .principal = "ann",
                     .created_at = kNow},
          .max_per_workbook = 2,
          .result = "staged " + id};
}

MetadataStore::StagedMove ApplyOf(const std::string& id) {
  return {.workbook_id = "fork-1",
          .change_id = id,
          .now = kNow + absl::Minutes(2),
          .expires_at = kNow + absl::Hours(3),
          .result = "applied " + id};
}

class MetadataHistoryTest : public MetadataStoreTest {
 protected:
  MetadataHistoryTest() {
    EXPECT_THAT(store_->CreateFork(ForkOf("fork-1")), IsOk());
    EXPECT_THAT(store_->CommitRevision(EditOf("fork-1", "rev-base", "rev-2")), IsOk());
    EXPECT_THAT(store_->CommitRevision(EditOf("fork-1", "rev-2", "rev-3")), IsOk());
  }

  absl::Status MoveTo(const std::string& head, const std::string& redo) {
    return store_
        ->MoveHead({.workbook_id = "fork-1",
                    .expected_head = Head(),
                    .head = head,
                    .redo = redo,
                    .now = kNow + absl::Minutes(5),
                    .expires_at = kNow + absl::Hours(5)})
        .status();
  }
  std::string Head() { return store_->GetWorkbook("fork-1")->head; }
  std::string Redo() { return store_->GetWorkbook("fork-1")->redo; }
  bool Has(const std::string& revision) { return store_->GetRevision(revision).ok(); }
  std::vector<std::string> Listed(int64_t before, int limit) {
    std::vector<std::string> ids;
    const auto rows = store_->ListRevisions("fork-1", before, limit);
    EXPECT_THAT(rows, IsOk());
    for (const RevisionRow& row : *rows) ids.push_back(row.id);
    return ids;
  }
};

TEST_P(MetadataHistoryTest, RevisionsAreNumberedInTheOrderTheyWereMade) {
  EXPECT_THAT(Listed(0, 10), ElementsAre("rev-3", "rev-2"));
  EXPECT_THAT(Listed(0, 1), ElementsAre("rev-3"));
  EXPECT_THAT(Listed(2, 10), ElementsAre("rev-2"));
  EXPECT_THAT(Listed(1, 10), IsEmpty());
  EXPECT_EQ(store_->GetRevision("rev-2")->number, 1);
  EXPECT_EQ(store_->GetRevision("rev-base")->number, 0);
  ASSERT_OK_AND_ASSIGN(const auto rows, store_->ListRevisions("fork-1", 0, 1));
  EXPECT_EQ(rows[0].operations, "") << "a listing reads no operations";
  EXPECT_EQ(rows[0].workbook_id, "fork-1");
  EXPECT_EQ(*store_->HasRevision("fork-1", "rev-2"), true);
  EXPECT_EQ(*store_->HasRevision("fork-1", "rev-base"), false);
  EXPECT_EQ(*store_->HasRevision("fork-2", "rev-2"), false);
}

TEST_P(MetadataHistoryTest, LabelsAndSummariesAreKept) {
  MetadataStore::NewRevision edit = EditOf("fork-1", "rev-3", "rev-4");
  edit.revision.label = "growth";
  edit.revision.summary = std::string("s\0m", 3);
  ASSERT_THAT(store_->CommitRevision(edit), IsOk());
  EXPECT_EQ(store_->GetRevision("rev-4")->label, "growth");
  EXPECT_EQ(store_->GetRevision("rev-4")->summary, std::string("s\0m", 3));
  EXPECT_EQ(store_->ListRevisions("fork-1", 0, 1)->front().summary, std::string("s\0m", 3));
}

TEST_P(MetadataHistoryTest, FindsTheNewestRevisionWithoutStaleValues) {
  EXPECT_EQ(*store_->NewestCalculated("rev-3"), "rev-base");
  EXPECT_EQ(*store_->NewestCalculated("rev-base"), "rev-base");
  MetadataStore::NewRevision calculated = EditOf("fork-1", "rev-3", "rev-4");
  calculated.revision.stale_values = false;
  ASSERT_THAT(store_->CommitRevision(calculated), IsOk());
  ASSERT_THAT(store_->CommitRevision(EditOf("fork-1", "rev-4", "rev-5")), IsOk());
  EXPECT_EQ(*store_->NewestCalculated("rev-5"), "rev-4");
  EXPECT_EQ(*store_->NewestCalculated("rev-unknown"), "");
}

TEST_P(MetadataHistoryTest, HeadsMoveByCompareAndSet) {
  ASSERT_THAT(MoveTo("rev-2", "rev-3"), IsOk());
  EXPECT_EQ(Head(), "rev-2");
  EXPECT_EQ(Redo(), "rev-3");
  EXPECT_EQ(store_->GetWorkbook("fork-1")->last_used_at, kNow + absl::Minutes(5));
  EXPECT_EQ(store_->GetWorkbook("fork-1")->expires_at, kNow + absl::Hours(5));
  const auto lost =
      store_->MoveHead({.workbook_id = "fork-1", .expected_head = "rev-3", .head = "rev-base"});
  EXPECT_THAT(lost, HasReason(ErrorReason::kRevisionConflict));
  EXPECT_EQ(Head(), "rev-2");
  EXPECT_THAT(store_->MoveHead({.workbook_id = "fork-9", .expected_head = "x", .head = "y"}),
              HasReason(ErrorReason::kWorkbookNotFound));
}

TEST_P(MetadataHistoryTest, ACommitEndsRedoAndKeepsTheOldBranch) {
  ASSERT_THAT(MoveTo("rev-2", "rev-3"), IsOk());
  ASSERT_THAT(store_->CommitRevision(EditOf("fork-1", "rev-2", "rev-4")), IsOk());
  EXPECT_EQ(Redo(), "");
  EXPECT_THAT(Listed(0, 10), ElementsAre("rev-4", "rev-3", "rev-2"));
}

TEST_P(MetadataHistoryTest, CheckpointsAreOfTheHeadAndLimited) {
  EXPECT_THAT(store_->AddCheckpoint(CheckpointOf("cp-1", "rev-2")),
              HasReason(ErrorReason::kRevisionConflict));
  ASSERT_THAT(store_->AddCheckpoint(CheckpointOf("cp-1", "rev-3")), IsOk());
  ASSERT_THAT(store_->AddCheckpoint(CheckpointOf("cp-2", "rev-3")), IsOk());
  const auto third = store_->AddCheckpoint(CheckpointOf("cp-3", "rev-3"));
  EXPECT_THAT(third, HasReason(ErrorReason::kLimitExceeded));
  EXPECT_EQ(platform::MetadataOf(third.status()).at("limit"), "2");
  ASSERT_OK_AND_ASSIGN(const auto rows, store_->ListCheckpoints("fork-1"));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].id, "cp-1");
  EXPECT_EQ(rows[0].revision, "rev-3");
  EXPECT_EQ(rows[0].label, "a name");
  EXPECT_EQ(rows[0].principal, "ann");
  EXPECT_EQ(rows[0].created_at, kNow);

  const RequestKey request{"ann", "fork-1", "delete_checkpoint", "r1", "d1"};
  ASSERT_THAT(store_->DeleteCheckpoint("fork-1", "cp-1", request, kNow), IsOk());
  EXPECT_THAT(store_->DeleteCheckpoint("fork-1", "cp-1", request, kNow), IsOk());
  EXPECT_THAT(store_->DeleteCheckpoint("fork-1", "cp-1", {}, kNow),
              HasReason(ErrorReason::kCheckpointNotFound));
  EXPECT_THAT(store_->DeleteCheckpoint("fork-2", "cp-2", {}, kNow),
              HasReason(ErrorReason::kCheckpointNotFound));
  EXPECT_THAT(store_->AddCheckpoint(CheckpointOf("cp-3", "rev-3")), IsOk());
}

TEST_P(MetadataHistoryTest, AStagedRevisionBecomesTheHeadFromItsParentOnly) {
  ASSERT_THAT(MoveTo("rev-2", "rev-3"), IsOk());
  ASSERT_THAT(store_->AddStaged(StagedOf("chg-1", "rev-2")), IsOk());
  ASSERT_THAT(store_->AddStaged(StagedOf("chg-2", "rev-2")), IsOk());
  EXPECT_EQ(Head(), "rev-2");
  EXPECT_EQ(Redo(), "rev-3") << "looking does not end redo";
  ASSERT_OK_AND_ASSIGN(const auto rows, store_->ListStaged("fork-1"));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].id, "chg-1");
  EXPECT_EQ(rows[0].revision, "rev-chg-1");
  EXPECT_EQ(rows[0].parent, "rev-2");
  EXPECT_EQ(rows[0].report, std::string("r\0t", 3));
  EXPECT_EQ(rows[0].label, "look");
  EXPECT_EQ(rows[0].created_at, kNow);

  ASSERT_THAT(store_->ApplyStaged(ApplyOf("chg-1")), IsOk());
  EXPECT_EQ(Head(), "rev-chg-1");
  EXPECT_EQ(Redo(), "");
  EXPECT_EQ(store_->GetWorkbook("fork-1")->expires_at, kNow + absl::Hours(3));
  EXPECT_THAT(store_->ApplyStaged(ApplyOf("chg-1")), HasReason(ErrorReason::kStagedChangeNotFound));
  const auto stale = store_->ApplyStaged(ApplyOf("chg-2"));
  EXPECT_THAT(stale, HasReason(ErrorReason::kStalePreview));
  EXPECT_EQ(platform::MetadataOf(stale.status()).at("revision"), "rev-chg-1");
  EXPECT_EQ(store_->ListStaged("fork-1")->size(), 1u) << "a stale change stays";
}

TEST_P(MetadataHistoryTest, StagedChangesAreLimitedAndReplaced) {
  EXPECT_THAT(store_->AddStaged(StagedOf("chg-0", "rev-2")),
              HasReason(ErrorReason::kRevisionConflict));
  ASSERT_THAT(store_->AddStaged(StagedOf("chg-1", "rev-3")), IsOk());
  ASSERT_THAT(store_->AddStaged(StagedOf("chg-2", "rev-3")), IsOk());
  EXPECT_THAT(store_->AddStaged(StagedOf("chg-3", "rev-3")),
              HasReason(ErrorReason::kLimitExceeded));
  EXPECT_FALSE(Has("rev-chg-3"));
  MetadataStore::NewStaged replacing = StagedOf("chg-3", "rev-3");
  replacing.replaces = "chg-1";
  ASSERT_THAT(store_->AddStaged(replacing), IsOk());
  EXPECT_FALSE(Has("rev-chg-1"));
  EXPECT_TRUE(Has("rev-chg-3"));
  replacing.revision.id = replacing.staged.revision = "rev-chg-4";
  EXPECT_THAT(store_->AddStaged(replacing), HasReason(ErrorReason::kStagedChangeNotFound));
}

TEST_P(MetadataHistoryTest, ADiscardedChangeTakesItsRevisionUnlessAForkStandsOnIt) {
  ASSERT_THAT(store_->AddStaged(StagedOf("chg-1", "rev-3")), IsOk());
  ASSERT_THAT(store_->AddStaged(StagedOf("chg-2", "rev-3")), IsOk());
  MetadataStore::NewFork branch = ForkOf("fork-2", "rev-chg-2");
  branch.import.reset();
  ASSERT_THAT(store_->CreateFork(branch), IsOk());
  const RequestKey request{"ann", "fork-1", "discard_staged_change", "r1", "d1"};
  ASSERT_THAT(store_->DeleteStaged("fork-1", "chg-1", request, kNow), IsOk());
  EXPECT_THAT(store_->DeleteStaged("fork-1", "chg-1", request, kNow), IsOk());
  EXPECT_FALSE(Has("rev-chg-1"));
  ASSERT_THAT(store_->DeleteStaged("fork-1", "chg-2", {}, kNow), IsOk());
  EXPECT_TRUE(Has("rev-chg-2"));
  EXPECT_THAT(store_->DeleteStaged("fork-1", "chg-2", {}, kNow),
              HasReason(ErrorReason::kStagedChangeNotFound));
}

TEST_P(MetadataHistoryTest, EveryWriteRemembersItsFirstResult) {
  RequestKey request{"ann", "fork-1", "undo", "r1", "d1"};
  MetadataStore::HeadMove move{.workbook_id = "fork-1",
                               .expected_head = "rev-3",
                               .head = "rev-2",
                               .now = kNow,
                               .request = request,
                               .result = "moved"};
  ASSERT_OK_AND_ASSIGN(auto replayed, store_->MoveHead(move));
  EXPECT_EQ(replayed, std::nullopt);
  ASSERT_OK_AND_ASSIGN(replayed, store_->MoveHead(move));
  EXPECT_EQ(replayed, "moved");
  move.request.digest = "d2";
  EXPECT_THAT(store_->MoveHead(move), HasReason(ErrorReason::kRequestIdReused));

  MetadataStore::NewCheckpoint checkpoint = CheckpointOf("cp-1", "rev-2");
  checkpoint.request = {"ann", "fork-1", "checkpoint_fork", "r1", "d1"};
  ASSERT_THAT(store_->AddCheckpoint(checkpoint), IsOk());
  checkpoint.checkpoint.id = "cp-2";
  EXPECT_EQ(*store_->AddCheckpoint(checkpoint), "made cp-1");

  MetadataStore::NewStaged staged = StagedOf("chg-1", "rev-2");
  staged.request = {"ann", "fork-1", "edit_batch", "r1", "d1"};
  ASSERT_THAT(store_->AddStaged(staged), IsOk());
  EXPECT_EQ(*store_->AddStaged(staged), "staged chg-1");
  MetadataStore::StagedMove apply = ApplyOf("chg-1");
  apply.request = {"ann", "fork-1", "apply_staged_change", "r1", "d1"};
  ASSERT_THAT(store_->ApplyStaged(apply), IsOk());
  EXPECT_EQ(*store_->ApplyStaged(apply), "applied chg-1");

  const RequestKey file{"ann", "", "create_workbook", "r1", "d1"};
  ASSERT_THAT(store_->Remember(file, "written", kNow), IsOk());
  ASSERT_THAT(store_->Remember(file, "written again", kNow), IsOk());
  EXPECT_EQ(*store_->FindRequest(file), "written");
}

TEST_P(MetadataHistoryTest, DeletingAForkTakesEverythingOnlyItHad) {
  ASSERT_THAT(MoveTo("rev-2", "rev-3"), IsOk());
  ASSERT_THAT(store_->CommitRevision(EditOf("fork-1", "rev-2", "rev-4")), IsOk());
  ASSERT_THAT(store_->AddCheckpoint(CheckpointOf("cp-1", "rev-4")), IsOk());
  ASSERT_THAT(store_->AddStaged(StagedOf("chg-1", "rev-4")), IsOk());
  // A branch at a revision that was undone.
  MetadataStore::NewFork branch = ForkOf("fork-2", "rev-3");
  branch.import.reset();
  ASSERT_THAT(store_->CreateFork(branch), IsOk());

  EXPECT_THAT(store_->DeleteWorkbook("fork-1", {.expected_head = "rev-3"}),
              HasReason(ErrorReason::kRevisionConflict));
  const RequestKey request{"ann", "", "discard_fork", "r1", "d1"};
  ASSERT_THAT(store_->DeleteWorkbook("fork-1", {.request = request, .now = kNow}), IsOk());
  EXPECT_THAT(store_->DeleteWorkbook("fork-1", {.request = request, .now = kNow}), IsOk());
  EXPECT_FALSE(Has("rev-4"));
  EXPECT_FALSE(Has("rev-chg-1"));
  EXPECT_TRUE(Has("rev-3"));
  EXPECT_TRUE(Has("rev-2"));
  EXPECT_THAT(store_->ListCheckpoints("fork-1").value(), IsEmpty());
  EXPECT_THAT(store_->ListStaged("fork-1").value(), IsEmpty());
  ASSERT_THAT(store_->DeleteWorkbook("fork-2", {}), IsOk());
  for (const char* revision : {"rev-3", "rev-2", "rev-base"}) EXPECT_FALSE(Has(revision));
}

TEST_P(MetadataHistoryTest, ABranchThatGoesLeavesTheRevisionsOfALivingFork) {
  ASSERT_THAT(MoveTo("rev-2", "rev-3"), IsOk());
  MetadataStore::NewFork branch = ForkOf("fork-2", "rev-3");
  branch.import.reset();
  ASSERT_THAT(store_->CreateFork(branch), IsOk());
  ASSERT_THAT(store_->DeleteWorkbook("fork-2", {}), IsOk());
  EXPECT_TRUE(Has("rev-3")) << "redo still leads there";
}

INSTANTIATE_TEST_SUITE_P(Backends, MetadataHistoryTest, MetadataBackends(), BackendName);

}  // namespace
}  // namespace sheetgate::workbook

// Conformance of every MetadataStore, and what only SQLite can do.
#include "workbook-service/store/metadata_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/store/metadata_store_test_base.h"
#include "tests/workbook-service/testing/temporary_directory.h"
#include "workbook-service/store/sqlite.h"
#include "workbook-service/store/sqlite_metadata_store.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;

TEST_P(MetadataStoreTest, AForkIsARow) {
  ASSERT_THAT(store_->CreateFork(ForkOf("fork-1")), IsOk());
  ASSERT_OK_AND_ASSIGN(const WorkbookRow row, store_->GetWorkbook("fork-1"));
  EXPECT_EQ(row.base_workbook_id, "wb-1");
  EXPECT_EQ(row.base_path, "a/b.xlsx");
  EXPECT_EQ(row.base_sha256, "aa");
  EXPECT_EQ(row.saving_sha256, "");
  EXPECT_EQ(row.base_revision, "rev-base");
  EXPECT_EQ(row.head, "rev-base");
  EXPECT_EQ(row.owner, "ann");
  EXPECT_EQ(row.label, "try");
  EXPECT_EQ(row.created_at, kNow);
  EXPECT_EQ(row.last_used_at, kNow);
  EXPECT_EQ(row.expires_at, kNow + absl::Hours(1));
  EXPECT_THAT(store_->GetWorkbook("fork-2"), HasReason(ErrorReason::kWorkbookNotFound));
}

TEST_P(MetadataStoreTest, ForksOfOneRevisionShareItsRow) {
  ASSERT_THAT(store_->CreateFork(ForkOf("fork-1")), IsOk());
  MetadataStore::NewFork second = ForkOf("fork-2");
  second.import.reset();
  ASSERT_THAT(store_->CreateFork(second), IsOk());
  MetadataStore::NewFork third = ForkOf("fork-3", "rev-unknown");
  third.import.reset();
  EXPECT_THAT(store_->CreateFork(third), HasReason(ErrorReason::kRevisionNotFound));
  ASSERT_OK_AND_ASSIGN(const auto blobs, store_->ReferencedBlobs());
  EXPECT_THAT(blobs, ElementsAre("blob-rev-base"));
}

TEST_P(MetadataStoreTest, OwnersHaveALimit) {
  for (const char* id : {"fork-1", "fork-2"}) {
    MetadataStore::NewFork fork = ForkOf(id);
    fork.max_per_owner = 2;
    ASSERT_THAT(store_->CreateFork(fork), IsOk());
  }
  MetadataStore::NewFork third = ForkOf("fork-3");
  third.max_per_owner = 2;
  EXPECT_THAT(store_->CreateFork(third), HasReason(ErrorReason::kForkLimitReached));
  third.workbook.owner = "bob";
  EXPECT_THAT(store_->CreateFork(third), IsOk());
}

TEST_P(MetadataStoreTest, CommitsMoveTheHead) {
  ASSERT_THAT(store_->CreateFork(ForkOf("fork-1")), IsOk());
  ASSERT_THAT(store_->CommitRevision(EditOf("fork-1", "rev-base", "rev-2")), IsOk());
  ASSERT_OK_AND_ASSIGN(const WorkbookRow row, store_->GetWorkbook("fork-1"));
  EXPECT_EQ(row.head, "rev-2");
  EXPECT_EQ(row.last_used_at, kNow + absl::Minutes(1));
  EXPECT_EQ(row.expires_at, kNow + absl::Hours(2));
  ASSERT_OK_AND_ASSIGN(const RevisionRow revision, store_->GetRevision("rev-2"));
  EXPECT_EQ(revision.parent, "rev-base");
  EXPECT_EQ(revision.kind, RevisionKind::kEdit);
  EXPECT_EQ(revision.operations, std::string("op\0s", 4));
  EXPECT_FALSE(revision.package.has_value());
  EXPECT_EQ(revision.replay_revisions, 1);
  EXPECT_EQ(revision.replay_operations, 3);
  EXPECT_TRUE(revision.stale_values);
  EXPECT_EQ(revision.created_at, kNow + absl::Minutes(1));
  EXPECT_EQ(revision.principal, "ann");
}

TEST_P(MetadataStoreTest, ALostRaceChangesNothing) {
  ASSERT_THAT(store_->CreateFork(ForkOf("fork-1")), IsOk());
  ASSERT_THAT(store_->CommitRevision(EditOf("fork-1", "rev-base", "rev-2")), IsOk());
  const auto lost = store_->CommitRevision(EditOf("fork-1", "rev-base", "rev-3"));
  EXPECT_THAT(lost, HasReason(ErrorReason::kRevisionConflict));
  EXPECT_EQ(platform::MetadataOf(lost.status()).at("revision"), "rev-2");
  EXPECT_THAT(store_->GetRevision("rev-3"), HasReason(ErrorReason::kRevisionNotFound));
  EXPECT_THAT(store_->CommitRevision(EditOf("fork-9", "rev-base", "rev-4")),
              HasReason(ErrorReason::kWorkbookNotFound));
}

TEST_P(MetadataStoreTest, OfTwoWritersExactlyOneWins) {
  ASSERT_THAT(store_->CreateFork(ForkOf("fork-1")), IsOk());
  std::string head = "rev-base";
  for (int round = 0; round < 50; ++round) {
    std::atomic<int> wins{0};
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 2; ++writer) {
      writers.emplace_back([&, writer] {
        const std::string revision = "rev-" + std::to_string(round) + "-" + std::to_string(writer);
        const auto result = store_->CommitRevision(EditOf("fork-1", head, revision));
        if (result.ok()) {
          ++wins;
        } else {
          EXPECT_THAT(result, HasReason(ErrorReason::kRevisionConflict));
        }
      });
    }
    for (std::thread& writer : writers) writer.join();
    ASSERT_EQ(wins, 1);
    head = store_->GetWorkbook("fork-1")->head;
  }
}

TEST_P(MetadataStoreTest, ARepeatedRequestYieldsItsFirstResult) {
  MetadataStore::NewFork fork = ForkOf("fork-1");
  fork.request = {"ann", "wb-1", "create_fork", "r1", "d1"};
  ASSERT_OK_AND_ASSIGN(auto replayed, store_->CreateFork(fork));
  EXPECT_EQ(replayed, std::nullopt);
  fork.workbook.id = "fork-2";
  ASSERT_OK_AND_ASSIGN(replayed, store_->CreateFork(fork));
  EXPECT_EQ(replayed, "forked fork-1");
  EXPECT_THAT(store_->GetWorkbook("fork-2"), HasReason(ErrorReason::kWorkbookNotFound));

  MetadataStore::NewRevision edit = EditOf("fork-1", "rev-base", "rev-2");
  edit.request = {"ann", "fork-1", "edit_batch", "r1", "d1"};
  ASSERT_OK_AND_ASSIGN(replayed, store_->CommitRevision(edit));
  EXPECT_EQ(replayed, std::nullopt);
  edit.revision.id = "rev-3";
  ASSERT_OK_AND_ASSIGN(replayed, store_->CommitRevision(edit));
  EXPECT_EQ(replayed, "made rev-2");
  ASSERT_OK_AND_ASSIGN(replayed, store_->FindRequest(edit.request));
  EXPECT_EQ(replayed, "made rev-2");
  EXPECT_EQ(store_->GetWorkbook("fork-1")->head, "rev-2");
}

TEST_P(MetadataStoreTest, ARequestIdHasOneMeaningForEachCallerWorkbookAndMethod) {
  ASSERT_THAT(store_->CreateFork(ForkOf("fork-1")), IsOk());
  MetadataStore::NewRevision edit = EditOf("fork-1", "rev-base", "rev-2");
  const RequestKey key{"ann", "fork-1", "edit_batch", "r1", "d1"};
  edit.request = key;
  ASSERT_THAT(store_->CommitRevision(edit), IsOk());

  RequestKey other = key;
  other.digest = "d2";
  EXPECT_THAT(store_->FindRequest(other), HasReason(ErrorReason::kRequestIdReused));
  MetadataStore::NewRevision reused = EditOf("fork-1", "rev-2", "rev-3");
  reused.request = other;
  EXPECT_THAT(store_->CommitRevision(reused), HasReason(ErrorReason::kRequestIdReused));
  EXPECT_EQ(store_->GetWorkbook("fork-1")->head, "rev-2");

  for (RequestKey fresh : {RequestKey{"bob", "fork-1", "edit_batch", "r1", "d2"},
                           RequestKey{"ann", "fork-2", "edit_batch", "r1", "d2"},
                           RequestKey{"ann", "fork-1", "commit_calculation", "r1", "d2"},
                           RequestKey{"ann", "fork-1", "edit_batch", "", "d2"}}) {
    ASSERT_OK_AND_ASSIGN(const auto found, store_->FindRequest(fresh));
    EXPECT_EQ(found, std::nullopt);
  }
}

TEST_P(MetadataStoreTest, AFailedCommitRemembersNothing) {
  ASSERT_THAT(store_->CreateFork(ForkOf("fork-1")), IsOk());
  MetadataStore::NewRevision edit = EditOf("fork-1", "rev-other", "rev-2");
  edit.request = {"ann", "fork-1", "edit_batch", "r1", "d1"};
  ASSERT_THAT(store_->CommitRevision(edit), HasReason(ErrorReason::kRevisionConflict));
  ASSERT_OK_AND_ASSIGN(const auto found, store_->FindRequest(edit.request));
  EXPECT_EQ(found, std::nullopt);
}

TEST_P(MetadataStoreTest, HistoryIsTheChainOfParents) {
  ASSERT_THAT(store_->CreateFork(ForkOf("fork-1")), IsOk());
  ASSERT_THAT(store_->CommitRevision(EditOf("fork-1", "rev-base", "rev-2")), IsOk());
  ASSERT_THAT(store_->CommitRevision(EditOf("fork-1", "rev-2", "rev-3")), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto history, store_->History("rev-3"));
  EXPECT_THAT(history, ElementsAre("rev-3", "rev-2", "rev-base"));
  ASSERT_OK_AND_ASSIGN(const auto none, store_->History("rev-9"));
  EXPECT_THAT(none, IsEmpty());
  EXPECT_EQ(*store_->IsAncestor("rev-base", "rev-3"), true);
  EXPECT_EQ(*store_->IsAncestor("rev-3", "rev-3"), true);
  EXPECT_EQ(*store_->IsAncestor("rev-3", "rev-2"), false);
  EXPECT_EQ(*store_->IsAncestor("rev-9", "rev-3"), false);
}

TEST_P(MetadataStoreTest, DeletingAForkKeepsWhatOthersStandOn) {
  ASSERT_THAT(store_->CreateFork(ForkOf("fork-1")), IsOk());
  ASSERT_THAT(store_->CommitRevision(EditOf("fork-1", "rev-base", "rev-2")), IsOk());
  MetadataStore::NewFork child = ForkOf("fork-2", "rev-2");
  child.import.reset();
  ASSERT_THAT(store_->CreateFork(child), IsOk());
  ASSERT_THAT(store_->CommitRevision(EditOf("fork-1", "rev-2", "rev-3")), IsOk());
  ASSERT_THAT(store_->CommitRevision(EditOf("fork-1", "rev-3", "rev-4")), IsOk());

  ASSERT_THAT(store_->DeleteWorkbook("fork-1", {}), IsOk());
  EXPECT_THAT(store_->GetWorkbook("fork-1"), HasReason(ErrorReason::kWorkbookNotFound));
  EXPECT_THAT(store_->GetRevision("rev-4"), HasReason(ErrorReason::kRevisionNotFound));
  EXPECT_THAT(store_->GetRevision("rev-3"), HasReason(ErrorReason::kRevisionNotFound));
  EXPECT_THAT(store_->GetRevision("rev-2"), IsOk());
  EXPECT_THAT(store_->GetRevision("rev-base"), IsOk());
  ASSERT_THAT(store_->DeleteWorkbook("fork-2", {}), IsOk());
  EXPECT_THAT(store_->GetRevision("rev-base"), HasReason(ErrorReason::kRevisionNotFound));
  ASSERT_OK_AND_ASSIGN(const auto blobs, store_->ReferencedBlobs());
  EXPECT_THAT(blobs, IsEmpty());
  EXPECT_THAT(store_->DeleteWorkbook("fork-2", {}), HasReason(ErrorReason::kWorkbookNotFound));
}

TEST_P(MetadataStoreTest, ExpiredForksGoUsedOnesStay) {
  ASSERT_THAT(store_->CreateFork(ForkOf("fork-1")), IsOk());
  ASSERT_THAT(store_->CreateFork(ForkOf("fork-2")), IsOk());
  ASSERT_THAT(store_->Touch("fork-2", kNow + absl::Minutes(30), kNow + absl::Minutes(90)), IsOk());
  EXPECT_THAT(store_->Touch("fork-9", kNow, kNow), HasReason(ErrorReason::kWorkbookNotFound));
  ASSERT_OK_AND_ASSIGN(auto gone, store_->DeleteExpired(kNow + absl::Minutes(59), kNow));
  EXPECT_THAT(gone, IsEmpty());
  ASSERT_OK_AND_ASSIGN(gone, store_->DeleteExpired(kNow + absl::Minutes(60), kNow));
  EXPECT_THAT(gone, ElementsAre("fork-1"));
  EXPECT_EQ(store_->GetWorkbook("fork-2")->last_used_at, kNow + absl::Minutes(30));
}

TEST_P(MetadataStoreTest, OldRequestsAreForgotten) {
  MetadataStore::NewFork fork = ForkOf("fork-1");
  fork.request = {"ann", "wb-1", "create_fork", "r1", "d1"};
  ASSERT_THAT(store_->CreateFork(fork), IsOk());
  ASSERT_THAT(store_->DeleteExpired(kNow, kNow), IsOk());
  EXPECT_NE(*store_->FindRequest(fork.request), std::nullopt);
  ASSERT_THAT(store_->DeleteExpired(kNow, kNow + absl::Seconds(1)), IsOk());
  EXPECT_EQ(*store_->FindRequest(fork.request), std::nullopt);
}

TEST_P(MetadataStoreTest, PackagesAndBaseDigestsAreUpdated) {
  ASSERT_THAT(store_->CreateFork(ForkOf("fork-1")), IsOk());
  ASSERT_THAT(store_->CommitRevision(EditOf("fork-1", "rev-base", "rev-2")), IsOk());
  ASSERT_THAT(store_->SetPackage("rev-2", {"cc", 11}), IsOk());
  ASSERT_OK_AND_ASSIGN(const RevisionRow revision, store_->GetRevision("rev-2"));
  ASSERT_TRUE(revision.package.has_value());
  EXPECT_EQ(revision.package->sha256, "cc");
  EXPECT_EQ(revision.package->size_bytes, 11);
  EXPECT_EQ(revision.replay_revisions, 0);
  EXPECT_EQ(revision.replay_operations, 0);
  EXPECT_THAT(store_->SetPackage("rev-9", {"cc", 11}), HasReason(ErrorReason::kRevisionNotFound));

  ASSERT_THAT(store_->SetBaseDigest("fork-1", "bb", "cc"), IsOk());
  EXPECT_EQ(store_->GetWorkbook("fork-1")->base_sha256, "bb");
  EXPECT_EQ(store_->GetWorkbook("fork-1")->saving_sha256, "cc");
  EXPECT_THAT(store_->SetBaseDigest("fork-9", "", ""), HasReason(ErrorReason::kWorkbookNotFound));
}

INSTANTIATE_TEST_SUITE_P(Backends, MetadataStoreTest, MetadataBackends(), BackendName);

TEST(SqliteMetadataStoreTest, KeepsEverythingWhenOpenedAgain) {
  tests::TemporaryDirectory directory;
  const std::string path = directory / "metadata.db";
  {
    ASSERT_OK_AND_ASSIGN(const auto store, SqliteMetadataStore::Open(path));
    ASSERT_THAT(store->CreateFork(ForkOf("fork-1")), IsOk());
    ASSERT_THAT(store->CommitRevision(EditOf("fork-1", "rev-base", "rev-2")), IsOk());
  }
  ASSERT_OK_AND_ASSIGN(const auto store, SqliteMetadataStore::Open(path));
  ASSERT_OK_AND_ASSIGN(const auto rows, store->ListWorkbooks());
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].head, "rev-2");
}

TEST(SqliteMetadataStoreTest, CommitsSurviveACrash) {
  tests::TemporaryDirectory directory;
  tests::TemporaryDirectory crashed;
  ASSERT_OK_AND_ASSIGN(const auto store, SqliteMetadataStore::Open(directory / "metadata.db"));
  ASSERT_THAT(store->CreateFork(ForkOf("fork-1")), IsOk());
  ASSERT_THAT(store->CommitRevision(EditOf("fork-1", "rev-base", "rev-2")), IsOk());
  // What is on disk while the store is open is what a crash leaves.
  for (const char* file : {"metadata.db", "metadata.db-wal"}) {
    tests::WriteTestFile(crashed / file, tests::ReadTestFile(directory / file));
  }
  ASSERT_OK_AND_ASSIGN(const auto after, SqliteMetadataStore::Open(crashed / "metadata.db"));
  EXPECT_EQ(after->GetWorkbook("fork-1")->head, "rev-2");
}

TEST(SqliteMetadataStoreTest, RefusesAFileOfANewerProgram) {
  tests::TemporaryDirectory directory;
  const std::string path = directory / "metadata.db";
  {
    ASSERT_OK_AND_ASSIGN(const auto database, SqliteDatabase::Open(path));
    ASSERT_THAT(database->Execute("PRAGMA user_version = 99"), IsOk());
  }
  EXPECT_THAT(SqliteMetadataStore::Open(path), HasReason(ErrorReason::kStorageFailed));
}

TEST(SqliteMetadataStoreTest, RefusesAFileThatIsNoDatabase) {
  tests::TemporaryDirectory directory;
  tests::WriteTestFile(directory / "metadata.db", std::string(4096, 'x'));
  EXPECT_THAT(SqliteMetadataStore::Open(directory / "metadata.db"),
              HasReason(ErrorReason::kStorageFailed));
}

}  // namespace
}  // namespace sheetgate::workbook

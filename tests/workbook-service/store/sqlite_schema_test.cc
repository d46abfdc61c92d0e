#include "workbook-service/store/sqlite_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/testing/temporary_directory.h"
#include "workbook-service/store/sqlite_metadata_store.h"

namespace sheetgate::workbook {
namespace {

using ::testing::ElementsAre;
using tests::HasReason;
using tests::IsOk;

// Two forks of one file: fork-1 with two edits, fork-2 a fork of its first with one; and fork-3
// whose parent fork is gone.
constexpr char kVersion1Rows[] = R"sql(
INSERT INTO revisions VALUES
  ('rev-base', NULL, 0, x'', 'blob', 7, 0, 0, 0, 1000000, 'ann'),
  ('rev-1a', 'rev-base', 1, x'6f70', NULL, 0, 1, 3, 1, 2000000, 'ann'),
  ('rev-1b', 'rev-1a', 2, x'', NULL, 0, 2, 4, 0, 3000000, 'bob'),
  ('rev-2a', 'rev-1a', 1, x'', NULL, 0, 2, 4, 1, 4000000, 'ann'),
  ('rev-gone', 'rev-base', 1, x'', NULL, 0, 1, 1, 1, 5000000, 'eve'),
  ('rev-3a', 'rev-gone', 1, x'', NULL, 0, 2, 2, 1, 6000000, 'eve');
INSERT INTO workbooks VALUES
  ('fork-1', 'wb-1', 'a.xlsx', 'aa', '', 'rev-base', 'rev-1b', 'ann', 'one', 1, 2, 9000000),
  ('fork-2', 'fork-1', 'a.xlsx', 'aa', '', 'rev-1a', 'rev-2a', 'ann', '', 1, 2, 9000000),
  ('fork-3', 'fork-0', 'a.xlsx', 'aa', '', 'rev-gone', 'rev-3a', 'eve', '', 1, 2, 9000000),
  ('fork-4', 'wb-1', 'a.xlsx', 'aa', '', 'rev-base', 'rev-base', 'ann', '', 1, 2, 9000000);
INSERT INTO requests VALUES ('ann', 'fork-1', 'edit_batch', 'r1', 'd1', x'72', 1000000);
)sql";

class SqliteSchemaTest : public ::testing::Test {
 protected:
  void WriteVersion1() {
    ASSERT_OK_AND_ASSIGN(const auto database, SqliteDatabase::Open(path_));
    ASSERT_THAT(MigrateSchema(*database, 1), IsOk());
    ASSERT_THAT(database->Execute(kVersion1Rows), IsOk());
  }
  int64_t Version() {
    const auto database = SqliteDatabase::Open(path_);
    auto query = (*database)->Prepare("PRAGMA user_version");
    EXPECT_TRUE(*query->Step());
    return query->Integer(0);
  }

  tests::TemporaryDirectory directory_;
  const std::string path_ = directory_ / "metadata.db";
};

TEST_F(SqliteSchemaTest, AVersion1StoreKeepsEverythingAndGainsItsHistory) {
  WriteVersion1();
  EXPECT_EQ(Version(), 1);
  {
    ASSERT_OK_AND_ASSIGN(const auto store, SqliteMetadataStore::Open(path_));
    ASSERT_OK_AND_ASSIGN(const auto rows, store->ListRevisions("fork-1", 0, 10));
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].id, "rev-1b");
    EXPECT_EQ(rows[0].number, 2);
    EXPECT_EQ(rows[0].kind, RevisionKind::kCalculation);
    EXPECT_EQ(rows[0].principal, "bob");
    EXPECT_EQ(rows[0].label, "");
    EXPECT_EQ(rows[1].number, 1);
    EXPECT_EQ(store->GetRevision("rev-1a")->operations, "op");
    EXPECT_EQ(store->GetRevision("rev-1a")->workbook_id, "fork-1");
    EXPECT_EQ(store->GetRevision("rev-2a")->workbook_id, "fork-2");
    EXPECT_EQ(store->GetRevision("rev-2a")->number, 1);
    EXPECT_EQ(store->GetRevision("rev-gone")->workbook_id, "") << "its fork was gone already";
    EXPECT_EQ(store->GetRevision("rev-3a")->workbook_id, "fork-3");
    EXPECT_EQ(store->GetRevision("rev-base")->workbook_id, "");
    EXPECT_EQ(store->GetWorkbook("fork-1")->redo, "");
    EXPECT_EQ(store->GetWorkbook("fork-1")->head, "rev-1b");
    EXPECT_EQ(*store->FindRequest({"ann", "fork-1", "edit_batch", "r1", "d1"}), "r");
    // What is made now follows what was there.
    ASSERT_THAT(store->CommitRevision({.workbook_id = "fork-1",
                                       .expected_head = "rev-1b",
                                       .revision = {.id = "rev-1c",
                                                    .parent = "rev-1b",
                                                    .workbook_id = "fork-1",
                                                    .kind = RevisionKind::kEdit}}),
                IsOk());
    EXPECT_EQ(store->GetRevision("rev-1c")->number, 3);
    ASSERT_THAT(store->DeleteWorkbook("fork-3", {}), IsOk());
    EXPECT_FALSE(store->GetRevision("rev-gone").ok());
    ASSERT_THAT(store->DeleteWorkbook("fork-1", {}), IsOk());
    EXPECT_TRUE(store->GetRevision("rev-1a").ok()) << "fork-2 stands on it";
    EXPECT_FALSE(store->GetRevision("rev-1b").ok());
  }
  EXPECT_EQ(Version(), kSchemaVersion);
  EXPECT_THAT(SqliteMetadataStore::Open(path_), IsOk()) << "opening again changes nothing";
}

TEST_F(SqliteSchemaTest, AStepThatFailsLeavesTheOldVersion) {
  WriteVersion1();
  {
    ASSERT_OK_AND_ASSIGN(const auto database, SqliteDatabase::Open(path_));
    ASSERT_THAT(database->Execute("CREATE TABLE staged_changes (x)"), IsOk());
    EXPECT_FALSE(MigrateSchema(*database).ok());
  }
  EXPECT_EQ(Version(), 1);
  {
    ASSERT_OK_AND_ASSIGN(const auto database, SqliteDatabase::Open(path_));
    ASSERT_THAT(database->Execute("DROP TABLE staged_changes"), IsOk());
  }
  ASSERT_OK_AND_ASSIGN(const auto store, SqliteMetadataStore::Open(path_));
  EXPECT_EQ(store->ListRevisions("fork-1", 0, 10)->size(), 2u);
}

}  // namespace
}  // namespace sheetgate::workbook

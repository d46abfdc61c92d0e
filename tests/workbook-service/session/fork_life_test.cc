// Where forks start: the bytes of the file, stored late, and what a crash before that leaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "platform/base/error.h"
#include "platform/base/sha256.h"
#include "spreadsheet/xlsx/workbook_format.h"
#include "tests/spreadsheet/testing/package_builder.h"
#include "tests/spreadsheet/testing/zip_builder.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/session/session_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using spreadsheet::CellValue;
using tests::HasReason;
using tests::IsOk;

class ForkLifeTest : public EmbeddedSessionTest {
 protected:
  ForkLifeTest() { WriteFile("a.xlsx", SampleWorkbook()); }

  std::string BlobPath() const {
    const std::string digest = platform::Sha256Hex(SampleWorkbook());
    return options_.data_dir + "/blobs/" + digest.substr(0, 2) + "/" + digest.substr(2, 2) + "/" +
           digest;
  }
  // A fork whose bytes a crash kept from being stored.
  std::string ForkWithoutBlob() {
    std::string fork = ForkOf("a.xlsx");
    session_.reset();  // which stores what is pending
    EXPECT_TRUE(std::filesystem::remove(BlobPath()));
    return fork;
  }
};

TEST_F(ForkLifeTest, AForkOutlivesTheFile) {
  const std::string fork = ForkOf("a.xlsx");
  std::filesystem::remove(FilePath("a.xlsx"));
  EXPECT_EQ(Cell(fork, "B2"), CellValue(1000.0));
  Reopen();
  EXPECT_EQ(Cell(fork, "B2"), CellValue(1000.0));
}

TEST_F(ForkLifeTest, AnEditWaitsForTheBytesItStandsOn) {
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_THAT(Edit(fork, {Set("B2", 5.0)}), IsOk());
  EXPECT_TRUE(std::filesystem::exists(BlobPath())) << "before the edit is acknowledged";
}

TEST_F(ForkLifeTest, AStagedChangeWaitsForThemToo) {
  const std::string fork = ForkOf("a.xlsx");
  const auto report = [](const Snapshot&, const Snapshot&,
                         const Changes&) -> absl::StatusOr<std::string> { return ""; };
  ASSERT_THAT(session().Stage(fork, Always({Set("B2", 5.0)}), report, {}, context_), IsOk());
  EXPECT_TRUE(std::filesystem::exists(BlobPath()));
}

TEST_F(ForkLifeTest, AfterACrashBeforeTheyWereStoredTheFileGivesThem) {
  const std::string fork = ForkWithoutBlob();
  EXPECT_EQ(Cell(fork, "B2"), CellValue(1000.0));
  EXPECT_TRUE(std::filesystem::exists(BlobPath()));
  EXPECT_THAT(Edit(fork, {Set("B2", 5.0)}), IsOk());
}

TEST_F(ForkLifeTest, AForkNobodyWroteToGoesWithTheStateOfItsFile) {
  const std::string fork = ForkWithoutBlob();
  WriteFile("a.xlsx", TallWorkbook(3));
  EXPECT_THAT(session().Open(fork, "", context_), HasReason(ErrorReason::kWorkbookNotFound));
  EXPECT_THAT(ForkOf("a.xlsx"), ::testing::StartsWith("fork-"));
}

TEST_F(ForkLifeTest, ForksOfOneFileShareItsBytesAndMemory) {
  const std::string id = FileId("a.xlsx");
  ASSERT_THAT(session().Open(id, "", context_), IsOk());
  const std::string first = ForkOf("a.xlsx");
  const std::string second = ForkOf("a.xlsx");
  const auto one = session().Open(first, "", context_);
  const auto two = session().Open(second, "", context_);
  EXPECT_EQ((*one)->workbook, (*two)->workbook);
  EXPECT_EQ((*one)->workbook, (*session().Open(id, "", context_))->workbook);
}

TEST_F(ForkLifeTest, RemovingAForkMayBeRepeatedAndExpectsARevision) {
  const std::string fork = ForkOf("a.xlsx");
  EXPECT_THAT(session().DiscardFork(fork, {.expected_revision = "rev-old"}, context_),
              HasReason(ErrorReason::kRevisionConflict));
  const WriteOptions once{.request_id = "r1", .request_digest = "d1"};
  ASSERT_THAT(session().DiscardFork(fork, once, context_), IsOk());
  Reopen();
  EXPECT_THAT(session().DiscardFork(fork, once, context_), IsOk());
  EXPECT_THAT(session().DiscardFork(fork, {}, context_), HasReason(ErrorReason::kWorkbookNotFound));
}

TEST_F(ForkLifeTest, MacrosSurviveAForkAndAreNotSavedWhereExcelWouldRefuseThem) {
  tests::PackageBuilder builder;
  builder.Sheet("Sheet1", "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>");
  builder.Part("xl/vbaProject.bin", "macros", "application/vnd.ms-office.vbaProject");
  WriteFile("m.xlsm", *spreadsheet::WithWorkbookFormat(builder.Build(), "xlsm", {}, {}));
  const std::string fork = ForkOf("m.xlsm");
  ASSERT_THAT(Edit(fork, {Set("A1", 2.0)}), IsOk());
  const auto refused = session().Save(fork, {.path = "m.xlsx"}, context_);
  EXPECT_THAT(refused, HasReason(ErrorReason::kInvalidPath));
  EXPECT_THAT(std::string(refused.status().message()), ::testing::HasSubstr("such as m.xlsm"));
  EXPECT_THAT(session().Copy(fork, "", "m.xlsx", {}, context_),
              HasReason(ErrorReason::kInvalidPath));
  ASSERT_THAT(session().Save(fork, {.path = "n.xlsm"}, context_), IsOk());
  bool kept = false;
  for (const tests::RawMember& member : tests::ReadRawMembers(ReadFile("n.xlsm"))) {
    kept = kept || member.name == "xl/vbaProject.bin";
  }
  EXPECT_TRUE(kept);
}

// A process that is killed while it undoes, stages and applies loses nothing it acknowledged, and
// what it leaves is one of the states in between.
TEST_F(ForkLifeTest, HistoriesSurviveKill9) {
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_THAT(Edit(fork, {Set("B2", 0.0)}), IsOk());
  session_.reset();
  int acknowledged[2];
  ASSERT_EQ(::pipe(acknowledged), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto report = [](const Snapshot&, const Snapshot&,
                           const Changes&) -> absl::StatusOr<std::string> { return ""; };
    for (int i = 1;; ++i) {
      const auto staged =
          session().Stage(fork, Always({Set("B2", static_cast<double>(i))}), report, {}, context_);
      if (!staged.ok()) ::_exit(1);
      if (!session().ApplyStaged(fork, staged->change.id, false, report, {}, context_).ok() ||
          !session().Undo(fork, 1, {}, context_).ok() ||
          !session().Redo(fork, 1, {}, context_).ok()) {
        ::_exit(1);
      }
      if (::write(acknowledged[1], &i, sizeof(i)) != sizeof(i)) ::_exit(1);
    }
  }
  ::close(acknowledged[1]);
  int last = 0;
  while (last < 5)
    ASSERT_EQ(::read(acknowledged[0], &last, sizeof(last)), static_cast<ssize_t>(sizeof(last)));
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  for (int more; ::read(acknowledged[0], &more, sizeof(more)) == sizeof(more);) last = more;
  ::close(acknowledged[0]);
  const CellValue value = Cell(fork, "B2");
  ASSERT_TRUE(std::holds_alternative<double>(value));
  EXPECT_GE(std::get<double>(value), last);
  EXPECT_LE(std::get<double>(value), last + 1);
  ASSERT_OK_AND_ASSIGN(const HistoryPage page, session().ListHistory(fork, 0, 1000, context_));
  for (const RevisionInfo& info : page.revisions) {
    EXPECT_THAT(session().Open(fork, info.revision, context_), IsOk());
  }
  EXPECT_LE(session().ListStaged(fork, context_)->size(), 1u);
  EXPECT_THAT(Edit(fork, {Set("B2", 1.0)}), IsOk());
}

}  // namespace
}  // namespace sheetgate::workbook

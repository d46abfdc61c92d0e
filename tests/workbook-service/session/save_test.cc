// Saving, exporting and importing packages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "platform/base/sha256.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/zip_builder.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/session/session_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using spreadsheet::CellValue;
using tests::HasReason;
using tests::IsOk;

class SaveTest : public EmbeddedSessionTest {
 protected:
  SaveTest() { WriteFile("a.xlsx", SampleWorkbook()); }

  absl::StatusOr<SavedFile> Save(const std::string& fork, const SaveOptions& options = {}) {
    return session().Save(fork, options, context_);
  }
  std::string Staged(std::string_view bytes) {
    const std::string path = session().StagingDirectory() + "/upload";
    tests::WriteTestFile(path, bytes);
    return path;
  }
};

TEST_F(SaveTest, WritesANewFileAndLeavesTheBaseAlone) {
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_THAT(Edit(fork, {Set("B2", 5.0)}), IsOk());
  ASSERT_OK_AND_ASSIGN(const SavedFile saved, Save(fork, {.path = "./results//b.xlsx"}));
  EXPECT_EQ(saved.path, "results/b.xlsx");
  EXPECT_EQ(saved.workbook_id, FileId("results/b.xlsx"));
  EXPECT_EQ(saved.revision, Head(fork));
  EXPECT_TRUE(saved.stale_values);
  const std::string bytes = ReadFile("results/b.xlsx");
  EXPECT_EQ(saved.size_bytes, static_cast<int64_t>(bytes.size()));
  EXPECT_EQ(saved.sha256, platform::Sha256Hex(bytes));
  EXPECT_EQ(Cell(saved.workbook_id, "B2"), CellValue(5.0));
  EXPECT_EQ(ReadFile("a.xlsx"), SampleWorkbook());
}

TEST_F(SaveTest, AnUneditedForkIsSavedByteForByte) {
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_THAT(Save(fork, {.path = "b.xlsx"}), IsOk());
  EXPECT_EQ(ReadFile("b.xlsx"), SampleWorkbook());
}

TEST_F(SaveTest, StaleValuesAreCalculatedByWhoeverOpensTheFile) {
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_THAT(Edit(fork, {Set("B2", 5.0)}), IsOk());
  ASSERT_THAT(Save(fork, {.path = "stale.xlsx"}), IsOk());
  ASSERT_THAT(session().Commit(fork, Session::CommitKind::kCalculation, Always({}), {}, context_),
              IsOk());
  ASSERT_OK_AND_ASSIGN(const SavedFile fresh, Save(fork, {.path = "fresh.xlsx"}));
  EXPECT_FALSE(fresh.stale_values);
  const auto workbook_part = [&](const std::string& file) {
    for (const tests::RawMember& member : tests::ReadRawMembers(ReadFile(file))) {
      if (member.name == "xl/workbook.xml") return member;
    }
    return tests::RawMember();
  };
  // Only the stale one asks for it (calcPr/@fullCalcOnLoad), in the workbook part.
  const auto original = [&] {
    WriteFile("original.xlsx", SampleWorkbook());
    return workbook_part("original.xlsx");
  }();
  EXPECT_NE(workbook_part("stale.xlsx").crc, original.crc);
  EXPECT_EQ(workbook_part("fresh.xlsx").crc, original.crc);
}

TEST_F(SaveTest, ExistingFilesAreReplacedOnlyWhenAsked) {
  WriteFile("b.xlsx", "precious");
  const std::string fork = ForkOf("a.xlsx");
  EXPECT_THAT(Save(fork, {.path = "b.xlsx"}), HasReason(ErrorReason::kFileExists));
  EXPECT_EQ(ReadFile("b.xlsx"), "precious");
  EXPECT_THAT(Save(fork, {.path = "b.xlsx", .overwrite = true}), IsOk());
  EXPECT_EQ(ReadFile("b.xlsx"), SampleWorkbook());
  EXPECT_THAT(Save(fork, {.path = "a.xlsx"}), HasReason(ErrorReason::kFileExists));
}

TEST_F(SaveTest, PathsStayInTheWorkspaceAndFitTheFormat) {
  const std::string fork = ForkOf("a.xlsx");
  EXPECT_THAT(Save(fork, {.path = "../b.xlsx"}), HasReason(ErrorReason::kPathOutsideWorkspace));
  EXPECT_THAT(Save(fork, {.path = "/tmp/b.xlsx"}), HasReason(ErrorReason::kPathOutsideWorkspace));
  EXPECT_THAT(Save(fork, {.path = "b.xlsm"}), HasReason(ErrorReason::kInvalidPath));
  EXPECT_THAT(Save(fork, {.path = "b.csv"}), HasReason(ErrorReason::kInvalidPath));
  EXPECT_THAT(Save(FileId("a.xlsx"), {.path = "b.xlsx"}),
              HasReason(ErrorReason::kWorkbookReadOnly));
}

TEST_F(SaveTest, ATemplateIsSavedAsAWorkbookAndBack) {
  const auto format_of = [&](const std::string& path) {
    auto snapshot = session().Open(FileId(path), "", context_);
    EXPECT_THAT(snapshot, IsOk());
    return snapshot.ok() ? (*snapshot)->format : "";
  };
  ASSERT_THAT(Save(ForkOf("a.xlsx"), {.path = "t.xltx"}), IsOk());
  EXPECT_EQ(format_of("t.xltx"), "xltx");
  const std::string fork = ForkOf("t.xltx");
  ASSERT_THAT(Edit(fork, {Set("B2", 5.0)}), IsOk());
  ASSERT_OK_AND_ASSIGN(const SavedFile saved, Save(fork, {.path = "from-template.xlsx"}));
  EXPECT_EQ(format_of("from-template.xlsx"), "xlsx");
  EXPECT_EQ(saved.sha256, platform::Sha256Hex(ReadFile("from-template.xlsx")));
  EXPECT_EQ(Cell(saved.workbook_id, "B2"), CellValue(5.0));
  EXPECT_THAT(Save(fork, {.path = "t.xltm"}), HasReason(ErrorReason::kInvalidPath));
  // The template itself stays one.
  ASSERT_THAT(Save(fork), IsOk());
  EXPECT_EQ(format_of("t.xltx"), "xltx");
}

TEST_F(SaveTest, AnUnexpectedRevisionConflicts) {
  const std::string fork = ForkOf("a.xlsx");
  const std::string base = Head(fork);
  ASSERT_THAT(Edit(fork, {Set("B2", 5.0)}), IsOk());
  EXPECT_THAT(Save(fork, {.path = "b.xlsx", .write = {.expected_revision = base}}),
              HasReason(ErrorReason::kRevisionConflict));
  EXPECT_THAT(Save(fork, {.path = "b.xlsx", .write = {.expected_revision = Head(fork)}}), IsOk());
}

TEST_F(SaveTest, SavingOverTheBaseMakesItTheNewBase) {
  const std::string fork = ForkOf("a.xlsx");
  for (const double value : {5.0, 6.0}) {
    ASSERT_THAT(Edit(fork, {Set("B2", value)}), IsOk());
    ASSERT_THAT(Save(fork), IsOk());
    EXPECT_EQ(Cell(FileId("a.xlsx"), "B2"), CellValue(value));
    Reopen();
  }
}

TEST_F(SaveTest, ABaseSomebodyChangedIsNotOverwrittenUnlessTold) {
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_THAT(Edit(fork, {Set("B2", 5.0)}), IsOk());
  WriteFile("a.xlsx", TallWorkbook(2));
  EXPECT_THAT(Save(fork), HasReason(ErrorReason::kBaseChanged));
  EXPECT_THAT(Save(fork, {.path = "a.xlsx", .overwrite = true}),
              HasReason(ErrorReason::kBaseChanged));
  EXPECT_EQ(ReadFile("a.xlsx"), TallWorkbook(2));
  EXPECT_THAT(Save(fork, {.ignore_base_changes = true}), IsOk());
  EXPECT_EQ(Cell(FileId("a.xlsx"), "B2"), CellValue(5.0));
}

TEST_F(SaveTest, ARemovedBaseIsAChangedOne) {
  const std::string fork = ForkOf("a.xlsx");
  std::filesystem::remove(FilePath("a.xlsx"));
  EXPECT_THAT(Save(fork), HasReason(ErrorReason::kBaseChanged));
  EXPECT_THAT(Save(fork, {.path = "a.xlsx"}), IsOk());
  EXPECT_EQ(ReadFile("a.xlsx"), SampleWorkbook());
}

TEST_F(SaveTest, OfTwoForksSavedOverOneBaseExactlyOneWins) {
  for (int round = 0; round < 10; ++round) {
    const std::vector<std::string> forks = {ForkOf("a.xlsx"), ForkOf("a.xlsx")};
    ASSERT_THAT(Edit(forks[0], {Set("B2", round + 0.25)}), IsOk());
    ASSERT_THAT(Edit(forks[1], {Set("B2", round + 0.75)}), IsOk());
    std::atomic<int> wins{0};
    std::vector<std::thread> savers;
    for (const std::string& fork : forks) {
      savers.emplace_back([&] {
        const auto saved = Save(fork);
        if (saved.ok()) {
          ++wins;
        } else {
          EXPECT_THAT(saved, HasReason(ErrorReason::kBaseChanged));
        }
      });
    }
    for (std::thread& saver : savers) saver.join();
    ASSERT_EQ(wins, 1);
  }
}

TEST_F(SaveTest, ExportsAnyRevisionOfForksAndFiles) {
  const std::string fork = ForkOf("a.xlsx");
  const std::string base = Head(fork);
  ASSERT_THAT(Edit(fork, {Set("B2", 5.0)}), IsOk());
  ASSERT_OK_AND_ASSIGN(const ExportedPackage old, session().Export(fork, base, {}, context_));
  EXPECT_EQ(*old.bytes, SampleWorkbook());
  EXPECT_EQ(old.sha256, platform::Sha256Hex(*old.bytes));
  EXPECT_EQ(old.file_name, "a.xlsx");
  EXPECT_EQ(old.revision, base);
  ASSERT_OK_AND_ASSIGN(const ExportedPackage newest, session().Export(fork, "", {}, context_));
  EXPECT_EQ(newest.revision, Head(fork));
  EXPECT_EQ(newest.sha256, platform::Sha256Hex(*newest.bytes));
  EXPECT_THAT(spreadsheet::OpenXlsx(newest.bytes, {}, {}), IsOk());
  ASSERT_OK_AND_ASSIGN(const ExportedPackage file,
                       session().Export(FileId("a.xlsx"), "", {}, context_));
  EXPECT_EQ(*file.bytes, SampleWorkbook());
  EXPECT_THAT(session().Export(fork, "rev-none", {}, context_),
              HasReason(ErrorReason::kRevisionNotFound));
}

TEST_F(SaveTest, ExportingKeepsThePackageOfAnUpToDateRevision) {
  const std::string fork = ForkOf("a.xlsx");
  ASSERT_THAT(Edit(fork, {Set("B2", 5.0)}), IsOk());
  ASSERT_THAT(session().Commit(fork, Session::CommitKind::kCalculation, Always({}), {}, context_),
              IsOk());
  ASSERT_OK_AND_ASSIGN(const ExportedPackage first, session().Export(fork, "", {}, context_));
  Reopen();
  EXPECT_EQ(Cell(fork, "B2"), CellValue(5.0));
  ASSERT_OK_AND_ASSIGN(const ExportedPackage again, session().Export(fork, "", {}, context_));
  EXPECT_EQ(*again.bytes, *first.bytes);
}

TEST_F(SaveTest, ImportsAPackageAsANewFile) {
  const std::string staged = Staged(TallWorkbook(4));
  ASSERT_OK_AND_ASSIGN(const SavedFile saved,
                       session().Import(staged, "in/new.xlsx", false, context_));
  EXPECT_EQ(saved.path, "in/new.xlsx");
  EXPECT_EQ(saved.workbook_id, FileId("in/new.xlsx"));
  EXPECT_EQ(saved.revision, Head(saved.workbook_id));
  EXPECT_EQ(saved.sha256, platform::Sha256Hex(TallWorkbook(4)));
  EXPECT_EQ(Cell(saved.workbook_id, "B4"), CellValue(4.0));
  EXPECT_FALSE(std::filesystem::exists(staged));
}

TEST_F(SaveTest, ImportsOnlyWorkbooksOfTheRightFormatToFreePaths) {
  EXPECT_THAT(session().Import(Staged("junk"), "new.xlsx", false, context_),
              HasReason(ErrorReason::kNotAWorkbook));
  const std::string staged = Staged(TallWorkbook(4));
  EXPECT_THAT(session().Import(staged, "new.xlsm", false, context_),
              HasReason(ErrorReason::kInvalidPath));
  EXPECT_THAT(session().Import(staged, "../new.xlsx", false, context_),
              HasReason(ErrorReason::kPathOutsideWorkspace));
  EXPECT_THAT(session().Import(staged, "a.xlsx", false, context_),
              HasReason(ErrorReason::kFileExists));
  EXPECT_EQ(ReadFile("a.xlsx"), SampleWorkbook());
  EXPECT_THAT(session().Import(staged, "a.xlsx", true, context_), IsOk());
  EXPECT_EQ(ReadFile("a.xlsx"), TallWorkbook(4));
}

}  // namespace
}  // namespace sheetgate::workbook

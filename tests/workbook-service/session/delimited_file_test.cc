// Delimited text as workbooks: opened, forked, edited and saved as what it becomes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "platform/base/error.h"
#include "platform/base/sha256.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/session/session_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using spreadsheet::CellValue;
using ::testing::AllOf;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

constexpr std::string_view kSales = "Item;Amount\nRent;1000\nFood;500,5\n";

class DelimitedFileTest : public EmbeddedSessionTest {
 protected:
  DelimitedFileTest() { WriteFile("sales.csv", kSales); }

  std::shared_ptr<const Snapshot> Snap(const std::string& workbook) {
    auto snapshot = session().Open(workbook, "", context_);
    EXPECT_THAT(snapshot, IsOk());
    return snapshot.value_or(nullptr);
  }
  // How often something was imported.
  void ExpectImports(int count) {
    EXPECT_THAT(metrics_.Scrape(),
                HasSubstr("sheetgate_workbook_open_seconds_count{phase=\"import\"} " +
                          std::to_string(count) + "\n"));
  }
};

TEST_F(DelimitedFileTest, IsReadAsAWorkbook) {
  const std::string id = FileId("sales.csv");
  EXPECT_EQ(Cell(id, "A2"), CellValue(std::string("Rent")));
  EXPECT_EQ(Cell(id, "B2"), CellValue(1000.0));
  EXPECT_EQ(Cell(id, "B3"), CellValue(std::string("500,5")));
  const auto snapshot = Snap(id);
  EXPECT_EQ(snapshot->format, "csv");
  EXPECT_EQ(snapshot->workbook->sheets()[0].name, "Sheet1");
  EXPECT_FALSE(snapshot->is_fork);
}

TEST_F(DelimitedFileTest, IsImportedOnceForTheSameBytes) {
  const std::string id = FileId("sales.csv");
  Cell(id, "A1");
  Cell(id, "A2");
  WriteFile("copy.CSV", kSales);
  EXPECT_EQ(Head(FileId("copy.CSV")), Head(id));
  ExpectImports(1);
  WriteFile("sales.csv", "Item;Amount\nRent;1001\n");
  EXPECT_EQ(Cell(id, "B2"), CellValue(1001.0));
  ExpectImports(2);
}

TEST_F(DelimitedFileTest, TheSameBytesReadAnotherWayAreAnotherRevision) {
  constexpr std::string_view kText = "a,b\t1\n";
  WriteFile("x.csv", kText);
  WriteFile("x.tsv", kText);
  WriteFile("x.xlsx", kText);
  EXPECT_NE(Head(FileId("x.csv")), Head(FileId("x.tsv")));
  EXPECT_EQ(Cell(FileId("x.tsv"), "A1"), CellValue(std::string("a,b")));
  EXPECT_EQ(Snap(FileId("x.tsv"))->format, "tsv");
  EXPECT_THAT(session().Open(FileId("x.xlsx"), "", context_),
              HasReason(ErrorReason::kNotAWorkbook));
}

TEST_F(DelimitedFileTest, ForksAreWorkbooksLikeOthersAndOutliveTheFile) {
  const std::string fork = ForkOf("sales.csv");
  ASSERT_THAT(Edit(fork, {Set("B3", 600.0)}), IsOk());
  std::filesystem::remove(FilePath("sales.csv"));
  Reopen();
  EXPECT_EQ(Cell(fork, "A2"), CellValue(std::string("Rent")));
  EXPECT_EQ(Cell(fork, "B3"), CellValue(600.0));
  EXPECT_EQ(Snap(fork)->format, "xlsx");
  EXPECT_EQ(Snap(fork)->path, "sales.csv");
}

TEST_F(DelimitedFileTest, AnOlderStateOfTheFileLivesOnInItsForks) {
  const std::string id = FileId("sales.csv");
  const std::string first = Head(id);
  ForkOf("sales.csv");
  WriteFile("sales.csv", "other\n");
  EXPECT_EQ(Cell(id, "A1"), CellValue(std::string("other")));
  EXPECT_EQ(Cell(id, "A2", first), CellValue(std::string("Rent")));
}

TEST_F(DelimitedFileTest, AForkIsSavedAsAPackage) {
  const std::string fork = ForkOf("sales.csv");
  ASSERT_THAT(Edit(fork, {Set("B3", 600.0)}), IsOk());
  const auto saved = session().Save(fork, {.path = "sales.xlsx"}, context_);
  ASSERT_THAT(saved, IsOk());
  EXPECT_EQ(saved->sha256, platform::Sha256Hex(ReadFile("sales.xlsx")));
  EXPECT_EQ(Cell(saved->workbook_id, "B3"), CellValue(600.0));
  EXPECT_EQ(Snap(saved->workbook_id)->format, "xlsx");
  EXPECT_EQ(ReadFile("sales.csv"), kSales);
}

TEST_F(DelimitedFileTest, IsNeverWritten) {
  const std::string fork = ForkOf("sales.csv");
  for (const SaveOptions& options :
       {SaveOptions{}, SaveOptions{.path = "sales.csv", .overwrite = true},
        SaveOptions{.path = "sales.csv", .overwrite = true, .ignore_base_changes = true}}) {
    const auto saved = session().Save(fork, options, context_);
    EXPECT_THAT(saved, HasReason(ErrorReason::kInvalidPath));
    EXPECT_THAT(
        std::string(saved.status().message()),
        AllOf(HasSubstr("read but never written"), HasSubstr("use a path such as sales.xlsx")));
    EXPECT_EQ(platform::MetadataOf(saved.status())["format"], "xlsx");
  }
  EXPECT_THAT(session().Save(fork, {.path = "new.tsv"}, context_),
              HasReason(ErrorReason::kInvalidPath));
  EXPECT_EQ(ReadFile("sales.csv"), kSales);
  EXPECT_FALSE(std::filesystem::exists(FilePath("new.tsv")));
}

TEST_F(DelimitedFileTest, GoesOutAsThePackageItBecame) {
  ASSERT_OK_AND_ASSIGN(const ExportedPackage file,
                       session().Export(FileId("sales.csv"), "", {}, context_));
  EXPECT_EQ(file.file_name, "sales.xlsx");
  EXPECT_THAT(spreadsheet::OpenXlsx(file.bytes, {}, {}), IsOk());
  ASSERT_OK_AND_ASSIGN(const ExportedPackage fork,
                       session().Export(ForkOf("sales.csv"), "", {}, context_));
  EXPECT_EQ(fork.file_name, "sales.xlsx");
  EXPECT_EQ(fork.sha256, file.sha256);
}

TEST_F(DelimitedFileTest, MayBeUploaded) {
  const std::string staged = session().StagingDirectory() + "/upload";
  tests::WriteTestFile(staged, "1\t2\n");
  ASSERT_OK_AND_ASSIGN(const SavedFile saved,
                       session().Import(staged, "in/new.tsv", false, context_));
  EXPECT_EQ(ReadFile("in/new.tsv"), "1\t2\n");
  EXPECT_EQ(saved.revision, Head(saved.workbook_id));
  EXPECT_EQ(Cell(saved.workbook_id, "B1"), CellValue(2.0));
  ExpectImports(1);
  tests::WriteTestFile(staged, SampleWorkbook());
  EXPECT_THAT(session().Import(staged, "in/other.csv", false, context_),
              HasReason(ErrorReason::kNotAWorkbook));
}

TEST_F(DelimitedFileTest, ErrorsNameTheFile) {
  WriteFile("broken.csv", "a,\"b\n");
  const auto opened = session().Open(FileId("broken.csv"), "", context_);
  EXPECT_THAT(opened, HasReason(ErrorReason::kFileCorrupt));
  EXPECT_THAT(std::string(opened.status().message()), HasSubstr("broken.csv: the quote"));
  EXPECT_EQ(platform::MetadataOf(opened.status())["line"], "1");
}

}  // namespace
}  // namespace sheetgate::workbook

// Every workbook of the corpus either opens with every part readable, or is refused for the reason
// listed here; edited packages keep the raw bytes of everything that was not edited.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "platform/base/error.h"
#include "spreadsheet/xlsx/package.h"
#include "tests/spreadsheet/testing/corpus.h"
#include "tests/spreadsheet/testing/zip_builder.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::CorpusFile;
using tests::IsOk;
using tests::IsOkAndHolds;
using tests::RawMember;
using tests::ReadRawMembers;

// "opens", "damaged part <name>", or the reason of the refusal.
std::string Outcome(const CorpusFile& file) {
  const auto package = Package::Open(file.bytes, {}, {});
  if (!package.ok()) return std::string(platform::ReasonName(platform::ReasonOf(package.status())));
  for (const std::string& part : (*package)->part_names()) {
    const auto content = (*package)->Read(part, {});
    if (!content.ok()) return "damaged part " + part;
    EXPECT_EQ(static_cast<int64_t>(content->size()), (*package)->InflatedSize(part)) << part;
    EXPECT_THAT((*package)->Relationships(part), IsOk()) << file.name << " " << part;
  }
  EXPECT_THAT((*package)->Relationships(""), IsOk()) << file.name;
  return "opens";
}

std::map<std::string, std::string> Refused(const std::string& set) {
  std::map<std::string, std::string> refused;
  for (const std::string& name : tests::CorpusFiles(set)) {
    const std::string outcome = Outcome(tests::ReadCorpusFile(name));
    if (outcome != "opens") refused.emplace(name, outcome);
  }
  return refused;
}

TEST(PackageCorpusTest, WorkbooksOpenOrAreRefusedForTheRightReason) {
  const std::string poi = "workbooks/apache+poi/test-data/";
  const std::string sheets = poi + "spreadsheet/";
  const std::string fuzzed = sheets + "clusterfuzz-testcase-minimized-";
  const std::map<std::string, std::string> expected = {
      {poi + "openxml4j/invalid.xlsx", "NOT_A_WORKBOOK"},
      {poi + "poifs/extenxls_pwd123.xlsx", "FILE_ENCRYPTED"},
      {fuzzed + "POIFuzzer-5040805309710336.xlsx", "FILE_CORRUPT"},
      {fuzzed + "POIXSSFFuzzer-5937385319563264.xlsx", "damaged part xl/worksheets/sheet8.xml"},
      {fuzzed + "POIXSSFFuzzer-6123461607817216.xlsx", "FILE_CORRUPT"},
      {fuzzed + "POIXSSFFuzzer-6448258963341312.xlsx", "FILE_CORRUPT"},
      {fuzzed + "XLSX2CSVFuzzer-5025401116950528.xlsx", "FILE_CORRUPT"},
      {fuzzed + "XLSX2CSVFuzzer-5636439151607808.xlsx", "FILE_CORRUPT"},
      {sheets + "crash-9bf3cd4bd6f50a8a9339d363c2c7af14b536865c.xlsx", "FILE_ENCRYPTED"},
      // Two sheets of one name and different contents.
      {sheets + "duplicate-filename-case-insensitive.xlsx", "FILE_CORRUPT"},
      {sheets + "duplicate-filename.xlsx", "FILE_CORRUPT"},
      {"workbooks/dtjohnson+xlsx-populate/test/e2e-generate/encrypted/out.xlsx", "FILE_ENCRYPTED"},
      // A real .xls.
      {"workbooks/mini-software+MiniExcel/tests/data/xlsx/TestIssue272.xlsx", "UNSUPPORTED_FORMAT"},
      {"workbooks/nolze+msoffcrypto-tool/tests/inputs/example_password.xlsx", "FILE_ENCRYPTED"},
      {"workbooks/qax-os+excelize/test/encryptAES.xlsx", "FILE_ENCRYPTED"},
      {"workbooks/qax-os+excelize/test/encryptSHA1.xlsx", "FILE_ENCRYPTED"},
      {"workbooks/tfussell+xlnt/samples/data/encrypted.xlsx", "FILE_ENCRYPTED"},
  };
  EXPECT_EQ(Refused("workbooks"), expected);
}

TEST(PackageCorpusTest, FunctionWorkbooksAllOpen) {
  EXPECT_EQ(Refused("functions"), (std::map<std::string, std::string>()));
}

TEST(PackageCorpusTest, AnEditTouchesNothingElse) {
  int edited = 0;
  for (const std::string& name : tests::CorpusFiles("workbooks")) {
    SCOPED_TRACE(name);
    const CorpusFile file = tests::ReadCorpusFile(name);
    const auto package = Package::Open(file.bytes, {}, {});
    if (!package.ok()) continue;
    EXPECT_THAT(RewritePackage(**package, {}, {}), IsOkAndHolds(*file.bytes));

    // Replaced is the part in the middle, so that members before and after it are seen.
    const std::vector<std::string> parts = (*package)->part_names();
    const std::string& replaced = parts[parts.size() / 2];
    const std::string content = "<replaced>" + std::string(1000, 'x') + "</replaced>";
    ASSERT_OK_AND_ASSIGN(const std::string rewritten,
                         RewritePackage(**package, {.replaced = {{replaced, content}}}, {}));
    const std::vector<RawMember> before = ReadRawMembers(*file.bytes);
    const std::vector<RawMember> after = ReadRawMembers(rewritten);
    ASSERT_EQ(before.size(), after.size());
    int changed = 0;
    for (size_t i = 0; i < before.size(); ++i) {
      ASSERT_EQ(before[i].name, after[i].name);
      if (before[i].header == after[i].header && before[i].record == after[i].record &&
          before[i].compressed == after[i].compressed) {
        continue;
      }
      ++changed;
      EXPECT_EQ(after[i].inflated_size, content.size()) << before[i].name;
    }
    EXPECT_EQ(changed, 1);
    const auto reopened = Package::Open(std::make_shared<const std::string>(rewritten), {}, {});
    if (replaced != "[Content_Types].xml") {
      ASSERT_THAT(reopened, IsOk());
      EXPECT_THAT((*reopened)->Read(replaced, {}), IsOkAndHolds(content));
    }
    ++edited;
  }
  EXPECT_GT(edited, 100);
}

}  // namespace
}  // namespace sheetgate::spreadsheet

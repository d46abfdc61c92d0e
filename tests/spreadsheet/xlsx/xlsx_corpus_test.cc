// The whole engine on every workbook of the corpus: it opens and reads or is refused for the reason
// listed here; an edit changes what it has to and not a byte more.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/sheet_layout.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "spreadsheet/xlsx/xlsx_workbook.h"
#include "spreadsheet/xlsx/xml_text.h"
#include "tests/spreadsheet/testing/corpus.h"
#include "tests/spreadsheet/testing/corpus_workbooks.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::ForEachWorkbook;
using tests::kWholeSheet;
using tests::OpenedFile;

// "opens", "sheet <name>: <reason>" or the reason of the refusal.
std::string Outcome(const PackageBytes& bytes) {
  const auto workbook = OpenXlsx(bytes, {}, {});
  if (!workbook.ok())
    return std::string(platform::ReasonName(platform::ReasonOf(workbook.status())));
  for (size_t i = 0; i < (*workbook)->sheets().size(); ++i) {
    const auto sheet = (*workbook)->LoadSheet(static_cast<int>(i), {});
    const bool is_worksheet = (*workbook)->sheets()[i].kind == SheetKind::kWorksheet;
    if (sheet.ok() != is_worksheet) {
      return Concat("sheet ", (*workbook)->sheets()[i].name, ": ",
                    platform::ReasonName(platform::ReasonOf(sheet.status())));
    }
  }
  return "opens";
}

std::map<std::string, std::string> Refused(const std::string& set) {
  std::map<std::string, std::string> refused;
  for (const std::string& name : tests::CorpusFiles(set)) {
    const std::string outcome = Outcome(tests::ReadCorpusFile(name).bytes);
    if (outcome != "opens") refused.emplace(name, outcome);
  }
  return refused;
}

std::map<std::string, std::string> Parts(const PackageBytes& bytes) {
  std::map<std::string, std::string> parts;
  const auto package = Package::Open(bytes, {}, {});
  EXPECT_TRUE(package.ok()) << package.status();
  for (const std::string& name : (*package)->part_names()) {
    const auto part = (*package)->Read(name, {});
    parts[name] = part.ok() ? *part : "damaged";
  }
  return parts;
}

// The parts of `after` that differ from `before`, or are gone or new.
std::set<std::string> ChangedParts(const std::map<std::string, std::string>& before,
                                   const std::map<std::string, std::string>& after) {
  std::set<std::string> changed;
  for (const auto& [name, content] : before) {
    const auto found = after.find(name);
    if (found == after.end() || found->second != content) changed.insert(name);
  }
  for (const auto& [name, content] : after) {
    if (!before.contains(name)) changed.insert(name);
  }
  return changed;
}

// The part without what may grow with an edit besides the cell itself: dimension and spans.
std::string WithoutHints(std::string xml) {
  const size_t dimension = xml.find("dimension ref=");
  if (dimension != std::string::npos) xml.erase(dimension, xml.find('>', dimension) - dimension);
  std::string out;
  size_t done = 0;
  for (size_t at = xml.find(" spans="); at != std::string::npos; at = xml.find(" spans=", done)) {
    out.append(xml, done, at - done);
    done = xml.find(xml[at + 7], at + 8) + 1;
  }
  return out.append(xml, done);
}

// The bytes of `after` between what it has in common with `before` at both ends.
std::string Difference(const std::string& before, const std::string& after) {
  const size_t shorter = std::min(before.size(), after.size());
  size_t prefix = 0;
  while (prefix < shorter && before[prefix] == after[prefix]) ++prefix;
  size_t suffix = 0;
  while (suffix < shorter - prefix &&
         before[before.size() - 1 - suffix] == after[after.size() - 1 - suffix]) {
    ++suffix;
  }
  return after.substr(prefix, after.size() - suffix - prefix);
}

// A stored cell that holds a value and no formula; a cell nobody uses when there is none.
CellRef PlainCell(const Sheet& sheet) {
  CellRef plain = {1, 1};
  sheet.Visit(kWholeSheet, [&](const CellView& cell) {
    plain = cell.ref;
    if (!cell.has_formula()) return false;
    plain.column = std::min(cell.ref.column + 1, kMaxColumn);
    const auto next = sheet.Find(plain);
    return next.has_value() && next->has_formula();
  });
  return plain;
}

// Everything a layout says.
std::vector<std::string> Offsets(const SheetLayout& layout) {
  std::vector<std::string> offsets = {
      Concat(layout.data_name, " ", static_cast<int>(layout.has_data), " ",
             static_cast<int>(layout.data_empty), " ", layout.data_begin, "-", layout.data_end, " ",
             layout.content_end)};
  if (layout.dimension.has_value()) {
    offsets.push_back(Concat("dimension ", layout.dimension->begin, "-", layout.dimension->end, " ",
                             FormatRange(layout.dimension->range)));
  }
  for (const RowStart& row : layout.rows) {
    offsets.push_back(
        Concat("row ", row.row(), " at ", row.begin(), " ", static_cast<int>(row.numbered())));
  }
  return offsets;
}

TEST(XlsxCorpusTest, WorkbooksOpenOrAreRefusedForTheRightReason) {
  const std::string poi = "workbooks/apache+poi/test-data/";
  const std::string sheets = poi + "spreadsheet/";
  const std::string fuzzed = sheets + "clusterfuzz-testcase-minimized-";
  const std::map<std::string, std::string> expected = {
      {poi + "openxml4j/invalid.xlsx", "NOT_A_WORKBOOK"},
      {poi + "poifs/extenxls_pwd123.xlsx", "FILE_ENCRYPTED"},
      {fuzzed + "POIFuzzer-5040805309710336.xlsx", "FILE_CORRUPT"},
      // One sheet has a wrong checksum; the others can be read.
      {fuzzed + "POIXSSFFuzzer-5937385319563264.xlsx", "sheet Exp8: FILE_CORRUPT"},
      {fuzzed + "POIXSSFFuzzer-6123461607817216.xlsx", "FILE_CORRUPT"},
      {fuzzed + "POIXSSFFuzzer-6448258963341312.xlsx", "FILE_CORRUPT"},
      {fuzzed + "XLSX2CSVFuzzer-5025401116950528.xlsx", "FILE_CORRUPT"},
      {fuzzed + "XLSX2CSVFuzzer-5636439151607808.xlsx", "FILE_CORRUPT"},
      {sheets + "crash-9bf3cd4bd6f50a8a9339d363c2c7af14b536865c.xlsx", "FILE_ENCRYPTED"},
      {sheets + "duplicate-filename-case-insensitive.xlsx", "FILE_CORRUPT"},
      {sheets + "duplicate-filename.xlsx", "FILE_CORRUPT"},
      // Entities in a DTD.
      {sheets + "poc-xmlbomb-empty.xlsx", "sheet Tabelle1: FILE_CORRUPT"},
      {"workbooks/dhatim+fastexcel/fastexcel-reader/src/test/resources/invalid/"
       "no-workbook-xml.xlsx",
       "NOT_A_WORKBOOK"},
      {"workbooks/dtjohnson+xlsx-populate/test/e2e-generate/encrypted/out.xlsx", "FILE_ENCRYPTED"},
      {"workbooks/mini-software+MiniExcel/tests/data/xlsx/TestIssue272.xlsx", "UNSUPPORTED_FORMAT"},
      {"workbooks/nolze+msoffcrypto-tool/tests/inputs/example_password.xlsx", "FILE_ENCRYPTED"},
      {"workbooks/qax-os+excelize/test/encryptAES.xlsx", "FILE_ENCRYPTED"},
      {"workbooks/qax-os+excelize/test/encryptSHA1.xlsx", "FILE_ENCRYPTED"},
      {"workbooks/tfussell+xlnt/samples/data/encrypted.xlsx", "FILE_ENCRYPTED"},
  };
  EXPECT_EQ(Refused("workbooks"), expected);
}

TEST(XlsxCorpusTest, FunctionWorkbooksAllOpen) {
  EXPECT_EQ(Refused("functions"), (std::map<std::string, std::string>()));
}

TEST(XlsxCorpusTest, EveryFormulaHasItsText) {
  int64_t formulas = 0;
  int64_t shared = 0;
  ForEachWorkbook([&](const OpenedFile& file) {
    for (const int index : file.worksheets) {
      const auto sheet = tests::Load(file.workbook, index);
      sheet->Visit(kWholeSheet, [&](const CellView& cell) {
        if (cell.formula != FormulaKind::kNormal && cell.formula != FormulaKind::kShared)
          return true;
        const std::string text = sheet->Formula(cell.ref);
        EXPECT_TRUE(Tokenize(text).ok()) << FormatCell(cell.ref) << " =" << text;
        ++formulas;
        shared += cell.formula == FormulaKind::kShared ? 1 : 0;
        return true;
      });
    }
  });
  EXPECT_GT(formulas, 50000);
  EXPECT_GT(shared, 1000);
}

TEST(XlsxCorpusTest, WithoutChangesTheBytesComeBack) {
  ForEachWorkbook(
      [](const OpenedFile& file) { EXPECT_EQ(*tests::Write(file.workbook), *file.bytes); });
}

// What the reader notes in passing is what a pass over the whole part finds: so sheets are edited
// alike with and without it.
TEST(XlsxCorpusTest, TheReaderKnowsWhereThingsStand) {
  int64_t plain = 0;
  int64_t rows = 0;
  ForEachWorkbook([&](const OpenedFile& file) {
    const Document& document = dynamic_cast<const XlsxWorkbook&>(*file.workbook).document();
    for (const int index : file.worksheets) {
      const auto sheet = tests::Load(file.workbook, index);
      const SheetLayout* noted = dynamic_cast<const ParsedSheet&>(*sheet).layout();
      if (noted == nullptr) continue;
      const std::string& part = document.sheet_part(index);
      const auto xml = document.package().Read(part, {});
      ASSERT_TRUE(xml.ok()) << xml.status();
      const auto found = ReadSheetLayout(part, *xml, 256, {});
      ASSERT_TRUE(found.ok()) << found.status();
      EXPECT_EQ(Offsets(*noted), Offsets(*found)) << part;
      ++plain;
      rows += static_cast<int64_t>(noted->rows.size());
    }
  });
  EXPECT_GT(plain, 500);
  EXPECT_GT(rows, 50'000);
}

TEST(XlsxCorpusTest, OneEditChangesOneRow) {
  constexpr double kValue = -12345.0625;
  ForEachWorkbook([&](const OpenedFile& file) {
    if (file.worksheets.empty()) return;
    const int index = file.worksheets.front();
    const CellRef cell = PlainCell(*tests::Load(file.workbook, index));
    const auto edited =
        file.workbook->Apply({tests::SetValue(FormatCell(cell), kValue, index)}, {});
    ASSERT_TRUE(edited.ok()) << edited.status();
    const PackageBytes written = tests::Write(*edited);
    const auto reopened = tests::Open(written);
    ASSERT_NE(reopened, nullptr);
    const auto found = tests::Load(reopened, index)->Find(cell);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->number, kValue);

    const auto before = Parts(file.bytes);
    const auto after = Parts(written);
    const std::set<std::string> changed = ChangedParts(before, after);
    ASSERT_EQ(changed.size(), 1u) << *changed.rbegin();
    const std::string& part = *changed.begin();
    const auto old_text = DecodeXmlPart(part, before.at(part));
    ASSERT_TRUE(old_text.ok());
    const std::string difference =
        Difference(WithoutHints(*old_text), WithoutHints(after.at(part)));
    size_t rows = 0;
    for (const std::string_view tag : {"<row", ":row "}) {
      for (size_t at = difference.find(tag); at != std::string::npos;
           at = difference.find(tag, at + 1))
        ++rows;
    }
    EXPECT_LE(rows, 1u) << difference;
    EXPECT_LT(difference.size(), 400u) << difference;
  });
}

}  // namespace
}  // namespace sheetgate::spreadsheet

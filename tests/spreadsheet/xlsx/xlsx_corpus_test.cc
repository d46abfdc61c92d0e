// The whole engine on every workbook of the corpus: it opens and reads or is refused for the reason
// listed here; an edit changes what it has to and not a byte more; what is written reads back as it
// was in memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "spreadsheet/xlsx/xml_text.h"
#include "tests/spreadsheet/testing/corpus.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::WorkbookPtr;

constexpr RangeRef kWholeSheet = {{1, 1}, {kMaxRow, kMaxColumn}};

struct OpenedFile {
  std::string name;
  PackageBytes bytes;
  WorkbookPtr workbook;
  std::vector<int> worksheets;  // that can be read
};

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

// Calls `visit` with every workbook of both sets that opens.
template <typename Visit>
void ForEachWorkbook(Visit visit) {
  int opened = 0;
  for (const std::string set : {"workbooks", "functions"}) {
    for (const std::string& name : tests::CorpusFiles(set)) {
      OpenedFile file;
      file.name = name;
      file.bytes = tests::ReadCorpusFile(name).bytes;
      const auto workbook = OpenXlsx(file.bytes, {}, {});
      if (!workbook.ok()) continue;
      file.workbook = *workbook;
      for (size_t i = 0; i < file.workbook->sheets().size(); ++i) {
        if (file.workbook->LoadSheet(static_cast<int>(i), {}).ok()) {
          file.worksheets.push_back(static_cast<int>(i));
        }
      }
      SCOPED_TRACE(name);
      visit(file);
      ++opened;
    }
  }
  EXPECT_GT(opened, 250);
}

// Everything a reader can see of a sheet.
std::vector<std::string> Contents(const WorkbookPtr& workbook, int index) {
  std::vector<std::string> cells;
  const auto sheet = tests::Load(workbook, index);
  sheet->Visit(kWholeSheet, [&](const CellView& cell) {
    std::string line = Concat(FormatCell(cell.ref), " ", tests::Describe(cell), " ",
                              workbook->NumberFormat(cell.style));
    if (cell.has_formula()) line += " =" + sheet->Formula(cell.ref);
    cells.push_back(std::move(line));
    return true;
  });
  return cells;
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

CellChange RandomChange(std::mt19937* random, int index, const RangeRef& area) {
  const auto pick = [&](int64_t first, int64_t last) {
    return first + static_cast<int64_t>((*random)() % static_cast<uint64_t>(last - first + 1));
  };
  CellChange change;
  change.sheet = index;
  change.cell = {
      static_cast<int32_t>(pick(area.first.row, std::min(area.last.row + 3, kMaxRow))),
      static_cast<int32_t>(pick(area.first.column, std::min(area.last.column + 3, kMaxColumn)))};
  switch (pick(0, 9)) {
    case 0:
      break;
    case 1:
      change.value = pick(0, 1) == 1;
      break;
    case 2:
      change.value = CellError::kNa;
      break;
    case 3:
      change.value = static_cast<double>(pick(1, 2'000'000)) / 37;
      change.date = true;
      break;
    case 4:
    case 5:
      change.kind = CellChange::Kind::kFormula;
      change.formula = Concat("SUM(A", pick(1, 9), ":B", pick(10, 20), ")&\"<", pick(0, 9), ">\"");
      break;
    case 6:
      change.kind = CellChange::Kind::kResult;
      change.value = Concat(" result ", pick(0, 9));
      break;
    case 7:
      change.value = Concat("text & ", pick(0, 5), "\n_x0041_\x01");
      break;
    default:
      change.value = static_cast<double>(pick(-1'000'000'000, 1'000'000'000)) / 1024;
      break;
  }
  return change;
}

TEST(XlsxCorpusTest, RandomEditsReadBackAsTheyWere) {
  constexpr int kEdits = 200;
  int64_t applied = 0;
  ForEachWorkbook([&](const OpenedFile& file) {
    if (file.worksheets.empty()) return;
    std::mt19937 random(7);
    std::vector<CellChange> changes;
    WorkbookPtr workbook = file.workbook;
    for (int i = 0; i < kEdits; ++i) {
      const int index = file.worksheets[random() % file.worksheets.size()];
      const RangeRef area =
          tests::Load(workbook, index)->used_range().value_or(RangeRef{{1, 1}, {20, 10}});
      const CellChange change = RandomChange(&random, index, area);
      const auto edited = workbook->Apply({change}, {});
      if (!edited.ok()) continue;  // part of an array, or a result without a formula
      workbook = *edited;
      changes.push_back(change);
    }
    applied += static_cast<int64_t>(changes.size());
    const auto at_once = file.workbook->Apply(changes, {});
    ASSERT_TRUE(at_once.ok()) << at_once.status();
    const PackageBytes written = tests::Write(workbook);
    EXPECT_EQ(*written, *tests::Write(*at_once));
    const auto reopened = tests::Open(written);
    ASSERT_NE(reopened, nullptr);
    for (const int index : file.worksheets) {
      const auto expected = Contents(workbook, index);
      EXPECT_EQ(Contents(reopened, index), expected);
      EXPECT_EQ(tests::Load(workbook, index)->cell_count(), static_cast<int64_t>(expected.size()));
      EXPECT_EQ(tests::Load(reopened, index)->cell_count(), static_cast<int64_t>(expected.size()));
      EXPECT_EQ(tests::Load(reopened, index)->formula_count(),
                tests::Load(workbook, index)->formula_count());
      EXPECT_EQ(tests::Load(reopened, index)->used_range(),
                tests::Load(workbook, index)->used_range());
    }
  });
  EXPECT_GT(applied, 30000);
}

}  // namespace
}  // namespace sheetgate::spreadsheet

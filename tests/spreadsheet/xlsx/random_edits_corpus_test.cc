// 1 000 random edits in every workbook of the corpus: what is written reads back as it was in
// memory, and what no edit concerns is the same, byte for byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/edited_sheet.h"
#include "spreadsheet/xlsx/relationships.h"
#include "spreadsheet/xlsx/xlsx_workbook.h"
#include "spreadsheet/xlsx/xml_text.h"
#include "spreadsheet/xlsx/zip_directory.h"
#include "tests/spreadsheet/testing/corpus_workbooks.h"
#include "tests/spreadsheet/testing/sheet_pieces.h"
#include "tests/spreadsheet/testing/zip_builder.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::kWholeSheet;
using tests::OpenedFile;
using tests::RawMember;
using tests::SheetPieces;
using tests::WorkbookPtr;

constexpr int kEdits = 1000;
// The files are dealt to this many tests, which may run at the same time.
constexpr int kShards = 4;

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

// The workbook after kEdits random edits; those that were possible are added to `changes`.
WorkbookPtr EditAtRandom(const OpenedFile& file, std::vector<CellChange>* changes) {
  std::mt19937 random(7);
  WorkbookPtr workbook = file.workbook;
  for (int i = 0; i < kEdits; ++i) {
    const int index = file.worksheets[random() % file.worksheets.size()];
    const RangeRef area =
        tests::Load(workbook, index)->used_range().value_or(RangeRef{{1, 1}, {20, 10}});
    const CellChange change = RandomChange(&random, index, area);
    const auto edited = workbook->Apply({change}, {});
    if (!edited.ok()) continue;  // part of an array, or a result without a formula
    workbook = *edited;
    changes->push_back(change);
  }
  return workbook;
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

void ExpectReadsBack(const WorkbookPtr& workbook, const WorkbookPtr& reopened, int index) {
  const auto expected = Contents(workbook, index);
  EXPECT_EQ(Contents(reopened, index), expected);
  const auto before = tests::Load(workbook, index);
  const auto after = tests::Load(reopened, index);
  EXPECT_EQ(before->cell_count(), static_cast<int64_t>(expected.size()));
  EXPECT_EQ(after->cell_count(), static_cast<int64_t>(expected.size()));
  EXPECT_EQ(after->formula_count(), before->formula_count());
  EXPECT_EQ(after->used_range(), before->used_range());
}

// Parts an edit of the workbook may change, besides the sheets that were edited.
std::set<std::string> CentralParts(const XlsxWorkbook& workbook) {
  const Document& document = workbook.document();
  return {document.shared_strings_part(), document.styles_part(), document.calculation_chain_part(),
          RelationshipsPart(document.workbook_part()), "[Content_Types].xml"};
}

std::map<std::string, RawMember> Members(const PackageBytes& bytes) {
  std::map<std::string, RawMember> members;
  for (RawMember& member : tests::ReadRawMembers(std::string(*bytes))) {
    const std::string name = *NormalizePartName(member.name);
    members.emplace(name, std::move(member));
  }
  return members;
}

// Rows of the sheet that have an edit.
std::set<int> EditedRows(const EditedSheet& sheet) {
  std::set<int> rows;
  for (Overlay::Cursor edit(sheet.overlay(), kWholeSheet); edit.get() != nullptr; edit.Next()) {
    rows.insert(edit.get()->cell.row);
  }
  return rows;
}

// The number of rows that were compared.
int64_t ExpectUntouchedRowsAreTheSame(const std::string& before, const std::string& after,
                                      const std::set<int>& edited) {
  const SheetPieces old_pieces = tests::TakeApart(before);
  const SheetPieces new_pieces = tests::TakeApart(after);
  EXPECT_EQ(new_pieces.outside, old_pieces.outside);
  int64_t compared = 0;
  for (const auto& [number, rows] : old_pieces.rows) {
    // Members of a shared formula are spelled out when its master is overwritten.
    const bool shared = rows.front().find("shared") != std::string::npos;
    if (edited.contains(number) || shared) continue;
    const auto found = new_pieces.rows.find(number);
    if (found == new_pieces.rows.end()) {
      ADD_FAILURE() << "row " << number << " is gone";
      continue;
    }
    for (size_t i = 0; i < rows.size(); ++i) {
      // Of a row without r before, only the content was kept.
      const std::string& row = found->second[i];
      EXPECT_TRUE(row == rows[i] || row.ends_with(rows[i])) << rows[i] << "\nbecame\n" << row;
    }
    ++compared;
  }
  for (const auto& [number, rows] : new_pieces.rows) {
    EXPECT_TRUE(edited.contains(number) || old_pieces.rows.contains(number)) << number;
  }
  return compared;
}

// The number of rows that were compared.
int64_t ExpectTheRestIsUntouched(const OpenedFile& file, const XlsxWorkbook& workbook,
                                 const PackageBytes& written) {
  const std::set<std::string> central = CentralParts(workbook);
  std::map<std::string, const EditedSheet*> sheets;
  for (size_t i = 0; i < workbook.edited().size(); ++i) {
    const EditedSheet* sheet = workbook.edited()[i].get();
    if (sheet != nullptr) sheets[workbook.document().sheet_part(static_cast<int>(i))] = sheet;
  }
  const auto before = Members(file.bytes);
  const auto after = Members(written);
  for (const auto& [name, member] : before) {
    if (central.contains(name) || sheets.contains(name)) continue;
    const auto found = after.find(name);
    if (found == after.end()) {
      ADD_FAILURE() << name << " is gone";
      continue;
    }
    EXPECT_TRUE(found->second.header == member.header && found->second.record == member.record &&
                found->second.compressed == member.compressed)
        << name << " changed";
  }
  int64_t compared = 0;
  for (const auto& [part, sheet] : sheets) {
    const auto old_xml = DecodeXmlPart(part, tests::PartOf(file.bytes, part));
    EXPECT_TRUE(old_xml.ok());
    SCOPED_TRACE(part);
    compared +=
        ExpectUntouchedRowsAreTheSame(*old_xml, tests::PartOf(written, part), EditedRows(*sheet));
  }
  return compared;
}

class RandomEditsTest : public ::testing::TestWithParam<int> {};

TEST_P(RandomEditsTest, ReadBackAsTheyWereAndChangeNothingElse) {
  int64_t applied = 0;
  int64_t compared = 0;
  const auto visit = [&](const OpenedFile& file) {
    if (file.worksheets.empty()) return;
    std::vector<CellChange> changes;
    const WorkbookPtr workbook = EditAtRandom(file, &changes);
    applied += static_cast<int64_t>(changes.size());
    const auto at_once = file.workbook->Apply(changes, {});
    ASSERT_TRUE(at_once.ok()) << at_once.status();
    const PackageBytes written = tests::Write(workbook);
    EXPECT_TRUE(*written == *tests::Write(*at_once)) << "one by one or at once";
    const auto reopened = tests::Open(written);
    ASSERT_NE(reopened, nullptr);
    for (const int index : file.worksheets) ExpectReadsBack(workbook, reopened, index);
    compared +=
        ExpectTheRestIsUntouched(file, dynamic_cast<const XlsxWorkbook&>(*workbook), written);
  };
  tests::ForEachWorkbook(visit, GetParam(), kShards);
  EXPECT_GT(applied, 150'000 / kShards);
  EXPECT_GT(compared, 1000);
}

INSTANTIATE_TEST_SUITE_P(XlsxCorpus, RandomEditsTest, ::testing::Range(0, kShards));

}  // namespace
}  // namespace sheetgate::spreadsheet

// Comparing the workbooks of the corpus.
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/analysis/compare_workbooks.h"
#include "spreadsheet/xlsx/package.h"
#include "tests/spreadsheet/testing/corpus_workbooks.h"
#include "tests/spreadsheet/testing/zip_builder.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::ForEachWorkbook;
using tests::OpenedFile;
using tests::WorkbookPtr;

// Some sheets of the corpus cannot be read on purpose.
bool Readable(const OpenedFile& file) {
  size_t sheets = 0;
  for (const SheetInfo& sheet : file.workbook->sheets()) {
    if (sheet.kind == SheetKind::kWorksheet) ++sheets;
  }
  return sheets == file.worksheets.size();
}

std::string FirstDifference(const WorkbookComparison& comparison) {
  for (const SheetComparison& sheet : comparison.sheets) {
    if (sheet.identical()) continue;
    std::string text = Concat("sheet ", sheet.match.after, " <- ", sheet.match.before, ", ",
                              sheet.items.differences.size(), " items, ",
                              sheet.rows.inserted().size(), " insertions");
    for (const ChangedRange& range : sheet.cells.ranges) {
      return Concat(text, ", ", NameOf(static_cast<CellChangeKind>(range.key)), " ",
                    FormatRange(range.range));
    }
    return text;
  }
  return Concat(comparison.names.differences.size(), " names");
}

TEST(CompareCorpusTest, AWorkbookIsIdenticalToItself) {
  int compared = 0;
  ForEachWorkbook([&](const OpenedFile& file) {
    if (!Readable(file)) return;
    const auto again = tests::Open(file.bytes);
    const auto comparison = CompareWorkbooks(*file.workbook, *again, {}, {});
    ASSERT_TRUE(comparison.ok()) << comparison.status();
    EXPECT_TRUE((*comparison)->identical()) << FirstDifference(**comparison);
    ++compared;
  });
  EXPECT_GT(compared, 200);
}

TEST(CompareCorpusTest, EditsAreExactlyTheDifferences) {
  std::mt19937 random(5);
  int compared = 0;
  ForEachWorkbook(
      [&](const OpenedFile& file) {
        if (!Readable(file) || file.worksheets.empty()) return;
        const int sheet = file.worksheets[random() % file.worksheets.size()];
        const auto cells = tests::Load(file.workbook, sheet);
        const RangeRef used = cells->used_range().value_or(RangeRef());
        std::set<CellRef> edited;
        WorkbookPtr after = file.workbook;
        for (int i = 0; i < 20; ++i) {
          CellChange change;
          change.sheet = sheet;
          change.cell = {static_cast<int32_t>(random() % used.last.row) + 1,
                         static_cast<int32_t>(random() % used.last.column) + 1};
          change.value = 1e6 + i + 0.125;  // occurs nowhere
          const auto next = after->Apply({&change, 1}, {});
          if (!next.ok()) continue;  // inside an array formula
          after = *next;
          edited.insert(change.cell);
        }
        const auto comparison = CompareWorkbooks(*file.workbook, *after, {false}, {});
        ASSERT_TRUE(comparison.ok()) << comparison.status();
        std::set<CellRef> found;
        for (const SheetComparison& states : (*comparison)->sheets) {
          EXPECT_TRUE(states.match.after == sheet || states.identical());
          if (states.match.after != sheet) continue;
          VisitCells(states.cells.ranges, {1, 1}, [&](CellRef cell, const ChangedRange&) {
            found.insert(cell);
            return true;
          });
        }
        // Overwriting a dynamic array formula clears what it spilled.
        EXPECT_TRUE(std::includes(found.begin(), found.end(), edited.begin(), edited.end()));
        for (const CellRef cell : found) {
          if (edited.contains(cell)) continue;
          const auto view = cells->Find(cell);
          EXPECT_TRUE(view.has_value() && view->formula == FormulaKind::kArray) << FormatCell(cell);
        }
        ++compared;
      },
      1, 3);
  EXPECT_GT(compared, 60);
}

// The elements <xf> of cellXfs; empty when the part is written in another way.
std::vector<std::string_view> FormatsOf(std::string_view styles) {
  std::vector<std::string_view> formats;
  const size_t begin = styles.find("<cellXfs");
  const size_t end = styles.find("</cellXfs>");
  if (begin == std::string_view::npos || end == std::string_view::npos) return formats;
  for (size_t at = styles.find("<xf", begin); at < end; at = styles.find("<xf", at)) {
    const size_t tag_end = styles.find('>', at);
    size_t element_end = tag_end + 1;
    if (styles[tag_end - 1] != '/') element_end = styles.find("</xf>", at) + 5;
    formats.push_back(styles.substr(at, element_end - at));
    at = element_end;
  }
  return formats;
}

// All formats but the first in reverse order.
std::string WithReversedFormats(const std::string& styles,
                                const std::vector<std::string_view>& formats) {
  const char* first = formats[0].data();
  std::string out(styles.data(), first);
  out += formats[0];
  for (size_t i = formats.size() - 1; i > 0; --i) out += formats[i];
  out += std::string(formats.back().data() + formats.back().size());
  return out;
}

// The sheet with the styles of its cells renumbered to match.
std::string WithReversedStyles(const std::string& sheet, size_t formats) {
  std::string out;
  size_t done = 0;
  for (size_t at = sheet.find("<c "); at != std::string::npos; at = sheet.find("<c ", at + 1)) {
    const size_t end = sheet.find('>', at);
    const size_t style = sheet.find(" s=\"", at);
    if (style == std::string::npos || style > end) continue;
    const size_t value = style + 4, value_end = sheet.find('"', value);
    size_t number = 0;
    std::from_chars(sheet.data() + value, sheet.data() + value_end, number);
    if (number == 0 || number >= formats) continue;
    out += Concat(sheet.substr(done, value - done), formats - number);
    done = value_end;
  }
  return out + sheet.substr(done);
}

// The package with another order of its cell formats; null when it is not written as expected.
PackageBytes Reindexed(const PackageBytes& bytes) {
  const auto package = Package::Open(bytes, {}, {});
  EXPECT_TRUE(package.ok());
  if (!package.ok() || !(*package)->Has("xl/styles.xml")) return nullptr;
  const std::string styles = (*package)->Read("xl/styles.xml", {}).value_or("");
  const std::vector<std::string_view> formats = FormatsOf(styles);
  if (formats.size() < 3) return nullptr;
  tests::ZipBuilder zip;
  for (const std::string& name : (*package)->part_names()) {
    std::string part = (*package)->Read(name, {}).value_or("");
    if (name == "xl/styles.xml") part = WithReversedFormats(styles, formats);
    if (name.rfind("xl/worksheets/sheet", 0) == 0) {
      if (part.find("<sheetData") == std::string::npos) return nullptr;  // with a prefix
      part = WithReversedStyles(part, formats.size());
    }
    zip.Add(name, part);
  }
  return std::make_shared<const std::string>(zip.Build().bytes);
}

TEST(CompareCorpusTest, LooksCountNotIndexesOfStyles) {
  int compared = 0;
  ForEachWorkbook(
      [&](const OpenedFile& file) {
        constexpr size_t kLargest = size_t{2} << 20;
        if (!Readable(file) || file.bytes->size() > kLargest) return;
        const PackageBytes bytes = Reindexed(file.bytes);
        if (bytes == nullptr) return;
        const auto after = OpenXlsx(bytes, {}, {});
        ASSERT_TRUE(after.ok()) << after.status();
        const auto comparison = CompareWorkbooks(*file.workbook, **after, {}, {});
        ASSERT_TRUE(comparison.ok()) << comparison.status();
        EXPECT_TRUE((*comparison)->identical()) << FirstDifference(**comparison);
        ++compared;
      },
      0, 2);
  EXPECT_GT(compared, 50);
}

}  // namespace
}  // namespace sheetgate::spreadsheet

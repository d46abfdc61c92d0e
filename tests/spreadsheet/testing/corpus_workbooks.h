// The workbooks of the corpus, opened.
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_CORPUS_WORKBOOKS_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_CORPUS_WORKBOOKS_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/corpus.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::tests {

inline constexpr spreadsheet::RangeRef kWholeSheet = {
    {1, 1}, {spreadsheet::kMaxRow, spreadsheet::kMaxColumn}};

struct OpenedFile {
  std::string name;
  spreadsheet::PackageBytes bytes;
  WorkbookPtr workbook;
  std::vector<int> worksheets;  // that can be read
};

// Whether every worksheet can be read, with what it has besides cells, and they have no more cells
// than that.
inline bool IsSmall(const OpenedFile& file, int64_t most_cells) {
  int64_t cells = 0;
  int64_t worksheets = 0;
  for (const spreadsheet::SheetInfo& info : file.workbook->sheets()) {
    worksheets += info.kind == spreadsheet::SheetKind::kWorksheet;
  }
  for (const int index : file.worksheets) {
    if (!file.workbook->LoadFeatures(index, {}).ok()) return false;
    cells += (*file.workbook->LoadSheet(index, {}))->cell_count();
  }
  return worksheets > 0 && worksheets == static_cast<int64_t>(file.worksheets.size()) &&
         cells <= most_cells && file.bytes->size() < 200'000;
}

// Calls `visit` with every workbook of both sets that opens, or with every `of`-th of them from the
// `part`-th on.
template <typename Visit>
void ForEachWorkbook(Visit visit, int part = 0, int of = 1) {
  int number = 0;
  int opened = 0;
  for (const std::string set : {"workbooks", "functions"}) {
    for (const std::string& name : CorpusFiles(set)) {
      if (number++ % of != part) continue;
      OpenedFile file;
      file.name = name;
      file.bytes = ReadCorpusFile(name).bytes;
      const auto workbook = spreadsheet::OpenXlsx(file.bytes, {}, {});
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
  EXPECT_GT(opened, 250 / of - 20);
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_CORPUS_WORKBOOKS_H_

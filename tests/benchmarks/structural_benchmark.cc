// How long structural edits take, one thread: to judge and rewrite 600 000 formulas of one sheet,
// and to carry out a row inserted near the top of whole workbooks, open and read before.
//
//   structural_benchmark [WORKBOOK...]     prints Markdown, the best of five runs
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "spreadsheet/edit/line_operation.h"
#include "spreadsheet/formula/structural_edit.h"
#include "spreadsheet/xlsx/xlsx.h"

namespace sheetgate::benchmarks {
namespace {

using spreadsheet::Axis;
using spreadsheet::StructuralEdit;
using spreadsheet::StructuralRewriter;

constexpr int kRows = 600'000;

std::vector<std::string> Formulas() {
  std::vector<std::string> formulas;
  for (int i = 2; i < kRows + 2; ++i) {
    const std::string row = std::to_string(i);
    formulas.push_back("B" + row + "*C" + row + "+SUM($A$1:A" + row + ")");
  }
  return formulas;
}

void Run(const char* what, const StructuralEdit& edit, int sheet,
         const std::vector<std::string>& formulas) {
  const StructuralRewriter rewriter(edit, {"Sales", "Other"});
  double best = 1e9;
  size_t changed = 0;
  for (int run = 0; run < 5; ++run) {
    changed = 0;
    const auto start = std::chrono::steady_clock::now();
    for (const std::string& formula : formulas) {
      if (rewriter.Rewrite(formula, sheet)) ++changed;
    }
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count());
  }
  std::printf("| %s | %zu | %.1f |\n", what, changed, best);
}

void RunAll() {
  const std::vector<std::string> formulas = Formulas();
  std::printf("| edit | changed | ms |\n|---|---|---|\n");
  Run("row inserted at 1", spreadsheet::InsertLines{.first = 1}, 0, formulas);
  Run("row inserted at 599000", spreadsheet::InsertLines{.first = 599'000}, 0, formulas);
  Run("row deleted at 5", spreadsheet::DeleteLines{.first = 5}, 0, formulas);
  Run("column inserted at A", spreadsheet::InsertLines{.axis = Axis::kColumns}, 0, formulas);
  Run("column inserted at Z", spreadsheet::InsertLines{.axis = Axis::kColumns, .first = 26}, 0,
      formulas);
  Run("row inserted on another sheet", spreadsheet::InsertLines{}, 1, formulas);
  Run("cells moved", spreadsheet::MoveCells{.source = {{10, 1}, {20, 3}}, .anchor = {700'000, 1}},
      0, formulas);
  Run("sheet renamed", spreadsheet::RenameSheet{0, "New"}, 0, formulas);
}

bool RunWorkbook(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const auto bytes = std::make_shared<const std::string>(std::istreambuf_iterator<char>(in),
                                                         std::istreambuf_iterator<char>());
  const auto workbook = spreadsheet::OpenXlsx(bytes, {}, {});
  if (!workbook.ok()) {
    std::fprintf(stderr, "%s: %s\n", path.c_str(), workbook.status().ToString().c_str());
    return false;
  }
  const auto sheet = (*workbook)->LoadSheet(0, {});
  if (!sheet.ok()) return false;
  const spreadsheet::LineOperation insert(
      {.sheet_name = (*workbook)->sheets().front().name, .first = 2, .count = 1});
  double best = 1e9;
  for (int run = 0; run < 5; ++run) {
    const auto start = std::chrono::steady_clock::now();
    const auto after = spreadsheet::ApplyOperation(**workbook, insert, {});
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    if (!after.ok()) return false;
    best = std::min(best, took.count());
  }
  std::printf("| row inserted at 2 of %s | %lld | %.1f |\n",
              std::filesystem::path(path).filename().c_str(),
              static_cast<long long>((*sheet)->formula_count()), best);
  return true;
}

}  // namespace
}  // namespace sheetgate::benchmarks

int main(int argc, char** argv) {
  sheetgate::benchmarks::RunAll();
  for (int i = 1; i < argc; ++i) {
    if (!sheetgate::benchmarks::RunWorkbook(argv[i])) return 1;
  }
}

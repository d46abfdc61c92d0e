// Rows as text.
#include "tests/benchmarks/recalc/workbooks.h"

#include <utility>

#include "spreadsheet/model/address.h"
#include "tests/spreadsheet/testing/made_package.h"

namespace sheetgate::benchmarks {
namespace {

using recalc::EngineRange;
using tests::SheetXml;

EngineRange Range(const std::string& sheet, const std::string& range) {
  return {sheet, *spreadsheet::ParseRange(range)};
}
std::string Number(const std::string& address, double value) {
  return "<c r=\"" + address + "\"><v>" + std::to_string(value) + "</v></c>";
}
std::string Formula(const std::string& address, const std::string& formula) {
  return "<c r=\"" + address + "\"><f>" + formula + "</f><v>0</v></c>";
}
std::string Text(const std::string& address, const std::string& text) {
  return "<c r=\"" + address + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}
std::string Row(int row, const std::string& cells) {
  return "<row r=\"" + std::to_string(row) + "\">" + cells + "</row>";
}
std::string At(int column, int row) { return spreadsheet::FormatCell({row, column}); }

}  // namespace

RecalcWorkbook SmallWorkbook() {
  std::string rows;
  for (int row = 1; row <= 5; ++row) {
    const std::string r = std::to_string(row);
    rows += Row(row, Number("A" + r, row) + Formula("B" + r, "A" + r + "*2+SUM(A$1:A" + r + ")"));
  }
  RecalcWorkbook workbook;
  workbook.name = "10 cells";
  workbook.package = tests::MakeXlsx({{"S", rows}});
  workbook.formulas = {Range("S", "B1:B5")};
  workbook.input = {"S", {1, 1}, 7.0, true};
  workbook.outputs = {Range("S", "B1"), Range("S", "B5")};
  workbook.picture = Range("S", "A1:F20");
  return workbook;
}

RecalcWorkbook ModelWorkbook() {
  constexpr int kPeriods = 60;
  constexpr int kLines = 18;
  RecalcWorkbook workbook;
  workbook.name = "model, 4 k formulas";
  std::vector<SheetXml> sheets;
  std::string inputs;
  for (int line = 1; line <= kLines; ++line) {
    const std::string r = std::to_string(line);
    inputs += Row(line, Text("A" + r, "Line " + r) + Number("B" + r, 100 + line) +
                            Number("C" + r, 0.01 * line));
  }
  sheets.push_back({"Inputs", inputs});
  std::string before = "Inputs";
  for (const char* name : {"Revenue", "Cost", "Cash", "Balance"}) {
    std::string rows;
    for (int line = 1; line <= kLines; ++line) {
      const std::string r = std::to_string(line);
      std::string cells = Text("A" + r, std::string(name) + " " + r);
      for (int period = 1; period <= kPeriods; ++period) {
        const std::string at = At(period + 1, line);
        const std::string last = At(period, line);
        const std::string source = before == "Inputs" ? "Inputs!$B" + r : before + "!" + at;
        cells += Formula(at, period == 1 ? source + "*(1+Inputs!$C" + r + ")"
                                         : last + "*(1+Inputs!$C" + r + "/12)+" + source + "*0.01");
      }
      rows += Row(line, cells);
    }
    sheets.push_back({name, rows});
    workbook.formulas.push_back(Range(name, "B1:" + At(kPeriods + 1, kLines)));
    before = name;
  }
  const std::string all = "Balance!B1:" + At(kPeriods + 1, kLines);
  sheets.push_back({"Summary", Row(1, Formula("A1", "SUM(" + all + ")")) +
                                   Row(2, Formula("A2", "IRR(Cash!B1:BI1,0.1)+MAX(" + all + ")")) +
                                   Row(3, Formula("A3", "IF(A1&gt;0,\"up\",\"down\")"))});
  workbook.formulas.push_back(Range("Summary", "A1:A3"));
  workbook.package = tests::MakeXlsx(sheets);
  workbook.input = {"Inputs", {3, 2}, 140.0, true};
  workbook.outputs = {Range("Summary", "A1"), Range("Balance", "B3")};
  workbook.picture = Range("Balance", "A1:P18");
  return workbook;
}

RecalcWorkbook BigWorkbook() {
  constexpr int kRows = 20'000;
  std::string rows;
  for (int row = 1; row <= kRows; ++row) {
    const std::string r = std::to_string(row);
    rows += Row(row, Text("A" + r, "K" + std::to_string(row % 500)) + Number("B" + r, row % 97) +
                         Number("C" + r, row * 0.25) + Formula("D" + r, "B" + r + "*C" + r) +
                         Formula("E" + r, "D" + r + "*1.19") +
                         Formula("F" + r, "IF(E" + r + "&gt;1000,E" + r + "*0.9,E" + r + ")") +
                         Formula("G" + r, "ROUND(F" + r + "-D" + r + ",2)") +
                         Formula("H" + r, "G" + r + "/(B" + r + "+1)"));
  }
  std::string sums;
  for (int row = 1; row <= 500; ++row) {
    const std::string r = std::to_string(row);
    sums += Row(row, Formula("A" + r, "SUMIFS(Data!F1:F20000,Data!A1:A20000,\"K" +
                                          std::to_string(row - 1) + "\")"));
  }
  RecalcWorkbook workbook;
  workbook.name = "100 k formulas";
  workbook.package = tests::MakeXlsx({{"Data", rows}, {"Sums", sums}});
  workbook.formulas = {Range("Data", "D1:H20000"), Range("Sums", "A1:A500")};
  workbook.input = {"Data", {777, 2}, 42.0, true};
  workbook.outputs = {Range("Data", "F777"), Range("Data", "H777")};
  workbook.picture = Range("Data", "A1:H40");
  return workbook;
}

}  // namespace sheetgate::benchmarks

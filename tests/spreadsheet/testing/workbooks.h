// Opening, reading and editing workbooks in tests, in few words.
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_WORKBOOKS_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_WORKBOOKS_H_

#include <gtest/gtest.h>

#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/xlsx/package.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/package_builder.h"

namespace sheetgate::tests {

using WorkbookPtr = std::shared_ptr<const spreadsheet::Workbook>;
using SheetPtr = std::shared_ptr<const spreadsheet::Sheet>;

inline WorkbookPtr Open(spreadsheet::PackageBytes bytes) {
  auto workbook = spreadsheet::OpenXlsx(std::move(bytes), {}, {});
  EXPECT_TRUE(workbook.ok()) << workbook.status();
  return workbook.ok() ? *workbook : nullptr;
}

inline SheetPtr Load(const WorkbookPtr& workbook, int index = 0) {
  auto sheet = workbook->LoadSheet(index, {});
  EXPECT_TRUE(sheet.ok()) << sheet.status();
  return sheet.ok() ? *sheet : nullptr;
}

// The one sheet of a workbook with these children of <worksheet>.
inline SheetPtr SheetOf(std::string_view content, std::string_view strings = "") {
  PackageBuilder builder;
  builder.Sheet("Sheet1", content);
  if (!strings.empty()) builder.SharedStrings(strings);
  return Load(Open(builder.Build()));
}

// The error of reading such a sheet.
inline absl::Status SheetError(std::string_view part) {
  return Open(PackageBuilder().RawSheet("Sheet1", part).Build())->LoadSheet(0, {}).status();
}

inline spreadsheet::CellRef At(std::string_view address) {
  auto cell = spreadsheet::ParseCell(address);
  EXPECT_TRUE(cell.ok()) << cell.status();
  return cell.value_or(spreadsheet::CellRef());
}

inline std::string Describe(const spreadsheet::CellView& cell) {
  using spreadsheet::CellType;
  switch (cell.type) {
    case CellType::kEmpty:
      return "empty";
    case CellType::kNumber: {
      char buffer[32];
      return std::string(buffer, std::to_chars(buffer, buffer + 32, cell.number).ptr);
    }
    case CellType::kText:
      return spreadsheet::Concat("'", cell.text, "'");
    case CellType::kBoolean:
      return cell.boolean ? "TRUE" : "FALSE";
    case CellType::kError:
      return std::string(spreadsheet::ErrorText(cell.error));
  }
  return "?";
}

// "12.5", "'text'", "TRUE", "#N/A", "empty" for a cell with style or formula only, "none".
inline std::string ValueAt(const spreadsheet::Sheet& sheet, std::string_view address) {
  const auto cell = sheet.Find(At(address));
  return cell.has_value() ? Describe(*cell) : "none";
}

// Every cell Visit yields, as "B2 value" or "B2 value =formula".
inline std::vector<std::string> Cells(const spreadsheet::Sheet& sheet) {
  std::vector<std::string> cells;
  sheet.Visit({{1, 1}, {spreadsheet::kMaxRow, spreadsheet::kMaxColumn}},
              [&](const spreadsheet::CellView& cell) {
                std::string line = spreadsheet::Concat(FormatCell(cell.ref), " ", Describe(cell));
                if (cell.has_formula()) line += " =" + sheet.Formula(cell.ref);
                cells.push_back(std::move(line));
                return true;
              });
  return cells;
}

inline spreadsheet::CellChange SetValue(std::string_view address, spreadsheet::CellValue value,
                                        int sheet = 0) {
  spreadsheet::CellChange change;
  change.sheet = sheet;
  change.cell = At(address);
  change.value = std::move(value);
  return change;
}
inline spreadsheet::CellChange SetFormula(std::string_view address, std::string formula,
                                          int sheet = 0) {
  spreadsheet::CellChange change = SetValue(address, {}, sheet);
  change.kind = spreadsheet::CellChange::Kind::kFormula;
  change.formula = std::move(formula);
  return change;
}
inline spreadsheet::CellChange SetResult(std::string_view address, spreadsheet::CellValue value,
                                         int sheet = 0) {
  spreadsheet::CellChange change = SetValue(address, std::move(value), sheet);
  change.kind = spreadsheet::CellChange::Kind::kResult;
  return change;
}
inline spreadsheet::CellChange SetDate(std::string_view address, double serial) {
  spreadsheet::CellChange change = SetValue(address, serial);
  change.date = true;
  return change;
}

inline WorkbookPtr Edit(const WorkbookPtr& workbook,
                        const std::vector<spreadsheet::CellChange>& changes) {
  auto edited = workbook->Apply(changes, {});
  EXPECT_TRUE(edited.ok()) << edited.status();
  return edited.ok() ? *edited : nullptr;
}

inline spreadsheet::PackageBytes Write(const WorkbookPtr& workbook,
                                       const spreadsheet::WriteOptions& options = {}) {
  auto bytes = spreadsheet::WriteXlsx(*workbook, options, {});
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return std::make_shared<const std::string>(bytes.value_or(""));
}

// The inflated part of a package; "<no such part>" when it has none.
inline std::string PartOf(const spreadsheet::PackageBytes& bytes, std::string_view name) {
  auto package = spreadsheet::Package::Open(bytes, {}, {});
  EXPECT_TRUE(package.ok()) << package.status();
  if (!package.ok() || !(*package)->Has(name)) return "<no such part>";
  auto part = (*package)->Read(name, {});
  EXPECT_TRUE(part.ok()) << part.status();
  return part.value_or("");
}

// The worksheet part of a package made by PackageBuilder, without declaration and root element.
inline std::string SheetContent(const spreadsheet::PackageBytes& bytes, int number = 1) {
  const std::string part =
      PartOf(bytes, spreadsheet::Concat("xl/worksheets/sheet", number, ".xml"));
  const size_t begin = part.find('>', part.find("<worksheet")) + 1;
  return part.substr(begin, part.find("</worksheet>") - begin);
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_WORKBOOKS_H_

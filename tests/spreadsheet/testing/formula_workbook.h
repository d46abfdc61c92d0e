// Workbooks of a few formulas, for tests of what depends on what.
//
//   const WorkbookPtr workbook = FormulaWorkbook()
//       .Sheet("Data").Cell("A1", "5").Cell("B1", "=A1*2", "10")
//       .Sheet("Sum").Cell("A1", "=SUM(Data!B:B)")
//       .Name("Rate", "Data!$A$1").Open();
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_FORMULA_WORKBOOK_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_FORMULA_WORKBOOK_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/model/value.h"
#include "tests/spreadsheet/testing/package_builder.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::tests {

class FormulaWorkbook {
 public:
  // What follows goes to this sheet.
  FormulaWorkbook& Sheet(std::string_view name, std::string_view attributes = "") {
    sheets_.push_back({std::string(name), std::string(attributes), {}, {}, {}});
    return *this;
  }
  // A number, TRUE or FALSE, an error, a text, or with = in front a formula with its result.
  FormulaWorkbook& Cell(std::string_view address, std::string_view content,
                        std::string_view result = "") {
    if (content.empty() || content.front() != '=') return Put(address, "", content);
    return Put(address, spreadsheet::Concat("<f>", Escaped(content.substr(1)), "</f>"), result);
  }
  // An array formula over `range`, without =.
  FormulaWorkbook& Array(std::string_view range, std::string_view formula) {
    return Put(range.substr(0, range.find(':')),
               spreadsheet::Concat("<f t=\"array\" ref=\"", range, "\">", Escaped(formula), "</f>"),
               "1");
  }
  FormulaWorkbook& DataTable(std::string_view range, std::string_view input) {
    return Put(range.substr(0, range.find(':')),
               spreadsheet::Concat("<f t=\"dataTable\" ref=\"", range, "\" r1=\"", input, "\"/>"),
               "1");
  }
  // A shared formula, as it reads in the first cell of `range`.
  FormulaWorkbook& Shared(std::string_view range, std::string_view formula) {
    const spreadsheet::RangeRef cells = *spreadsheet::TryParseRange(range);
    const int index = shared_++;
    for (int32_t row = cells.first.row; row <= cells.last.row; ++row) {
      for (int32_t column = cells.first.column; column <= cells.last.column; ++column) {
        const spreadsheet::CellRef cell{row, column};
        Put(FormatCell(cell),
            cell == cells.first ? spreadsheet::Concat("<f t=\"shared\" ref=\"", range, "\" si=\"",
                                                      index, "\">", Escaped(formula), "</f>")
                                : spreadsheet::Concat("<f t=\"shared\" si=\"", index, "\"/>"),
            "1");
      }
    }
    return *this;
  }
  // A table of the sheet, with one header row.
  FormulaWorkbook& Table(std::string_view name, std::string_view range,
                         const std::vector<std::string>& columns, int totals_rows = 0) {
    std::string xml = spreadsheet::Concat("<table displayName=\"", name, "\" ref=\"", range,
                                          "\" totalsRowCount=\"", totals_rows, "\"><tableColumns>");
    for (const std::string& column : columns) {
      xml += spreadsheet::Concat("<tableColumn name=\"", Escaped(column), "\"/>");
    }
    sheets_.back().tables.push_back(xml + "</tableColumns></table>");
    return *this;
  }
  // Children of the worksheet behind its cells.
  FormulaWorkbook& Content(std::string_view xml) {
    sheets_.back().behind += xml;
    return *this;
  }
  // A defined name; of the sheet with that number, or of the workbook.
  FormulaWorkbook& Name(std::string_view name, std::string_view refers_to, int sheet = -1) {
    names_ += spreadsheet::Concat("<definedName name=\"", name, "\"");
    if (sheet >= 0) names_ += spreadsheet::Concat(" localSheetId=\"", sheet, "\"");
    names_ += spreadsheet::Concat(">", Escaped(refers_to), "</definedName>");
    return *this;
  }

  spreadsheet::PackageBytes Build() const {
    PackageBuilder builder;
    int tables = 0;
    for (size_t i = 0; i < sheets_.size(); ++i) {
      std::string parts, relations;
      for (const std::string& table : sheets_[i].tables) {
        ++tables;
        parts += spreadsheet::Concat("<tablePart r:id=\"t", tables, "\"/>");
        relations +=
            spreadsheet::Concat("<Relationship Id=\"t", tables, "\" Type=\"", kRelationshipSpace,
                                "/table\" Target=\"../tables/table", tables, ".xml\"/>");
        builder.Part(spreadsheet::Concat("xl/tables/table", tables, ".xml"), table,
                     "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml");
      }
      builder.Sheet(sheets_[i].name, Content(sheets_[i], parts), sheets_[i].attributes);
      if (relations.empty()) continue;
      builder.Part(spreadsheet::Concat("xl/worksheets/_rels/sheet", i + 1, ".xml.rels"),
                   spreadsheet::Concat("<Relationships>", relations, "</Relationships>"),
                   "application/vnd.openxmlformats-package.relationships+xml");
    }
    if (!names_.empty()) {
      builder.WorkbookContent("", spreadsheet::Concat("<definedNames>", names_, "</definedNames>"));
    }
    return builder.Build();
  }
  WorkbookPtr Open() const { return tests::Open(Build()); }

 private:
  struct SheetPart {
    std::string name, attributes;
    std::map<spreadsheet::CellRef, std::string> cells;
    std::vector<std::string> tables;
    std::string behind;
  };

  static std::string Escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
      switch (c) {
        case '&':
          out += "&amp;";
          break;
        case '<':
          out += "&lt;";
          break;
        case '>':
          out += "&gt;";
          break;
        case '"':
          out += "&quot;";
          break;
        default:
          out += c;
      }
    }
    return out;
  }

  FormulaWorkbook& Put(std::string_view address, std::string_view formula, std::string_view value) {
    std::string type, element;
    if (!value.empty()) {
      element = spreadsheet::Concat("<v>", Escaped(value), "</v>");
      if (value == "TRUE" || value == "FALSE") {
        type = " t=\"b\"";
        element = value == "TRUE" ? "<v>1</v>" : "<v>0</v>";
      } else if (spreadsheet::ParseError(value).has_value()) {
        type = " t=\"e\"";
      } else if (value.find_first_not_of("0123456789.-") != std::string_view::npos) {
        type = " t=\"str\"";
      } else if (value.front() == '.') {  // ".12": the text 12
        type = " t=\"str\"";
        element = spreadsheet::Concat("<v>", value.substr(1), "</v>");
      }
    }
    sheets_.back().cells[*spreadsheet::ParseCell(address)] =
        spreadsheet::Concat("<c r=\"", address, "\"", type, ">", formula, element, "</c>");
    return *this;
  }

  static std::string Content(const SheetPart& sheet, std::string_view table_parts) {
    std::string xml = "<sheetData>";
    int32_t row = 0;
    for (const auto& [cell, element] : sheet.cells) {
      if (cell.row != row) {
        if (row != 0) xml += "</row>";
        row = cell.row;
        xml += spreadsheet::Concat("<row r=\"", row, "\">");
      }
      xml += element;
    }
    xml += spreadsheet::Concat(row != 0 ? "</row>" : "", "</sheetData>", sheet.behind);
    if (table_parts.empty()) return xml;
    return spreadsheet::Concat(xml, "<tableParts xmlns:r=\"", kRelationshipSpace, "\">",
                               table_parts, "</tableParts>");
  }

  std::vector<SheetPart> sheets_;
  std::string names_;
  int shared_ = 0;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_FORMULA_WORKBOOK_H_

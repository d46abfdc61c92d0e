// A workbook with a table, for the tests of the RPCs that read tables.
#ifndef SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_TABLE_TEST_WORKBOOK_H_
#define SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_TABLE_TEST_WORKBOOK_H_

#include <string>

#include "platform/base/strings.h"
#include "tests/spreadsheet/testing/package_builder.h"

namespace sheetgate::workbook {

// Sheet Data with table Sales in B2:E8:
//
//        B         C        D            E
//   2    Item      Net      Due          Paid
//   3    Rent      1000     2026-01-31   TRUE
//   4    food      500                   FALSE
//   5    Food      12.5     2026-02-28
//   6    00123     #N/A                  TRUE
//   7    a, "b"             2025-12-01   FALSE
//   8    Total     =SUBTOTAL(...) (1512.5)
//
// Sheet Plain with a title in A1, Name and Age in row 3, Ann and Bob in rows 4 and 6. Sheet Empty.
// Sheet Chart, a chart sheet.
inline std::string SalesWorkbook() {
  const auto text = [](std::string_view cell, std::string_view value) {
    return platform::StrCat("<c r=\"", cell, "\" t=\"str\"><v>", value, "</v></c>");
  };
  const auto number = [](std::string_view cell, std::string_view value, int style = 0) {
    return platform::StrCat("<c r=\"", cell, "\" s=\"", style, "\"><v>", value, "</v></c>");
  };
  const auto boolean = [](std::string_view cell, int value) {
    return platform::StrCat("<c r=\"", cell, "\" t=\"b\"><v>", value, "</v></c>");
  };
  const std::string data = platform::StrCat(
      "<sheetData><row r=\"2\">", text("B2", "Item"), text("C2", "Net"), text("D2", "Due"),
      text("E2", "Paid"), "</row><row r=\"3\">", text("B3", "Rent"), number("C3", "1000"),
      number("D3", "46053", 1), boolean("E3", 1), "</row><row r=\"4\">", text("B4", "food"),
      number("C4", "500"), boolean("E4", 0), "</row><row r=\"5\">", text("B5", "Food"),
      number("C5", "12.5"), number("D5", "46081", 1), "</row><row r=\"6\">", text("B6", "00123"),
      "<c r=\"C6\" t=\"e\"><v>#N/A</v></c>", boolean("E6", 1), "</row><row r=\"7\">",
      text("B7", "a, &quot;b&quot;"), number("D7", "45992", 1), boolean("E7", 0),
      "</row><row r=\"8\">", text("B8", "Total"),
      "<c r=\"C8\"><f>SUBTOTAL(109,Sales[Net])</f><v>1512.5</v></c></row></sheetData>",
      "<tableParts xmlns:r=\"urn:r\"><tablePart r:id=\"t\"/></tableParts>");
  const std::string plain = platform::StrCat(
      "<sheetData><row r=\"1\">", text("A1", "People we know"), "</row><row r=\"3\">",
      text("A3", "Name"), text("B3", "Age"), "</row><row r=\"4\">", text("A4", "Ann"),
      number("B4", "31"), "</row><row r=\"6\">", text("A6", "Bob"), number("B6", "27"),
      "</row></sheetData>");
  tests::PackageBuilder builder;
  builder.Sheet("Data", data).Sheet("Plain", plain).Sheet("Empty", "<sheetData/>");
  builder.RawSheet("Chart", "<chartsheet/>", "chartsheet");
  builder.Styles("<cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>");
  builder.Part("xl/table.xml",
               "<table displayName=\"Sales\" ref=\"B2:E8\" totalsRowCount=\"1\"><tableColumns>"
               "<tableColumn name=\"Item\"/><tableColumn name=\"Net\"/><tableColumn name=\"Due\"/>"
               "<tableColumn name=\"Paid\"/></tableColumns>"
               "<tableStyleInfo name=\"TableStyleLight1\"/></table>",
               "application/xml");
  builder.Part(
      "xl/worksheets/_rels/sheet1.xml.rels",
      platform::StrCat("<Relationships><Relationship Id=\"t\" Type=\"", tests::kRelationshipSpace,
                       "/table\" Target=\"../table.xml\"/></Relationships>"),
      "application/vnd.openxmlformats-package.relationships+xml");
  return *builder.Build();
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_TABLE_TEST_WORKBOOK_H_

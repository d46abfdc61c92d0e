// A workbook whose cells look different, for tests of styles.
#ifndef SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_STYLED_WORKBOOK_H_
#define SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_STYLED_WORKBOOK_H_

#include <string>
#include <string_view>

#include "tests/spreadsheet/testing/package_builder.h"

namespace sheetgate::workbook {

inline constexpr std::string_view kStyledFormats =
    "<fonts><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/>"
    "<name val=\"Calibri\"/></font></fonts><fills><fill/><fill><patternFill patternType=\"solid\">"
    "<fgColor "
    "rgb=\"FFFFFFE0\"/></patternFill></fill></fills><cellStyleXfs><xf/><xf/></cellStyleXfs>"
    "<cellXfs><xf/><xf fontId=\"1\" fillId=\"1\"/><xf numFmtId=\"44\"/><xf xfId=\"1\"/></cellXfs>"
    "<cellStyles><cellStyle name=\"Input\" xfId=\"1\" builtinId=\"20\"/></cellStyles>";
// A header, three amounts, an input without a value below the used range, and a plain number.
inline constexpr std::string_view kStyledSheet =
    "<dimension ref=\"A1:B9\"/><sheetData><row r=\"1\">"
    "<c r=\"A1\" s=\"1\" t=\"inlineStr\"><is><t>Item</t></is></c>"
    "<c r=\"B1\" s=\"1\" t=\"inlineStr\"><is><t>Net</t></is></c></row>"
    "<row r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"B2\" s=\"2\"><v>1</v></c></row>"
    "<row r=\"3\"><c r=\"B3\" s=\"2\"><v>2</v></c></row>"
    "<row r=\"4\"><c r=\"B4\" s=\"2\"><v>3</v></c></row><row r=\"9\"><c r=\"B9\" s=\"3\"/></row>"
    "</sheetData>";
inline constexpr std::string_view kAccounting =
    "_(\"$\"* #,##0.00_);_(\"$\"* \\(#,##0.00\\);_(\"$\"* \"-\"??_);_(@_)";

// Sheets Data and More, both as above, Empty, and Chart (a chart sheet).
inline std::string StyledWorkbook() {
  tests::PackageBuilder builder;
  builder.Sheet("Data", kStyledSheet).Sheet("Empty", "<sheetData/>").Sheet("More", kStyledSheet);
  builder.RawSheet("Chart", "<chartsheet/>", "chartsheet").Styles(kStyledFormats);
  return *builder.Build();
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_STYLED_WORKBOOK_H_

// A small sound workbook, one part of which a target replaces by its input.
#ifndef SHEETGATE_TESTS_FUZZ_FIXTURE_H_
#define SHEETGATE_TESTS_FUZZ_FIXTURE_H_

#include <map>
#include <string>
#include <string_view>

#include "spreadsheet/xlsx/xlsx.h"

namespace sheetgate::tests {

inline constexpr std::string_view kContentTypes = "[Content_Types].xml";
inline constexpr std::string_view kPackageRelationships = "_rels/.rels";
inline constexpr std::string_view kWorkbook = "xl/workbook.xml";
inline constexpr std::string_view kWorkbookRelationships = "xl/_rels/workbook.xml.rels";
inline constexpr std::string_view kSheet = "xl/worksheets/sheet1.xml";
inline constexpr std::string_view kSheetRelationships = "xl/worksheets/_rels/sheet1.xml.rels";
inline constexpr std::string_view kStyles = "xl/styles.xml";
inline constexpr std::string_view kSharedStrings = "xl/sharedStrings.xml";
inline constexpr std::string_view kTable = "xl/tables/table1.xml";

using Parts = std::map<std::string, std::string, std::less<>>;

// The parts: one worksheet with every kind of cell and a table, four shared strings, six cell
// formats (two of them dates), a calculation chain.
const Parts& FixtureParts();

// The package with these parts, of which `deflated` (a name, empty for none) is compressed.
spreadsheet::PackageBytes Pack(const Parts& parts, std::string_view deflated);

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_FUZZ_FIXTURE_H_

// The small parts of a workbook, of any bytes: styles above all, the workbook part, content types,
// relationships, a table. What opens is asked for every format, edited with dates, written and read
// again.
//
// The selector byte names the part that is given (kSelectable, modulo its size).
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "spreadsheet/xlsx/xml_text.h"
#include "tests/fuzz/fixture.h"
#include "tests/fuzz/invariant.h"
#include "tests/fuzz/targets.h"
#include "tests/fuzz/workbook_checks.h"

namespace sheetgate::tests {
namespace {

using spreadsheet::EqualsIgnoreAsciiCase;
using spreadsheet::IsValidUtf8;
using spreadsheet::OpenXlsx;
using spreadsheet::Workbook;

constexpr size_t kMaxInput = 64 << 10;
constexpr std::array kSelectable = {kStyles,
                                    kWorkbook,
                                    kContentTypes,
                                    kWorkbookRelationships,
                                    kPackageRelationships,
                                    kSheetRelationships,
                                    kTable};

void CheckFormats(const Workbook& workbook) {
  constexpr uint32_t kStyles = 300;  // and some no file has
  for (uint32_t style = 0; style < kStyles; ++style) {
    Require(IsValidUtf8(workbook.NumberFormat(style)), "formats are valid UTF-8");
    workbook.IsDate(style);
  }
  Require(workbook.NumberFormat(0x80000000u) == workbook.NumberFormat(0xFFFFFFFFu) &&
              workbook.IsDate(0x80000000u) == workbook.IsDate(0xFFFFFFFFu),
          "styles no file has are alike");
}

// What the workbook says besides cells.
std::vector<std::string> CheckedNames(const Workbook& workbook) {
  std::vector<std::string> names;
  Require(!workbook.sheets().empty(), "a workbook has sheets");
  constexpr size_t kMost = 100;
  for (size_t i = 0; i < std::min(workbook.sheets().size(), kMost); ++i) {
    const std::string& name = workbook.sheets()[i].name;
    Require(IsValidUtf8(name), "names of sheets are valid UTF-8");
    const int found = RequireValue(workbook.FindSheet(name), "a listed sheet is found");
    Require(found >= 0 && found <= static_cast<int>(i), "the first sheet of a name is found", name);
    names.push_back(name);
  }
  for (const auto& name : workbook.defined_names()) {
    Require(IsValidUtf8(name.name) && IsValidUtf8(name.refers_to), "names are valid UTF-8");
    Require(name.sheet >= -1 && name.sheet < static_cast<int>(workbook.sheets().size()),
            "a name belongs to a sheet there is", name.name);
    names.push_back(name.name + "=" + name.refers_to);
  }
  return names;
}

// The first sheet with cells; -1 when none loads.
int FirstWorksheet(const Workbook& workbook) {
  constexpr size_t kMost = 20;
  for (size_t i = 0; i < std::min(workbook.sheets().size(), kMost); ++i) {
    const int index = static_cast<int>(i);
    if (const auto features = workbook.LoadFeatures(index, {}); !features.ok()) {
      RequireRefusal(features.status());
    }
    const auto sheet = workbook.LoadSheet(index, {});
    if (sheet.ok()) return index;
    RequireRefusal(sheet.status());
  }
  return -1;
}

// Whether the cells of the fixture's worksheet have the styles it names.
bool HasFixtureStyles(const Workbook& workbook, int index) {
  constexpr spreadsheet::CellRef kC5 = {5, 3};
  constexpr uint32_t kHighestStyle = 5;
  const auto sheet = RequireValue(workbook.LoadSheet(index, {}), "a sheet that loaded loads again");
  const auto cell = sheet->Find(kC5);
  return cell.has_value() && cell->style == kHighestStyle;
}

void CheckFullCalculation(const Workbook& workbook, const std::vector<std::string>& names) {
  const std::string written =
      RequireValue(WriteXlsx(workbook, {.full_calculation_on_load = true}, {}),
                   "a workbook that opens is written with full calculation");
  const auto reopened =
      RequireValue(OpenXlsx(std::make_shared<const std::string>(written), kFuzzLimits, {}),
                   "a workbook with full calculation opens");
  Require(CheckedNames(*reopened) == names, "full calculation changes nothing else");
}

}  // namespace

void FuzzStyles(std::string_view input) {
  if (input.empty() || input.size() > kMaxInput) return;
  Parts parts = FixtureParts();
  const auto selector = static_cast<unsigned char>(input.front());
  parts[std::string(kSelectable[selector % kSelectable.size()])] = input.substr(1);
  const auto opened = OpenXlsx(Pack(parts, /*deflated=*/""), kFuzzLimits, {});
  if (!opened.ok()) return RequireRefusal(opened.status());
  const WorkbookPtr workbook = *opened;
  CheckFormats(*workbook);
  const std::vector<std::string> names = CheckedNames(*workbook);
  CheckFullCalculation(*workbook, names);
  const int index = FirstWorksheet(*workbook);
  if (index < 0) return;
  CheckedContents(*workbook, index);
  std::minstd_rand random(SeedOf(input));
  CheckEditing(workbook, index, HasFixtureStyles(*workbook, index), &random);
}

}  // namespace sheetgate::tests

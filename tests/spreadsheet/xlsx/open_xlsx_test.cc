// What OpenXlsx finds in a package besides cells.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <string>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::HasSubstr;
using tests::Load;
using tests::Open;
using tests::PackageBuilder;

constexpr std::string_view kEmptySheet = "<sheetData/>";

TEST(OpenXlsxTest, FindsSheetsOfEveryKindByRelationship) {
  const auto workbook =
      Open(PackageBuilder()
               .Sheet("A &amp; B", kEmptySheet)
               .RawSheet("Chart", "<chartsheet/>", "chartsheet", "state=\"hidden\"")
               .RawSheet("Dialog", "<dialogsheet/>", "dialogsheet", "state=\"veryHidden\"")
               .RawSheet("Macro", "<macrosheet/>", "xlMacrosheet")
               .Build());
  ASSERT_EQ(workbook->sheets().size(), 4u);
  EXPECT_EQ(workbook->sheets()[0].name, "A & B");
  EXPECT_EQ(workbook->sheets()[1].kind, SheetKind::kChartsheet);
  EXPECT_EQ(workbook->sheets()[1].visibility, SheetVisibility::kHidden);
  EXPECT_EQ(workbook->sheets()[2].kind, SheetKind::kDialogsheet);
  EXPECT_EQ(workbook->sheets()[2].visibility, SheetVisibility::kVeryHidden);
  EXPECT_EQ(workbook->sheets()[3].kind, SheetKind::kMacrosheet);
  EXPECT_TRUE(workbook->LoadSheet(0, {}).ok());
  const absl::Status status = workbook->LoadSheet(1, {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(platform::ReasonOf(status), platform::ErrorReason::kNotAWorksheet);
}

TEST(OpenXlsxTest, FindsSheetsByNameAsExcelDoes) {
  const auto workbook = Open(PackageBuilder()
                                 .Sheet("Budget", kEmptySheet)
                                 .Sheet("\xC3\x9C"
                                        "bersicht",
                                        kEmptySheet)
                                 .Sheet("\xD0\x9B\xD0\xB8\xD1\x81\xD1\x82", kEmptySheet)
                                 .Build());
  EXPECT_EQ(*workbook->FindSheet("bUDGET"), 0);
  EXPECT_EQ(*workbook->FindSheet("\xC3\xBC"
                                 "BERSICHT"),
            1);
  EXPECT_EQ(*workbook->FindSheet("\xD0\xBB\xD0\x98\xD0\xA1\xD0\xA2"), 2);
  const absl::Status status = workbook->FindSheet("Budgte").status();
  EXPECT_EQ(platform::ReasonOf(status), platform::ErrorReason::kSheetNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("did you mean 'Budget'"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("bersicht"));
}

TEST(OpenXlsxTest, ReadsNamesAndDateSystem) {
  const auto workbook =
      Open(PackageBuilder()
               .Sheet("S", kEmptySheet)
               .WorkbookContent(
                   "<workbookPr date1904=\"1\"/>",
                   "<definedNames><definedName name=\"Rate\">S!$B$2&amp;\"x\"</definedName>"
                   "<definedName name=\"Local\" localSheetId=\"0\" hidden=\"1\">1</definedName>"
                   "</definedNames>")
               .Build());
  EXPECT_EQ(workbook->date_system(), DateSystem::k1904);
  ASSERT_EQ(workbook->defined_names().size(), 2u);
  EXPECT_EQ(workbook->defined_names()[0].refers_to, "S!$B$2&\"x\"");
  EXPECT_EQ(workbook->defined_names()[0].sheet, -1);
  EXPECT_EQ(workbook->defined_names()[1].sheet, 0);
  EXPECT_TRUE(workbook->defined_names()[1].hidden);
}

TEST(OpenXlsxTest, CountsFeaturesByContentType) {
  constexpr std::string_view kType = "application/vnd.openxmlformats-officedocument.";
  const auto workbook =
      Open(PackageBuilder()
               .Sheet("S", kEmptySheet)
               .Part("xl/a.xml", "<a/>", Concat(kType, "spreadsheetml.table+xml"))
               .Part("xl/b.xml", "<a/>", Concat(kType, "drawingml.chart+xml"))
               .Part("xl/c.xml", "<a/>", "application/vnd.ms-office.chartex+xml")
               .Part("xl/d.xml", "<a/>", Concat(kType, "spreadsheetml.pivotTable+xml"))
               .Part("xl/e.xml", "<a/>", Concat(kType, "spreadsheetml.externalLink+xml"))
               .Part("xl/f.bin", "x", "application/vnd.ms-office.vbaProject")
               .Build());
  EXPECT_EQ(workbook->features().format, "xlsx");
  EXPECT_EQ(workbook->features().tables, 1);
  EXPECT_EQ(workbook->features().charts, 2);
  EXPECT_EQ(workbook->features().pivot_tables, 1);
  EXPECT_EQ(workbook->features().external_links, 1);
  EXPECT_TRUE(workbook->features().macros);
}

TEST(OpenXlsxTest, KnowsNumberFormatsAndDates) {
  const auto workbook = Open(
      PackageBuilder()
          .Sheet("S", kEmptySheet)
          .Styles(
              "<numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy\\-mm &quot;x&quot;\"/></numFmts>"
              "<cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>"
              "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"170\"/><xf numFmtId=\"4\"/>"
              "<xf numFmtId=\"22\"/></cellXfs>")
          .Build());
  EXPECT_EQ(workbook->NumberFormat(0), "General");
  EXPECT_EQ(workbook->NumberFormat(1), "yyyy\\-mm \"x\"");
  EXPECT_EQ(workbook->NumberFormat(2), "#,##0.00");
  EXPECT_EQ(workbook->NumberFormat(99), "General");
  EXPECT_FALSE(workbook->IsDate(0));
  EXPECT_TRUE(workbook->IsDate(1));
  EXPECT_FALSE(workbook->IsDate(2));
  EXPECT_TRUE(workbook->IsDate(3));
}

TEST(OpenXlsxTest, RefusesWhatIsNoWorkbook) {
  const auto open = [](std::string_view root_relationships, std::string_view workbook) {
    tests::ZipBuilder zip;
    zip.Add("[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
            "<Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>");
    zip.Add("_rels/.rels", root_relationships);
    zip.Add("main.xml", workbook);
    return OpenXlsx(std::make_shared<const std::string>(zip.Build().bytes), {}, {}).status();
  };
  const std::string to_main = Concat(
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
      "<Relationship Id=\"a\" Type=\"",
      tests::kRelationshipSpace, "/officeDocument\" Target=\"main.xml\"/></Relationships>");
  EXPECT_EQ(platform::ReasonOf(open("<Relationships/>", "<workbook/>")),
            platform::ErrorReason::kNotAWorkbook);
  EXPECT_EQ(platform::ReasonOf(open(to_main, "<document/>")), platform::ErrorReason::kNotAWorkbook);
  EXPECT_EQ(platform::ReasonOf(open(to_main, "<workbook/>")), platform::ErrorReason::kFileCorrupt);
  EXPECT_EQ(platform::ReasonOf(open(to_main, "<!DOCTYPE x><workbook/>")),
            platform::ErrorReason::kFileCorrupt);
  EXPECT_EQ(platform::ReasonOf(open(to_main, "<workbook><sheets>")),
            platform::ErrorReason::kFileCorrupt);
}

TEST(OpenXlsxTest, ASheetWhosePartIsMissingLeavesTheOthersReadable) {
  const auto workbook = Open(PackageBuilder()
                                 .Sheet("S", kEmptySheet)
                                 .WorkbookContent("", "")
                                 .RawSheet("Gone", "<worksheet/>", "worksheet", "x:id=\"nowhere\"")
                                 .Build());
  EXPECT_TRUE(workbook->LoadSheet(0, {}).ok());
  EXPECT_EQ(platform::ReasonOf(workbook->LoadSheet(1, {}).status()),
            platform::ErrorReason::kFileCorrupt);
  EXPECT_EQ(platform::ReasonOf(workbook->LoadSheet(2, {}).status()),
            platform::ErrorReason::kSheetNotFound);
}

TEST(OpenXlsxTest, SheetsAreReadOnce) {
  const auto workbook = Open(PackageBuilder().Sheet("S", kEmptySheet).Build());
  EXPECT_EQ(Load(workbook).get(), Load(workbook).get());
}

TEST(OpenXlsxTest, TellsTheMemoryItHolds) {
  std::string rows;
  std::string strings;
  for (int i = 0; i < 20000; ++i) {
    strings += Concat("<si><t>a text of some length, number ", i, "</t></si>");
    rows += Concat("<row r=\"", i + 1, "\"><c r=\"A", i + 1, "\" t=\"s\"><v>", i,
                   "</v></c><c r=\"B", i + 1, "\"><f>A", i + 1, "*2</f><v>", i, "</v></c><c r=\"C",
                   i + 1, "\" t=\"inlineStr\"><is><t>inline text ", i, "</t></is></c></row>");
  }
  const PackageBytes bytes = PackageBuilder()
                                 .Sheet("S", Concat("<sheetData>", rows, "</sheetData>"))
                                 .SharedStrings(strings)
                                 .Build();
  const auto workbook = Open(bytes);
  const size_t before = workbook->memory_bytes();
  const auto heap = [] { return static_cast<double>(mallinfo2().uordblks + mallinfo2().hblkhd); };
  const double heap_before = heap();
  const auto sheet = Load(workbook);
  const double held = heap() - heap_before;
  const auto told = static_cast<double>(workbook->memory_bytes() - before);
  EXPECT_NEAR(told / held, 1.0, 0.1);
  EXPECT_NEAR(static_cast<double>(sheet->memory_bytes()) / held, 1.0, 0.1);
}

}  // namespace
}  // namespace sheetgate::spreadsheet

// What a worksheet has besides cells, read from small packages: every element, every tolerance.
#include "spreadsheet/model/sheet_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::Open;
using tests::PackageBuilder;

using FeaturesPtr = std::shared_ptr<const SheetFeatures>;

constexpr std::string_view kTableType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml";

FeaturesPtr FeaturesOf(const PackageBuilder& builder) {
  const auto features = Open(builder.Build())->LoadFeatures(0, {});
  EXPECT_TRUE(features.ok()) << features.status();
  return features.ok() ? *features : std::make_shared<const SheetFeatures>();
}

// Of a sheet with these children of <worksheet>.
FeaturesPtr FeaturesOf(std::string_view content) {
  return FeaturesOf(PackageBuilder().Sheet("S", content));
}

absl::Status FeaturesError(const PackageBuilder& builder) {
  return Open(builder.Build())->LoadFeatures(0, {}).status();
}

std::string Show(const std::vector<RangeRef>& ranges) {
  std::string text;
  for (const RangeRef& range : ranges) text += (text.empty() ? "" : " ") + FormatRange(range);
  return text;
}

constexpr std::string_view kMerge = "<mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>";

std::string Extension(std::string_view content) {
  return Concat("<sheetData/><extLst><ext uri=\"{x}\" xmlns:x14=\"urn:x14\" xmlns:xm=\"urn:xm\">",
                content, "</ext></extLst>");
}

// --- Merged ranges -------------------------------------------------------------------------------

TEST(SheetFeaturesTest, ReadsMergesInTheFilesOrder) {
  const auto features = FeaturesOf(
      "<sheetData/><mergeCells count=\"9\"><mergeCell ref=\"B2:C3\"/><mergeCell ref=\"$D$9:A1\"/>"
      "<mergeCell ref=\"A:B\"/><mergeCell ref=\"3:5\"/></mergeCells>");
  EXPECT_EQ(Show(features->merges), "B2:C3 A1:D9 A1:B1048576 A3:XFD5");
}

TEST(SheetFeaturesTest, SkipsMergesThatAreNoRanges) {
  const auto features = FeaturesOf(
      "<mergeCells><mergeCell ref=\"\"/><mergeCell/><mergeCell ref=\"A0:B2\"/>"
      "<mergeCell ref=\"A1:XFE2\"/><mergeCell ref=\"S!A1:B2\"/><other ref=\"A1:B2\"/>"
      "<mergeCell ref=\" E5:F6 \"/></mergeCells>");
  EXPECT_EQ(Show(features->merges), "E5:F6");
}

// --- Data validations ----------------------------------------------------------------------------

TEST(SheetFeaturesTest, ReadsADataValidation) {
  const auto features = FeaturesOf(
      "<sheetData/><dataValidations count=\"1\"><dataValidation type=\"whole\" "
      "operator=\"notBetween\""
      " errorStyle=\"warning\" allowBlank=\"1\" showDropDown=\"true\" showInputMessage=\"1\""
      " showErrorMessage=\"1\" errorTitle=\"No\" error=\"a_x000a_b\" promptTitle=\"Tip &amp; more\""
      " prompt=\"one&#10;two\nthree\" sqref=\"A1 C3:D4\tF:F\"><formula1>1</formula1>"
      "<formula2> =Limits!$A$1&amp;\"_x0041_\" </formula2></dataValidation></dataValidations>");
  ASSERT_EQ(features->validations.size(), 1u);
  const DataValidation& validation = features->validations[0];
  EXPECT_EQ(validation.type, "whole");
  EXPECT_EQ(validation.op, "notBetween");
  EXPECT_EQ(validation.error_style, "warning");
  EXPECT_TRUE(validation.allow_blank);
  EXPECT_TRUE(validation.hide_dropdown);
  EXPECT_TRUE(validation.show_input_message);
  EXPECT_TRUE(validation.show_error_message);
  EXPECT_EQ(validation.error_title, "No");
  EXPECT_EQ(validation.error, "a\nb");
  EXPECT_EQ(validation.prompt_title, "Tip & more");
  EXPECT_EQ(validation.prompt, "one\ntwo three");
  EXPECT_EQ(Show(validation.ranges), "A1 C3:D4 F1:F1048576");
  EXPECT_EQ(validation.formula1, "1");
  EXPECT_EQ(validation.formula2, "Limits!$A$1&\"A\"");
  EXPECT_FALSE(validation.extension);
}

TEST(SheetFeaturesTest, AValidationHasTheSchemasDefaults) {
  const auto features = FeaturesOf(
      "<dataValidations><dataValidation sqref=\"A1\"/><dataValidation sqref=\"nowhere A\"/>"
      "<dataValidation/></dataValidations>");
  ASSERT_EQ(features->validations.size(), 1u) << "those for no range are left out";
  const DataValidation& validation = features->validations[0];
  EXPECT_EQ(validation.type, "none");
  EXPECT_EQ(validation.op, "between");
  EXPECT_EQ(validation.error_style, "stop");
  EXPECT_FALSE(validation.allow_blank || validation.hide_dropdown ||
               validation.show_input_message || validation.show_error_message);
  EXPECT_EQ(validation.formula1 + validation.formula2 + validation.prompt + validation.error, "");
}

TEST(SheetFeaturesTest, ReadsValidationsOfTheExtensionList) {
  const auto features = FeaturesOf(Extension(
      "<x14:dataValidations><x14:dataValidation type=\"list\" allowBlank=\"1\"><x14:formula1>\n"
      "<xm:f>Lists!$A$1:$A$9</xm:f></x14:formula1><xm:sqref>B2:B9 D2</xm:sqref>"
      "</x14:dataValidation></x14:dataValidations>"));
  ASSERT_EQ(features->validations.size(), 1u);
  EXPECT_TRUE(features->validations[0].extension);
  EXPECT_EQ(features->validations[0].type, "list");
  EXPECT_EQ(features->validations[0].formula1, "Lists!$A$1:$A$9");
  EXPECT_EQ(Show(features->validations[0].ranges), "B2:B9 D2");
}

TEST(SheetFeaturesTest, AListWithQuotedItemsIsReadInItsExactForm) {
  const auto validation = [](std::string_view choice) {
    return FeaturesOf(Concat("<dataValidations><dataValidation type=\"list\" sqref=\"A1\">"
                             "<mc:AlternateContent xmlns:mc=\"urn:mc\">",
                             choice,
                             "<mc:Fallback><formula1>\"1,2,3\"</formula1></mc:Fallback>"
                             "</mc:AlternateContent></dataValidation></dataValidations>"))
        ->validations.at(0);
  };
  EXPECT_EQ(validation("<mc:Choice Requires=\"x12ac\"><x12ac:list>1,\"2,3\"</x12ac:list>"
                       "</mc:Choice>")
                .formula1,
            "\"1,\"\"2,3\"\"\"");
  EXPECT_EQ(validation("").formula1, "\"1,2,3\"");
}

// --- Conditional formats -------------------------------------------------------------------------

TEST(SheetFeaturesTest, ReadsRulesOfConditionalFormats) {
  const auto features = FeaturesOf(
      "<sheetData/><conditionalFormatting sqref=\"A1:A9 C1\"><cfRule type=\"cellIs\" dxfId=\"3\""
      " priority=\"2\" stopIfTrue=\"1\" operator=\"between\"><formula>1</formula>"
      "<formula>$B$1</formula></cfRule><cfRule type=\"containsText\" priority=\"1\""
      " operator=\"containsText\" text=\"a &lt; b\"><formula>NOT(ISERROR(1))</formula></cfRule>"
      "</conditionalFormatting><conditionalFormatting sqref=\"D1\"><cfRule type=\"timePeriod\""
      " priority=\"4294967295\" timePeriod=\"lastWeek\"/></conditionalFormatting>");
  ASSERT_EQ(features->conditional_formats.size(), 2u);
  const ConditionalFormat& format = features->conditional_formats[0];
  EXPECT_EQ(Show(format.ranges), "A1:A9 C1");
  EXPECT_FALSE(format.extension);
  ASSERT_EQ(format.rules.size(), 2u);
  EXPECT_EQ(format.rules[0].type, "cellIs");
  EXPECT_EQ(format.rules[0].op, "between");
  EXPECT_EQ(format.rules[0].format, 3u);
  EXPECT_EQ(format.rules[0].priority, 2);
  EXPECT_TRUE(format.rules[0].stop_if_true);
  EXPECT_THAT(format.rules[0].formulas, ElementsAre("1", "$B$1"));
  EXPECT_EQ(format.rules[1].text, "a < b");
  EXPECT_FALSE(format.rules[1].format.has_value());
  EXPECT_FALSE(format.rules[1].stop_if_true);
  const ConditionalRule& period = features->conditional_formats[1].rules.at(0);
  EXPECT_EQ(period.period, "lastWeek");
  EXPECT_EQ(period.priority, 0) << "beyond the schema's range";
}

TEST(SheetFeaturesTest, ReadsRankAndAverageRules) {
  const auto features = FeaturesOf(
      "<conditionalFormatting sqref=\"A1\"><cfRule type=\"top10\" priority=\"1\" rank=\"7\""
      " percent=\"1\" bottom=\"1\"/><cfRule type=\"aboveAverage\" priority=\"2\""
      " aboveAverage=\"0\" equalAverage=\"1\" stdDev=\"2\"/><cfRule type=\"top10\" rank=\"3\"/>"
      "</conditionalFormatting>");
  const std::vector<ConditionalRule>& rules = features->conditional_formats.at(0).rules;
  ASSERT_EQ(rules.size(), 3u);
  EXPECT_EQ(rules[0].rank, 7u);
  EXPECT_TRUE(rules[0].percent && rules[0].bottom && rules[0].above_average);
  EXPECT_FALSE(rules[1].above_average);
  EXPECT_TRUE(rules[1].equal_average);
  EXPECT_EQ(rules[1].standard_deviations, 2);
  EXPECT_FALSE(rules[2].percent || rules[2].bottom);
}

TEST(SheetFeaturesTest, ReadsColourScalesDataBarsAndIconSets) {
  const auto features = FeaturesOf(
      "<conditionalFormatting sqref=\"A1\"><cfRule type=\"colorScale\" priority=\"1\"><colorScale>"
      "<cfvo type=\"min\"/><cfvo type=\"percentile\" val=\"50\"/><cfvo type=\"max\"/>"
      "<color rgb=\"FFF8696B\"/><color theme=\"4\" tint=\"-0.25\"/><color indexed=\"10\"/>"
      "</colorScale></cfRule><cfRule type=\"dataBar\" priority=\"2\"><dataBar showValue=\"0\">"
      "<cfvo type=\"num\" val=\"0\"/><cfvo type=\"formula\" val=\"$A$1\"/><color auto=\"1\"/>"
      "</dataBar><extLst><ext uri=\"{y}\"><x14:id>{1-2}</x14:id></ext></extLst></cfRule>"
      "<cfRule type=\"iconSet\" priority=\"3\"><iconSet iconSet=\"4Arrows\" reverse=\"1\">"
      "<cfvo type=\"percent\" val=\"0\"/><cfvo type=\"num\" val=\"5\" "
      "gte=\"0\"/></iconSet></cfRule>"
      "<cfRule type=\"iconSet\" priority=\"4\"><iconSet/></cfRule></conditionalFormatting>");
  const std::vector<ConditionalRule>& rules = features->conditional_formats.at(0).rules;
  ASSERT_EQ(rules.size(), 4u);
  EXPECT_EQ(rules[0].thresholds.size(), 3u);
  EXPECT_EQ(rules[0].thresholds[1].type + rules[0].thresholds[1].value, "percentile50");
  EXPECT_THAT(rules[0].colors, ElementsAre("FFF8696B", "theme:4:-0.25", "indexed:10"));
  EXPECT_FALSE(rules[1].show_value);
  EXPECT_EQ(rules[1].thresholds.at(1).value, "$A$1");
  EXPECT_THAT(rules[1].colors, ElementsAre("auto"));
  EXPECT_EQ(rules[1].id, "{1-2}");
  EXPECT_EQ(rules[2].icon_set, "4Arrows");
  EXPECT_TRUE(rules[2].reverse && rules[2].show_value && rules[2].thresholds.at(0).or_equal);
  EXPECT_FALSE(rules[2].thresholds.at(1).or_equal);
  EXPECT_EQ(rules[3].icon_set, "3TrafficLights1") << "the schema's default";
}

TEST(SheetFeaturesTest, ReadsConditionalFormatsOfTheExtensionList) {
  const auto features = FeaturesOf(Extension(
      "<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type=\"expression\""
      " priority=\"5\" id=\"{A}\"><xm:f>Other!A1&gt;0</xm:f><x14:dxf><font/></x14:dxf></x14:cfRule>"
      "<xm:sqref>A1:B2</xm:sqref></x14:conditionalFormatting><x14:conditionalFormatting>"
      "<x14:cfRule type=\"dataBar\" id=\"{B}\"><x14:dataBar><x14:cfvo type=\"autoMin\"/><x14:cfvo"
      " type=\"formula\"><xm:f>Other!C1</xm:f></x14:cfvo><x14:fillColor rgb=\"FF0000FF\"/>"
      "<x14:negativeFillColor rgb=\"FFFF0000\"/><x14:axisColor rgb=\"FF000000\"/></x14:dataBar>"
      "</x14:cfRule><x14:cfRule type=\"iconSet\"><x14:iconSet iconSet=\"3Stars\" custom=\"1\">"
      "<x14:cfvo type=\"percent\"><xm:f>0</xm:f></x14:cfvo><x14:cfIcon iconSet=\"3Flags\""
      " iconId=\"2\"/></x14:iconSet></x14:cfRule><xm:sqref>C1</xm:sqref>"
      "</x14:conditionalFormatting></x14:conditionalFormattings>"));
  ASSERT_EQ(features->conditional_formats.size(), 2u);
  const ConditionalFormat& first = features->conditional_formats[0];
  EXPECT_TRUE(first.extension);
  EXPECT_EQ(Show(first.ranges), "A1:B2");
  EXPECT_THAT(first.rules.at(0).formulas, ElementsAre("Other!A1>0"));
  EXPECT_TRUE(first.rules[0].own_format);
  EXPECT_EQ(first.rules[0].id, "{A}");
  const std::vector<ConditionalRule>& rules = features->conditional_formats[1].rules;
  ASSERT_EQ(rules.size(), 2u);
  EXPECT_FALSE(rules[0].own_format);
  EXPECT_EQ(rules[0].thresholds.at(0).type, "autoMin");
  EXPECT_EQ(rules[0].thresholds.at(1).value, "Other!C1");
  EXPECT_THAT(rules[0].colors, ElementsAre("FF0000FF"));
  EXPECT_EQ(rules[0].negative_color, "FFFF0000");
  EXPECT_EQ(rules[1].icon_set, "3Stars");
  EXPECT_THAT(rules[1].icons, ElementsAre("3Flags:2"));
}

TEST(SheetFeaturesTest, LeavesOutFormatsThatDoNothing) {
  const auto features = FeaturesOf(
      "<conditionalFormatting sqref=\"A1\"/><conditionalFormatting sqref=\"x\">"
      "<cfRule type=\"expression\"/></conditionalFormatting><conditionalFormatting sqref=\"B1\">"
      "<cfRule priority=\"1\"/></conditionalFormatting>");
  EXPECT_THAT(features->conditional_formats, IsEmpty());
}

// --- Tables --------------------------------------------------------------------------------------

// A sheet whose table parts are these, by relationship "t1", "t2", ...
PackageBuilder WithTables(const std::vector<std::string>& tables, std::string_view table_parts) {
  PackageBuilder builder;
  builder.Sheet("S", Concat("<sheetData/>", table_parts));
  std::string relationships =
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
  int number = 0;
  for (const std::string& table : tables) {
    ++number;
    relationships += Concat("<Relationship Id=\"t", number, "\" Type=\"", tests::kRelationshipSpace,
                            "/table\" Target=\"../tables/table", number, ".xml\"/>");
    builder.Part(Concat("xl/tables/table", number, ".xml"), table, kTableType);
  }
  relationships += Concat("<Relationship Id=\"gone\" Type=\"", tests::kRelationshipSpace,
                          "/table\" Target=\"../tables/gone.xml\"/><Relationship Id=\"other\" "
                          "Type=\"",
                          tests::kRelationshipSpace,
                          "/comments\" Target=\"../tables/table1.xml\"/></Relationships>");
  builder.Part("xl/worksheets/_rels/sheet1.xml.rels", relationships,
               "application/vnd.openxmlformats-package.relationships+xml");
  return builder;
}

std::string TableParts(const std::vector<std::string>& ids) {
  std::string parts = "<tableParts xmlns:r=\"urn:r\">";
  for (const std::string& id : ids) parts += Concat("<tablePart r:id=\"", id, "\"/>");
  return parts + "</tableParts>";
}

TEST(SheetFeaturesTest, ReadsATable) {
  const auto features = FeaturesOf(WithTables(
      {Concat(
          "<table xmlns=\"", tests::kMainSpace,
          "\" id=\"1\" name=\"Internal\" displayName=\"Sales\" ref=\"B2:D9\" totalsRowCount=\"1\">"
          "<autoFilter ref=\"B2:D8\"/><tableColumns count=\"3\"><tableColumn id=\"1\""
          " name=\"Two_x000a_lines\" totalsRowLabel=\"Sum\"/><tableColumn id=\"2\" name=\"Net\""
          " totalsRowFunction=\"sum\"/><tableColumn id=\"3\" name=\"Tax\""
          " totalsRowFunction=\"custom\"><calculatedColumnFormula>Sales[[#This Row],[Net]]*0.2"
          "</calculatedColumnFormula><totalsRowFormula>SUM(Sales[Tax])</totalsRowFormula>"
          "</tableColumn></tableColumns><tableStyleInfo name=\"TableStyleMedium2\"/></table>")},
      TableParts({"t1"})));
  ASSERT_EQ(features->tables.size(), 1u);
  const Table& table = features->tables[0];
  EXPECT_EQ(table.name, "Sales");
  EXPECT_EQ(table.part, "xl/tables/table1.xml");
  EXPECT_EQ(FormatRange(table.range), "B2:D9");
  EXPECT_EQ(FormatRange(table.filter.value()), "B2:D8");
  EXPECT_EQ(table.header_rows, 1);
  EXPECT_EQ(table.totals_rows, 1);
  EXPECT_EQ(table.style, "TableStyleMedium2");
  ASSERT_EQ(table.columns.size(), 3u);
  EXPECT_EQ(table.columns[0].name, "Two\nlines");
  EXPECT_EQ(table.columns[0].totals_label, "Sum");
  EXPECT_EQ(table.columns[0].totals_function, "");
  EXPECT_EQ(table.columns[1].totals_function, "sum");
  EXPECT_EQ(table.columns[2].formula, "Sales[[#This Row],[Net]]*0.2");
  EXPECT_EQ(table.columns[2].totals_formula, "SUM(Sales[Tax])");
}

TEST(SheetFeaturesTest, TablesAreThoseTheSheetNames) {
  const std::string third = "<table name=\"Third\" ref=\"A1:B2\" headerRowCount=\"0\"/>";
  const PackageBuilder builder = WithTables(
      {"<table displayName=\"First\" ref=\"A1\"/>", "<t:table xmlns:t=\"urn:t\" ref=\"A1\"/>",
       third, "<table displayName=\"Fourth\" ref=\"nowhere\"/>",
       "<comments displayName=\"C\" ref=\"A1\"/>", "<table displayName=\"NotNamed\" ref=\"A1\"/>"},
      TableParts({"t3", "t2", "gone", "other", "nothing", "t1", "T1", "t4", "t5", "t3"}));
  const auto features = FeaturesOf(builder);
  ASSERT_EQ(features->tables.size(), 2u);
  EXPECT_EQ(features->tables[0].name, "Third") << "its name stands in for the missing displayName";
  EXPECT_EQ(features->tables[0].header_rows, 0);
  EXPECT_FALSE(features->tables[0].filter.has_value());
  EXPECT_EQ(features->tables[1].name, "First");
}

TEST(SheetFeaturesTest, ADamagedTableIsNamed) {
  const absl::Status status = FeaturesError(WithTables(
      {"<table displayName=\"T\" ref=\"A1\"><tableColumns></table>"}, TableParts({"t1"})));
  EXPECT_EQ(platform::ReasonOf(status), ErrorReason::kFileCorrupt);
  EXPECT_THAT(std::string(status.message()), HasSubstr("xl/tables/table1.xml"));
}

// --- Workbook ------------------------------------------------------------------------------------

TEST(SheetFeaturesTest, AreReadOnceAndSharedByEditedWorkbooks) {
  const auto workbook = Open(PackageBuilder().Sheet("S", Concat("<sheetData/>", kMerge)).Build());
  const auto features = workbook->LoadFeatures(0, {});
  ASSERT_TRUE(features.ok()) << features.status();
  const auto edited = tests::Edit(workbook, {tests::SetValue("C3", 1.0)});
  EXPECT_EQ(*edited->LoadFeatures(0, {}), *features);
  EXPECT_EQ(*workbook->LoadFeatures(0, {}), *features);
}

TEST(SheetFeaturesTest, OnlyWorksheetsHaveThem) {
  const auto workbook =
      Open(PackageBuilder().Sheet("S", "").RawSheet("C", "<chartsheet/>", "chartsheet").Build());
  for (const absl::Status& status :
       {workbook->LoadFeatures(1, {}).status(), workbook->DeclaredRange(1, {}).status()}) {
    EXPECT_EQ(platform::ReasonOf(status), ErrorReason::kNotAWorksheet);
  }
  for (const int index : {-1, 2}) {
    EXPECT_EQ(platform::ReasonOf(workbook->LoadFeatures(index, {}).status()),
              ErrorReason::kSheetNotFound);
    EXPECT_EQ(platform::ReasonOf(workbook->DeclaredRange(index, {}).status()),
              ErrorReason::kSheetNotFound);
  }
}

TEST(SheetFeaturesTest, ACancelledCallStopsAndTheNextOneReads) {
  const auto workbook = Open(PackageBuilder().Sheet("S", kMerge).Build());
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("enough"));
  EXPECT_EQ(workbook->LoadFeatures(0, source.token()).status().code(),
            absl::StatusCode::kCancelled);
  EXPECT_EQ(workbook->DeclaredRange(0, source.token()).status().code(),
            absl::StatusCode::kCancelled);
  EXPECT_TRUE(workbook->LoadFeatures(0, {}).ok());
}

TEST(SheetFeaturesTest, MemoryIsCountedToTheTenth) {
  std::string content = "<sheetData/><mergeCells>";
  for (int i = 1; i <= 10000; ++i) content += Concat("<mergeCell ref=\"A", i, ":B", i, "\"/>");
  content += "</mergeCells>";
  for (int i = 1; i <= 3000; ++i) {
    content +=
        Concat("<conditionalFormatting sqref=\"A", i, " C", i,
               "\"><cfRule type=\"expression\" priority=\"", i, "\"><formula>SUM($A$1:$A$9)&gt;", i,
               "</formula></cfRule>", "</conditionalFormatting>");
  }
  content += "<dataValidations>";
  for (int i = 1; i <= 3000; ++i) {
    content += Concat("<dataValidation type=\"list\" sqref=\"A", i,
                      "\" prompt=\"choose one of the items of the list\"><formula1>Lists!$A$1:$A$",
                      i, "</formula1></dataValidation>");
  }
  const auto workbook = Open(PackageBuilder().Sheet("S", content + "</dataValidations>").Build());
  const size_t before = workbook->memory_bytes();
  const auto heap = [] { return static_cast<double>(mallinfo2().uordblks + mallinfo2().hblkhd); };
  const double heap_before = heap();
  const auto features = workbook->LoadFeatures(0, {});
  const double held = heap() - heap_before;
  ASSERT_TRUE(features.ok()) << features.status();
  EXPECT_NEAR(static_cast<double>((*features)->memory_bytes()) / held, 1.0, 0.1);
  EXPECT_EQ(workbook->memory_bytes() - before, (*features)->memory_bytes());
}

}  // namespace
}  // namespace sheetgate::spreadsheet

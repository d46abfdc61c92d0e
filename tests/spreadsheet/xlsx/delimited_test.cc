#include "spreadsheet/xlsx/delimited.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::Cells;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;
using tests::ValueAt;

absl::StatusOr<std::string> Import(std::string_view text, const DelimitedOptions& options = {},
                                   const XlsxLimits& limits = {}) {
  return ImportDelimited(text, options, limits, {});
}

tests::WorkbookPtr Imported(std::string_view text, const DelimitedOptions& options = {}) {
  auto package = Import(text, options);
  EXPECT_THAT(package, IsOk());
  return tests::Open(std::make_shared<const std::string>(package.value_or("")));
}

tests::SheetPtr ImportedSheet(std::string_view text, const DelimitedOptions& options = {}) {
  return tests::Load(Imported(text, options));
}

// What a field becomes, between two others so that nothing is at an edge.
std::string Field(std::string_view field) {
  return ValueAt(*ImportedSheet(Concat("x,", field, ",y\n"), {.delimiter = ','}), "B1");
}

TEST(ImportDelimitedTest, MakesOneSheetOfTheRecords) {
  const auto workbook = Imported("Item,Amount\nRent,1000\nFood,-12.50\n", {.sheet_name = "Costs"});
  ASSERT_EQ(workbook->sheets().size(), 1u);
  EXPECT_EQ(workbook->sheets()[0].name, "Costs");
  EXPECT_EQ(workbook->features().format, "xlsx");
  const auto sheet = tests::Load(workbook);
  EXPECT_THAT(Cells(*sheet), ElementsAre("A1 'Item'", "B1 'Amount'", "A2 'Rent'", "B2 1000",
                                         "A3 'Food'", "B3 -12.5"));
  ASSERT_TRUE(sheet->used_range().has_value());
  EXPECT_EQ(FormatRange(*sheet->used_range()), "A1:B3");
}

TEST(ImportDelimitedTest, NumbersAreNumbersOnlyWhenNothingIsLost) {
  const std::pair<const char*, const char*> kCases[] = {
      {"0", "0"},
      {"-7", "-7"},
      {"0.5", "0.5"},
      {".5", "0.5"},
      {"-.25", "-0.25"},
      {"12.500", "12.5"},
      {"123456789012345", "123456789012345"},
      {"-0.00123456789012345", "-0.00123456789012345"},
      {"1234567890123456", "'1234567890123456'"},
      {"1.234567890123456", "'1.234567890123456'"},
      {"00123", "'00123'"},
      {"-01", "'-01'"},
      {"1e5", "'1e5'"},
      {"+1", "'+1'"},
      {"5.", "'5.'"},
      {".", "'.'"},
      {"-", "'-'"},
      {"--1", "'--1'"},
      {"1.2.3", "'1.2.3'"},
      {" 1", "' 1'"},
      {"12%", "'12%'"},
      {"NaN", "'NaN'"},
      {"0x1F", "'0x1F'"},
      {"\"42\"", "'42'"},
  };
  for (const auto& [text, value] : kCases) EXPECT_EQ(Field(text), value) << text;
}

TEST(ImportDelimitedTest, BooleansAndErrorsAreThoseOfExcelsSpelling) {
  for (const char* text : {"TRUE", "FALSE", "#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!",
                           "#VALUE!", "#GETTING_DATA"}) {
    EXPECT_EQ(Field(text), text);
  }
  for (const char* text : {"true", "True", "FALSEHOOD", "#n/a", "#SPILL!", "#1", "#"}) {
    EXPECT_EQ(Field(text), Concat("'", text, "'"));
  }
  EXPECT_EQ(Field("\"TRUE\""), "'TRUE'");
}

TEST(ImportDelimitedTest, IsoDatesAreDates) {
  const auto workbook = Imported(
      "2026-01-31,2026-01-31T13:45,2026-01-31 13:45:30,1900-01-01,1900-03-01,9999-12-31\n");
  const auto sheet = tests::Load(workbook);
  const struct {
    const char* address;
    const char* iso;
  } kCases[] = {{"A1", "2026-01-31"}, {"B1", "2026-01-31T13:45:00"}, {"C1", "2026-01-31T13:45:30"},
                {"D1", "1900-01-01"}, {"E1", "1900-03-01"},          {"F1", "9999-12-31"}};
  for (const auto& c : kCases) {
    const auto cell = sheet->Find(tests::At(c.address));
    ASSERT_TRUE(cell.has_value()) << c.address;
    EXPECT_EQ(cell->type, CellType::kNumber) << c.address;
    EXPECT_TRUE(workbook->IsDate(cell->style)) << c.address;
    EXPECT_EQ(SerialToIso(cell->number, workbook->date_system()), c.iso);
  }
  EXPECT_EQ(ValueAt(*sheet, "A1"), "46053");
  EXPECT_EQ(ValueAt(*sheet, "D1"), "1");
  EXPECT_EQ(ValueAt(*sheet, "E1"), "61");
  EXPECT_EQ(workbook->NumberFormat(sheet->Find(tests::At("A1"))->style), "yyyy-mm-dd");
  EXPECT_EQ(workbook->NumberFormat(sheet->Find(tests::At("B1"))->style), "yyyy-mm-dd hh:mm:ss");
}

TEST(ImportDelimitedTest, WhatIsNoIsoDateStaysText) {
  for (const char* text :
       {"2026-02-30", "2026-13-01", "1899-12-31", "31.01.2026", "1/31/2026", "2026-1-31",
        "2026-01-31T25:00", "2026-01-31x13:45", "2026-01-31T13:45:30Z", "2026-01-31T13:45:30.5",
        "13:45:00", "2026-01"}) {
    EXPECT_EQ(Field(text), Concat("'", text, "'"));
  }
}

TEST(ImportDelimitedTest, TextIsNeverAFormula) {
  const auto sheet = ImportedSheet("=1+1,\"=SUM(A1)\",@x,-1+2\n");
  EXPECT_THAT(Cells(*sheet), ElementsAre("A1 '=1+1'", "B1 '=SUM(A1)'", "C1 '@x'", "D1 '-1+2'"));
  EXPECT_EQ(sheet->formula_count(), 0);
}

TEST(ImportDelimitedTest, QuotesKeepDelimitersLineEndsAndQuotes) {
  EXPECT_THAT(
      Cells(*ImportedSheet("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n"
                           "\"\",\"\"\"\",5\" pipe\r\n")),
      ElementsAre("A1 'a,b'", "B1 'say \"hi\"'", "C1 'two\nlines'", "B2 '\"'", "C2 '5\" pipe'"));
}

TEST(ImportDelimitedTest, LineEndsInsideQuotesBecomeLineBreaksOfTheCell) {
  EXPECT_THAT(Cells(*ImportedSheet("\"a\r\nb\",\"c\rd\",\"\"\"\r\n\"\"\"\r\nx")),
              ElementsAre("A1 'a\nb'", "B1 'c\nd'", "C1 '\"\n\"'", "A2 'x'"));
}

TEST(ImportDelimitedTest, WhatFollowsAClosingQuoteBelongsToTheField) {
  EXPECT_THAT(Cells(*ImportedSheet("\"12\"34,\"a\" b,c\n")),
              ElementsAre("A1 '1234'", "B1 'a b'", "C1 'c'"));
}

TEST(ImportDelimitedTest, RecordsEndWithAnyLineEndOrTheText) {
  for (const char* end : {"\n", "\r\n", "\r"}) {
    const std::string text = Concat("1,2", end, end, "3", end, "4,,5");
    EXPECT_THAT(Cells(*ImportedSheet(text, {.delimiter = ','})),
                ElementsAre("A1 1", "B1 2", "A3 3", "A4 4", "C4 5"));
    EXPECT_THAT(Cells(*ImportedSheet(text + end, {.delimiter = ','})),
                ElementsAre("A1 1", "B1 2", "A3 3", "A4 4", "C4 5"));
  }
}

TEST(ImportDelimitedTest, RowsMayBeRagged) {
  EXPECT_THAT(Cells(*ImportedSheet("a\nb,c,,d,\n,e\n", {.delimiter = ','})),
              ElementsAre("A1 'a'", "A2 'b'", "B2 'c'", "D2 'd'", "B3 'e'"));
}

TEST(ImportDelimitedTest, NothingIsAnEmptySheet) {
  for (const char* text : {"", "\n", "\xEF\xBB\xBF", ",,\n,\n", "\xFF\xFE"}) {
    const auto sheet = ImportedSheet(text);
    EXPECT_THAT(Cells(*sheet), IsEmpty()) << text;
    EXPECT_FALSE(sheet->used_range().has_value());
  }
}

TEST(ImportDelimitedTest, FindsTheDelimiter) {
  const struct {
    const char* text;
    const char* second;  // field of the first record
  } kCases[] = {
      {"a,b\n1,2\n", "'b'"},
      {"a;b\n1,5;2,5\n", "'b'"},
      {"1,5;2,5;3\n3,25;4,75;5\n", "'2,5'"},
      {"a\tb\n1,2\t3,4\n", "'b'"},
      {"a|b|c\n1|2|3\n", "'b'"},
      {"\"x;y;z\",b\n\"p;q;r\",2\n", "'b'"},
      {"name;note\n\"a, b, c\";\"d, e\"\n\"f, g, h\";i\n", "'note'"},
      {"just text\nwithout any\n", "none"},
      {"a,b,c\nragged,row\n1,2,3\nx;y,2,3\n", "'b'"},
  };
  for (const auto& c : kCases) EXPECT_EQ(ValueAt(*ImportedSheet(c.text), "B1"), c.second) << c.text;
}

TEST(ImportDelimitedTest, ALongFirstRecordDoesNotHideTheDelimiter) {
  const std::string text = Concat("\"", std::string(30000, 'x'), "\";", std::string(30000, 'y'),
                                  ";", std::string(30000, 'z'), "\n");
  EXPECT_EQ(ValueAt(*ImportedSheet(text), "B1"), Concat("'", std::string(30000, 'y'), "'"));
}

TEST(ImportDelimitedTest, HonoursTheSeparatorLineOfExcel) {
  EXPECT_THAT(Cells(*ImportedSheet("sep=;\r\na,b;c\r\n")), ElementsAre("A1 'a,b'", "B1 'c'"));
  EXPECT_THAT(Cells(*ImportedSheet("SEP=|\na;b|c")), ElementsAre("A1 'a;b'", "B1 'c'"));
  EXPECT_THAT(Cells(*ImportedSheet("sep=x,1\n")), ElementsAre("A1 'sep=x'", "B1 1"));
  EXPECT_THAT(Cells(*ImportedSheet("sep=;\n", {.delimiter = ','})), ElementsAre("A1 'sep=;'"));
}

TEST(ImportDelimitedTest, AGivenDelimiterIsTaken) {
  EXPECT_THAT(Cells(*ImportedSheet("a;b,c\n1;2,3\n", {.delimiter = '\t'})),
              ElementsAre("A1 'a;b,c'", "A2 '1;2,3'"));
  for (const char wrong : {'"', '\n', 'x'}) {
    EXPECT_THAT(Import("a", {.delimiter = wrong}), HasReason(ErrorReason::kInvalidArgument));
  }
}

TEST(ImportDelimitedTest, ReadsEveryEncodingItPromises) {
  const std::vector<std::string> expected = {"A1 'Größe €'", "B1 '😀'", "A2 1"};
  const std::string utf8 = "Größe €,😀\n1\n";
  EXPECT_EQ(Cells(*ImportedSheet(utf8)), expected);
  EXPECT_EQ(Cells(*ImportedSheet("\xEF\xBB\xBF" + utf8)), expected);
  const std::u16string wide = u"\uFEFFGröße €,😀\n1\n";
  std::string little, big;
  for (const char16_t unit : wide) {
    little += {static_cast<char>(unit & 0xFF), static_cast<char>(unit >> 8)};
    big += {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xFF)};
  }
  EXPECT_EQ(Cells(*ImportedSheet(little)), expected);
  EXPECT_EQ(Cells(*ImportedSheet(big)), expected);
  EXPECT_THAT(Cells(*ImportedSheet("Gr\xF6\xDF"
                                   "e \x80,1\n")),
              ElementsAre("A1 'Größe €'", "B1 1"));
}

TEST(ImportDelimitedTest, RefusesWhatIsNoText) {
  const std::pair<std::string, const char*> kCases[] = {
      {"PK\x03\x04 rest", "a zip package such as an .xlsx workbook"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 rest\x01", "an Excel 97-2003 workbook"},
      {std::string("a,b\n\0,1", 7), "a binary file"},
      {std::string(5000, 'a') + '\0', "it has a control character at byte 5000"},
      {std::string(600, 'a') + '\x01', "it has a control character at byte 600"},
      {std::string("a\0b\0", 4), "UTF-16 text without a byte order mark"},
      {std::string("\0a\0b", 4), "UTF-16 text without a byte order mark"},
      {"\x01\x02", "a binary file"},
      {"\xFF\xFE\x3D\xD8", "it starts as UTF-16 and is none at byte 2"},
      {"\xFF\xFE\x41", "it starts as UTF-16 and is none at byte 2"},
  };
  for (const auto& [text, message] : kCases) {
    const auto package = Import(text);
    EXPECT_THAT(package, HasReason(ErrorReason::kNotAWorkbook)) << message;
    EXPECT_THAT(package,
                StatusIs(absl::StatusCode::kInvalidArgument,
                         ::testing::AllOf(HasSubstr(message), HasSubstr("save it as CSV UTF-8"))));
  }
}

TEST(ImportDelimitedTest, NamesTheLineOfAQuoteThatIsNeverClosed) {
  const auto package = Import("a,b\r\n\"x\ny\",c\r\n1,\"open\n2,3\n");
  EXPECT_THAT(package, HasReason(ErrorReason::kFileCorrupt));
  EXPECT_THAT(package, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("in line 4 is never")));
  EXPECT_EQ(platform::MetadataOf(package.status()).at("line"), "4");
  EXPECT_THAT(Import("\""), HasReason(ErrorReason::kFileCorrupt));
  EXPECT_THAT(Import("\"a\"\""), HasReason(ErrorReason::kFileCorrupt));
}

TEST(ImportDelimitedTest, KeepsTheLimits) {
  const auto too_large = HasReason(ErrorReason::kFileTooLarge);
  EXPECT_THAT(Import("1,2\n3,4\n", {}, {.max_cells = 4}), IsOk());
  EXPECT_THAT(Import("1,2\n3,4\n", {}, {.max_cells = 3}), too_large);
  EXPECT_THAT(Import("1,,,,\n,,,2\n", {}, {.max_cells = 2}), IsOk()) << "empty fields are no cells";
  EXPECT_THAT(Import("1,2\n", {}, {.max_package_bytes = 3}), too_large);
  EXPECT_THAT(Import("1,2\n", {}, {.max_package_bytes = 100}), too_large) << "of the package";
  EXPECT_THAT(Import("a,b\n", {}, {.max_part_bytes = 100}), too_large);
  EXPECT_THAT(Import("a,b\n", {}, {.max_inflated_bytes = 300}), too_large);
}

TEST(ImportDelimitedTest, KeepsTheGrid) {
  const std::string wide = std::string(kMaxColumn - 1, ',');
  EXPECT_EQ(ValueAt(*ImportedSheet(wide + "x\n"), "XFD1"), "'x'");
  EXPECT_THAT(Import(wide + ",,,\n"), IsOk()) << "empty fields beyond are nothing";
  const auto too_wide = Import("\n" + wide + ",x\n");
  EXPECT_THAT(too_wide, HasReason(ErrorReason::kFileTooLarge));
  EXPECT_THAT(std::string(too_wide.status().message()), HasSubstr("row 2 has more than the 16384"));
  const std::string tall = std::string(kMaxRow - 1, '\n');
  EXPECT_EQ(ValueAt(*ImportedSheet(tall + "x\n\n\n"), "A1048576"), "'x'");
  EXPECT_THAT(Import(tall + "\nx"), HasReason(ErrorReason::kFileTooLarge));
}

TEST(ImportDelimitedTest, KeepsTheLengthOfACell) {
  std::string longest;
  for (int i = 0; i < 32767; ++i) longest += "ä";
  EXPECT_EQ(ValueAt(*ImportedSheet(longest), "A1"), Concat("'", longest, "'"));
  const auto package = Import("a\nb," + longest + "x,c\n");
  EXPECT_THAT(package, HasReason(ErrorReason::kFileTooLarge));
  EXPECT_THAT(std::string(package.status().message()), HasSubstr("cell B2, which ends in line 2"));
}

TEST(ImportDelimitedTest, CanBeCancelled) {
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("enough"));
  EXPECT_THAT(ImportDelimited("a,b\n", {}, {}, source.token()),
              StatusIs(absl::StatusCode::kCancelled));
}

TEST(ImportDelimitedTest, RefusesASheetNameExcelRefuses) {
  EXPECT_THAT(Import("a", {.sheet_name = "a/b"}), HasReason(ErrorReason::kInvalidArgument));
}

TEST(ImportDelimitedTest, IsDeterministicAndSharesEqualTexts) {
  const std::string text = "x,y,x\ny,x,\" x\"\n";
  ASSERT_OK_AND_ASSIGN(const std::string package, Import(text));
  EXPECT_EQ(Import(text).value_or(""), package);
  const auto bytes = std::make_shared<const std::string>(package);
  const std::string strings = tests::PartOf(bytes, "xl/sharedStrings.xml");
  EXPECT_THAT(strings, HasSubstr("count=\"6\" uniqueCount=\"3\""));
  EXPECT_THAT(strings, HasSubstr("<si><t>x</t></si><si><t>y</t></si>"
                                 "<si><t xml:space=\"preserve\"> x</t></si></sst>"));
  EXPECT_THAT(tests::PartOf(bytes, "xl/worksheets/sheet1.xml"),
              HasSubstr("<dimension ref=\"A1:C2\""));
}

TEST(ImportDelimitedTest, CellsCanBeEditedAfterwards) {
  const auto edited = tests::Edit(
      Imported("a,1\nb,2\n"), {tests::SetValue("B2", 5.0), tests::SetValue("C3", std::string("c")),
                               tests::SetDate("D1", 46053)});
  const auto sheet = tests::Load(tests::Open(tests::Write(edited)));
  EXPECT_THAT(Cells(*sheet), ElementsAre("A1 'a'", "B1 1", "D1 46053", "A2 'b'", "B2 5", "C3 'c'"));
}

// Every text survives, whatever its characters: written by the rules of RFC 4180, read back.
TEST(ImportDelimitedTest, AnyTextInQuotesComesBack) {
  const std::vector<std::string> pieces = {
      "a", "\"", ",", ";",  "\n",   " ",   "\t",           "&", "<", ">",           "_x000D_",
      "_", "ä",  "😀", "=1", "\x0B", "]]>", "\xEF\xBF\xBE", "0", "'", "\xEF\xBB\xBF"};
  std::mt19937 random(7);
  const auto below = [&](size_t n) { return static_cast<size_t>(random() % n); };
  for (const char delimiter : {',', ';', '\t', '|'}) {
    std::string text;
    std::vector<std::string> expected;
    for (int row = 1; row <= 200; ++row) {
      for (int column = 1; column <= 4; ++column) {
        std::string value = "v";
        for (size_t i = below(6); i > 0; --i) value += pieces[below(pieces.size())];
        expected.push_back(Concat(FormatCell({row, column}), " '", value, "'"));
        if (column > 1) text += delimiter;
        text += '"';
        for (const char c : value) text += c == '"' ? std::string("\"\"") : std::string(1, c);
        text += '"';
      }
      text += row % 3 == 0 ? "\r\n" : "\n";
    }
    EXPECT_EQ(Cells(*ImportedSheet(text)), expected) << delimiter;
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet

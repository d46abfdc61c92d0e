#include "spreadsheet/edit/validation_operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "spreadsheet/edit/rule_tree.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::HasSubstr;

RangeRef Range(std::string_view text) { return *ParseRange(text); }

WorkbookPtr Book(std::string_view behind = "") {
  ObjectPackage package;
  package.Sheet("Data", Concat("<sheetData/>", behind));
  return Open(package.Build());
}

std::string SheetAfter(const WorkbookPtr& workbook, const Operation& operation) {
  const auto after = ApplyOperation(*workbook, operation, {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? SheetContent(Write(*after)) : "";
}

NewValidation Rule(std::string type, std::string formula1, std::string ranges = "B2:B9") {
  NewValidation made;
  made.rule.type = std::move(type);
  made.rule.op.clear();
  made.rule.formula1 = std::move(formula1);
  made.rule.ranges = {Range(ranges)};
  return made;
}

SetValidationOperation Set(NewValidation validation) {
  return SetValidationOperation("Data", std::move(validation), /*only_free=*/false);
}

std::string Refusal(NewValidation validation, ErrorReason reason) {
  const auto after = ApplyOperation(*Book(), Set(std::move(validation)), {});
  EXPECT_THAT(after, HasReason(reason));
  return std::string(after.status().message());
}

TEST(ValidationOperationTest, WritesAListOfItems) {
  NewValidation list = Rule("list", "");
  list.values = {"yes", "say \"no\""};
  list.rule.allow_blank = true;
  list.rule.show_error_message = true;
  list.rule.error_style = "warning";
  list.rule.error_title = "Answer";
  list.rule.error = "yes & no";
  EXPECT_EQ(SheetAfter(Book("<pageMargins left=\"1\"/>"), Set(list)),
            "<sheetData/><dataValidations count=\"1\"><dataValidation type=\"list\" "
            "errorStyle=\"warning\" allowBlank=\"1\" showErrorMessage=\"1\" errorTitle=\"Answer\" "
            "error=\"yes &amp; no\" sqref=\"B2:B9\"><formula1>&quot;yes,say &quot;&quot;no&quot;"
            "&quot;&quot;</formula1></dataValidation></dataValidations><pageMargins left=\"1\"/>");
}

TEST(ValidationOperationTest, TakesLimitsAsNumbersDatesTimesAndFormulas) {
  NewValidation date = Rule("date", "2026-01-31");
  date.rule.op = "between";
  date.rule.formula2 = "=TODAY()+30";
  EXPECT_THAT(SheetAfter(Book(), Set(date)),
              HasSubstr("<dataValidation type=\"date\" sqref=\"B2:B9\"><formula1>46053</formula1>"
                        "<formula2>TODAY()+30</formula2>"));
  NewValidation time = Rule("time", "06:00");
  time.rule.op = "greaterThan";
  EXPECT_THAT(SheetAfter(Book(), Set(time)),
              HasSubstr("type=\"time\" operator=\"greaterThan\" sqref=\"B2:B9\"><formula1>0.25<"));
  EXPECT_THAT(SheetAfter(Book(), Set(Rule("custom", "=LEN(B2)=5"))),
              HasSubstr("type=\"custom\" sqref=\"B2:B9\"><formula1>LEN(B2)=5</formula1>"));
}

TEST(ValidationOperationTest, CutsWhatTheCellsHadOutOfBothForms) {
  const WorkbookPtr book = Book(
      "<dataValidations count=\"2\"><dataValidation type=\"custom\" sqref=\"A1:B20\"><formula1>A1="
      "$C$1</formula1></dataValidation><dataValidation type=\"whole\" sqref=\"B3\"><formula1>1"
      "</formula1></dataValidation></dataValidations><extLst><ext uri=\"dv\"><x14:dataValidations "
      "count=\"1\"><x14:dataValidation type=\"list\"><x14:formula1><xm:f>Other!A1:A9</xm:f>"
      "</x14:formula1><xm:sqref>B2:B4 D2</xm:sqref></x14:dataValidation></x14:dataValidations>"
      "</ext></extLst>");
  EXPECT_EQ(SheetAfter(book, Set(Rule("list", "=$F$1:$F$5"))),
            "<sheetData/><dataValidations count=\"2\"><dataValidation type=\"custom\" "
            "sqref=\"A1:B1 A2:A9 A10:B20\"><formula1>A1=$C$1</formula1></dataValidation>"
            "<dataValidation type=\"list\" sqref=\"B2:B9\"><formula1>$F$1:$F$5</formula1>"
            "</dataValidation></dataValidations><extLst><ext uri=\"dv\"><x14:dataValidations "
            "count=\"1\"><x14:dataValidation type=\"list\"><x14:formula1><xm:f>Other!C1:C9</xm:f>"
            "</x14:formula1><xm:sqref>D2</xm:sqref></x14:dataValidation></x14:dataValidations>"
            "</ext></extLst>");
}

TEST(ValidationOperationTest, FormulasFollowTheCellTheyAreRelativeTo) {
  const WorkbookPtr book = Book(
      "<dataValidations count=\"1\"><dataValidation type=\"custom\" "
      "sqref=\"B2:B9\"><formula1>B2&lt;"
      "$C2</formula1></dataValidation></dataValidations>");
  EXPECT_THAT(SheetAfter(book, RemoveValidationOperation("Data", {Range("B2:B4")})),
              HasSubstr("sqref=\"B5:B9\"><formula1>B5&lt;$C5</formula1>"));
}

TEST(ValidationOperationTest, ListsGoWithTheirLastRuleAndOtherExtensionsStay) {
  const WorkbookPtr book = Book(
      "<dataValidations count=\"1\"><dataValidation sqref=\"B2\"/></dataValidations><extLst><ext "
      "uri=\"dv\"><x14:dataValidations count=\"1\"><x14:dataValidation><xm:sqref>B3</xm:sqref>"
      "</x14:dataValidation></x14:dataValidations></ext><ext uri=\"other\"><x14:sparklineGroups/>"
      "</ext></extLst>");
  EXPECT_EQ(SheetAfter(book, RemoveValidationOperation("Data", {Range("A1:C9")})),
            "<sheetData/><extLst><ext uri=\"other\"><x14:sparklineGroups/></ext></extLst>");
}

TEST(ValidationOperationTest, AddingIsForCellsWithoutOne) {
  const WorkbookPtr book =
      Book("<dataValidations count=\"1\"><dataValidation sqref=\"B4:B5\"/></dataValidations>");
  const SetValidationOperation add("Data", Rule("list", "=A1:A3"), /*only_free=*/true);
  EXPECT_THAT(ApplyOperation(*book, add, {}), HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(SheetAfter(Book(), add), HasSubstr("sqref=\"B2:B9\""));
  EXPECT_THAT(ApplyOperation(*book, RemoveValidationOperation("Data", {Range("C1")}), {}),
              HasReason(ErrorReason::kStructureConflict));
}

TEST(ValidationOperationTest, RefusesWhatExcelDoesNotTake) {
  EXPECT_THAT(Refusal(Rule("lists", "1"), ErrorReason::kInvalidArgument), HasSubstr("type"));
  EXPECT_THAT(Refusal(Rule("list", ""), ErrorReason::kMissingArgument), HasSubstr("values"));
  EXPECT_THAT(Refusal(Rule("list", "=A1:B9"), ErrorReason::kInvalidArgument),
              HasSubstr("one row or one column"));
  NewValidation list = Rule("list", "");
  list.values = {"a,b"};
  EXPECT_THAT(Refusal(list, ErrorReason::kInvalidArgument), HasSubstr("comma"));
  list.values = {std::string(256, 'x')};
  EXPECT_THAT(Refusal(list, ErrorReason::kInvalidArgument), HasSubstr("255"));
  EXPECT_THAT(Refusal(Rule("whole", "1"), ErrorReason::kMissingArgument), HasSubstr("formula2"));
  NewValidation whole = Rule("whole", "10");
  whole.rule.formula2 = "1";
  EXPECT_THAT(Refusal(whole, ErrorReason::kInvalidArgument), HasSubstr("below the lower one"));
  whole.rule.op = "equal";
  EXPECT_THAT(Refusal(whole, ErrorReason::kInvalidArgument), HasSubstr("second limit"));
  whole.rule.op = "equals";
  EXPECT_THAT(Refusal(whole, ErrorReason::kInvalidArgument), HasSubstr("operator"));
  NewValidation length = Rule("textLength", "-1");
  length.rule.op = "equal";
  Refusal(length, ErrorReason::kInvalidArgument);
  length.rule.formula1 = "1.5";
  Refusal(length, ErrorReason::kInvalidArgument);
  Refusal(Rule("custom", "=SUM("), ErrorReason::kInvalidFormula);
  Refusal(Rule("custom", ""), ErrorReason::kMissingArgument);
  Refusal(Rule("none", "1"), ErrorReason::kInvalidArgument);
  NewValidation custom = Rule("custom", "=TRUE");
  custom.rule.hide_dropdown = true;
  Refusal(custom, ErrorReason::kInvalidArgument);
  custom.rule.hide_dropdown = false;
  custom.rule.prompt_title = std::string(33, 'x');
  EXPECT_THAT(Refusal(custom, ErrorReason::kInvalidArgument), HasSubstr("32"));
  custom.rule.prompt_title.clear();
  custom.rule.error_style = "soft";
  Refusal(custom, ErrorReason::kInvalidArgument);
}

TEST(RuleRangesTest, SubtractionLeavesThePiecesAround) {
  EXPECT_EQ(FormatSqref(Subtract({Range("A1:D4")}, {Range("B2:C3")})), "A1:D1 A2:A3 D2:D3 A4:D4");
  EXPECT_EQ(FormatSqref(Subtract({Range("A1:D4")}, {Range("A1:XFD1048576")})), "");
  EXPECT_EQ(FormatSqref(Disjoint({Range("A1:B2"), Range("B2:C3"), Range("A1")})), "A1:B2 C2 B3:C3");
}

}  // namespace
}  // namespace sheetgate::tests

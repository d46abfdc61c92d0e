// Values of cells and texts of errors.
#include "spreadsheet/model/value.h"

#include <gtest/gtest.h>

#include <limits>

namespace sheetgate::spreadsheet {
namespace {

CellView Number(double number) { return {.type = CellType::kNumber, .number = number}; }
CellView Text(std::string_view text) { return {.type = CellType::kText, .text = text}; }
CellView Boolean(bool boolean) { return {.type = CellType::kBoolean, .boolean = boolean}; }
CellView ErrorCell(CellError error) { return {.type = CellType::kError, .error = error}; }

TEST(CellErrorTest, TextsRoundTrip) {
  for (int i = 0; i <= static_cast<int>(CellError::kPython); ++i) {
    const auto error = static_cast<CellError>(i);
    EXPECT_EQ(ParseError(ErrorText(error)), error) << ErrorText(error);
  }
  EXPECT_EQ(ErrorText(CellError::kNull), "#NULL!");
  EXPECT_EQ(ErrorText(CellError::kNa), "#N/A");
  EXPECT_EQ(ErrorText(CellError::kPython), "#PYTHON!");
}

TEST(CellErrorTest, ParsesAnyCaseAndNothingElse) {
  EXPECT_EQ(ParseError("#div/0!"), CellError::kDiv0);
  EXPECT_EQ(ParseError(""), std::nullopt);
  EXPECT_EQ(ParseError("#N/A "), std::nullopt);
  EXPECT_EQ(ParseError("N/A"), std::nullopt);
}

TEST(CellValueTest, KnowsItsType) {
  EXPECT_EQ(TypeOf(CellValue()), CellType::kEmpty);
  EXPECT_EQ(TypeOf(CellValue(1.5)), CellType::kNumber);
  EXPECT_EQ(TypeOf(CellValue(std::string("x"))), CellType::kText);
  EXPECT_EQ(TypeOf(CellValue(false)), CellType::kBoolean);
  EXPECT_EQ(TypeOf(CellValue(CellError::kRef)), CellType::kError);
}

TEST(CellViewTest, BecomesAValue) {
  EXPECT_EQ(ToValue(CellView()), CellValue());
  EXPECT_EQ(ToValue(Number(2)), CellValue(2.0));
  EXPECT_EQ(ToValue(Text("abc")), CellValue(std::string("abc")));
  EXPECT_EQ(ToValue(Boolean(true)), CellValue(true));
  EXPECT_EQ(ToValue(ErrorCell(CellError::kNum)), CellValue(CellError::kNum));
}

TEST(CellViewTest, ComparesByTypeAndValue) {
  EXPECT_TRUE(SameValue(Number(0.1), Number(0.1)));
  EXPECT_TRUE(SameValue(Number(0.0), Number(-0.0)));
  EXPECT_FALSE(SameValue(Number(1), Number(2)));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(SameValue(Number(nan), Number(nan)));
  EXPECT_FALSE(SameValue(Number(nan), Number(1)));
  EXPECT_FALSE(SameValue(Number(1), Text("1")));
  EXPECT_FALSE(SameValue(Number(1), Boolean(true)));
  EXPECT_TRUE(SameValue(Text("a"), Text("a")));
  EXPECT_FALSE(SameValue(Text("a"), Text("A")));
  EXPECT_FALSE(SameValue(Text(""), CellView()));
  EXPECT_TRUE(SameValue(CellView(), CellView()));
  EXPECT_FALSE(SameValue(ErrorCell(CellError::kNa), ErrorCell(CellError::kRef)));
  EXPECT_FALSE(SameValue(Boolean(true), Boolean(false)));
}

TEST(CellViewTest, IgnoresAddressStyleAndFormula) {
  CellView a = Number(1), b = Number(1);
  a.ref = {5, 5};
  a.style = 3;
  a.formula = FormulaKind::kNormal;
  EXPECT_TRUE(SameValue(a, b));
}

}  // namespace
}  // namespace sheetgate::spreadsheet

// Documents that stay open in the real LibreOffice; see libreoffice_engine_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/observability/metrics.h"
#include "recalc-service/engine/libreoffice/installation.h"
#include "recalc-service/engine/libreoffice/libreoffice_engine.h"
#include "tests/recalc-service/testing/slow_workbook.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using spreadsheet::CellError;
using ::testing::ElementsAre;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

using Values = std::vector<EngineValue>;
using DocumentPtr = std::unique_ptr<EngineDocument>;

class LibreOfficeDocumentTest : public testing::Test {
 protected:
  void SetUp() override {
    options_.worker_path = std::string(SHEETGATE_BIN_DIR) + "/sheetgate-lo-worker";
    const auto found = FindLibreOffice("", options_.worker_path);
    ASSERT_TRUE(found.ok()) << found.status() << "; scripts/test installs LibreOffice";
    engine_ = std::make_unique<LibreOfficeEngine>(options_, metrics_);
  }

  DocumentPtr Open(const std::string& package, bool calculate = true) {
    std::promise<absl::StatusOr<DocumentPtr>> opened;
    engine_->Open(
        {std::make_shared<const std::string>(package), "book.xlsx", calculate}, {},
        [](EnginePhase) {},
        [&](absl::StatusOr<DocumentPtr> document) { opened.set_value(std::move(document)); });
    absl::StatusOr<DocumentPtr> document = opened.get_future().get();
    EXPECT_THAT(document, IsOk());
    return document.ok() ? *std::move(document) : nullptr;
  }

  // A1 and B1 are constants, C1 to E1 depend on them; other sheet: A1 depends on C1.
  DocumentPtr OpenModel() {
    return Open(tests::MakeXlsx(
        {{"S",
          R"(<row r="1"><c r="A1"><v>2</v></c><c r="B1" t="inlineStr"><is><t>007</t></is></c>)"
          R"(<c r="C1"><f>A1*10</f><v>0</v></c><c r="D1" t="str"><f>B1&amp;"!"</f><v>x</v></c>)"
          R"(<c r="E1" t="b"><f>ISLOGICAL(A1)</f><v>0</v></c><c r="F1" t="b"><f>ISBLANK(A1)</f><v>0</v></c></row>)"},
         {"My sheet", R"(<row r="1"><c r="A1"><f>S!C1+1</f><v>0</v></c></row>)"}}));
  }

  static EngineCell Cell(const char* address, EngineContent content, const char* sheet = "S") {
    return {sheet, *spreadsheet::ParseCell(address), std::move(content), true};
  }
  static EngineRange Range(const char* range, const char* sheet = "S") {
    return {sheet, *spreadsheet::ParseRange(range)};
  }

  absl::StatusOr<EngineAnswer> Ask(EngineDocument& document, EngineQuestion question,
                                   const platform::CancellationToken& token = {}) {
    std::promise<absl::StatusOr<EngineAnswer>> answered;
    document.Ask(
        std::move(question), token, [](EnginePhase) {},
        [&](absl::StatusOr<EngineAnswer> answer) { answered.set_value(std::move(answer)); });
    return answered.get_future().get();
  }
  Values Ask(EngineDocument& document, std::vector<EngineScenario> scenarios,
             std::vector<EngineRange> ranges, EngineScenario edits = {}) {
    EngineQuestion question;
    question.edits = std::move(edits);
    question.scenarios = std::move(scenarios);
    question.ranges = std::move(ranges);
    auto answer = Ask(document, std::move(question));
    EXPECT_THAT(answer, IsOk());
    return answer.ok() ? answer->values : Values();
  }
  absl::StatusOr<DocumentPtr> Clone(EngineDocument& document) {
    std::promise<absl::StatusOr<DocumentPtr>> cloned;
    document.Clone({},
                   [&](absl::StatusOr<DocumentPtr> copy) { cloned.set_value(std::move(copy)); });
    return cloned.get_future().get();
  }

  platform::MetricsRegistry metrics_;
  WorkerSupervisor::Options options_;
  std::unique_ptr<LibreOfficeEngine> engine_;
};

TEST_F(LibreOfficeDocumentTest, EditsStayAndDependentsFollow) {
  const DocumentPtr document = OpenModel();
  EXPECT_EQ(Ask(*document, {}, {Range("C1"), Range("A1", "My sheet")}), (Values{20.0, 21.0}));
  EXPECT_EQ(Ask(*document, {}, {Range("C1"), Range("A1", "My sheet")}, {Cell("A1", 5.0)}),
            (Values{50.0, 51.0}));
  EXPECT_EQ(Ask(*document, {}, {Range("C1")}), (Values{50.0}));
  // A formula of another sheet, and back to a value.
  EXPECT_EQ(Ask(*document, {}, {Range("A1"), Range("C1")},
                {Cell("A1", EngineFormula{"LEN('My sheet'!B9)+SUM(1,2)"})}),
            (Values{3.0, 30.0}));
  EXPECT_EQ(Ask(*document, {}, {Range("A1:C1")}, {Cell("A1", 1.0), Cell("B1", EngineContent())}),
            (Values{1.0, std::string(), 10.0}));
  EXPECT_GT(document->memory_bytes(), 1 << 20);
}

TEST_F(LibreOfficeDocumentTest, AWorkbookThatIsCalculatedByHandIsCalculatedAllTheSame) {
  const DocumentPtr document = Open(tests::MakeXlsx(
      {{"S", R"(<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1*10</f><v>0</v></c></row>)"}}, "",
      "", R"(<calcPr calcMode="manual"/>)"));
  EXPECT_EQ(Ask(*document, {{Cell("A1", 3.0)}}, {Range("B1")}), (Values{30.0}));
  EXPECT_EQ(Ask(*document, {}, {Range("B1")}, {Cell("A1", 4.0)}), (Values{40.0}));
}

TEST_F(LibreOfficeDocumentTest, AValueDoesNotInheritTheFormatOfAFormula) {
  const DocumentPtr document = OpenModel();
  EXPECT_EQ(Ask(*document, {}, {Range("E1")}, {Cell("A1", EngineFormula{"1=1"})}), (Values{true}));
  EXPECT_EQ(Ask(*document, {}, {Range("A1"), Range("E1")}, {Cell("A1", 1.0)}),
            (Values{1.0, false}));
}

TEST_F(LibreOfficeDocumentTest, ScenariosLeaveNothingBehind) {
  const DocumentPtr document = OpenModel();
  const std::vector<EngineRange> ranges = {Range("C1:F1"), Range("A1", "My sheet")};
  const Values before = Ask(*document, {}, ranges);
  EXPECT_EQ(before, (Values{20.0, std::string("007!"), false, false, 21.0}));
  const Values values = Ask(*document,
                            {{Cell("A1", 7.0), Cell("B1", std::string("008"))},
                             {Cell("A1", true)},
                             {},
                             {Cell("A1", EngineContent())},
                             {Cell("C1", 1.0), Cell("A1", 3.0), Cell("C1", 2.0)}},
                            ranges);
  EXPECT_EQ(values, (Values{70.0, std::string("008!"), false, false, 71.0,  //
                            10.0, std::string("007!"), true,  false, 11.0,  //
                            20.0, std::string("007!"), false, false, 21.0,  //
                            0.0,  std::string("007!"), false, true,  1.0,   //
                            2.0,  std::string("007!"), false, false, 3.0}));
  EXPECT_EQ(Ask(*document, {}, ranges), before);
  // The formula that was overwritten is one again.
  EXPECT_EQ(Ask(*document, {}, {Range("C1")}, {Cell("A1", 4.0)}), (Values{40.0}));
}

TEST_F(LibreOfficeDocumentTest, ACopyGoesItsOwnWay) {
  const DocumentPtr document = OpenModel();
  ASSERT_OK_AND_ASSIGN(const DocumentPtr copy, Clone(*document));
  EXPECT_EQ(copy->sheets(), document->sheets());
  EXPECT_EQ(Ask(*copy, {}, {Range("C1")}, {Cell("A1", 9.0)}), (Values{90.0}));
  EXPECT_EQ(Ask(*document, {}, {Range("C1")}, {Cell("A1", 3.0)}), (Values{30.0}));
  ASSERT_OK_AND_ASSIGN(const DocumentPtr second, Clone(*document));
  EXPECT_EQ(Ask(*second, {}, {Range("C1")}), (Values{30.0}));
  EXPECT_EQ(Ask(*copy, {}, {Range("C1")}), (Values{90.0}));
  // Copies are not copied.
  EXPECT_THAT(Clone(*copy), testing::Not(IsOk()));
  EXPECT_EQ(Ask(*second, {}, {Range("C1")}), (Values{30.0}));
}

TEST_F(LibreOfficeDocumentTest, CancellingACopyLeavesTheDocument) {
  // Not calculated: reading does it.
  const DocumentPtr document = Open(tests::SlowWorkbook(), false);
  ASSERT_OK_AND_ASSIGN(const DocumentPtr copy, Clone(*document));
  platform::CancellationSource cancel;
  EngineQuestion question;
  question.edits = {Cell("A1", 2.0, "Slow")};
  question.ranges = {Range("B1:B10", "Slow")};
  std::promise<absl::StatusOr<EngineAnswer>> answered;
  std::promise<void> reading;
  copy->Ask(
      std::move(question), cancel.token(), [&](EnginePhase) { reading.set_value(); },
      [&](absl::StatusOr<EngineAnswer> answer) { answered.set_value(std::move(answer)); });
  reading.get_future().get();
  cancel.Cancel(absl::CancelledError("enough"));
  EXPECT_THAT(answered.get_future().get(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_FALSE(copy->alive());
  EXPECT_TRUE(document->alive());
  EXPECT_THAT(Ask(*copy, {}), HasReason(ErrorReason::kEngineCrashed));
  EXPECT_THAT(Ask(*document, {}), IsOk());
}

TEST_F(LibreOfficeDocumentTest, ACopyEndsWithItsDocument) {
  DocumentPtr document = OpenModel();
  ASSERT_OK_AND_ASSIGN(const DocumentPtr copy, Clone(*document));
  document.reset();
  while (copy->alive()) sched_yield();
  EXPECT_THAT(Ask(*copy, {}), HasReason(ErrorReason::kEngineCrashed));
}

TEST_F(LibreOfficeDocumentTest, PicturesOfOneDocumentAreAlike) {
  const DocumentPtr document = OpenModel();
  EngineQuestion question;
  question.picture.emplace().range = Range("A1:F1");
  ASSERT_OK_AND_ASSIGN(const EngineAnswer first, Ask(*document, question));
  ASSERT_OK_AND_ASSIGN(const EngineAnswer second, Ask(*document, question));
  EXPECT_FALSE(first.picture.bytes.empty());
  EXPECT_EQ(first.picture.bytes, second.picture.bytes);
  question.picture->range = Range("A1:B40");
  question.picture->format = PictureFormat::kPdf;
  ASSERT_OK_AND_ASSIGN(const EngineAnswer other, Ask(*document, question));
  EXPECT_THAT(other.picture.bytes, testing::StartsWith("%PDF"));
  EXPECT_NE(other.picture.height, first.picture.height);
  question.picture->range = Range("A1:F1");
  question.picture->format = PictureFormat::kPng;
  question.edits = {Cell("A1", 5.0)};
  ASSERT_OK_AND_ASSIGN(const EngineAnswer edited, Ask(*document, question));
  EXPECT_NE(first.picture.bytes, edited.picture.bytes);
}

// Every function that may be set means the same as in a file.
TEST_F(LibreOfficeDocumentTest, FormulasThatAreSetMeanWhatTheyMeanInAFile) {
  const std::vector<std::string> formulas = {
      "ABS(-1)+ACOS(0.5)+ACOSH(2)+ASIN(0.5)+ASINH(1)+ATAN(1)+ATAN2(1,2)+ATANH(0.5)",
      "AND(TRUE,1)",
      "OR(FALSE,0)",
      "NOT(TRUE)",
      "IF(1,2,3)",
      "IFERROR(1/0,5)",
      "CHOOSE(2,\"a\",\"b\")",
      "TRUE",
      "FALSE()",
      "AVEDEV(1,2,4)+AVERAGE(A1:A9)+AVERAGEA(A1:A9)+AVERAGEIF(A1:A9,\">3\")",
      "AVERAGEIFS(A1:A9,B1:B9,\">3\")",
      "COUNT(A1:A9)+COUNTA(A1:A9)+COUNTBLANK(A1:D9)",
      "COUNTIF(A1:A9,\">3\")+COUNTIFS(A1:A9,\">3\",B1:B9,\"<9\")",
      "SUM(A1:A9)+SUMIF(A1:A9,\">3\",B1:B9)+SUMIFS(A1:A9,B1:B9,\">3\")",
      "SUMPRODUCT(A1:A9,B1:B9)+SUMSQ(A1:A3)+PRODUCT(A1:A3)",
      "SUBTOTAL(9,A1:A9)",
      "MAX(A1:A9)+MIN(A1:A9)+MAXA(A1:A9)+MINA(A1:A9)+MEDIAN(A1:A9)+MODE(1,1,2)",
      "LARGE(A1:A9,2)+SMALL(A1:A9,2)+RANK(A3,A1:A9)+PERCENTILE(A1:A9,0.3)+QUARTILE(A1:A9,1)",
      "STDEV(A1:A9)+STDEVP(A1:A9)+VAR(A1:A9)+VARP(A1:A9)+DEVSQ(A1:A9)+SKEW(1,2,5)+KURT(1,2,5,9)",
      "CORREL(A1:A9,B1:B9)+FORECAST(3,A1:A9,B1:B9)+SLOPE(A1:A9,B1:B9)+INTERCEPT(A1:A9,B1:B9)",
      "GEOMEAN(A1:A9)+HARMEAN(A1:A9)",
      "INDEX(A1:B9,2,2)",
      "MATCH(3,A1:A9,0)",
      "VLOOKUP(3,A1:B9,2,FALSE)",
      "HLOOKUP(1,A1:B9,2,FALSE)",
      "LOOKUP(3,A1:A9,B1:B9)",
      "ROW(B5)+ROWS(A1:A9)+COLUMN(B5)+COLUMNS(A1:C1)",
      "ROUND(2.567,2)",
      "ROUNDDOWN(2.567,2)",
      "ROUNDUP(2.561,2)+TRUNC(2.9)+INT(-2.1)+EVEN(3)+ODD(4)",
      "MOD(-7,3)+SIGN(-3)+SQRT(16)",
      "POWER(2,10)+EXP(1)+LN(2)+LOG(8,2)+LOG10(100)+FACT(5)+COMBIN(5,2)+GCD(12,18)+LCM(4,6)",
      "SIN(1)+COS(1)+TAN(1)+SINH(1)+COSH(1)+TANH(1)+DEGREES(1)+RADIANS(90)+PI()",
      "CONCATENATE(\"a\",\"b\")&LEFT(\"hello\",2)&RIGHT(\"hello\",2)&MID(\"hello\",2,3)",
      "LEN(\"abc\")+CODE(\"A\")+FIND(\"l\",\"hello\")+SEARCH(\"L\",\"hello\")",
      "CHAR(65)&LOWER(\"AB\")",
      "UPPER(\"ab\")&PROPER(\"ab cd\")&TRIM(\"  a  b \")&REPT(\"x\",3)&CLEAN(\"a\")&T(\"t\")",
      "SUBSTITUTE(\"aXa\",\"X\",\"-\")&REPLACE(\"abc\",2,1,\"Z\")",
      "TEXT(1234.5,\"0.00\")",
      "FIXED(1234.567,1)",
      "EXACT(\"a\",\"a\")",
      "VALUE(\"12.5\")+DATEVALUE(\"2024-02-29\")",
      "TIMEVALUE(\"12:00\")",
      "DATE(2024,2,29)+TIME(6,0,0)",
      "YEAR(45000)+MONTH(45000)+DAY(45000)",
      "HOUR(0.75)+MINUTE(0.76)+SECOND(0.761)+WEEKDAY(45000,2)+DAYS360(45000,45100)",
      "EDATE(45000,3)",
      "EOMONTH(45000,0)",
      "WORKDAY(45000,10)",
      "NETWORKDAYS(45000,45030)",
      "YEARFRAC(45000,45365,1)",
      "PMT(0.01,12,-1000)+PV(0.01,12,-100)+FV(0.01,12,-100)",
      "NPV(0.1,100,200)+RATE(12,-100,1000)+NPER(0.01,-100,1000)+IPMT(0.01,1,12,1000)",
      "PPMT(0.01,1,12,1000)+SLN(1000,100,5)+SYD(1000,100,5,1)+DB(1000,100,5,1)+DDB(1000,100,5,1)",
      "IRR(A20:A23)+MIRR(A20:A23,0.1,0.12)",
      "ISBLANK(Z9)",
      "ISERR(1/0)",
      "ISERROR(NA())",
      "ISEVEN(2)",
      "ISODD(2)",
      "ISLOGICAL(TRUE)",
      "ISNA(NA())",
      "ISNONTEXT(1)",
      "ISNUMBER(1)",
      "ISREF(A1)",
      "ISTEXT(\"a\")",
      "NA()",
      "RANDBETWEEN(3,3)",
      "RAND()<1",
      "NOW()>45000",
      "TODAY()>45000",
      "A1&\" \"&B1",
      "-A1^2",
      "50%",
      "A1<>B1",
      "Rate*2"};
  std::string rows;
  for (int row = 1; row <= 9; ++row) {
    const std::string r = std::to_string(row);
    rows += "<row r=\"" + r + "\"><c r=\"A" + r + "\"><v>" + r + "</v></c><c r=\"B" + r + "\"><v>" +
            std::to_string(row * row) + "</v></c></row>";
  }
  rows +=
      R"(<row r="20"><c r="A20"><v>-100</v></c></row><row r="21"><c r="A21"><v>60</v></c></row>)"
      R"(<row r="22"><c r="A22"><v>70</v></c></row><row r="23"><c r="A23"><v>20</v></c></row>)";
  // Those of the file are in column D of another sheet's rows, those that are set in E.
  std::string file_rows;
  EngineScenario edits;
  for (size_t i = 0; i < formulas.size(); ++i) {
    const std::string r = std::to_string(100 + i);
    std::string escaped;
    for (const char c : formulas[i]) {
      escaped += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    }
    file_rows +=
        "<row r=\"" + r + "\"><c r=\"D" + r + "\"><f>" + escaped + "</f><v>0</v></c></row>";
    ASSERT_TRUE(engine_->CanSet(formulas[i])) << formulas[i];
    edits.push_back(Cell(("E" + r).c_str(), EngineFormula{formulas[i]}));
  }
  const std::string last = std::to_string(99 + formulas.size());
  const DocumentPtr document = Open(tests::MakeXlsx({{"S", rows + file_rows}}));
  const Values set = Ask(*document, {}, {Range(("E100:E" + last).c_str())}, edits);
  const Values file = Ask(*document, {}, {Range(("D100:D" + last).c_str())});
  ASSERT_EQ(set.size(), formulas.size());
  ASSERT_EQ(file.size(), formulas.size());
  for (size_t i = 0; i < formulas.size(); ++i) {
    EXPECT_TRUE(set[i] == file[i]) << formulas[i];
    if (formulas[i] == "Rate*2") {
      EXPECT_EQ(set[i], EngineValue(CellError::kName));
    } else if (formulas[i] != "NA()") {
      EXPECT_FALSE(std::holds_alternative<CellError>(set[i])) << formulas[i];
      EXPECT_FALSE(std::holds_alternative<Uncalculated>(set[i])) << formulas[i];
    }
  }
}

}  // namespace
}  // namespace sheetgate::recalc

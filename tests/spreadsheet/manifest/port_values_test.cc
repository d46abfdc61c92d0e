#include "spreadsheet/manifest/port_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "spreadsheet/manifest/port_type.h"
#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/manifest/loan_workbook.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::StatusIs;
using Inputs = std::map<std::string, PortValue>;

ManifestPort Port(const std::string& name, PortDirection direction, PortShape shape,
                  const std::string& cells, PortType type = PortType::kAny) {
  ManifestPort port;
  port.name = name;
  port.direction = direction;
  port.shape = shape;
  port.cells = cells;
  port.type = type;
  return port;
}

class PortValuesTest : public ::testing::Test {
 protected:
  PortValuesTest() {
    manifest_.ports = {
        Port("growth", PortDirection::kIn, PortShape::kScalar, "Assumptions!B1", PortType::kNumber),
        Port("scenario", PortDirection::kIn, PortShape::kScalar, "Assumptions!B3", PortType::kText),
        Port("pair", PortDirection::kIn, PortShape::kRange, "Assumptions!B4:B5"),
        Port("costs", PortDirection::kIn, PortShape::kTable, "Costs!A1:B4"),
        Port("margin", PortDirection::kOut, PortShape::kScalar, "Result!B3", PortType::kNumber),
        Port("results", PortDirection::kOut, PortShape::kRange, "Result!A1:B2"),
        Port("taxed", PortDirection::kOut, PortShape::kTable, "Costs!A1:C4")};
    manifest_.ports[0].maximum = CellValue(0.5);
    manifest_.ports[1].allowed = {CellValue("base"), CellValue("best")};
    manifest_.ports[3].columns = {{"Item", PortType::kText}, {"Amount", PortType::kNumber}};
    manifest_.ports[6].columns = {{"Item", PortType::kText}, {"With tax", PortType::kNumber}};
  }

  absl::StatusOr<std::vector<CellChange>> Changes(const Inputs& inputs) {
    auto bound = BindManifest(*workbook_, manifest_, {});
    if (!bound.ok()) return bound.status();
    for (const ManifestProblem& problem : bound->problems) {
      EXPECT_NE(problem.severity, Severity::kError) << problem.message;
    }
    return InputChanges(*workbook_, manifest_, *bound, inputs);
  }

  // "Assumptions!B1=0.3".
  std::vector<std::string> Written(const Inputs& inputs) {
    const auto changes = Changes(inputs);
    EXPECT_THAT(changes, tests::IsOk());
    std::vector<std::string> lines;
    if (!changes.ok()) return lines;
    for (const CellChange& change : *changes) {
      EXPECT_EQ(change.kind, CellChange::Kind::kValue);
      lines.push_back(Concat(workbook_->sheets()[change.sheet].name, "!", FormatCell(change.cell),
                             "=", DescribeValue(change.value), change.date ? " date" : ""));
    }
    return lines;
  }

  // The output of port `index`, shown like JSON, when its cells are `values`.
  std::string Output(size_t index, const std::vector<CellValue>& values) {
    issues_.clear();
    const auto bound = BindManifest(*workbook_, manifest_, {});
    EXPECT_THAT(bound, tests::IsOk());
    return Show(
        OutputValue(*workbook_, manifest_.ports[index], bound->ports[index], values, &issues_));
  }

  static std::string Show(const PortValue& value) {
    if (const auto* scalar = std::get_if<CellValue>(&value)) return DescribeValue(*scalar);
    std::string text;
    if (const auto* rows = std::get_if<std::vector<PortList>>(&value)) {
      for (const PortList& row : *rows) {
        text += "[";
        for (const CellValue& cell : row) text += Concat(DescribeValue(cell), ";");
        text += "]";
      }
    } else if (const auto* records = std::get_if<std::vector<PortRecord>>(&value)) {
      for (const PortRecord& record : *records) {
        text += "{";
        for (const auto& [key, cell] : record) text += Concat(key, ":", DescribeValue(cell), ";");
        text += "}";
      }
    }
    return text;
  }

  const tests::WorkbookPtr workbook_ = tests::LoanWorkbook().Open();
  Manifest manifest_;
  std::vector<OutputIssue> issues_;
};

TEST_F(PortValuesTest, WritesScalarsListsAndRecords) {
  EXPECT_THAT(Written({}), IsEmpty());
  EXPECT_THAT(Written({{"growth", CellValue(0.3)}, {"scenario", CellValue("best")}}),
              ElementsAre("Assumptions!B1=0.3", "Assumptions!B3=the text 'best'"));
  EXPECT_THAT(Written({{"pair", PortList{1.0, true}}}),
              ElementsAre("Assumptions!B4=1", "Assumptions!B5=TRUE"));
  EXPECT_THAT(Written({{"pair", std::vector<PortList>{{1.0}, {CellValue()}}}}),
              ElementsAre("Assumptions!B4=1", "Assumptions!B5=empty"));
  EXPECT_THAT(Written({{"growth", CellValue()}}), IsEmpty()) << "an empty value is none";
}

TEST_F(PortValuesTest, ATablesRowsAreOverwrittenAndTheRestEmptied) {
  const std::vector<std::string> written =
      Written({{"costs",
                std::vector<PortRecord>{{{"amount", 7.0}, {"Item", "Car"}}, {{"Item", "Train"}}}}});
  EXPECT_THAT(written,
              ElementsAre("Costs!A2=the text 'Car'", "Costs!B2=7", "Costs!A3=the text 'Train'",
                          "Costs!B3=empty", "Costs!A4=empty", "Costs!B4=empty"));
  EXPECT_THAT(Written({{"costs", std::vector<PortList>{{"Car", 7.0}}}}),
              ElementsAre("Costs!A2=the text 'Car'", "Costs!B2=7", "Costs!A3=empty",
                          "Costs!B3=empty", "Costs!A4=empty", "Costs!B4=empty"));
  EXPECT_EQ(Written({{"costs", PortList{}}}).size(), 6u) << "no rows: all are emptied";
}

TEST_F(PortValuesTest, RefusesWhatDoesNotFitAndNamesThePort) {
  const auto refuses = [&](const Inputs& inputs, const std::string& message) {
    EXPECT_THAT(Changes(inputs), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)));
  };
  refuses({{"growth", CellValue("much")}},
          "input 'growth' must be a number such as 12.5, not the "
          "text 'much'");
  refuses({{"growth", CellValue(0.6)}}, "input 'growth' is 0.6; the maximum is 0.5");
  refuses({{"growth", PortList{1.0}}}, "input 'growth' takes one value");
  refuses({{"scenario", CellValue("worst")}}, "none of the text 'base', the text 'best'");
  refuses({{"scenario", CellValue(1.0)}}, "text in quotes");
  refuses({{"pair", PortList{1.0}}}, "input 'pair' has 1 rows; it takes 2 rows of 1");
  refuses({{"pair", std::vector<PortList>{{1.0}, {1.0, 2.0}}}}, "input 'pair[1]' has 2 values");
  refuses({{"pair", CellValue(1.0)}}, "takes a list of rows");
  refuses({{"costs", std::vector<PortRecord>(4)}}, "has 4 rows; the table has room for 3");
  refuses({{"costs", std::vector<PortRecord>{{{"Amuont", 1.0}}}}}, "did you mean 'Amount'?");
  refuses({{"costs", std::vector<PortRecord>{{{"Amount", "x"}}}}},
          "input 'costs[0].Amount' must be");
  refuses({{"costs", std::vector<PortList>{{1.0}}}}, "the table has 2 columns: 'Item', 'Amount'");
  refuses({{"costs", CellValue(1.0)}}, "takes a list of objects");
  EXPECT_THAT(Changes({{"growht", CellValue(1.0)}}),
              AllOf(HasReason(ErrorReason::kUnknownArgument),
                    StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("mean 'growth'?"))));
  refuses({{"margin", CellValue(1.0)}}, "that is an output");
}

TEST_F(PortValuesTest, DefaultsStandInAndRequiredInputsAreAskedFor) {
  manifest_.ports[0].default_value = CellValue(0.1);
  EXPECT_THAT(Written({}), ElementsAre("Assumptions!B1=0.1"));
  EXPECT_THAT(Written({{"growth", CellValue(0.2)}}), ElementsAre("Assumptions!B1=0.2"));
  manifest_.ports[1].required = true;
  EXPECT_THAT(Changes({{"scenario", CellValue()}}), HasReason(ErrorReason::kMissingArgument));
}

TEST_F(PortValuesTest, DatesAreTexts) {
  manifest_.ports[0].type = PortType::kDate;
  manifest_.ports[0].maximum = CellValue("2026-12-31");
  EXPECT_THAT(Written({{"growth", CellValue("2026-01-31")}}),
              ElementsAre("Assumptions!B1=46053 date"));
  EXPECT_THAT(Changes({{"growth", CellValue("2027-01-01")}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the maximum is")));
  EXPECT_THAT(Changes({{"growth", CellValue(46053.0)}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2026-01-31")));
  manifest_.ports[4].type = PortType::kDate;
  EXPECT_EQ(Output(4, {46053.0}), "the text '2026-01-31'");
  EXPECT_THAT(issues_, IsEmpty());
}

TEST_F(PortValuesTest, ReadsOutputsByShape) {
  EXPECT_EQ(Output(4, {1.5}), "1.5");
  EXPECT_EQ(Output(5, {"a", 1.0, "b", 2.0}), "[the text 'a';1;][the text 'b';2;]");
  // Columns Item, Amount and With tax, of which two are asked for.
  EXPECT_EQ(Output(6, {"Rent", 1.0, 1.2, "", 5.0, CellValue(), "Fun", 3.0, 3.6}),
            "{Item:the text 'Rent';With tax:1.2;}")
      << "ends at the first blank row";
  EXPECT_THAT(issues_, IsEmpty());
}

TEST_F(PortValuesTest, ReportsErrorsAndOtherTypes) {
  EXPECT_EQ(Output(4, {CellError::kDiv0}), "#DIV/0!");
  ASSERT_EQ(issues_.size(), 1u);
  EXPECT_EQ(issues_[0].message, "is #DIV/0!");
  EXPECT_EQ(FormatRange(issues_[0].cell.range), "B3");
  EXPECT_EQ(Output(4, {"n/a"}), "the text 'n/a'");
  EXPECT_THAT(issues_[0].message, HasSubstr("not a number"));
  manifest_.ports[4].type = PortType::kInteger;
  EXPECT_EQ(Output(4, {3.0000000000000004}), "3");
  EXPECT_THAT(issues_, IsEmpty());
  Output(4, {3.5});
  EXPECT_EQ(issues_.size(), 1u);
  EXPECT_EQ(Output(4, {CellValue()}), "empty");
  EXPECT_THAT(issues_, IsEmpty());
}

}  // namespace
}  // namespace sheetgate::spreadsheet

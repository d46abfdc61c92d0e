#include "spreadsheet/manifest/bind_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "spreadsheet/manifest/manifest_flow.h"
#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/manifest/loan_workbook.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using tests::WorkbookPtr;

ManifestPort Port(const std::string& name, PortDirection direction, const std::string& cells,
                  PortShape shape = PortShape::kScalar) {
  ManifestPort port;
  port.name = name;
  port.direction = direction;
  port.shape = shape;
  port.cells = cells;
  return port;
}

ManifestPort In(const std::string& name, const std::string& cells,
                PortShape shape = PortShape::kScalar) {
  return Port(name, PortDirection::kIn, cells, shape);
}

ManifestPort Out(const std::string& name, const std::string& cells,
                 PortShape shape = PortShape::kScalar) {
  return Port(name, PortDirection::kOut, cells, shape);
}

class BindManifestTest : public ::testing::Test {
 protected:
  BoundManifest Bind(std::vector<ManifestPort> ports) {
    manifest_.ports = std::move(ports);
    auto bound = BindManifest(*workbook_, manifest_, {});
    EXPECT_THAT(bound, tests::IsOk());
    return *std::move(bound);
  }

  // "error growth: what is wrong", of one port beside a good output.
  std::vector<std::string> Problems(ManifestPort port) {
    return Show(Bind({std::move(port), Out("good", "Result!B1")}));
  }

  static std::vector<std::string> Show(const BoundManifest& bound) {
    std::vector<std::string> lines;
    for (const ManifestProblem& problem : bound.problems) {
      EXPECT_FALSE(problem.action.empty()) << problem.message;
      lines.push_back(
          Concat(SeverityName(problem.severity), " ", problem.port, ": ", problem.message));
    }
    return lines;
  }

  std::string Place(const ManifestPort& port) {
    const BoundManifest bound = Bind({port, Out("good", "Result!B1")});
    EXPECT_THAT(bound.problems, IsEmpty());
    if (bound.ports.size() != 2) return "";
    const BoundPort& first = bound.ports.front();
    std::string text =
        Concat(workbook_->sheets()[first.cells.sheet].name, "!", FormatRange(first.cells.range));
    for (const BoundColumn& column : first.columns) {
      text += Concat(" ", ColumnName(column.column), "=", column.name);
    }
    return text;
  }

  const WorkbookPtr workbook_ = tests::LoanWorkbook().Open();
  Manifest manifest_;
};

TEST_F(BindManifestTest, FindsCellsNamesTablesAndColumns) {
  EXPECT_EQ(Place(In("a", "Assumptions!$B$1")), "Assumptions!B1");
  EXPECT_EQ(Place(In("a", "'assumptions'!B1")), "Assumptions!B1");
  EXPECT_EQ(Place(In("a", "Costs[Amount]", PortShape::kRange)), "Costs!B2:B4");
  EXPECT_EQ(Place(In("a", "Assumptions!B1:B2", PortShape::kRange)), "Assumptions!B1:B2");
  EXPECT_EQ(Place(In("a", "Costs!A1:B4", PortShape::kTable)), "Costs!A2:B4 A=Item B=Amount");
  EXPECT_EQ(Place(Out("a", "Costs!A:C", PortShape::kTable)),
            "Costs!A2:C4 A=Item B=Amount C=With tax");
  ManifestPort named;
  named.name = "a";
  named.defined_name = "price";
  EXPECT_EQ(Place(named), "Assumptions!B2");
  ManifestPort table;
  table.name = "a";
  table.table = "COSTS";
  table.shape = PortShape::kTable;
  EXPECT_EQ(Place(table), "Costs!A2:C4 A=Item B=Amount") << "a formula's column is no input";
  table.columns = {{"amount", PortType::kNumber}};
  EXPECT_EQ(Place(table), "Costs!A2:C4 B=amount");
}

TEST_F(BindManifestTest, SaysWhyAPortLeadsNowhere) {
  const auto problem = [&](const std::string& cells) { return Problems(In("a", cells)); };
  EXPECT_THAT(problem("B1"), ElementsAre(HasSubstr("names no sheet")));
  EXPECT_THAT(problem("Asumptions!B1"), ElementsAre(HasSubstr("do not exist")));
  EXPECT_THAT(problem("Assumptions!"), ElementsAre(StartsWith("error a: ")));
  EXPECT_THAT(problem(""), ElementsAre(HasSubstr("has no place")));
  EXPECT_THAT(problem("Assumptions!B1:B2"),
              ElementsAre(HasSubstr("B1:B2, more than the one cell")));
  EXPECT_THAT(Problems(In("a", "Assumptions!B1:X9000", PortShape::kRange)),
              ElementsAre(HasSubstr("at most 10000")));
  EXPECT_THAT(Problems(In("a", "Assumptions!H:H", PortShape::kRange)),
              ElementsAre(HasSubstr("no used cells")));
  ManifestPort port;
  port.name = "a";
  port.defined_name = "Prise";
  EXPECT_THAT(Problems(port), ElementsAre(HasSubstr("did you mean 'Price'?")));
  port.defined_name = "Share";
  EXPECT_THAT(Problems(port), ElementsAre(HasSubstr("stands for a constant")));
  port.defined_name = "Ghost";
  EXPECT_THAT(Problems(port), ElementsAre(HasSubstr("do not exist")));
  port.table = "Costs";
  EXPECT_THAT(Problems(port), ElementsAre(HasSubstr("has several places")));
  port.defined_name.clear();
  port.shape = PortShape::kTable;
  port.columns = {{"Amuont"}};
  EXPECT_THAT(Problems(port), ElementsAre(HasSubstr("did you mean 'Amount'?")));
  port.columns = {{"Amount"}, {"B"}};
  EXPECT_THAT(Problems(port), ElementsAre(HasSubstr("twice")));
}

TEST_F(BindManifestTest, InputsAreConstants) {
  EXPECT_THAT(Problems(In("a", "Result!B3")),
              ElementsAre(HasSubstr("B3 has the formula '=B1-B2'")));
  ManifestPort port = In("a", "Costs!A1:C4", PortShape::kTable);
  port.columns = {{"With tax"}};
  EXPECT_THAT(Problems(port), ElementsAre(HasSubstr("C2 has the formula")));
}

TEST_F(BindManifestTest, NoCellIsInTwoInputs) {
  const BoundManifest bound =
      Bind({In("a", "Assumptions!B1"), In("b", "Assumptions!B1:B2", PortShape::kRange),
            Out("good", "Result!B1"), Out("same", "Result!B1")});
  EXPECT_THAT(Show(bound), ElementsAre("error b: has cells of the input 'a'"));
  EXPECT_TRUE(bound.has_errors());
  // Columns of one table may be two inputs.
  ManifestPort amounts = In("amounts", "Costs!A1:B4", PortShape::kTable);
  amounts.columns = {{"Amount"}};
  ManifestPort items = In("items", "Costs!A1:B4", PortShape::kTable);
  items.columns = {{"Item"}};
  EXPECT_THAT(Show(Bind({amounts, items, Out("good", "Result!B1")})), IsEmpty());
}

TEST_F(BindManifestTest, ChecksNamesAndRules) {
  EXPECT_THAT(
      Show(Bind({In("a b", "Assumptions!B1"), Out("x", "Result!B1"), Out("x", "Result!B2")})),
      ElementsAre(HasSubstr("no identifier"), "error x: another port has the same name"));
  EXPECT_THAT(Show(Bind({In("a", "Assumptions!B1")})), ElementsAre("warning : there is no output"));

  ManifestPort port = In("a", "Assumptions!B1");
  port.type = PortType::kNumber;
  port.minimum = CellValue(2.0);
  port.maximum = CellValue(1.0);
  EXPECT_THAT(Problems(port), ElementsAre("error a: has a minimum above its maximum"));
  port.minimum = CellValue("x");
  EXPECT_THAT(Problems(port), ElementsAre(HasSubstr("minimum must be a number")));
  port.minimum.reset();
  port.default_value = CellValue(3.0);
  EXPECT_THAT(Problems(port), ElementsAre(HasSubstr("default_value is 3; the maximum is 1")));
  port.default_value = CellValue(1.0);
  port.required = true;
  EXPECT_THAT(Problems(port), ElementsAre(StartsWith("warning a: is required")));

  port = In("a", "Assumptions!B3");
  port.type = PortType::kText;
  port.minimum = CellValue(1.0);
  EXPECT_THAT(Problems(port), ElementsAre(HasSubstr("which a text does not have")));
  port.minimum.reset();
  port.allowed = {CellValue("base"), CellValue(1.0)};
  EXPECT_THAT(Problems(port), ElementsAre(HasSubstr("enum_values must be text")));
  port = In("a", "Assumptions!B1");
  port.type = PortType::kDate;
  port.minimum = CellValue("2026-02-30");
  EXPECT_THAT(Problems(port), ElementsAre(HasSubstr("minimum must be a date")));

  ManifestPort output = Out("o", "Result!B1");
  output.required = true;
  EXPECT_THAT(Problems(output), ElementsAre(StartsWith("warning o: is an output with rules")));
  port = In("a", "Assumptions!B1");
  port.columns = {{"x"}};
  EXPECT_THAT(Problems(port), ElementsAre(HasSubstr("has columns")));
}

TEST_F(BindManifestTest, WarnsOfValuesThatAreNotOfTheType) {
  ManifestPort port = In("a", "Assumptions!B3");
  port.type = PortType::kNumber;
  EXPECT_THAT(Problems(port),
              ElementsAre(StartsWith("warning a: B3 is the text 'base', not a number")));
  port = In("a", "Costs!A1:B4", PortShape::kTable);
  port.columns = {{"Item", PortType::kDate}, {"Amount", PortType::kNumber}};
  EXPECT_THAT(Problems(port), ElementsAre(HasSubstr("(and 2 cells more)")));
  EXPECT_THAT(Problems(Out("o", "Assumptions!B1")), ElementsAre(HasSubstr("it never changes")));
}

TEST_F(BindManifestTest, WarnsOfInputsAndOutputsThatHaveNothingToDoWithEachOther) {
  BoundManifest bound = Bind({In("growth", "Assumptions!B1"), In("unread", "Assumptions!B5"),
                              In("costs", "Costs!A1:B4", PortShape::kTable),
                              Out("margin", "Result!B3"), Out("revenue", "Result!B1")});
  ASSERT_THAT(bound.problems, IsEmpty());
  const auto graph = LoadDependencies(*workbook_, {});
  ASSERT_THAT(graph, tests::IsOk());
  ASSERT_THAT(CheckFlow(**graph, manifest_, {}, &bound), tests::IsOk());
  EXPECT_THAT(Show(bound), ElementsAre("warning unread: reaches no output"));

  bound =
      Bind({In("growth", "Assumptions!B1"), Out("tax", "Costs!C2"), Out("margin", "Result!B3")});
  ASSERT_THAT(CheckFlow(**graph, manifest_, {}, &bound), tests::IsOk());
  EXPECT_THAT(Show(bound), ElementsAre("warning tax: depends on no input"));
}

}  // namespace
}  // namespace sheetgate::spreadsheet

#include "recalc-service/rpc/execute_manifest.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <string>

#include "recalc-service/engine/engine.h"
#include "sheetgate/recalc/v1/execute_manifest.pb.h"
#include "tests/recalc-service/testing/what_if_fixture.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using spreadsheet::CellError;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::StatusIs;

// A1:B1 Price 10; A2:B2 Rate 0.5; row 4: Item, Amount, Taxed; rows 5 and 6 items; B8 = B1 * B2, C8
// = XLOOKUP.
constexpr char kRows[] =
    R"(<row r="1"><c r="A1" t="str"><v>Price</v></c><c r="B1"><v>10</v></c></row>)"
    R"(<row r="2"><c r="A2" t="str"><v>Rate</v></c><c r="B2"><v>0.5</v></c></row>)"
    R"(<row r="4"><c r="A4" t="str"><v>Item</v></c><c r="B4" t="str"><v>Amount</v></c>)"
    R"(<c r="C4" t="str"><v>Taxed</v></c></row>)"
    R"(<row r="5"><c r="A5" t="str"><v>Rent</v></c><c r="B5"><v>100</v></c><c r="C5"><f>B5*2</f><v>200</v></c></row>)"
    R"(<row r="6"><c r="A6" t="str"><v>Food</v></c><c r="B6"><v>50</v></c><c r="C6"><f>B6*2</f><v>100</v></c></row>)"
    R"(<row r="8"><c r="B8"><f>B1*B2</f><v>5</v></c><c r="C8"><f>_xlfn.XLOOKUP(1,B1,B2)</f><v>9</v></c></row>)";

class ExecuteManifestTest : public tests::WhatIfFixture {
 protected:
  ExecuteManifestTest() {
    service_.package = tests::MakeXlsx({{"Data", kRows}});
    engine_.unsupported = {"XLOOKUP"};
    Port("price", "in", "Data!B1")->set_type("number");
    request_.mutable_manifest()->mutable_ports(0)->mutable_maximum()->set_number(100);
    Port("value", "out", "Data!B8")->set_type("number");
    const auto number = [](const tests::FakeEngine::Contents& contents, const char* cell,
                           double otherwise) {
      const auto found = contents.find({"Data", *spreadsheet::ParseCell(cell)});
      return found == contents.end() ? otherwise : std::get<double>(found->second);
    };
    engine_.formulas[{"Data", {8, 2}}] = [number](const tests::FakeEngine::Contents& contents) {
      return EngineValue(number(contents, "B1", 10) * number(contents, "B2", 0.5));
    };
    request_.set_workbook_id("wb-1");
  }

  workbook::v1::ManifestPort* Port(const std::string& name, const std::string& direction,
                                   const std::string& cells, const std::string& shape = "") {
    workbook::v1::ManifestPort* port = request_.mutable_manifest()->add_ports();
    port->set_name(name);
    port->set_direction(direction);
    port->set_cells(cells);
    port->set_shape(shape);
    return port;
  }

  void Give(const std::string& name, const std::string& json) {
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(json, &(*request_.mutable_inputs())[name])
            .ok());
  }

  absl::StatusOr<v1::ExecuteManifestResult> Execute() {
    return ResultOf(ExecuteManifest(request_, context_, Dependencies()));
  }

  static std::string Json(const v1::ExecuteManifestResult& result, const std::string& output) {
    const auto found = result.outputs().find(output);
    if (found == result.outputs().end()) return "none";
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(found->second, &json).ok());
    return json;
  }

  v1::ExecuteManifestRequest request_;
};

TEST_F(ExecuteManifestTest, SetsInputsReadsOutputsAndCommitsNothing) {
  Give("price", "30");
  ASSERT_OK_AND_ASSIGN(const auto result, Execute());
  EXPECT_EQ(Json(result, "value"), "15");
  EXPECT_EQ(result.outputs_size(), 1);
  EXPECT_THAT(result.problems(), IsEmpty());
  EXPECT_EQ(result.problem_count(), 0);
  EXPECT_EQ(result.engine(), "Fake 1.0");
  EXPECT_FALSE(result.revision().empty());
  EXPECT_EQ(result.kept_formulas(), 1);

  request_.clear_inputs();
  ASSERT_OK_AND_ASSIGN(const auto again, Execute());
  EXPECT_EQ(Json(again, "value"), "5") << "what was set before is forgotten";
}

TEST_F(ExecuteManifestTest, RefusesInputsBeforeTheEngineIsAsked) {
  Give("price", "101");
  EXPECT_THAT(Execute(), StatusIs(absl::StatusCode::kInvalidArgument,
                                  HasSubstr("input 'price' is 101; the maximum is 100")));
  Give("price", "{\"a\": 1}");
  EXPECT_THAT(Execute(), HasReason(ErrorReason::kInvalidArgument));
  request_.clear_inputs();
  Give("prize", "1");
  EXPECT_THAT(Execute(), HasReason(ErrorReason::kUnknownArgument));
  EXPECT_EQ(engine_.questions(), 0);
}

TEST_F(ExecuteManifestTest, RefusesAManifestThatDoesNotFit) {
  Port("formula", "in", "Data!B8");
  Port("nowhere", "in", "Gone!B8");
  EXPECT_THAT(Execute(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       testing::AllOf(HasSubstr("formula is an input"), HasSubstr("nowhere"),
                                      HasSubstr("check_manifest"))));
  EXPECT_EQ(engine_.questions(), 0);
}

TEST_F(ExecuteManifestTest, TablesGoInAndOut) {
  auto* items = Port("items", "in", "Data!A4:C6", "table");
  items->add_columns()->set_name("Item");
  items->add_columns()->set_name("Amount");
  auto* taxed = Port("taxed", "out", "Data!A4:C6", "table");
  taxed->add_columns()->set_name("Item");
  taxed->add_columns()->set_name("Taxed");
  engine_.results[{"Data", {5, 3}}] = 14.0;
  engine_.results[{"Data", {6, 3}}] = std::string();
  Give("items", R"([{"Item": "Car", "Amount": 7}])");
  ASSERT_OK_AND_ASSIGN(const auto result, Execute());
  const auto& rows = result.outputs().at("taxed").list_value();
  ASSERT_EQ(rows.values_size(), 1);
  const auto& row = rows.values(0).struct_value().fields();
  EXPECT_EQ(row.size(), 2u);
  EXPECT_EQ(row.at("Item").string_value(), "Car");
  EXPECT_EQ(row.at("Taxed").number_value(), 14);
}

TEST_F(ExecuteManifestTest, TellsErrorsAndFormulasWithoutAResult) {
  Port("kept", "out", "Data!C8");
  Port("circle", "out", "Data!C5")->set_type("number");
  engine_.formulas[{"Data", {8, 2}}] = [](const auto&) { return EngineValue(CellError::kDiv0); };
  engine_.results[{"Data", {5, 3}}] = Uncalculated{"a circular reference"};
  ASSERT_OK_AND_ASSIGN(const auto result, Execute());
  EXPECT_EQ(Json(result, "value"), "\"#DIV/0!\"");
  ASSERT_EQ(result.problems_size(), 3);
  EXPECT_EQ(result.problem_count(), 3);
  EXPECT_EQ(result.problems(0).port(), "value");
  EXPECT_EQ(result.problems(0).cell(), "Data!B8");
  EXPECT_EQ(result.problems(0).message(), "is #DIV/0!");
  EXPECT_THAT(result.problems(1).message(), HasSubstr("XLOOKUP"));
  EXPECT_EQ(result.problems(2).message(), "was not calculated: a circular reference");
  EXPECT_EQ(Json(result, "kept"), "9");
}

TEST_F(ExecuteManifestTest, WhatTheInputsReachByAFormulaTheEngineLacksHasNoValue) {
  Port("kept", "out", "Data!C8");
  Give("price", "12");
  ASSERT_OK_AND_ASSIGN(const auto result, Execute());
  EXPECT_EQ(Json(result, "value"), "6");
  EXPECT_EQ(Json(result, "kept"), "\"#N/A\"");
  ASSERT_EQ(result.problems_size(), 1);
  EXPECT_EQ(result.problems(0).cell(), "Data!C8");
  EXPECT_EQ(result.problems(0).message(), "was not calculated: XLOOKUP");
}

TEST_F(ExecuteManifestTest, HasALimitOfOutputs) {
  Port("much", "out", "Data!A1:J1000", "range");
  EXPECT_THAT(Execute(), HasReason(ErrorReason::kLimitExceeded));
}

}  // namespace
}  // namespace sheetgate::recalc

#include "workbook-service/rpc/check_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/strings.h"
#include "tests/spreadsheet/manifest/loan_workbook.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::HasReason;

class CheckManifestTest : public RpcTest {
 protected:
  CheckManifestTest() {
    WriteFile("a.xlsx", *tests::LoanWorkbook().Build());
    request_.set_workbook_id(FileId("a.xlsx"));
    v1::ManifestPort* growth = Add("growth", "in", "Assumptions!B1");
    growth->set_type("number");
    growth->mutable_minimum()->set_number(0);
    v1::ManifestPort* costs = Add("costs", "in", "");
    costs->set_table("Costs");
    costs->set_shape("table");
    Add("margin", "out", "Result!B3");
  }

  v1::ManifestPort* Add(const std::string& name, const std::string& direction,
                        const std::string& cells) {
    v1::ManifestPort* port = request_.mutable_manifest()->add_ports();
    port->set_name(name);
    port->set_direction(direction);
    port->set_cells(cells);
    return port;
  }

  absl::StatusOr<v1::CheckManifestResponse> Check(const ReadLimits& limits = {}) {
    return CheckManifest(request_, context(), session(), limits);
  }

  v1::CheckManifestRequest request_;
};

TEST_F(CheckManifestTest, TellsWherePortsAreAndWhatTheyHold) {
  ASSERT_OK_AND_ASSIGN(const auto response, Check());
  EXPECT_EQ(response.revision(), HeadOf(request_.workbook_id()));
  EXPECT_TRUE(response.valid());
  EXPECT_THAT(response.problems(), IsEmpty());
  ASSERT_EQ(response.ports_size(), 3);
  EXPECT_EQ(response.ports(0).cells(), "Assumptions!B1");
  EXPECT_EQ(Show(response.ports(0).values(0)), "0.02");
  EXPECT_FALSE(response.ports(0).has_rows());
  EXPECT_EQ(response.ports(1).cells(), "Costs!A2:C4");
  EXPECT_EQ(response.ports(1).rows(), 3);
}

TEST_F(CheckManifestTest, ListsTheWorstProblemsFirst) {
  Add("unread", "in", "Assumptions!B5");
  Add("result", "in", "Result!B1");
  ASSERT_OK_AND_ASSIGN(const auto response, Check());
  EXPECT_FALSE(response.valid());
  std::vector<std::string> problems;
  for (const v1::ManifestProblem& problem : response.problems()) {
    problems.push_back(platform::StrCat(problem.severity(), " ", problem.port()));
  }
  EXPECT_THAT(problems, ElementsAre("error result", "warning unread"));
  EXPECT_THAT(response.problems(0).message(), HasSubstr("has the formula"));
  EXPECT_THAT(response.problems(0).action(), testing::Not(IsEmpty()));
  EXPECT_EQ(response.ports_size(), 4) << "the one with an error is not bound";
}

TEST_F(CheckManifestTest, WordsThatAreNoneAreArgumentErrors) {
  const auto refuses = [&](const std::string& field) {
    const auto response = Check();
    EXPECT_THAT(response, HasReason(ErrorReason::kInvalidArgument));
    EXPECT_EQ(FieldOf(response.status()), field);
  };
  v1::ManifestPort* port = Add("bad", "inout", "Assumptions!B1");
  refuses("manifest.ports[3].direction");
  port->set_direction("in");
  port->set_shape("cell");
  refuses("manifest.ports[3].shape");
  port->set_shape("");
  port->set_type("money");
  refuses("manifest.ports[3].type");
  port->set_type("");
  port->add_columns()->set_type("money");
  refuses("manifest.ports[3].columns[0].type");
  port->clear_columns();
  port->add_enum_values()->set_error("#N/A");
  refuses("manifest.ports[3].enum_values[0]");
}

TEST_F(CheckManifestTest, KeepsToTheLimitOfAResponse) {
  ReadLimits limits;
  limits.max_bytes = 150;
  ASSERT_OK_AND_ASSIGN(const auto response, Check(limits));
  EXPECT_GT(response.ports_size(), 0);
  EXPECT_LT(response.ports_size(), 3);
}

}  // namespace
}  // namespace sheetgate::workbook

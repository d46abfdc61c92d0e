#include "workbook-service/rpc/discover_ports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/spreadsheet/manifest/loan_workbook.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/check_manifest.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;

class DiscoverPortsTest : public RpcTest {
 protected:
  DiscoverPortsTest() {
    tests::FormulaWorkbook builder = tests::LoanWorkbook();
    builder.Sheet("Hidden", "state=\"hidden\"")
        .Cell("A1", "Secret")
        .Cell("B1", "4")
        .Cell("A2", "Named")
        .Cell("B2", "5")
        .Cell("A3", "Read")
        .Cell("B3", "=B1*B2", "20");
    builder.Name("HiddenRate", "Hidden!$B$2");
    WriteFile("a.xlsx", *builder.Build());
    request_.set_workbook_id(FileId("a.xlsx"));
  }

  absl::StatusOr<v1::DiscoverPortsResponse> Discover(const ReadLimits& limits = {}) {
    return DiscoverPorts(request_, context(), session(), limits);
  }

  static std::vector<std::string> Names(const v1::DiscoverPortsResponse& response) {
    std::vector<std::string> names;
    for (const v1::PortCells& port : response.ports()) names.push_back(port.name());
    return names;
  }

  v1::DiscoverPortsRequest request_;
};

TEST_F(DiscoverPortsTest, GivesAManifestAndTheCellsOfItsPorts) {
  ASSERT_OK_AND_ASSIGN(const auto response, Discover());
  EXPECT_EQ(response.revision(), HeadOf(request_.workbook_id()));
  EXPECT_EQ(response.inputs(), 6);
  EXPECT_EQ(response.outputs(), 4);
  EXPECT_THAT(Names(response),
              ElementsAre("Price", "HiddenRate", "growth_rate", "scenario", "bonus", "costs",
                          "Margin", "revenue", "total_costs", "costs_2"));
  ASSERT_EQ(response.manifest().ports_size(), response.ports_size());
  for (int i = 0; i < response.ports_size(); ++i) {
    EXPECT_EQ(response.manifest().ports(i).name(), response.ports(i).name());
    EXPECT_THAT(response.ports(i).reason(), testing::Not(IsEmpty()));
  }
  const v1::ManifestPort& growth = response.manifest().ports(2);
  EXPECT_EQ(growth.direction(), "in");
  EXPECT_EQ(growth.type(), "number");
  EXPECT_EQ(growth.maximum().number(), 0.5);
  EXPECT_EQ(growth.description(), "Growth rate");
  const v1::PortCells& costs = response.ports(5);
  EXPECT_EQ(costs.cells(), "Costs!A2:C4");
  EXPECT_EQ(costs.rows(), 3);
  ASSERT_EQ(costs.values_size(), 3);
  EXPECT_EQ(Show(costs.values(0)), "'Rent'");
  EXPECT_EQ(Show(response.ports(4).values(0)), "-");
}

TEST_F(DiscoverPortsTest, CheckManifestTakesTheManifestAsItIs) {
  ASSERT_OK_AND_ASSIGN(const auto found, Discover());
  v1::CheckManifestRequest request;
  request.set_workbook_id(request_.workbook_id());
  *request.mutable_manifest() = found.manifest();
  ASSERT_OK_AND_ASSIGN(const auto checked, CheckManifest(request, context(), session(), {}));
  EXPECT_TRUE(checked.valid());
  EXPECT_EQ(checked.ports_size(), found.ports_size());
}

TEST_F(DiscoverPortsTest, SelectsByDirectionAndSheet) {
  request_.set_direction("out");
  ASSERT_OK_AND_ASSIGN(const auto outputs, Discover());
  EXPECT_EQ(outputs.inputs(), 0);
  EXPECT_THAT(Names(outputs), ElementsAre("Margin", "revenue", "total_costs", "costs_2"));
  request_.set_direction("");
  request_.set_sheet_name("hidden");
  ASSERT_OK_AND_ASSIGN(const auto hidden, Discover());
  EXPECT_THAT(Names(hidden), ElementsAre("HiddenRate", "secret", "read"));
  request_.set_sheet_name("Gone");
  EXPECT_THAT(Discover(), HasReason(ErrorReason::kSheetNotFound));
  request_.set_sheet_name("");
  request_.set_direction("inout");
  EXPECT_THAT(Discover(), HasReason(ErrorReason::kInvalidArgument));
}

TEST_F(DiscoverPortsTest, PagesAreManifestsOfTheirOwn) {
  ASSERT_OK_AND_ASSIGN(const auto whole, Discover());
  std::vector<std::string> names;
  request_.set_page_size(4);
  int pages = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Discover());
    EXPECT_EQ(page.inputs(), 6) << "of all pages";
    EXPECT_EQ(page.manifest().ports_size(), page.ports_size());
    for (const std::string& name : Names(page)) names.push_back(name);
    request_.set_page_token(page.next_page_token());
    ++pages;
  } while (!request_.page_token().empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(names, Names(whole));
  request_.set_page_token("x");
  EXPECT_THAT(Discover(), HasReason(ErrorReason::kInvalidPageToken));
}

TEST_F(DiscoverPortsTest, KeepsToTheLimitOfAResponse) {
  ReadLimits limits;
  limits.max_bytes = 700;
  ASSERT_OK_AND_ASSIGN(const auto page, Discover(limits));
  EXPECT_GT(page.ports_size(), 0);
  EXPECT_LT(page.ports_size(), 10);
  EXPECT_THAT(page.next_page_token(), testing::Not(IsEmpty()));
}

}  // namespace
}  // namespace sheetgate::workbook

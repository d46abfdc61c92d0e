#include "gateway/tools/tool_registry.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "gateway/tools/descriptors.h"
#include "platform/config/process_flags.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using tests::StatusIs;

std::vector<std::string> Names(const ToolFilter& filter) {
  const auto registry = ToolRegistry::Create(filter);
  EXPECT_THAT(registry, tests::IsOk());
  std::vector<std::string> names;
  if (registry.ok()) {
    for (const Tool& tool : (*registry)->tools()) names.push_back(tool.name);
  }
  return names;
}

TEST(ToolRegistryTest, ListsTheToolsOfTheProfile) {
  EXPECT_THAT(Names({.profile = "core"}),
              AllOf(Contains("range_values"), Contains("recalculate"),
                    Not(Contains("close_workbook")), Not(Contains("import_package"))));
  EXPECT_THAT(Names({.profile = "full"}),
              AllOf(Contains("range_values"), Contains("close_workbook")));
}

TEST(ToolRegistryTest, FiltersByAllowAndDenyLists) {
  EXPECT_THAT(Names({.allow = {"close_workbook", "list_sheets"}}),
              ElementsAre("list_sheets", "close_workbook"));
  EXPECT_THAT(Names({.deny = {"save_fork"}}),
              AllOf(Contains("create_fork"), Not(Contains("save_fork"))));
  EXPECT_THAT(Names({.allow = {"save_fork"}, .deny = {"save_fork"}}), testing::IsEmpty());
}

TEST(ToolRegistryTest, ListsTheToolsOfAFeatureOnlyWhereItIsOn) {
  EXPECT_THAT(Names({.profile = "full"}), Not(Contains("vba_project_summary")));
  EXPECT_THAT(Names({.allow = {"vba_project_summary"}}), testing::IsEmpty());
  EXPECT_THAT(Names({.profile = "full", .features = {"vba"}}), Contains("vba_project_summary"));
  EXPECT_THAT(Names({.allow = {"vba_project_summary"}, .features = {"vba"}}),
              ElementsAre("vba_project_summary"));
}

TEST(ToolRegistryTest, EveryFeatureHasAFlag) {
  const std::vector<std::string> known = platform::FeatureNames();
  const std::set<std::string> all(known.begin(), known.end());
  ASSERT_OK_AND_ASSIGN(const auto registry,
                       ToolRegistry::Create({.profile = "full", .features = all}));
  EXPECT_EQ(registry->tools().size(), ToolMethods().size());
}

TEST(ToolRegistryTest, RefusesUnknownProfilesAndNames) {
  EXPECT_THAT(ToolRegistry::Create({.profile = "all"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("core and full")));
  EXPECT_THAT(ToolRegistry::Create({.deny = {"save_forks"}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("did you mean 'save_fork'?")));
}

TEST(ToolRegistryTest, FindsByNameAndSuggests) {
  ASSERT_OK_AND_ASSIGN(const auto registry, ToolRegistry::Create({}));
  const Tool* tool = registry->Find("range_values");
  ASSERT_NE(tool, nullptr);
  EXPECT_EQ(tool->path, "/sheetgate.workbook.v1.WorkbookService/RangeValues");
  EXPECT_EQ(tool->service, "sheetgate.workbook.v1.WorkbookService");
  EXPECT_TRUE(tool->read_only);
  EXPECT_FALSE(tool->streaming);
  EXPECT_EQ(registry->Find("close_workbook"), nullptr);
  EXPECT_EQ(registry->Nearest("range_value"), "range_values");
  EXPECT_EQ(registry->Nearest("drop_all_tables"), "");
}

TEST(ToolRegistryTest, TakesTheResultOfAStreamingTool) {
  ASSERT_OK_AND_ASSIGN(const auto registry, ToolRegistry::Create({}));
  const Tool* tool = registry->Find("recalculate");
  ASSERT_NE(tool, nullptr);
  EXPECT_TRUE(tool->streaming);
  EXPECT_EQ(tool->result->full_name(), "sheetgate.recalc.v1.RecalculateResult");
  EXPECT_EQ(tool->deadline, absl::Seconds(150));
}

TEST(ToolRegistryTest, KeepsTheListingSmallEnoughForEveryClient) {
  ASSERT_OK_AND_ASSIGN(const auto registry, ToolRegistry::Create({}));
  EXPECT_LE(registry->listing().dump().size(), 20'000u);
}

// What an agent sees. After a wanted change: SHEETGATE_UPDATE_GOLDEN=1 gateway_tests, and read the
// difference.
TEST(ToolRegistryTest, ListingIsTheGoldenOne) {
  const std::string path = std::string(SHEETGATE_SOURCE_DIR) + "/tests/golden/tools_list.json";
  ASSERT_OK_AND_ASSIGN(const auto registry,
                       ToolRegistry::Create({.profile = "full", .features = {"vba"}}));
  if (std::getenv("SHEETGATE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path) << registry->listing().dump(1) << '\n';
  }
  std::ifstream in(path);
  ASSERT_TRUE(in) << "no " << path << "; SHEETGATE_UPDATE_GOLDEN=1 writes it";
  std::stringstream golden;
  golden << in.rdbuf();
  EXPECT_EQ(golden.str(), registry->listing().dump(1) + "\n")
      << "tools/list changed; if that is wanted, run with SHEETGATE_UPDATE_GOLDEN=1";
}

}  // namespace
}  // namespace sheetgate::gateway

// What holds for every RPC and tool, asserted over the descriptors: one RPC, one file, one test,
// one tool.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include <nlohmann/json.hpp>

#include "gateway/tools/argument_codec.h"
#include "gateway/tools/descriptors.h"
#include "gateway/tools/json_schema.h"
#include "gateway/tools/tool_registry.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using nlohmann::json;

class RoutesTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(registry_, ToolRegistry::Create({.profile = "full", .features = {"vba"}}));
    ASSERT_FALSE(registry_->tools().empty());
  }

  const std::vector<Tool>& tools() const { return registry_->tools(); }

  // Every service that has a tool.
  std::set<const ServiceDescriptor*> Services() const {
    std::set<const ServiceDescriptor*> services;
    for (const Tool& tool : tools()) services.insert(tool.method->service());
    return services;
  }

  // Calls `check` for each field that can be reached from `type`.
  template <typename Check>
  static void ForEachField(const Descriptor& type, Check check) {
    std::vector<const Descriptor*> pending = {&type};
    std::set<const Descriptor*> seen = {&type};
    while (!pending.empty()) {
      const Descriptor* next = pending.back();
      pending.pop_back();
      for (int i = 0; i < next->field_count(); ++i) {
        const FieldDescriptor* field = next->field(i);
        check(*field);
        const Descriptor* inner = field->message_type();
        if (inner != nullptr && seen.insert(inner).second) pending.push_back(inner);
      }
    }
  }

  std::unique_ptr<ToolRegistry> registry_;
};

// RangeValues -> range_values.
std::string Stem(const MethodDescriptor& method) {
  std::string stem;
  for (const char c : method.name()) {
    if (absl::ascii_isupper(c) && !stem.empty()) stem += '_';
    stem += absl::ascii_tolower(c);
  }
  return stem;
}

// sheetgate.workbook.v1.WorkbookService -> workbook-service.
std::string Folder(const ServiceDescriptor& service) {
  const std::vector<std::string> parts = absl::StrSplit(service.full_name(), '.');
  return absl::StrCat(parts.at(1), "-service");
}

TEST_F(RoutesTest, EveryToolTellsWhatItIs) {
  for (const Tool& tool : tools()) {
    EXPECT_LE(tool.name.size(), 30u) << tool.name;
    EXPECT_EQ(tool.name, Stem(*tool.method)) << "one stem for RPC, file and tool";
    EXPECT_FALSE(ToolOptionsOf(*tool.method).title().empty()) << tool.name;
    EXPECT_FALSE(DescriptionOf(*tool.method).empty()) << tool.name;
    EXPECT_NE(ToolOptionsOf(*tool.method).profile(), mcp::v1::TOOL_PROFILE_UNSPECIFIED)
        << tool.name;
  }
}

TEST_F(RoutesTest, EveryExampleWorks) {
  for (const Tool& tool : tools()) {
    const json example = json::parse(tool.example, nullptr, /*allow_exceptions=*/false);
    ASSERT_TRUE(example.is_object()) << tool.name << ": " << tool.example;
    EXPECT_THAT(DecodeArguments(tool, example), tests::IsOk()) << tool.name;
  }
}

TEST_F(RoutesTest, HintsAgreeWithEachOther) {
  for (const Tool& tool : tools()) {
    if (tool.read_only) {
      EXPECT_FALSE(tool.destructive) << tool.name;
      EXPECT_TRUE(tool.idempotent) << tool.name;
    }
  }
}

TEST_F(RoutesTest, ToolsWhoseNamesSayTheyChangeSomethingAreNotReadOnly) {
  const std::set<std::string> changing = {"create", "edit",   "save",   "discard", "delete",
                                          "insert", "rename", "import", "commit",  "recalculate"};
  int found = 0;
  for (const Tool& tool : tools()) {
    const std::string verb = tool.name.substr(0, tool.name.find('_'));
    if (!changing.contains(verb)) continue;
    ++found;
    EXPECT_FALSE(tool.read_only) << tool.name;
  }
  EXPECT_GE(found, 5);
}

TEST_F(RoutesTest, EveryFieldIsDescribed) {
  for (const Tool& tool : tools()) {
    const auto check = [](const FieldDescriptor& field) {
      if (field.file()->package().rfind("sheetgate.", 0) != 0) return;
      if (field.containing_type()->options().map_entry()) return;
      EXPECT_FALSE(DescriptionOf(field).empty()) << field.full_name() << " has no comment";
    };
    ForEachField(*tool.method->input_type(), check);
    ForEachField(*tool.result, check);
  }
}

TEST_F(RoutesTest, RulesAreJsonAndWorkbookIdsAreAffinityKeys) {
  for (const Tool& tool : tools()) {
    ForEachField(*tool.method->input_type(), [](const FieldDescriptor& field) {
      const auto& rules = FieldRulesOf(field);
      for (const std::string& text : {rules.default_json(), rules.example_json()}) {
        EXPECT_TRUE(text.empty() || json::accept(text)) << field.full_name() << ": " << text;
      }
      if (field.name() == "workbook_id") {
        EXPECT_TRUE(rules.affinity_key() && rules.required()) << field.full_name();
      }
    });
  }
}

TEST_F(RoutesTest, NoResultHasAFieldNamedLikeOneOfAnError) {
  for (const Tool& tool : tools()) {
    for (const char* key : kErrorResultKeys) {
      EXPECT_EQ(tool.result->FindFieldByName(key), nullptr) << tool.name << "." << key;
    }
  }
}

TEST_F(RoutesTest, SchemasAreWhatModelApisAccept) {
  for (const json& tool : registry_->listing()) {
    const std::string text = tool.dump();
    for (const char* keyword : {"$ref", "$defs", "anyOf", "oneOf", "allOf"}) {
      EXPECT_EQ(text.find(absl::StrCat("\"", keyword, "\"")), std::string::npos) << tool["name"];
    }
    EXPECT_EQ(tool["inputSchema"]["type"], "object");
    EXPECT_EQ(tool["outputSchema"]["type"], "object");
    const json& hints = tool["annotations"];
    EXPECT_FALSE(hints["openWorldHint"].get<bool>());
    EXPECT_EQ(hints.size(), hints["readOnlyHint"].get<bool>() ? 2u : 4u)
        << "every hint that applies is explicit: " << tool["name"];
  }
}

TEST_F(RoutesTest, EveryRpcHasItsFileAndItsTest) {
  const std::filesystem::path root = SHEETGATE_SOURCE_DIR;
  int checked = 0;
  for (const ServiceDescriptor* service : Services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string stem = Stem(*service->method(i));
      const std::string rpc = absl::StrCat(Folder(*service), "/rpc/", stem);
      for (const std::string& file :
           {rpc + ".h", rpc + ".cc", absl::StrCat("tests/", rpc, "_test.cc")}) {
        EXPECT_TRUE(std::filesystem::exists(root / file)) << "missing " << file;
        ++checked;
      }
    }
  }
  EXPECT_GE(checked, 3 * static_cast<int>(tools().size()));
}

}  // namespace
}  // namespace sheetgate::gateway

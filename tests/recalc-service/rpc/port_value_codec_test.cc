#include "recalc-service/rpc/port_value_codec.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using google::protobuf::Value;
using platform::ErrorReason;
using spreadsheet::CellError;
using spreadsheet::CellValue;
using spreadsheet::PortList;
using spreadsheet::PortRecord;
using spreadsheet::PortValue;
using ::testing::HasSubstr;
using tests::StatusIs;

absl::StatusOr<PortValue> Decode(const std::string& json) {
  v1::ExecuteManifestRequest request;
  EXPECT_TRUE(
      google::protobuf::util::JsonStringToMessage(json, &(*request.mutable_inputs())["x"]).ok());
  auto inputs = DecodeInputs(request);
  if (!inputs.ok()) return inputs.status();
  return inputs->at("x");
}

std::string Encode(const PortValue& value) {
  Value encoded;
  EncodePortValue(value, &encoded);
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(encoded, &json).ok());
  return json;
}

TEST(PortValueCodecTest, WhatGoesInComesOut) {
  for (const std::string json : {"12.5", "\"text\"", "true", "null", "[]", "[1,null,\"a\"]",
                                 "[[1,2],[]]", R"([{"a":1},{"b":null},{}])"}) {
    const auto value = Decode(json);
    ASSERT_THAT(value, tests::IsOk()) << json;
    EXPECT_EQ(Encode(*value), json);
  }
  EXPECT_EQ(Encode(CellValue(CellError::kDiv0)), "\"#DIV/0!\"");
}

TEST(PortValueCodecTest, TellsListsRowsAndRecords) {
  EXPECT_EQ(*Decode("[1,2]"), PortValue(PortList{1.0, 2.0}));
  EXPECT_EQ(*Decode("[[1],[2]]"), PortValue(std::vector<PortList>{{1.0}, {2.0}}));
  EXPECT_EQ(*Decode(R"([{"a":true}])"), PortValue(std::vector<PortRecord>{{{"a", true}}}));
}

TEST(PortValueCodecTest, RefusesWhatIsNoPort) {
  for (const std::string json : {R"({"date":"2026-01-31"})", "[1,[2]]", "[[1],2]", R"([{"a":1},2])",
                                 R"([{"a":[1]}])", "[[[1]]]"}) {
    EXPECT_THAT(Decode(json), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("input 'x'")))
        << json;
    EXPECT_THAT(Decode(json), tests::HasReason(ErrorReason::kInvalidArgument));
  }
}

}  // namespace
}  // namespace sheetgate::recalc

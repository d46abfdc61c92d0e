#include "gateway/mcp/json_rpc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/mcp/protocol.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(ParseJsonTest, NamesTheByteAndNotTheText) {
  json out;
  const auto error = ParseJson(R"({"secret" 1})", &out);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code, kParseError);
  EXPECT_EQ(error->http_status, 400);
  EXPECT_THAT(error->message, HasSubstr("byte 11"));
  EXPECT_THAT(error->message, testing::Not(HasSubstr("secret")));
}

TEST(ParseJsonTest, RefusesWhatIsNotUtf8) {
  json out;
  ASSERT_TRUE(ParseJson("\"\xff\"", &out).has_value());
}

TEST(ParseJsonTest, RefusesDeepNestingButNotBracketsInText) {
  json out;
  const std::string brackets(1000, '[');
  EXPECT_FALSE(ParseJson("{\"a\": \"\\\"" + brackets + "\"}", &out).has_value());
  const std::string deepest = std::string(kMaxJsonDepth, '[') + std::string(kMaxJsonDepth, ']');
  EXPECT_FALSE(ParseJson(deepest, &out).has_value());
  const auto error = ParseJson("[" + deepest + "]", &out);
  ASSERT_TRUE(error.has_value());
  EXPECT_THAT(error->message, HasSubstr("deeper than 64"));
}

TEST(ReadMessageTest, TellsRequestsNotificationsAndResponsesApart) {
  RpcMessage message;
  EXPECT_FALSE(
      ReadMessage(json::parse(R"({"jsonrpc":"2.0","id":"a","method":"m","params":{"x":1}})"),
                  &message)
          .has_value());
  EXPECT_EQ(message.kind, RpcMessage::Kind::kRequest);
  EXPECT_EQ(message.id, "a");
  EXPECT_EQ(message.method, "m");
  EXPECT_EQ(message.params, json({{"x", 1}}));

  message = {};
  EXPECT_FALSE(ReadMessage(json::parse(R"({"jsonrpc":"2.0","method":"m"})"), &message).has_value());
  EXPECT_EQ(message.kind, RpcMessage::Kind::kNotification);
  EXPECT_EQ(message.params, json::object());

  message = {};
  EXPECT_FALSE(
      ReadMessage(json::parse(R"({"jsonrpc":"2.0","id":1,"result":{}})"), &message).has_value());
  EXPECT_EQ(message.kind, RpcMessage::Kind::kResponse);
}

struct BadMessage {
  const char* text;
  const char* what;
  json id;
};

class ReadMessageErrorTest : public testing::TestWithParam<BadMessage> {};

TEST_P(ReadMessageErrorTest, SaysWhatIsWrong) {
  RpcMessage message;
  const auto error = ReadMessage(json::parse(GetParam().text), &message);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code, kInvalidRequest);
  EXPECT_EQ(error->http_status, 400);
  EXPECT_THAT(error->message, HasSubstr(GetParam().what));
  EXPECT_EQ(message.id, GetParam().id);
}

INSTANTIATE_TEST_SUITE_P(
    Messages, ReadMessageErrorTest,
    testing::Values(
        BadMessage{R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])", "batches", nullptr},
        BadMessage{R"("ping")", "JSON object", nullptr},
        BadMessage{R"({"id":1,"method":"ping"})", "jsonrpc", 1},
        BadMessage{R"({"jsonrpc":"1.0","id":1,"method":"ping"})", "jsonrpc", 1},
        BadMessage{R"({"jsonrpc":"2.0","id":7})", "method is missing", 7},
        BadMessage{R"({"jsonrpc":"2.0","id":7,"method":5})", "method must be", 7},
        BadMessage{R"({"jsonrpc":"2.0","id":null,"method":"ping"})", "id must be", nullptr},
        BadMessage{R"({"jsonrpc":"2.0","id":1.5,"method":"ping"})", "id must be", nullptr},
        BadMessage{R"({"jsonrpc":"2.0","id":[1],"method":"ping"})", "id must be", nullptr},
        BadMessage{R"({"jsonrpc":"2.0","id":1,"method":"ping","params":[1]})", "params must be",
                   1}));

TEST(ToTextTest, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(ToText(json("a\xff")), "\"a\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace sheetgate::gateway

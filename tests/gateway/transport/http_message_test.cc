#include "gateway/transport/http_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sheetgate::gateway {
namespace {

HttpHead WithAccept(std::string_view accept) { return {.headers = {{"Accept", accept}}}; }

TEST(HttpHeadTest, FindsHeadersInAnyCase) {
  const HttpHead head{.headers = {{"HOST", "a"}, {"Mcp-Name", "b"}, {"host", "c"}}};
  EXPECT_EQ(head.Find("host"), "a");
  EXPECT_EQ(head.Count("Host"), 2);
  EXPECT_EQ(head.Find("origin"), std::nullopt);
}

TEST(HttpHeadTest, ReadsAccept) {
  EXPECT_TRUE(HttpHead().Accepts("application/json"));
  EXPECT_TRUE(WithAccept("text/html, application/json;q=0.5").Accepts("application/json"));
  EXPECT_TRUE(WithAccept("APPLICATION/*").Accepts("application/json"));
  EXPECT_TRUE(WithAccept("*/*").Accepts("application/json"));
  EXPECT_FALSE(WithAccept("text/html").Accepts("application/json"));
  EXPECT_FALSE(WithAccept("application/json;q=0.0").Accepts("application/json"));
  EXPECT_FALSE(WithAccept("application/jsonp").Accepts("application/json"));
}

TEST(HttpHeadTest, AWildcardDoesNotNameAStream) {
  EXPECT_TRUE(WithAccept("application/json, text/event-stream").AcceptsByName("text/event-stream"));
  EXPECT_FALSE(WithAccept("*/*").AcceptsByName("text/event-stream"));
  EXPECT_FALSE(HttpHead().AcceptsByName("text/event-stream"));
  EXPECT_FALSE(WithAccept("text/event-stream;q=0").AcceptsByName("text/event-stream"));
}

TEST(FormatHeadTest, WritesAReply) {
  EXPECT_EQ(FormatHead(200, {{"A", "b"}}, 3, true, false),
            "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(FormatHead(200, {}, std::nullopt, false, true),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(FormatHead(204, {}, 0, true, false),
            "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n");
}

}  // namespace
}  // namespace sheetgate::gateway

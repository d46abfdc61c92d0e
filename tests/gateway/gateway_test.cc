#include "gateway/gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "gateway/transport/line_reader.h"
#include "platform/base/error.h"
#include "tests/gateway/mcp/mcp_harness.h"
#include "tests/gateway/transport/raw_client.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

class GatewayTest : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Gateway>> Start(GatewayOptions options = {}) {
    if (!options.listen_address.empty()) options.listen_address = "127.0.0.1:0";
    options.io_threads = 1;
    const auto channel = services_.server->InProcessChannel();
    return Gateway::Start(options, channel, channel, metrics_);
  }

  FakeServices services_;
  platform::MetricsRegistry metrics_;
};

TEST_F(GatewayTest, ServesToolsOverHttp) {
  ASSERT_OK_AND_ASSIGN(const auto gateway, Start());
  RawClient client(gateway->port());
  const json answer =
      json::parse(client.Post(LegacyRequest(1, "tools/call", ListSheetsParams()).dump()).body);
  EXPECT_EQ(answer["result"]["structuredContent"]["revision"], "of wb-1");
}

TEST_F(GatewayTest, TellsAgentsHowToWork) {
  ASSERT_OK_AND_ASSIGN(const auto gateway, Start());
  RawClient client(gateway->port());
  const json answer = json::parse(
      client.Post(LegacyRequest(1, "initialize", {{"protocolVersion", "2025-11-25"}}).dump()).body);
  const std::string instructions = answer["result"]["instructions"];
  const json tools =
      json::parse(client.Post(LegacyRequest(1, "tools/list").dump()).body)["result"]["tools"];
  for (const json& tool : tools) {
    const std::string name = tool["name"];
    if (name == "close_workbook" || name == "list_forks") continue;  // housekeeping
    EXPECT_THAT(instructions, testing::HasSubstr(name));
  }
}

TEST_F(GatewayTest, RefusesAnUnknownProfileOrTool) {
  EXPECT_THAT(Start({.tool_profile = "huge"}), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Start({.deny_tools = {"no_such_tool"}}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(GatewayTest, IsNotReadyOnceTheDrainBegan) {
  ASSERT_OK_AND_ASSIGN(const auto gateway, Start());
  gateway->drain_hooks().readiness_down();
  EXPECT_THAT(gateway->Ready(), HasReason(platform::ErrorReason::kShuttingDown));
}

TEST_F(GatewayTest, DrainsInOrder) {
  services_.workbook.Hold();
  ASSERT_OK_AND_ASSIGN(const auto gateway, Start());
  RawClient client(gateway->port());
  client.Send(PostText(LegacyRequest(1, "tools/call", ListSheetsParams()).dump()));
  services_.workbook.WaitForCalls(1);

  const platform::DrainHooks hooks = gateway->drain_hooks();
  hooks.readiness_down();
  hooks.stop_accepting();
  EXPECT_FALSE(hooks.wait_idle(absl::InfinitePast()));
  hooks.cancel_all();
  EXPECT_TRUE(hooks.wait_idle(absl::InfiniteFuture()));
  const json answer = json::parse(client.Read().body);
  EXPECT_EQ(answer["result"]["isError"], true) << "cancelled, but answered";
  hooks.close();
  EXPECT_FALSE(RawClient(gateway->port()).connected());
}

TEST_F(GatewayTest, ServesStdioUntilTheDrain) {
  ASSERT_OK_AND_ASSIGN(const auto gateway, Start({.listen_address = ""}));
  EXPECT_EQ(gateway->port(), 0);
  int in[2], out[2];
  ASSERT_EQ(pipe(in), 0);
  ASSERT_EQ(pipe(out), 0);
  std::thread serving([&] { gateway->ServeStdio(in[0], out[1]); });
  const std::string request = LegacyRequest(1, "ping").dump() + "\n";
  ASSERT_EQ(write(in[1], request.data(), request.size()), static_cast<ssize_t>(request.size()));
  std::string line;
  LineReader reader(out[0], 1000);
  ASSERT_EQ(reader.Next(&line), LineReader::Event::kLine);
  EXPECT_EQ(json::parse(line)["id"], 1);
  gateway->drain_hooks().stop_accepting();
  serving.join();
  gateway->ServeStdio(in[0], out[1]);  // returns at once
  for (const int fd : {in[0], in[1], out[0], out[1]}) close(fd);
}

}  // namespace
}  // namespace sheetgate::gateway

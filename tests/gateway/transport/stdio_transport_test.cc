#include "gateway/transport/stdio_transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "gateway/transport/line_reader.h"
#include "tests/gateway/mcp/mcp_harness.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

// A client at the other ends of two pipes.
class StdioTransportTest : public testing::Test {
 protected:
  StdioTransportTest() {
    EXPECT_EQ(pipe(to_server_), 0);
    EXPECT_EQ(pipe(from_server_), 0);
    reader_ = std::make_unique<LineReader>(from_server_[0], size_t{1} << 20);
  }
  ~StdioTransportTest() override {
    CloseInput();
    if (serving_.joinable()) serving_.join();
    for (const int fd : {to_server_[0], from_server_[0], from_server_[1]}) {
      if (fd >= 0) close(fd);
    }
  }

  void Start(const StdioTransport::Options& options = {}) {
    transport_ =
        std::make_unique<StdioTransport>(*harness_.server, options, to_server_[0], from_server_[1]);
    serving_ = std::thread([this] { transport_->Serve(); });
  }
  void Send(const std::string& line) {
    const std::string text = line + "\n";
    ASSERT_EQ(write(to_server_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void Send(const json& message) { Send(message.dump()); }
  json Receive() {
    std::string line;
    return reader_->Next(&line) == LineReader::Event::kLine ? json::parse(line) : json();
  }
  void CloseInput() {
    if (to_server_[1] >= 0) close(to_server_[1]);
    to_server_[1] = -1;
  }
  // Ends the output and returns what was still in it.
  std::vector<json> Rest() {
    serving_.join();
    close(from_server_[1]);
    from_server_[1] = -1;
    std::vector<json> rest;
    for (json message = Receive(); !message.is_null(); message = Receive()) rest.push_back(message);
    return rest;
  }

  McpHarness harness_;
  int to_server_[2];
  int from_server_[2];
  std::unique_ptr<LineReader> reader_;
  std::unique_ptr<StdioTransport> transport_;
  std::thread serving_;
};

TEST_F(StdioTransportTest, AnswersLineByLine) {
  Start();
  Send(LegacyRequest(1, "ping"));
  EXPECT_EQ(Receive(), json::parse(R"({"jsonrpc":"2.0","id":1,"result":{}})"));
  Send(json({{"jsonrpc", "2.0"}, {"method", "notifications/initialized"}}));
  Send(LegacyRequest("two", "tools/call", ListSheetsParams()));
  const json answer = Receive();
  EXPECT_EQ(answer["id"], "two") << "the notification got no answer";
  EXPECT_EQ(answer["result"]["isError"], false);
}

TEST_F(StdioTransportTest, AnswersInTheOrderThingsGetReady) {
  harness_.services.workbook.Hold();
  Start();
  Send(LegacyRequest(1, "tools/call", ListSheetsParams()));
  harness_.services.workbook.WaitForCalls(1);
  Send(LegacyRequest(2, "ping"));
  EXPECT_EQ(Receive()["id"], 2);
  harness_.services.workbook.Release();
  EXPECT_EQ(Receive()["id"], 1);
}

TEST_F(StdioTransportTest, SurvivesWhatIsNotAMessage) {
  Start({.max_line_bytes = 100});
  Send(std::string("{broken"));
  EXPECT_EQ(Receive()["error"]["code"], -32700);
  Send(std::string("[]"));
  EXPECT_EQ(Receive()["error"]["code"], -32600);
  Send("\"" + std::string(200, 'x') + "\"");
  EXPECT_EQ(Receive()["error"]["code"], -32600);
  Send(LegacyRequest(1, "ping"));
  EXPECT_EQ(Receive()["id"], 1);
}

TEST_F(StdioTransportTest, CancelsByNotification) {
  harness_.services.workbook.Hold();
  Start();
  Send(LegacyRequest(1, "tools/call", ListSheetsParams()));
  harness_.services.workbook.WaitForCalls(1);
  Send(CancelNotification(1));
  harness_.services.workbook.WaitForCancellations(1);
  EXPECT_TRUE(harness_.server->WaitIdle(absl::InfiniteFuture()));
  Send(LegacyRequest(2, "ping"));
  EXPECT_EQ(Receive()["id"], 2) << "the cancelled request got no response";
}

TEST_F(StdioTransportTest, EndOfInputCancelsWhatRuns) {
  harness_.services.workbook.Hold();
  Start();
  Send(LegacyRequest(1, "tools/call", ListSheetsParams()));
  harness_.services.workbook.WaitForCalls(1);
  CloseInput();
  harness_.services.workbook.WaitForCancellations(1);
  const auto rest = Rest();
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0]["result"]["isError"], true);
}

TEST_F(StdioTransportTest, StopLetsTheCallsInFlightEnd) {
  harness_.services.workbook.Hold();
  Start();
  Send(LegacyRequest(1, "tools/call", ListSheetsParams()));
  harness_.services.workbook.WaitForCalls(1);
  transport_->Stop();
  harness_.services.workbook.Release();
  const auto rest = Rest();
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0]["result"]["isError"], false);
}

TEST_F(StdioTransportTest, AClientThatNoLongerReadsEndsIt) {
  harness_.services.workbook.Hold();
  Start();
  Send(LegacyRequest(1, "tools/call", ListSheetsParams()));
  harness_.services.workbook.WaitForCalls(1);
  reader_.reset();
  close(from_server_[0]);
  from_server_[0] = -1;
  Send(LegacyRequest(2, "ping"));
  harness_.services.workbook.WaitForCancellations(1);
  serving_.join();
}

TEST_F(StdioTransportTest, StopDoesNotWaitForAClientThatDoesNotRead) {
  Start({.max_queued_bytes = 1024, .flush_time = absl::Milliseconds(5)});
  // More than a pipe holds, so that the writer and then the reading of messages stop.
  std::thread client([this] {
    for (int i = 0; i < 64; ++i) Send(LegacyRequest(i, "tools/list"));
  });
  EXPECT_FALSE(Receive().is_null());
  transport_->Stop();
  serving_.join();
  client.join();
}

}  // namespace
}  // namespace sheetgate::gateway

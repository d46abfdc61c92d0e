// The four endpoints and what is refused, over a real socket.
#include "platform/http/admin_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::platform {
namespace {

using boost::asio::ip::tcp;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using tests::StatusIs;

class AdminServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    AdminServer::Options options;
    options.listen_address = "127.0.0.1:0";
    options.metrics = [this] {
      if (broken_) throw std::runtime_error("broken");
      return std::string("metric 1\n");
    };
    options.ready = [this] { return ready_; };
    options.ready_detail = [] { return std::string("engine: resting"); };
    options.config = [] { return std::string("{\"a\": 1}"); };
    ASSERT_OK_AND_ASSIGN(server_, AdminServer::Start(std::move(options)));
    ASSERT_GT(server_->port(), 0);
  }

  tcp::socket Connect() {
    tcp::socket socket(io_);
    socket.connect(
        {boost::asio::ip::address_v4::loopback(), static_cast<uint16_t>(server_->port())});
    return socket;
  }

  static std::string Exchange(tcp::socket& socket, const std::string& request) {
    boost::asio::write(socket, boost::asio::buffer(request));
    std::string response;
    boost::system::error_code error;
    boost::asio::read(socket, boost::asio::dynamic_buffer(response), error);
    return response;
  }

  std::string Request(const std::string& line) {
    tcp::socket socket = Connect();
    return Exchange(socket, line + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  boost::asio::io_context io_;
  absl::Status ready_;
  bool broken_ = false;
  std::unique_ptr<AdminServer> server_;
};

TEST_F(AdminServerTest, ServesItsEndpoints) {
  EXPECT_THAT(Request("GET /livez"), AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("\r\n\r\nok\n")));
  EXPECT_THAT(
      Request("GET /metrics?name=x"),
      AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Content-Type: text/plain; version=0.0.4\r\n"),
            HasSubstr("\r\n\r\nmetric 1\n")));
  EXPECT_THAT(Request("GET /configz"), AllOf(HasSubstr("Content-Type: application/json\r\n"),
                                             HasSubstr("\r\n\r\n{\"a\": 1}")));
  EXPECT_THAT(Request("GET /readyz"),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("\r\n\r\nok\nengine: resting\n")));
}

TEST_F(AdminServerTest, ReadinessSaysWhyNot) {
  ready_ = absl::UnavailableError("the store does not answer");
  EXPECT_THAT(Request("GET /readyz"),
              AllOf(StartsWith("HTTP/1.1 503"),
                    HasSubstr("\r\n\r\nthe store does not answer\nengine: resting\n")));
  EXPECT_THAT(Request("GET /livez"), StartsWith("HTTP/1.1 200")) << "liveness is apart";
}

TEST_F(AdminServerTest, RefusesOtherMethodsAndPaths) {
  EXPECT_THAT(Request("POST /metrics"),
              AllOf(StartsWith("HTTP/1.1 405"), HasSubstr("Allow: GET\r\n")));
  EXPECT_THAT(Request("GET /metrics/x"), StartsWith("HTTP/1.1 404"));
}

TEST_F(AdminServerTest, AThrowingCallbackIsAnInternalError) {
  broken_ = true;
  EXPECT_THAT(Request("GET /metrics"), StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(Request("GET /livez"), StartsWith("HTTP/1.1 200"));
}

TEST_F(AdminServerTest, ASilentClientDoesNotHoldUpOthers) {
  const tcp::socket silent = Connect();
  EXPECT_THAT(Request("GET /livez"), StartsWith("HTTP/1.1 200"));
}

TEST_F(AdminServerTest, GarbageAndHugeHeadersAreDropped) {
  tcp::socket garbage = Connect();
  EXPECT_EQ(Exchange(garbage, "not http\r\n\r\n"), "");
  tcp::socket huge = Connect();
  EXPECT_EQ(Exchange(huge, "GET /livez HTTP/1.1\r\nA: " + std::string(9000, 'a') + "\r\n\r\n"), "");
}

TEST_F(AdminServerTest, ATakenPortFailsToStart) {
  AdminServer::Options options;
  options.listen_address = "127.0.0.1:" + std::to_string(server_->port());
  EXPECT_THAT(AdminServer::Start(options),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("127.0.0.1")));
  options.listen_address = "nonsense";
  EXPECT_THAT(AdminServer::Start(options),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no port")));
}

}  // namespace
}  // namespace sheetgate::platform

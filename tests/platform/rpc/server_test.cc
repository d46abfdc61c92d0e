// Health, reflection and shutdown of a server over a real socket.
#include "platform/rpc/server.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <future>
#include <string>

#include "sheetgate/workbook/v1/workbook_service.grpc.pb.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::platform {
namespace {

using ::testing::HasSubstr;
using tests::IsOk;
using tests::StatusIs;

constexpr char kService[] = "sheetgate.workbook.v1.WorkbookService";

class GrpcServerTest : public ::testing::Test {
 protected:
  void SetUp() override { Start(true); }

  void Start(bool reflection) {
    server_.reset();
    ASSERT_OK_AND_ASSIGN(
        server_, GrpcServer::Start({.listen_address = "127.0.0.1:0", .reflection = reflection},
                                   {&service_}));
    ASSERT_GT(server_->port(), 0);
    channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(server_->port()),
                                   grpc::InsecureChannelCredentials());
  }

  // One message there, one back; neither health.proto nor reflection.proto is installed in Debian.
  std::pair<grpc::Status, std::string> Call(const std::string& method, const std::string& request) {
    grpc::GenericStub stub(channel_);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    const grpc::Slice slice(request);
    const grpc::ByteBuffer sent(&slice, 1);
    grpc::ByteBuffer received;
    std::promise<grpc::Status> done;
    stub.UnaryCall(&context, method, {}, &sent, &received,
                   [&](grpc::Status status) { done.set_value(std::move(status)); });
    grpc::Status status = done.get_future().get();
    std::string text;
    if (grpc::Slice whole; received.Valid() && received.DumpToSingleSlice(&whole).ok()) {
      text.assign(reinterpret_cast<const char*>(whole.begin()), whole.size());
    }
    return {status, text};
  }

  // grpc.health.v1.HealthCheckResponse.status, -1 for NOT_FOUND.
  int Health(const std::string& service) {
    const std::string request =
        service.empty() ? "" : "\x0a" + std::string(1, static_cast<char>(service.size())) + service;
    const auto [status, response] = Call("/grpc.health.v1.Health/Check", request);
    if (status.error_code() == grpc::StatusCode::NOT_FOUND) return -1;
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.size() == 2 && response[0] == '\x08' ? response[1] : 0;
  }
  static constexpr int kServing = 1;
  static constexpr int kNotServing = 2;

  workbook::v1::WorkbookService::CallbackService service_;
  std::unique_ptr<GrpcServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(GrpcServerTest, ReadinessIsApartFromLiveness) {
  EXPECT_EQ(Health(""), kServing);
  EXPECT_EQ(Health(kService), kServing);
  EXPECT_EQ(Health("liveness"), kServing);
  EXPECT_EQ(Health("no.such.Service"), -1);
  server_->SetServing(false);
  EXPECT_EQ(Health(""), kNotServing);
  EXPECT_EQ(Health(kService), kNotServing);
  EXPECT_EQ(Health("liveness"), kServing);
  server_->SetServing(true);
  EXPECT_EQ(Health(kService), kServing);
}

TEST_F(GrpcServerTest, ReflectionListsTheServicesWhenItIsOn) {
  constexpr char kMethod[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
  const std::string list_services("\x3a\x01*", 3);
  EXPECT_THAT(Call(kMethod, list_services).second, HasSubstr(kService));
  Start(false);
  EXPECT_EQ(Call(kMethod, list_services).first.error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(GrpcServerTest, ATakenPortFailsToStart) {
  workbook::v1::WorkbookService::CallbackService other;
  EXPECT_THAT(GrpcServer::Start({.listen_address = "127.0.0.1:" + std::to_string(server_->port())},
                                {&other}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("taken")));
}

TEST_F(GrpcServerTest, WithoutAnAddressThereAreOnlyChannelsInsideTheProcess) {
  workbook::v1::WorkbookService::CallbackService other;
  ASSERT_OK_AND_ASSIGN(const auto server, GrpcServer::Start({}, {&other}));
  EXPECT_EQ(server->port(), 0);
  channel_ = server->InProcessChannel();
  EXPECT_EQ(Health(kService), kServing);
}

TEST_F(GrpcServerTest, MessagesHaveALargestSize) {
  server_.reset();
  ASSERT_OK_AND_ASSIGN(server_, GrpcServer::Start({.listen_address = "127.0.0.1:0",
                                                   .max_receive_message_bytes = 1000},
                                                  {&service_}));
  channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(server_->port()),
                                 grpc::InsecureChannelCredentials());
  const std::string method = std::string("/") + kService + "/ListSheets";
  EXPECT_EQ(Call(method, std::string("\x0a\x7f", 2) + std::string(127, 'a')).first.error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(Call(method, std::string(2000, 'a')).first.error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(GrpcServerTest, ShutdownMayBeRepeatedAndEndsTheService) {
  server_->Shutdown(absl::InfiniteFuture());
  server_->Shutdown(absl::InfinitePast());
  EXPECT_EQ(Call("/grpc.health.v1.Health/Check", "").first.error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace sheetgate::platform

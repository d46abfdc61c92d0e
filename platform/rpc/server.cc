// grpc::Server with the settings every service of ours has.
#include "platform/rpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/impl/server_initializer.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/observability/log.h"

namespace sheetgate::platform {
namespace {

constexpr char kLivenessName[] = "liveness";
constexpr char kReflectionPlugin[] = "proto_server_reflection";

// Learns the names of the services, which grpc::Service does not tell.
class ServiceNames final : public grpc::ServerBuilderPlugin {
 public:
  explicit ServiceNames(std::vector<std::string>* names) : names_(names) {}
  std::string name() override { return "sheetgate_service_names"; }
  void InitServer(grpc::ServerInitializer*) override {}
  void ChangeArguments(const std::string&, void*) override {}
  void Finish(grpc::ServerInitializer* initializer) override {
    for (const std::string& name : *initializer->GetServiceList()) {
      if (name.rfind("grpc.", 0) != 0) names_->push_back(name);
    }
  }

 private:
  std::vector<std::string>* names_;
};

// Linking the reflection library adds its plugin to every server of the process; here each server
// decides.
class Plugins final : public grpc::ServerBuilderOption {
 public:
  Plugins(bool reflection, std::vector<std::string>* names)
      : reflection_(reflection), names_(names) {}
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    std::erase_if(*plugins, [](const auto& plugin) { return plugin->name() == kReflectionPlugin; });
    if (reflection_) {
      plugins->push_back(std::make_unique<grpc::reflection::ProtoServerReflectionPlugin>());
    }
    plugins->push_back(std::make_unique<ServiceNames>(names_));
  }

 private:
  bool reflection_;
  std::vector<std::string>* names_;
};

}  // namespace

struct GrpcServer::State {
  int port = 0;
  std::unique_ptr<grpc::Server> server;
  std::vector<std::string> services;
  std::once_flag shutdown;
};

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(
    const Options& options, const std::vector<grpc::Service*>& services) {
  auto state = std::make_unique<State>();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  builder.SetOption(std::make_unique<Plugins>(options.reflection, &state->services));
  builder.SetMaxReceiveMessageSize(options.max_receive_message_bytes);
  builder.SetMaxSendMessageSize(-1);
  // Two processes on one port would each get half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Clients ping every 30 s; without these the server would answer with GOAWAY too_many_pings.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  // A client whose machine is gone must not keep its calls running.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  if (!options.listen_address.empty()) {
    builder.AddListeningPort(options.listen_address, grpc::InsecureServerCredentials(),
                             &state->port);
  }
  for (grpc::Service* service : services) builder.RegisterService(service);
  state->server = builder.BuildAndStart();
  if (state->server == nullptr || (!options.listen_address.empty() && state->port == 0)) {
    return Error(absl::StatusCode::kUnavailable, ErrorReason::kInvalidArgument,
                 StrCat("cannot listen on ", options.listen_address,
                        ": the address is taken or not one of this machine; 127.0.0.1:0 picks a "
                        "free port"),
                 {{"address", options.listen_address}});
  }
  std::unique_ptr<GrpcServer> server(new GrpcServer(std::move(state)));
  server->state_->server->GetHealthCheckService()->SetServingStatus(kLivenessName, true);
  server->SetServing(true);
  if (!options.listen_address.empty()) {
    Log(Severity::kInfo, "serving gRPC", {{"port", server->port()}});
  }
  return server;
}

GrpcServer::GrpcServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

GrpcServer::~GrpcServer() { Shutdown(absl::InfinitePast()); }

int GrpcServer::port() const { return state_->port; }

std::shared_ptr<grpc::Channel> GrpcServer::InProcessChannel() const {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  return state_->server->InProcessChannel(arguments);
}

void GrpcServer::SetServing(bool serving) {
  grpc::HealthCheckServiceInterface* const health = state_->server->GetHealthCheckService();
  health->SetServingStatus("", serving);
  for (const std::string& service : state_->services) health->SetServingStatus(service, serving);
}

void GrpcServer::Shutdown(absl::Time deadline) {
  std::call_once(state_->shutdown, [&] {
    // gRPC's time cannot express the infinite ones.
    deadline = std::clamp(deadline, absl::UnixEpoch(), absl::FromUnixSeconds(int64_t{1} << 32));
    state_->server->Shutdown(absl::ToChronoTime(deadline));
  });
}

}  // namespace sheetgate::platform

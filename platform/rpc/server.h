// GrpcServer: a gRPC server with health, reflection and graceful drain.
//
// Health (grpc.health.v1): "" and each service name are readiness; "liveness" answers for the
// process only, so a drain or a lost dependency never causes a restart.
#ifndef SHEETGATE_PLATFORM_RPC_SERVER_H_
#define SHEETGATE_PLATFORM_RPC_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace grpc {
class Channel;
class Service;
}  // namespace grpc

namespace sheetgate::platform {

// Thread-safe.
class GrpcServer {
 public:
  struct Options {
    // Host:port to listen on ("127.0.0.1:7071", "0.0.0.0:7071", port 0 picks one); empty:
    // in-process channels only.
    std::string listen_address;
    // Largest message received, in bytes.
    int max_receive_message_bytes = 8 * 1024 * 1024;
    bool reflection = true;
  };

  // `services` must outlive the server. Fails with UNAVAILABLE when the address is taken.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(
      const Options& options, const std::vector<grpc::Service*>& services);
  ~GrpcServer();

  // The port listened on; 0 without one.
  int port() const;
  // A channel to this server inside the process.
  std::shared_ptr<grpc::Channel> InProcessChannel() const;
  // Sets readiness for "" and every service. "liveness" stays SERVING until destruction.
  void SetServing(bool serving);
  // Stops accepting (GOAWAY), waits for calls in flight until `deadline`, then cancels them.
  // Blocks. Idempotent.
  void Shutdown(absl::Time deadline);

 private:
  struct State;
  explicit GrpcServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_RPC_SERVER_H_

// HttpServer: MCP over Streamable HTTP (2025-11-25 and 2026-07-28), HTTP/1.1 on Boost.Asio.
//
// One io_context with N threads and one strand a connection: a connection is a coroutine that never
// blocks a thread, and what it shares with gRPC threads is HttpExchange only. TLS and HTTP/2 are
// the ingress' business.
#ifndef SHEETGATE_GATEWAY_TRANSPORT_HTTP_SERVER_H_
#define SHEETGATE_GATEWAY_TRANSPORT_HTTP_SERVER_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace sheetgate::platform {
class MetricsRegistry;
}

namespace sheetgate::gateway {

class HttpPipeline;

struct HttpServerOptions {
  std::string listen_address;  // host:port; port 0 picks one
  int io_threads = 0;          // 0: one a core
  int max_connections = 1000;  // one more is answered 503
  size_t max_header_bytes = 16 * 1024;
  absl::Duration header_timeout = absl::Seconds(10);  // from the first byte to the end of the head
  absl::Duration body_timeout = absl::Seconds(30);
  absl::Duration idle_timeout = absl::Seconds(60);   // between requests
  absl::Duration write_timeout = absl::Seconds(30);  // a client that does not read
  // A comment on a silent event stream, so that proxies keep the connection; a plain answer that
  // takes longer becomes a stream when the client accepts one.
  absl::Duration keep_alive_interval = absl::Seconds(15);
};

// Thread-safe.
class HttpServer {
 public:
  // `pipeline` and `metrics` must outlive the server. UNAVAILABLE when the address is taken,
  // INVALID_ARGUMENT when it is none.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const HttpServerOptions& options,
                                                           const HttpPipeline& pipeline,
                                                           platform::MetricsRegistry& metrics);
  ~HttpServer();

  int port() const;
  // From now on every answer says "Connection: close", so that clients move to another replica.
  void AnnounceClose();
  // Closes the listening socket and idle connections; requests on the others are still answered.
  void StopAccepting();
  // Whether no request was left before the deadline.
  bool WaitIdle(absl::Time deadline);
  // Closes every connection and ends the threads. Idempotent.
  void Stop();

 private:
  struct State;
  explicit HttpServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TRANSPORT_HTTP_SERVER_H_

// StdioTransport: MCP on two file descriptors, one JSON message a line (2025-11-25 and 2026-07-28,
// stdio).
//
// Nothing but MCP is ever written to the output. Requests run concurrently; answers come in the
// order they are ready. End of input means that the client is gone: what runs is cancelled, and
// Serve returns soon after.
#ifndef SHEETGATE_GATEWAY_TRANSPORT_STDIO_TRANSPORT_H_
#define SHEETGATE_GATEWAY_TRANSPORT_STDIO_TRANSPORT_H_

#include <cstddef>
#include <memory>

#include "absl/time/time.h"

namespace sheetgate::gateway {

class McpServer;

class StdioTransport {
 public:
  struct Options {
    // Longest line; a longer one is answered with -32600 and skipped.
    size_t max_line_bytes = size_t{4} << 20;
    // No further message is read while more than this waits for a client that does not read.
    size_t max_queued_bytes = size_t{16} << 20;
    // How long Serve, at its end, waits for the client to read the last answers.
    absl::Duration flush_time = absl::Seconds(2);
  };

  // Does not own the descriptors. `server` must outlive the transport.
  StdioTransport(McpServer& server, const Options& options, int in_fd, int out_fd);
  ~StdioTransport();

  // Serves until end of input or Stop; then waits for the calls in flight to end and their answers
  // to be written. After end of input or a broken output the calls are cancelled first. Blocks.
  void Serve();

  // Ends Serve after the calls in flight. Thread-safe.
  void Stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TRANSPORT_STDIO_TRANSPORT_H_

#include "gateway/transport/stdio_transport.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/synchronization/mutex.h"
#include <nlohmann/json.hpp>

#include "gateway/mcp/json_rpc.h"
#include "gateway/mcp/protocol.h"
#include "gateway/mcp/server.h"
#include "gateway/transport/line_reader.h"
#include "gateway/transport/line_writer.h"
#include "platform/base/error.h"
#include "platform/base/ids.h"
#include "platform/base/strings.h"

namespace sheetgate::gateway {
using nlohmann::json;

struct StdioTransport::State : std::enable_shared_from_this<StdioTransport::State> {
  State(McpServer& mcp_server, const Options& transport_options, int in_fd, int out_fd)
      : server(mcp_server),
        options(transport_options),
        reader(in_fd, transport_options.max_line_bytes),
        writer(out_fd, [this] { reader.Wake(); }) {}

  McpServer& server;
  const Options options;
  const std::string scope = platform::RandomId("stdio-");
  LineReader reader;
  LineWriter writer;
  platform::CancellationSource client;

  absl::Mutex mutex;
  int unanswered ABSL_GUARDED_BY(mutex) = 0;

  void Dispatch(const std::string& line);
  void WaitAnswered();

  class Answer;
};

// Writes what belongs to one message.
class StdioTransport::State::Answer final : public Responder {
 public:
  explicit Answer(std::shared_ptr<State> state) : state_(std::move(state)) {}

  void Notify(const json& notification) override { state_->writer.Write(ToText(notification)); }

  void Respond(std::optional<json> response, int) override {
    if (response) state_->writer.Write(ToText(*response));
    absl::MutexLock lock(&state_->mutex);
    --state_->unanswered;
  }

 private:
  std::shared_ptr<State> state_;
};

void StdioTransport::State::Dispatch(const std::string& line) {
  json message;
  if (const auto error = ParseJson(line, &message)) {
    return writer.Write(ToText(ErrorResponse(nullptr, *error)));
  }
  {
    absl::MutexLock lock(&mutex);
    ++unanswered;
  }
  MessageContext context;
  context.cancellation_scope = scope;
  context.cancellation = client.token();
  server.Handle(std::move(message), std::move(context),
                std::make_shared<Answer>(shared_from_this()));
}

void StdioTransport::State::WaitAnswered() {
  const auto answered = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex) { return unanswered == 0; };
  absl::MutexLock lock(&mutex);
  mutex.Await(absl::Condition(&answered));
}

StdioTransport::StdioTransport(McpServer& server, const Options& options, int in_fd, int out_fd)
    : state_(std::make_shared<State>(server, options, in_fd, out_fd)) {}

StdioTransport::~StdioTransport() = default;

void StdioTransport::Serve() {
  State& state = *state_;
  std::string line;
  LineReader::Event event = LineReader::Event::kLine;
  while (!state.writer.broken()) {
    event = state.reader.Next(&line);
    if (event == LineReader::Event::kLine) {
      state.Dispatch(line);
    } else if (event == LineReader::Event::kTooLong) {
      state.writer.Write(ToText(ErrorResponse(
          nullptr, {.code = kInvalidRequest,
                    .message = platform::StrCat("invalid request: a message is at most ",
                                                state.options.max_line_bytes, " bytes long")})));
    } else {
      break;
    }
    state.writer.WaitBelow(state.options.max_queued_bytes);
  }
  if (event != LineReader::Event::kWoken || state.writer.broken()) {
    state.client.Cancel(platform::Error(absl::StatusCode::kCancelled,
                                        platform::ErrorReason::kCancelled,
                                        "the client closed the connection"));
  }
  state.WaitAnswered();
  state.writer.Flush(absl::Now() + state.options.flush_time);
}

void StdioTransport::Stop() {
  state_->reader.Wake();
  state_->writer.Release();
}

}  // namespace sheetgate::gateway

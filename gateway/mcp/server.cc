#include "gateway/mcp/server.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "gateway/mcp/era.h"
#include "gateway/mcp/json_rpc.h"
#include "gateway/mcp/method_table.h"
#include "gateway/mcp/request.h"
#include "gateway/mcp/server_core.h"
#include "platform/base/error.h"
#include "platform/base/ids.h"
#include "platform/base/strings.h"

namespace sheetgate::gateway {
namespace {

using nlohmann::json;

RpcError UnknownMethod(const std::string& method, Era era) {
  return {.code = kMethodNotFound,
          .message = platform::StrCat("method not found: ", method),
          // 2026-07-28, Streamable HTTP: 404; legacy clients would take that for a lost session.
          .http_status = era == Era::kModern ? 404 : 200};
}

absl::Status ShuttingDown() {
  return platform::WithRetryAfter(
      platform::Error(absl::StatusCode::kUnavailable, platform::ErrorReason::kShuttingDown,
                      "the gateway is shutting down; another replica answers"),
      absl::Seconds(1));
}

void HandleNotification(ServerCore& core, Era era, const RpcMessage& message,
                        const MessageContext& context, Responder& responder) {
  if (const auto error = CheckEra(era, message, context.http ? &context.headers : nullptr)) {
    // JSON-RPC never answers a notification; HTTP must answer its POST.
    if (!context.http) return responder.Respond(std::nullopt, 0);
    return responder.Respond(ErrorResponse(nullptr, *error), error->http_status);
  }
  if (const NotificationMethod* method = FindNotification(message.method); method != nullptr) {
    method->handle(core, message, context);
  }
  responder.Respond(std::nullopt, 202);
}

}  // namespace

struct McpServer::State {
  std::shared_ptr<ServerCore> core;
};

McpServer::McpServer(Options options, const Backends& backends, const platform::Clock& clock,
                     platform::MetricsRegistry& metrics)
    : state_(std::make_shared<State>(
          State{std::make_shared<ServerCore>(std::move(options), backends, clock, metrics)})) {}

// The backends may be destroyed after this, so no call may be left.
McpServer::~McpServer() {
  StopAccepting();
  CancelAll();
  WaitIdle(absl::InfiniteFuture());
}

void McpServer::Handle(json value, MessageContext context, std::shared_ptr<Responder> responder) {
  if (context.request_id.empty()) context.request_id = platform::RandomId("req-");
  RpcMessage message;
  const auto malformed = ReadMessage(std::move(value), &message);
  if (malformed) {
    return responder->Respond(ErrorResponse(std::move(message.id), *malformed),
                              malformed->http_status);
  }
  // We send no requests, so a response answers nothing; MCP wants it accepted.
  if (message.kind == RpcMessage::Kind::kResponse) return responder->Respond(std::nullopt, 202);

  const Era era = EraOf(message.method, message.params, context.headers);
  const std::shared_ptr<ServerCore>& core = state_->core;
  if (message.kind == RpcMessage::Kind::kNotification) {
    return HandleNotification(*core, era, message, context, *responder);
  }

  const auto objection = CheckEra(era, message, context.http ? &context.headers : nullptr);
  const std::string name = message.method;
  const std::string label = IsKnownMethod(name) ? name : "_OTHER";
  Request request(core, era, std::move(message), label, std::move(context), std::move(responder));
  if (objection) return request.Fail(*objection);
  if (core->calls.closed()) return request.Refuse(ShuttingDown());
  const Method* method = FindMethod(name, era);
  if (method == nullptr) return request.Fail(UnknownMethod(name, era));
  method->answer(std::move(request));
}

bool McpServer::IsModern(const json& message, const std::map<std::string, std::string>& headers) {
  static const json kNone = json::object();
  const json* params = Member(message, "params");
  return EraOf(StringMember(message, "method").value_or(""), params != nullptr ? *params : kNone,
               headers) == Era::kModern;
}

void McpServer::StopAccepting() { state_->core->calls.Close(); }

int McpServer::in_flight() const { return state_->core->calls.size(); }

bool McpServer::WaitIdle(absl::Time deadline) { return state_->core->calls.WaitIdle(deadline); }

void McpServer::CancelAll() {
  state_->core->calls.CancelAll(platform::Error(absl::StatusCode::kUnavailable,
                                                platform::ErrorReason::kShuttingDown,
                                                "the gateway shut down before the call ended"));
}

}  // namespace sheetgate::gateway

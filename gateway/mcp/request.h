// Request: one JSON-RPC request on its way to its answer.
//
// Whoever holds it answers it once; it writes the answer in the form of its era (2026-07-28:
// resultType and server info) and records metric and log line. A request destroyed unanswered
// answers -32603, so no caller ever waits for nothing.
#ifndef SHEETGATE_GATEWAY_MCP_REQUEST_H_
#define SHEETGATE_GATEWAY_MCP_REQUEST_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include <nlohmann/json.hpp>

#include "gateway/mcp/json_rpc.h"
#include "gateway/mcp/operation_log.h"
#include "gateway/mcp/protocol.h"
#include "gateway/mcp/server.h"

namespace sheetgate::gateway {

struct ServerCore;

class Request {
 public:
  // `method_label` is the method's name for metrics.
  Request(std::shared_ptr<ServerCore> core, Era era, RpcMessage message, std::string method_label,
          MessageContext context, std::shared_ptr<Responder> responder);
  Request(Request&&) = default;
  Request& operator=(Request&&) = delete;
  ~Request();

  Era era() const { return era_; }
  const nlohmann::json& id() const { return message_.id; }
  nlohmann::json& params() { return message_.params; }
  const MessageContext& context() const { return context_; }
  const std::shared_ptr<Responder>& responder() const { return responder_; }
  const std::shared_ptr<ServerCore>& core() const { return core_; }

  // What metric and log line say about it.
  void set_tool(std::string name) { operation_.tool = std::move(name); }
  void set_resource(std::string name) { operation_.resource = std::move(name); }
  void set_trace_id(std::string id) { operation_.trace_id = std::move(id); }

  void Succeed(nlohmann::json result);
  // A tool's result, which may say isError; `code` and `reason` are recorded.
  void SucceedTool(nlohmann::json result, bool is_error, std::string code, std::string reason);
  void Fail(const RpcError& error);
  // A call behind the method failed: answers `error`, and records code and reason of `status`.
  void FailCall(const absl::Status& status, const RpcError& error);
  // Overloaded or shutting down: `status` has a reason and a retry delay.
  void Refuse(const absl::Status& status);
  // The client cancelled it. MCP: no response; only HTTP, where the POST must end, sends an error.
  void FinishCancelled();

 private:
  void Answer(std::optional<nlohmann::json> response, int http_status);

  std::shared_ptr<ServerCore> core_;
  Era era_;
  RpcMessage message_;
  MessageContext context_;
  std::shared_ptr<Responder> responder_;  // null once answered or moved from
  Operation operation_;
  absl::Time start_;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_REQUEST_H_

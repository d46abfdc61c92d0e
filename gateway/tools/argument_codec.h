// Tool arguments: JSON to the request message of an RPC, by descriptor.
//
// Strict where a mistake would be silent (unknown names, text for a number, a number that would
// lose digits), lenient where nothing is lost: 50.0 for 50, digits as text for a 64-bit integer,
// one text for a list of texts, null for a field that is not given. Names are those of the proto
// (snake_case); fields with the rule `hidden` are unknown here.
//
// A message with MessageRules.json_scalar is a bare scalar ({"value": 12.5}) or an object with the
// name of one of its fields
// ({"value": {"date": "2026-01-31"}}). For it null is a value: the message is set and empty, so
// that a handler can tell "value": null (clear the cell) from no value.
#ifndef SHEETGATE_GATEWAY_TOOLS_ARGUMENT_CODEC_H_
#define SHEETGATE_GATEWAY_TOOLS_ARGUMENT_CODEC_H_

#include <cstddef>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include <nlohmann/json_fwd.hpp>

#include "gateway/tools/tool_registry.h"

namespace google::protobuf {
class Message;
}

namespace sheetgate::gateway {

struct ArgumentLimits {
  // Objects and lists inside each other.
  int max_depth = 16;
  // Values of every kind together.
  size_t max_values = 100'000;
};

// Sets `message` from a JSON object. INVALID_ARGUMENT with `UNKNOWN_ARGUMENT` (metadata `field`,
// `did_you_mean`), `INVALID_ARGUMENT` (metadata `field`, a path such as edits[3].value) or
// `LIMIT_EXCEEDED` (metadata `limit`).
absl::Status DecodeMessage(const nlohmann::json& object, const ArgumentLimits& limits,
                           google::protobuf::Message& message);

// The request of a call of `tool`: decoded, then checked against its field rules
// (platform/rpc/validate.h). Null arguments are none. Every error has the tool's example as
// metadata `example`.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> DecodeArguments(
    const Tool& tool, const nlohmann::json& arguments);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TOOLS_ARGUMENT_CODEC_H_

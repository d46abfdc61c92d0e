// JSON Schemas of tool arguments and results, written from descriptors.
//
// A subset of JSON Schema 2020-12 that every MCP client and model API accepts: inline (no $ref, no
// $defs), no unions of objects, no 64-bit bounds, snake_case names, `required` explicit. Text
// limits of the field rules are bytes; as maxLength (characters) they hold too, because no
// character takes less than a byte.
#ifndef SHEETGATE_GATEWAY_TOOLS_JSON_SCHEMA_H_
#define SHEETGATE_GATEWAY_TOOLS_JSON_SCHEMA_H_

#include <nlohmann/json_fwd.hpp>

namespace google::protobuf {
class Descriptor;
}

namespace sheetgate::gateway {

// The tool list is part of every conversation, so the core profile's schemas are brief.
enum class SchemaDetail {
  kFull,
  kBrief,  // arguments without limits, examples and the fields of objects in objects of lists;
           // results without fields
};

// What argument_codec.h accepts. Hidden fields are left out, everything not named is refused
// (additionalProperties false).
nlohmann::json InputSchema(const google::protobuf::Descriptor& request, SchemaDetail detail);

// What result_encoder.h writes. Descriptions are first sentences, short ones left out. Objects list
// in `required` what is always there, except the result itself: its fields share the schema with
// those of an error result, because the TypeScript SDK 1.x checks the structuredContent of errors
// against the output schema too. So no result may have a field named like one of kErrorResultKeys.
nlohmann::json OutputSchema(const google::protobuf::Descriptor& result, SchemaDetail detail);

// The keys of an error's structuredContent (ToolCaller::ErrorResult).
inline constexpr const char* kErrorResultKeys[] = {
    "code", "reason", "message", "metadata", "retryable", "retry_after_ms", "request_id"};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TOOLS_JSON_SCHEMA_H_

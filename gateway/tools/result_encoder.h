// Tool results: the response message of an RPC to JSON, by descriptor.
//
// * Names are those of the proto (snake_case).
// * Numbers and booleans are always written, also 0 and false: they carry meaning. Fields of a
// oneof and `optional` fields
//   are written only when set.
// * Lists of the result itself are always written, so that "none" is visible; deeper, empty lists
// are left out. Empty texts,
//   enums without a value and messages that are not set are left out.
// * Pictures of the result itself (sheetgate.mcp.v1.Image) are left out: they are content blocks.
// * A message with MessageRules.json_scalar is a bare scalar: number, text, boolean, or null when
// nothing is set; an error is
//   its text, a date its ISO 8601 text.
// * 64-bit integers are numbers up to 2^53 - 1 and text beyond; numbers that JSON lacks (NaN) are
// null; bytes are base64.
#ifndef SHEETGATE_GATEWAY_TOOLS_RESULT_ENCODER_H_
#define SHEETGATE_GATEWAY_TOOLS_RESULT_ENCODER_H_

#include <nlohmann/json_fwd.hpp>

namespace google::protobuf {
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace sheetgate::gateway {

// The structuredContent of a result.
nlohmann::json EncodeResult(const google::protobuf::Message& result);

// Whether a field below the result itself is written in every case; the output schema lists it as
// required.
bool IsAlwaysEncoded(const google::protobuf::FieldDescriptor& field);

// The CallToolResult of a success: structuredContent, and the same as compact text for clients that
// do not read it.
nlohmann::json SuccessResult(nlohmann::json structured_content);

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TOOLS_RESULT_ENCODER_H_

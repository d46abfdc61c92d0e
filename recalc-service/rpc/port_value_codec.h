// Inputs and outputs of manifests between JSON (google.protobuf.Value) and spreadsheet/manifest.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_PORT_VALUE_CODEC_H_
#define SHEETGATE_RECALC_SERVICE_RPC_PORT_VALUE_CODEC_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include <google/protobuf/struct.pb.h>

#include "sheetgate/recalc/v1/execute_manifest.pb.h"
#include "spreadsheet/manifest/port_values.h"

namespace sheetgate::recalc {

// The inputs of a request. INVALID_ARGUMENT (`INVALID_ARGUMENT`) about inputs.<name> for an object,
// a list of several kinds of things, or lists in lists in lists.
absl::StatusOr<std::map<std::string, spreadsheet::PortValue>> DecodeInputs(
    const v1::ExecuteManifestRequest& request);

// An empty cell is null, an error its text.
void EncodePortValue(const spreadsheet::PortValue& value, google::protobuf::Value* encoded);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_PORT_VALUE_CODEC_H_

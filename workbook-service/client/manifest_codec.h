// Manifests between spreadsheet/manifest and proto/sheetgate/workbook/v1/manifests.proto.
#ifndef SHEETGATE_WORKBOOK_SERVICE_CLIENT_MANIFEST_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_CLIENT_MANIFEST_CODEC_H_

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/manifests.pb.h"
#include "spreadsheet/manifest/manifest.h"

namespace sheetgate::workbook {

// INVALID_ARGUMENT (`INVALID_ARGUMENT`) about a field for a direction, shape or type that is none,
// and an error value in a rule.
absl::StatusOr<spreadsheet::Manifest> DecodeManifest(const v1::Manifest& manifest);

void EncodePort(const spreadsheet::ManifestPort& port, v1::ManifestPort* encoded);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_CLIENT_MANIFEST_CODEC_H_

// CheckFlow: whether the outputs of a manifest depend on its inputs, as far as formulas name the
// cells they read.
#ifndef SHEETGATE_SPREADSHEET_MANIFEST_MANIFEST_FLOW_H_
#define SHEETGATE_SPREADSHEET_MANIFEST_MANIFEST_FLOW_H_

#include "absl/status/status.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/manifest/bind_manifest.h"

namespace sheetgate::spreadsheet {

// Adds a warning to `bound` for each input that reaches no output and each output that no input
// reaches. Errors: the token's status.
absl::Status CheckFlow(const DependencyGraph& graph, const Manifest& manifest,
                       const platform::CancellationToken& cancellation, BoundManifest* bound);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MANIFEST_MANIFEST_FLOW_H_

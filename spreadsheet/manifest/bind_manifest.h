// BindManifest: checks a manifest against a workbook and finds the cells of its ports.
//
// What is wrong is told port by port, so that one look shows all of it; ports without errors are
// bound.
#ifndef SHEETGATE_SPREADSHEET_MANIFEST_BIND_MANIFEST_H_
#define SHEETGATE_SPREADSHEET_MANIFEST_BIND_MANIFEST_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/relative_range.h"
#include "spreadsheet/analysis/workbook_problem.h"
#include "spreadsheet/manifest/manifest.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

struct ManifestProblem {
  Severity severity = Severity::kError;
  std::string port;  // its name; empty: the manifest
  std::string message;
  std::string action;
};

struct BoundColumn {
  int32_t column = 1;
  std::string name;  // as the manifest writes it, else the header
  PortType type = PortType::kAny;
};

struct BoundPort {
  size_t index = 0;  // into Manifest::ports
  // Of a table its rows, in all columns of the table.
  SheetRange cells;
  std::vector<BoundColumn> columns;  // of a table
  std::shared_ptr<const Sheet> sheet;
};

struct BoundManifest {
  std::vector<BoundPort> ports;  // in the manifest's order
  std::vector<ManifestProblem> problems;

  bool has_errors() const;
};

// Errors as Workbook::LoadSheet.
absl::StatusOr<BoundManifest> BindManifest(const Workbook& workbook, const Manifest& manifest,
                                           const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MANIFEST_BIND_MANIFEST_H_

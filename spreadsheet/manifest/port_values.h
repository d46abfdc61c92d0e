// Calling a manifest: what its inputs write into cells, and what its outputs make of calculated
// ones.
#ifndef SHEETGATE_SPREADSHEET_MANIFEST_PORT_VALUES_H_
#define SHEETGATE_SPREADSHEET_MANIFEST_PORT_VALUES_H_

#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "spreadsheet/manifest/bind_manifest.h"
#include "spreadsheet/manifest/manifest.h"
#include "spreadsheet/model/value.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

using PortList = std::vector<CellValue>;
using PortRecord = std::vector<std::pair<std::string, CellValue>>;
// The value of a port. As an input a list may stand for a range of one row or one column, and rows
// for the records of a table. Dates are texts (2026-01-31).
using PortValue = std::variant<CellValue, PortList, std::vector<PortList>, std::vector<PortRecord>>;

// The cells that `inputs` (by port) and the defaults of those not given write. An empty scalar
// counts as not given. A table's rows are overwritten from the top, and those left over emptied; it
// does not grow. INVALID_ARGUMENT naming the port in message and metadata `port`:
// `UNKNOWN_ARGUMENT`, `MISSING_ARGUMENT`, `INVALID_ARGUMENT`.
absl::StatusOr<std::vector<CellChange>> InputChanges(
    const Workbook& workbook, const Manifest& manifest, const BoundManifest& bound,
    const std::map<std::string, PortValue>& inputs);

// A cell of an output that is an error or of another type than promised.
struct OutputIssue {
  SheetRange cell;
  std::string message;
};

// What the output is, from the calculated values of its cells, row by row. A table ends before its
// first blank row.
PortValue OutputValue(const Workbook& workbook, const ManifestPort& port, const BoundPort& bound,
                      absl::Span<const CellValue> values, std::vector<OutputIssue>* issues);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MANIFEST_PORT_VALUES_H_

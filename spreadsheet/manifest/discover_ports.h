// DiscoverPorts: what a workbook computes from what, as candidates for a manifest.
//
// Inputs are constants that formulas read, outputs formulas that nothing reads: named cells,
// labelled values, totals, tables of data and of results, rows of a model. How they are found:
// docs/manifests.md.
#ifndef SHEETGATE_SPREADSHEET_MANIFEST_DISCOVER_PORTS_H_
#define SHEETGATE_SPREADSHEET_MANIFEST_DISCOVER_PORTS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/relative_range.h"
#include "spreadsheet/manifest/manifest.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// The likeliest first.
enum class PortEvidence : uint8_t {
  kNamed,
  kLabelled,
  kTotal,
  kTable,
  kRow,
  kNamedStep,  // a named formula that other formulas read
};

struct FoundPort {
  ManifestPort port;
  // As BindManifest finds them: of a table its rows.
  SheetRange cells;
  PortEvidence evidence = PortEvidence::kNamed;
  std::string reason;
};

struct FoundPorts {
  // Inputs first, the likeliest first, then by place. Their names are unique.
  std::vector<FoundPort> ports;
  // What was not looked at, and why.
  std::vector<std::string> notes;

  size_t memory_bytes() const;
};

// Of all worksheets, hidden ones too; found when first asked for and kept with the workbook. Errors
// as Workbook::LoadSheet.
absl::StatusOr<std::shared_ptr<const FoundPorts>> DiscoverPorts(
    const Workbook& workbook, const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MANIFEST_DISCOVER_PORTS_H_

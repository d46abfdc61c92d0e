// PortCollector: what the searches of DiscoverPorts share: the workbook and its dependencies, and
// the list they add to, in which no cell is in two inputs or two outputs.
#ifndef SHEETGATE_SPREADSHEET_MANIFEST_PORT_COLLECTOR_H_
#define SHEETGATE_SPREADSHEET_MANIFEST_PORT_COLLECTOR_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/analysis/value_reader.h"
#include "spreadsheet/manifest/discover_ports.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// Use from one thread. What it is made of must outlive it.
class PortCollector {
 public:
  // More candidates are no help.
  static constexpr size_t kMostPorts = 2000;

  PortCollector(const Workbook& workbook, const DependencyGraph& graph,
                const platform::CancellationToken& cancellation);

  const Workbook& workbook() const { return workbook_; }
  const platform::CancellationToken& cancellation() const { return cancellation_; }
  ValueReader& reader() { return reader_; }

  // Whether a formula reads what a cell of the range holds.
  bool IsRead(const SheetRange& cells) const;
  // Whether formulas do, each of them a single cell of it: a list of parameters, no table.
  bool IsReadCellByCell(const SheetRange& cells) const;
  // Whether only formulas of `own` do, if any.
  bool IsReadWithinOnly(const SheetRange& cells, const RangeRef& own) const;

  // The type that all values of the range have; kAny when they differ, or there are none.
  PortType TypeOf(const Sheet& sheet, const RangeRef& range);

  // Takes cells for a port of a direction; false when another has some of them.
  bool Claim(PortDirection direction, const SheetRange& cells);
  // Adds a port whose cells were claimed; `label` becomes its name. False when there are too many.
  bool Add(FoundPort found, std::string_view label);
  // Adds a scalar or range of `cells`, unless they are taken; `label` is its description too.
  void AddCells(PortDirection direction, const Sheet& sheet, const SheetRange& cells,
                PortEvidence evidence, std::string_view label, std::string reason);

  void Note(std::string note) { found_.notes.push_back(std::move(note)); }
  // "Data!B2:C9", quoted as in formulas.
  std::string CellsText(const SheetRange& cells) const;

  // The ports, in order, with the rules that data validations give inputs.
  absl::StatusOr<FoundPorts> Finish();

 private:
  const Workbook& workbook_;
  const DependencyGraph& graph_;
  const platform::CancellationToken& cancellation_;
  ValueReader reader_;
  FoundPorts found_;
  std::map<std::pair<PortDirection, int32_t>, std::vector<RangeRef>> claimed_;
  bool full_ = false;
};

// The searches. Errors as Workbook::LoadSheet.
absl::Status AddNamedPorts(PortCollector* collector);
absl::Status AddRegionPorts(int32_t sheet, PortCollector* collector);

// What the data validation of a scalar input says about its value.
absl::Status AddValidationRules(const PortCollector& collector, FoundPort* found);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MANIFEST_PORT_COLLECTOR_H_

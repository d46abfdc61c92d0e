#include "spreadsheet/manifest/discover_ports.h"

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/manifest/port_collector.h"
#include "spreadsheet/model/heap_bytes.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

absl::StatusOr<std::shared_ptr<const FoundPorts>> Discover(
    const Workbook& workbook, const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const DependencyGraph> graph,
                   LoadDependencies(workbook, cancellation));
  PortCollector collector(workbook, *graph, cancellation);
  RETURN_IF_ERROR(AddNamedPorts(&collector));
  for (size_t sheet = 0; sheet < workbook.sheets().size(); ++sheet) {
    if (workbook.sheets()[sheet].kind != SheetKind::kWorksheet) continue;
    const absl::Status status = AddRegionPorts(static_cast<int32_t>(sheet), &collector);
    // The others may have ports.
    if (status.code() == absl::StatusCode::kDataLoss) {
      collector.Note(Concat("the sheet ", Quoted(workbook.sheets()[sheet].name),
                            " cannot be read: ", std::string(status.message())));
      continue;
    }
    RETURN_IF_ERROR(status);
  }
  ASSIGN_OR_RETURN(FoundPorts found, collector.Finish());
  return std::make_shared<const FoundPorts>(std::move(found));
}

}  // namespace

size_t FoundPorts::memory_bytes() const {
  size_t bytes = sizeof(*this) + SlotBytes(ports) + HeapBytes(notes);
  for (const FoundPort& found : ports) {
    const ManifestPort& port = found.port;
    bytes += HeapBytes(port.name, port.defined_name, port.table, port.cells, port.description,
                       found.reason) +
             SlotBytes(port.allowed) + SlotBytes(port.columns);
    for (const PortColumn& column : port.columns) bytes += HeapBytes(column.name);
  }
  return bytes;
}

absl::StatusOr<std::shared_ptr<const FoundPorts>> DiscoverPorts(
    const Workbook& workbook, const platform::CancellationToken& cancellation) {
  return workbook.derived().Get<FoundPorts>("ports", cancellation,
                                            [&] { return Discover(workbook, cancellation); });
}

}  // namespace sheetgate::spreadsheet

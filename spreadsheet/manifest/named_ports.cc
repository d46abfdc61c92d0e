// Ports of defined names: constants that are read, and formulas.
#include <string>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/name_targets.h"
#include "spreadsheet/manifest/port_collector.h"
#include "spreadsheet/manifest/port_place.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

struct Contents {
  int64_t values = 0;  // constants that are not texts
  int64_t texts = 0;
  int64_t formulas = 0;
};

Contents Count(const Sheet& sheet, const RangeRef& range) {
  Contents contents;
  sheet.Visit(range, [&contents](const CellView& cell) {
    if (cell.has_formula()) {
      ++contents.formulas;
    } else if (cell.type == CellType::kText) {
      ++contents.texts;
    } else {
      ++contents.values;
    }
    return true;
  });
  return contents;
}

absl::Status AddNamed(const DefinedName& name, const SheetRange& cells, PortCollector* collector) {
  ASSIGN_OR_RETURN(const auto sheet,
                   collector->workbook().LoadSheet(cells.sheet, collector->cancellation()));
  const Contents contents = Count(*sheet, cells.range);
  const bool one = cells.range.cells() == 1;
  FoundPort found;
  ManifestPort& port = found.port;
  if (contents.formulas == cells.range.cells()) {
    port.direction = PortDirection::kOut;
    const bool step = !collector->IsReadWithinOnly(cells, cells.range);
    if (step) found.evidence = PortEvidence::kNamedStep;
    found.reason = Concat("named ", one ? "formula" : "formulas", " that ",
                          step ? "other formulas read" : "nothing reads");
  } else if (contents.formulas == 0 && (one || contents.values > 0) && collector->IsRead(cells)) {
    port.direction = PortDirection::kIn;
    found.reason = one && contents.values + contents.texts == 0
                       ? std::string("named cell that formulas read, empty now")
                       : Concat("named ", one ? "constant" : "constants", " that formulas read");
  } else {
    return absl::OkStatus();
  }
  if (!collector->Claim(port.direction, cells)) return absl::OkStatus();
  found.cells = cells;
  port.shape = one ? PortShape::kScalar : PortShape::kRange;
  port.defined_name = name.name;
  port.type = collector->TypeOf(*sheet, cells.range);
  port.description = name.comment;
  collector->Add(std::move(found), name.name);
  return absl::OkStatus();
}

}  // namespace

absl::Status AddNamedPorts(PortCollector* collector) {
  const Workbook& workbook = collector->workbook();
  NameTargets targets(workbook, collector->cancellation());
  const PortPlaces places(workbook, collector->cancellation());
  for (const DefinedName& name : workbook.defined_names()) {
    if (name.hidden || places.FindName(name.name) != &name) continue;
    ASSIGN_OR_RETURN(const NameTarget target, targets.OfName(name));
    if (target.kind != NameKind::kRange || target.ranges.size() != 1 ||
        target.ranges.front().cells() > kMostPortCells) {
      continue;
    }
    const absl::Status status = AddNamed(name, {target.sheet, target.ranges.front()}, collector);
    // Of a sheet that cannot be read, DiscoverPorts says so.
    if (status.code() != absl::StatusCode::kDataLoss) RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet

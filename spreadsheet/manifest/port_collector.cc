#include "spreadsheet/manifest/port_collector.h"

#include <algorithm>
#include <tuple>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/label_search.h"
#include "spreadsheet/formula/sheet_prefix.h"
#include "spreadsheet/manifest/port_names.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// Bytes of a label.
constexpr size_t kMostLabel = 250;

PortType PortTypeOf(ValueType type) {
  switch (type) {
    case ValueType::kNumber:
      return PortType::kNumber;
    case ValueType::kDate:
      return PortType::kDate;
    case ValueType::kText:
      return PortType::kText;
    case ValueType::kBoolean:
      return PortType::kBoolean;
    case ValueType::kEmpty:
    case ValueType::kError:
      break;
  }
  return PortType::kAny;
}

}  // namespace

PortCollector::PortCollector(const Workbook& workbook, const DependencyGraph& graph,
                             const platform::CancellationToken& cancellation)
    : workbook_(workbook), graph_(graph), cancellation_(cancellation), reader_(workbook) {}

bool PortCollector::IsRead(const SheetRange& cells) const {
  bool read = false;
  graph_.ForEachReader(cells.sheet, cells.range,
                       [&read](const FormulaBlock&, const RelativeRange& reference) {
                         read = !reference.address_only();
                         return !read;
                       });
  return read;
}

bool PortCollector::IsReadCellByCell(const SheetRange& cells) const {
  bool read = false, one_by_one = true;
  graph_.ForEachReader(cells.sheet, cells.range,
                       [&](const FormulaBlock& part, const RelativeRange& reference) {
                         if (reference.address_only()) return true;
                         RangeRef all, common;
                         read = true;
                         one_by_one = graph_.CellsRead(part, reference, &all) &&
                                      Intersect(all, cells.range, &common) && common.cells() == 1;
                         return one_by_one;
                       });
  return read && one_by_one;
}

bool PortCollector::IsReadWithinOnly(const SheetRange& cells, const RangeRef& own) const {
  bool within = true;
  graph_.ForEachReader(cells.sheet, cells.range,
                       [&](const FormulaBlock& part, const RelativeRange& reference) {
                         if (reference.address_only()) return true;
                         within = part.sheet == cells.sheet && own.Contains(part.cells.first) &&
                                  own.Contains(part.cells.last);
                         return within;
                       });
  return within;
}

PortType PortCollector::TypeOf(const Sheet& sheet, const RangeRef& range) {
  PortType type = PortType::kAny;
  sheet.Visit(range, [&](const CellView& cell) {
    const PortType is = PortTypeOf(reader_.TypeOf(cell));
    if (is == PortType::kAny) return true;
    const bool first = type == PortType::kAny;
    type = first || type == is ? is : PortType::kAny;
    return first || type != PortType::kAny;
  });
  return type;
}

bool PortCollector::Claim(PortDirection direction, const SheetRange& cells) {
  std::vector<RangeRef>& taken = claimed_[{direction, cells.sheet}];
  const bool free = std::ranges::none_of(taken, [&cells](const RangeRef& other) {
    RangeRef common;
    return Intersect(other, cells.range, &common);
  });
  if (free) taken.push_back(cells.range);
  return free;
}

bool PortCollector::Add(FoundPort found, std::string_view label) {
  if (found_.ports.size() == kMostPorts) {
    if (!full_) Note(Concat("there are more than ", kMostPorts, " candidates"));
    full_ = true;
    return false;
  }
  std::string name = IsPortName(label) && !found.port.defined_name.empty() ? std::string(label)
                                                                           : PortNameOf(label);
  if (name.empty()) name = PortNameOf(CellsText(found.cells));
  found.port.name = std::move(name);
  found_.ports.push_back(std::move(found));
  return true;
}

void PortCollector::AddCells(PortDirection direction, const Sheet& sheet, const SheetRange& cells,
                             PortEvidence evidence, std::string_view label, std::string reason) {
  if (cells.range.cells() > kMostPortCells || !Claim(direction, cells)) return;
  FoundPort found;
  found.cells = cells;
  found.evidence = evidence;
  found.reason = std::move(reason);
  found.port.direction = direction;
  found.port.shape = cells.range.cells() == 1 ? PortShape::kScalar : PortShape::kRange;
  found.port.cells = CellsText(cells);
  found.port.type = TypeOf(sheet, cells.range);
  const std::string_view text = StripLabel(label);
  // A longer text is no label, but may well stand where one would.
  if (text.size() <= kMostLabel) found.port.description = text;
  Add(std::move(found), text);
}

std::string PortCollector::CellsText(const SheetRange& cells) const {
  return Concat(FormatSheetPrefix(workbook_.sheets()[static_cast<size_t>(cells.sheet)].name),
                FormatRange(cells.range));
}

absl::StatusOr<FoundPorts> PortCollector::Finish() {
  std::ranges::stable_sort(found_.ports, {}, [](const FoundPort& found) {
    return std::tuple(found.port.direction, found.evidence, found.cells.sheet,
                      found.cells.range.first.row, found.cells.range.first.column);
  });
  UniquePortNames names;
  for (FoundPort& found : found_.ports) {
    found.port.name = names.Take(found.port.name);
    const bool scalar_input = found.port.is_input() && found.port.shape == PortShape::kScalar;
    if (scalar_input) RETURN_IF_ERROR(AddValidationRules(*this, &found));
  }
  return std::move(found_);
}

}  // namespace sheetgate::spreadsheet

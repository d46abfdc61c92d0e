#include "spreadsheet/manifest/port_place.h"

#include <optional>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/suggest.h"
#include "spreadsheet/analysis/text_match.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

absl::Status Wrong(std::string_view what) {
  return platform::InvalidArgument(ErrorReason::kInvalidArgument, what);
}

// "there is no table 'Slaes'; did you mean 'Sales'?".
absl::Status Missing(std::string_view what, const std::string& name,
                     const std::vector<std::string>& known) {
  const std::string near = platform::ClosestMatch(name, known);
  return Wrong(Concat("there is no ", what, " ", Quoted(name),
                      near.empty() ? std::string() : Concat("; did you mean ", Quoted(near), "?")));
}

}  // namespace

PortPlaces::PortPlaces(const Workbook& workbook, const platform::CancellationToken& cancellation)
    : workbook_(workbook),
      cancellation_(cancellation),
      targets_(workbook, cancellation),
      reader_(workbook) {}

absl::StatusOr<PortPlace> PortPlaces::Find(const ManifestPort& port) {
  ASSIGN_OR_RETURN(const Found found, Locate(port));
  if (port.shape == PortShape::kTable) return AsTable(found);
  PortPlace place{found.cells, {}};
  RangeRef& range = place.cells.range;
  if (found.table != nullptr) {
    const TableSource source = SourceOfTable(*found.table);
    if (!source.data.has_value()) return Wrong("the table has no rows");
    range = *source.data;
  }
  if (port.shape == PortShape::kScalar && range.cells() > 1) {
    ASSIGN_OR_RETURN(const auto features, workbook_.LoadFeatures(place.cells.sheet, cancellation_));
    for (const RangeRef& merge : features->merges) {
      if (merge == range) range.last = range.first;
    }
    if (range.cells() > 1) {
      return Wrong(Concat("is ", FormatRange(range), ", more than the one cell of a scalar; ",
                          "the shape range or table fits"));
    }
  }
  if (range.cells() > kMostPortCells) {
    return Wrong(Concat("is ", FormatRange(range), ", ", range.cells(),
                        " cells; a port has at most ", kMostPortCells));
  }
  return place;
}

const DefinedName* PortPlaces::FindName(std::string_view name) const {
  const DefinedName* local = nullptr;
  bool ambiguous = false;
  for (const DefinedName& defined : workbook_.defined_names()) {
    if (!EqualFolded(defined.name, name)) continue;
    if (defined.sheet < 0) return &defined;
    ambiguous = local != nullptr;
    local = &defined;
  }
  return ambiguous ? nullptr : local;
}

absl::StatusOr<PortPlaces::Found> PortPlaces::Locate(const ManifestPort& port) {
  const int given = (port.defined_name.empty() ? 0 : 1) + (port.table.empty() ? 0 : 1) +
                    (port.cells.empty() ? 0 : 1);
  if (given != 1) {
    return Wrong(Concat("has ", given == 0 ? "no place" : "several places",
                        "; give one of defined_name, table and cells"));
  }
  if (!port.defined_name.empty()) return OfName(port.defined_name);
  if (!port.table.empty()) return OfTable(port.table);
  return OfCells(port.cells);
}

absl::StatusOr<PortPlaces::Found> PortPlaces::OfName(const std::string& name) {
  const DefinedName* defined = FindName(name);
  if (defined == nullptr) {
    std::vector<std::string> known;
    for (const DefinedName& one : workbook_.defined_names()) {
      if (EqualFolded(one.name, name)) {
        return Wrong(Concat("several sheets have a name ", Quoted(name), "; give its cells"));
      }
      if (!one.hidden) known.push_back(one.name);
    }
    return Missing("defined name", name, known);
  }
  ASSIGN_OR_RETURN(const NameTarget target, targets_.OfName(*defined));
  Found found;
  ASSIGN_OR_RETURN(found.cells, OneRange(target, Concat("the name ", Quoted(name))));
  ASSIGN_OR_RETURN(found.cells, Cut(found.cells));
  return found;
}

absl::StatusOr<PortPlaces::Found> PortPlaces::OfTable(const std::string& name) {
  RETURN_IF_ERROR(LoadTables());
  std::vector<std::string> known;
  for (size_t sheet = 0; sheet < features_.size(); ++sheet) {
    if (features_[sheet] == nullptr) continue;
    for (const Table& table : features_[sheet]->tables) {
      if (EqualFolded(table.name, name)) {
        return Found{{static_cast<int32_t>(sheet), table.range}, &table};
      }
      known.push_back(table.name);
    }
  }
  return Missing("table", name, known);
}

absl::StatusOr<PortPlaces::Found> PortPlaces::OfCells(const std::string& cells) {
  constexpr char kExamples[] = "cells are like Assumptions!B3, 'My sheet'!A1:B9 or Sales[Amount]";
  if (cells.find_first_of("![") == std::string::npos) {
    return Wrong(Concat(Quoted(cells), " names no sheet; ", kExamples));
  }
  ASSIGN_OR_RETURN(const NameTarget target, targets_.OfFormula(cells, 0, {1, 1}));
  Found found;
  const auto range = OneRange(target, Quoted(cells));
  if (!range.ok()) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidArgument,
        Concat(std::string(range.status().message()), "; ", kExamples));
  }
  ASSIGN_OR_RETURN(found.cells, Cut(*range));
  return found;
}

absl::StatusOr<SheetRange> PortPlaces::OneRange(const NameTarget& target, std::string_view what) {
  if (target.sheet >= 0 && target.ranges.size() == 1) {
    return SheetRange{target.sheet, target.ranges.front()};
  }
  switch (target.kind) {
    case NameKind::kConstant:
      return Wrong(Concat(what, " stands for a constant, which is in no cell"));
    case NameKind::kExternal:
      return Wrong(Concat(what, " leads to another workbook"));
    case NameKind::kBroken:
      return Wrong(Concat(what, " leads to cells or a sheet that do not exist"));
    default:
      return Wrong(Concat(what, target.ranges.size() > 1 ? " stands for several ranges"
                                                         : " does not stand for cells"));
  }
}

absl::StatusOr<SheetRange> PortPlaces::Cut(const SheetRange& cells) const {
  const bool whole_columns = cells.range.rows() == kMaxRow;
  const bool whole_rows = cells.range.columns() == kMaxColumn;
  if (!whole_columns && !whole_rows) return cells;
  ASSIGN_OR_RETURN(const auto sheet, workbook_.LoadSheet(cells.sheet, cancellation_));
  SheetRange cut = cells;
  const std::optional<RangeRef> used = sheet->used_range();
  if (!used.has_value() || !Intersect(cells.range, *used, &cut.range)) {
    return Wrong(Concat(FormatRange(cells.range), " has no used cells"));
  }
  // The corner that was meant stays.
  if (!whole_rows) cut.range.first.column = cells.range.first.column;
  if (!whole_rows) cut.range.last.column = cells.range.last.column;
  if (!whole_columns) cut.range.first.row = cells.range.first.row;
  if (!whole_columns) cut.range.last.row = cells.range.last.row;
  return cut;
}

absl::StatusOr<PortPlace> PortPlaces::AsTable(const Found& found) {
  TableSource source;
  if (found.table != nullptr) {
    source = SourceOfTable(*found.table);
  } else {
    ASSIGN_OR_RETURN(const auto sheet, workbook_.LoadSheet(found.cells.sheet, cancellation_));
    ASSIGN_OR_RETURN(const auto features, workbook_.LoadFeatures(found.cells.sheet, cancellation_));
    source = SourceOfRange(*sheet, *features, reader_, found.cells.range,
                           {found.cells.range.first.row, 1});
  }
  if (!source.data.has_value()) return Wrong("is a table without rows below its header");
  if (source.data->cells() > kMostPortCells) {
    return Wrong(
        Concat("has ", source.data->cells(), " cells; a port has at most ", kMostPortCells));
  }
  return PortPlace{{found.cells.sheet, *source.data}, std::move(source.columns)};
}

absl::Status PortPlaces::LoadTables() {
  if (tables_loaded_) return absl::OkStatus();
  features_.resize(workbook_.sheets().size());
  for (size_t sheet = 0; sheet < features_.size(); ++sheet) {
    if (workbook_.sheets()[sheet].kind != SheetKind::kWorksheet) continue;
    ASSIGN_OR_RETURN(features_[sheet],
                     workbook_.LoadFeatures(static_cast<int>(sheet), cancellation_));
  }
  tables_loaded_ = true;
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet

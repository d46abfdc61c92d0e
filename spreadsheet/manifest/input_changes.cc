#include <algorithm>
#include <optional>
#include <string_view>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/suggest.h"
#include "spreadsheet/analysis/text_match.h"
#include "spreadsheet/manifest/port_type.h"
#include "spreadsheet/manifest/port_values.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

absl::Status Refuse(ErrorReason reason, std::string_view port, std::string_view message) {
  return platform::InvalidArgument(
      reason, message, {{"field", Concat("inputs.", port)}, {"port", std::string(port)}});
}

// Writes one input.
class InputWriter {
 public:
  InputWriter(const Workbook& workbook, const ManifestPort& port, const BoundPort& bound,
              std::vector<CellChange>* changes)
      : workbook_(workbook), port_(port), bound_(bound), changes_(*changes) {}

  absl::Status Write(const PortValue& value) {
    switch (port_.shape) {
      case PortShape::kScalar:
        if (const auto* scalar = std::get_if<CellValue>(&value)) {
          return Set(bound_.cells.range.first, *scalar, port_.type, port_.name);
        }
        return Wrong(port_.name, "takes one value, not a list");
      case PortShape::kRange:
        return WriteRange(value);
      case PortShape::kTable:
        return WriteTable(value);
    }
    return absl::OkStatus();
  }

 private:
  absl::Status WriteRange(const PortValue& value) {
    const RangeRef& range = bound_.cells.range;
    std::vector<PortList> rows;
    if (const auto* list = std::get_if<PortList>(&value)) {
      if (range.rows() == 1) {
        rows.push_back(*list);
      } else if (range.columns() == 1) {
        for (const CellValue& one : *list) rows.push_back({one});
      } else {
        return Wrong(port_.name, Concat("takes a list of rows, ", Size(), ", such as [[1, 2]]"));
      }
    } else if (const auto* given = std::get_if<std::vector<PortList>>(&value)) {
      rows = *given;
    } else {
      return Wrong(port_.name, Concat("takes a list of rows, ", Size(), ", such as [[1, 2]]"));
    }
    if (static_cast<int64_t>(rows.size()) != range.rows()) {
      return Wrong(port_.name, Concat("has ", rows.size(), " rows; it takes ", Size()));
    }
    for (size_t row = 0; row < rows.size(); ++row) {
      if (static_cast<int64_t>(rows[row].size()) != range.columns()) {
        return Wrong(Concat(port_.name, "[", row, "]"),
                     Concat("has ", rows[row].size(), " values; the port takes ", Size()));
      }
      for (size_t column = 0; column < rows[row].size(); ++column) {
        const CellRef cell = {range.first.row + static_cast<int32_t>(row),
                              range.first.column + static_cast<int32_t>(column)};
        RETURN_IF_ERROR(Set(cell, rows[row][column], port_.type,
                            Concat(port_.name, "[", row, "][", column, "]")));
      }
    }
    return absl::OkStatus();
  }

  // "3 rows of 2".
  std::string Size() const {
    return Concat(bound_.cells.range.rows(), " rows of ", bound_.cells.range.columns());
  }

  absl::Status WriteTable(const PortValue& value) {
    if (const auto* records = std::get_if<std::vector<PortRecord>>(&value)) {
      RETURN_IF_ERROR(CheckRows(records->size()));
      for (size_t row = 0; row < records->size(); ++row) {
        RETURN_IF_ERROR(WriteRecord(row, (*records)[row]));
      }
      return EmptyFrom(records->size());
    }
    std::vector<PortList> rows;
    if (const auto* given = std::get_if<std::vector<PortList>>(&value)) rows = *given;
    const auto* list = std::get_if<PortList>(&value);
    if (std::holds_alternative<CellValue>(value) || (list != nullptr && !list->empty())) {
      return Wrong(port_.name, Concat("takes a list of objects, such as [{\"",
                                      bound_.columns.front().name, "\": ...}]"));
    }
    RETURN_IF_ERROR(CheckRows(rows.size()));
    for (size_t row = 0; row < rows.size(); ++row) {
      if (rows[row].size() != bound_.columns.size()) {
        return Wrong(Concat(port_.name, "[", row, "]"),
                     Concat("has ", rows[row].size(), " values; the table has ",
                            bound_.columns.size(), " columns: ", ColumnNames()));
      }
      for (size_t i = 0; i < rows[row].size(); ++i) {
        RETURN_IF_ERROR(SetInTable(row, bound_.columns[i], rows[row][i]));
      }
    }
    return EmptyFrom(rows.size());
  }

  absl::Status CheckRows(size_t rows) const {
    if (static_cast<int64_t>(rows) <= bound_.cells.range.rows()) return absl::OkStatus();
    return Wrong(port_.name, Concat("has ", rows, " rows; the table has room for ",
                                    bound_.cells.range.rows(), ", and does not grow"));
  }

  absl::Status WriteRecord(size_t row, const PortRecord& record) {
    for (const auto& [key, value] : record) {
      const bool known = std::ranges::any_of(bound_.columns, [&key = key](const BoundColumn& one) {
        return EqualFolded(one.name, key);
      });
      if (known) continue;
      std::vector<std::string> names;
      for (const BoundColumn& column : bound_.columns) names.push_back(column.name);
      const std::string near = platform::ClosestMatch(key, names);
      return Wrong(Concat(port_.name, "[", row, "]"),
                   Concat("has no column ", Quoted(key), "; ",
                          near.empty() ? Concat("the columns are ", ColumnNames())
                                       : Concat("did you mean ", Quoted(near), "?")));
    }
    for (const BoundColumn& column : bound_.columns) {
      const auto given = std::ranges::find_if(
          record, [&column](const auto& entry) { return EqualFolded(entry.first, column.name); });
      RETURN_IF_ERROR(SetInTable(row, column, given == record.end() ? CellValue() : given->second));
    }
    return absl::OkStatus();
  }

  std::string ColumnNames() const {
    constexpr size_t kShown = 50;
    std::string names;
    for (size_t i = 0; i < std::min(kShown, bound_.columns.size()); ++i) {
      names += Concat(i == 0 ? "" : ", ", Quoted(bound_.columns[i].name));
    }
    return Concat(names, bound_.columns.size() > kShown ? ", ..." : "");
  }

  absl::Status SetInTable(size_t row, const BoundColumn& column, const CellValue& value) {
    const CellRef cell = {bound_.cells.range.first.row + static_cast<int32_t>(row), column.column};
    return Set(cell, value, column.type, Concat(port_.name, "[", row, "].", column.name));
  }

  // The rows of a table behind those given.
  absl::Status EmptyFrom(size_t rows) {
    for (auto row = rows; static_cast<int64_t>(row) < bound_.cells.range.rows(); ++row) {
      for (const BoundColumn& column : bound_.columns) {
        RETURN_IF_ERROR(SetInTable(row, column, {}));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Set(CellRef cell, const CellValue& given, PortType type, const std::string& place) {
    // What a cell that shows dates is told as is taken as.
    if (type == PortType::kAny && TypeOf(given) == CellType::kText) {
      const std::optional<CellView> view = bound_.sheet->Find(cell);
      if (view.has_value() && workbook_.IsDate(view->style) &&
          IsoToSerial(std::get<std::string>(given), workbook_.date_system()).has_value()) {
        type = PortType::kDate;
      }
    }
    absl::StatusOr<TypedValue> typed = ToTyped(given, type, workbook_.date_system());
    if (!typed.ok()) return Wrong(place, std::string(typed.status().message()));
    if (port_.shape != PortShape::kTable) {
      if (const absl::Status status = CheckConstraints(port_, given); !status.ok()) {
        return Wrong(place, std::string(status.message()));
      }
    }
    CellChange change;
    change.sheet = bound_.cells.sheet;
    change.cell = cell;
    change.value = std::move(typed->value);
    change.date = typed->date;
    changes_.push_back(std::move(change));
    return absl::OkStatus();
  }

  absl::Status Wrong(std::string_view place, std::string_view what) const {
    return Refuse(ErrorReason::kInvalidArgument, port_.name, Concat("input '", place, "' ", what));
  }

  const Workbook& workbook_;
  const ManifestPort& port_;
  const BoundPort& bound_;
  std::vector<CellChange>& changes_;
};

// Whether every input given is one of the manifest.
absl::Status CheckNames(const Manifest& manifest, const std::map<std::string, PortValue>& inputs) {
  std::vector<std::string> known;
  for (const ManifestPort& port : manifest.ports) {
    if (port.is_input()) known.push_back(port.name);
  }
  for (const auto& [name, value] : inputs) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const bool output = std::ranges::any_of(
        manifest.ports, [&name = name](const ManifestPort& port) { return port.name == name; });
    const std::string near = platform::ClosestMatch(name, known);
    std::string message = Concat("the manifest has no input ", Quoted(name));
    if (output) {
      message += "; that is an output, which is calculated";
    } else if (!near.empty()) {
      message += Concat("; did you mean ", Quoted(near), "?");
    }
    return Refuse(ErrorReason::kUnknownArgument, name, message);
  }
  return absl::OkStatus();
}

// An empty scalar is as good as none.
bool IsGiven(const PortValue& value) {
  const auto* scalar = std::get_if<CellValue>(&value);
  return scalar == nullptr || TypeOf(*scalar) != CellType::kEmpty;
}

}  // namespace

absl::StatusOr<std::vector<CellChange>> InputChanges(
    const Workbook& workbook, const Manifest& manifest, const BoundManifest& bound,
    const std::map<std::string, PortValue>& inputs) {
  RETURN_IF_ERROR(CheckNames(manifest, inputs));
  std::vector<CellChange> changes;
  for (const BoundPort& one : bound.ports) {
    const ManifestPort& port = manifest.ports[one.index];
    if (!port.is_input()) continue;
    InputWriter writer(workbook, port, one, &changes);
    if (const auto given = inputs.find(port.name);
        given != inputs.end() && IsGiven(given->second)) {
      RETURN_IF_ERROR(writer.Write(given->second));
    } else if (port.required) {
      return Refuse(ErrorReason::kMissingArgument, port.name,
                    Concat("input '", port.name, "' is required"));
    } else if (port.default_value.has_value()) {
      RETURN_IF_ERROR(writer.Write(*port.default_value));
    }
  }
  return changes;
}

}  // namespace sheetgate::spreadsheet

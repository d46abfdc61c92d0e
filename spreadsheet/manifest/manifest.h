// Manifest: a workbook as a function, whose inputs and outputs (ports) have names, places and
// types.
//
// A port's place is a defined name, a table or cells: names and tables follow their cells when rows
// are inserted, so they are better. Dates of constraints and defaults are texts (2026-01-31), since
// only the workbook knows which number is which day.
#ifndef SHEETGATE_SPREADSHEET_MANIFEST_MANIFEST_H_
#define SHEETGATE_SPREADSHEET_MANIFEST_MANIFEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/model/value.h"

namespace sheetgate::spreadsheet {

enum class PortDirection : uint8_t { kIn, kOut };
enum class PortShape : uint8_t {
  kScalar,  // one cell
  kRange,   // rows of cells
  kTable,   // rows below a header
};
enum class PortType : uint8_t { kAny, kNumber, kInteger, kText, kBoolean, kDate };

// "in" or "out".
std::string_view PortDirectionName(PortDirection direction);
// "scalar", "range" or "table".
std::string_view PortShapeName(PortShape shape);
// "number", "integer", "text", "boolean" or "date"; empty for kAny.
std::string_view PortTypeName(PortType type);

struct PortColumn {
  std::string name;  // the header
  PortType type = PortType::kAny;
  bool operator==(const PortColumn&) const = default;
};

struct ManifestPort {
  std::string name;
  PortDirection direction = PortDirection::kIn;
  PortShape shape = PortShape::kScalar;
  // Where; one of them.
  std::string defined_name, table, cells;
  PortType type = PortType::kAny;
  std::string description;
  // Of inputs. One that is not given keeps what the workbook has, or gets the default.
  bool required = false;
  std::optional<CellValue> default_value;
  std::optional<CellValue> minimum, maximum;
  std::vector<CellValue> allowed;  // empty: anything
  std::optional<int32_t> max_length;
  // Of a table; empty: all of them, of an input those without formulas.
  std::vector<PortColumn> columns;

  bool is_input() const { return direction == PortDirection::kIn; }
};

struct Manifest {
  std::string name, description, version;
  std::vector<ManifestPort> ports;
};

// More cells than these are no port.
inline constexpr int64_t kMostPortCells = 10'000;

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MANIFEST_MANIFEST_H_

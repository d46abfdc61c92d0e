// Values of ports: whether they are of the port's type, and what they are in a cell.
#ifndef SHEETGATE_SPREADSHEET_MANIFEST_PORT_TYPE_H_
#define SHEETGATE_SPREADSHEET_MANIFEST_PORT_TYPE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"

#include "spreadsheet/manifest/manifest.h"
#include "spreadsheet/model/dates.h"
#include "spreadsheet/model/value.h"

namespace sheetgate::spreadsheet {

// What a cell gets.
struct TypedValue {
  CellValue value;
  bool date = false;  // the number stands for a date
};

// A value as a caller wrote it, as one of `type`: a date is a text such as 2026-01-31. Empty stays
// empty. INVALID_ARGUMENT (`INVALID_ARGUMENT`), a message that says what it is and should be.
absl::StatusOr<TypedValue> ToTyped(const CellValue& given, PortType type, DateSystem system);

// The value of a cell, as a caller is told it: dates as texts where the port or the cell's format
// says so, a whole number of type integer without the digits calculation left on it.
CellValue FromTyped(const CellValue& stored, PortType type, bool shown_as_date, DateSystem system);

// Why what FromTyped made is not of `type`: "is the text 'n/a', not a number"; nullopt when it is.
// An error is of no type, an empty value or text of any.
std::optional<std::string> TypeProblem(const CellValue& value, PortType type);

// "12.5", "the text 'abc'", "TRUE", "#DIV/0!" or "empty".
std::string DescribeValue(const CellValue& value);

// Checks the constraints of `port`, which speak of a value as the caller wrote it, on one that
// ToTyped took. INVALID_ARGUMENT (`INVALID_ARGUMENT`) as ToTyped.
absl::Status CheckConstraints(const ManifestPort& port, const CellValue& given);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MANIFEST_PORT_TYPE_H_

#include "spreadsheet/manifest/manifest.h"

namespace sheetgate::spreadsheet {

std::string_view PortDirectionName(PortDirection direction) {
  return direction == PortDirection::kIn ? "in" : "out";
}

std::string_view PortShapeName(PortShape shape) {
  switch (shape) {
    case PortShape::kScalar:
      return "scalar";
    case PortShape::kRange:
      return "range";
    case PortShape::kTable:
      return "table";
  }
  return "";
}

std::string_view PortTypeName(PortType type) {
  switch (type) {
    case PortType::kAny:
      return "";
    case PortType::kNumber:
      return "number";
    case PortType::kInteger:
      return "integer";
    case PortType::kText:
      return "text";
    case PortType::kBoolean:
      return "boolean";
    case PortType::kDate:
      return "date";
  }
  return "";
}

}  // namespace sheetgate::spreadsheet

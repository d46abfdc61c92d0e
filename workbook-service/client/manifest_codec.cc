#include "workbook-service/client/manifest_codec.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace sheetgate::workbook {
namespace {

using platform::StrCat;
using spreadsheet::CellValue;
using spreadsheet::ManifestPort;
using spreadsheet::PortDirection;
using spreadsheet::PortShape;
using spreadsheet::PortType;

absl::Status BadField(const std::string& field, std::string_view message) {
  return platform::InvalidArgument(platform::ErrorReason::kInvalidArgument,
                                   StrCat(field, ": ", message), {{"field", field}});
}

// The value whose name `text` is; the first of `values` for an empty text.
template <typename T>
absl::StatusOr<T> OneOf(const std::string& field, const std::string& text,
                        std::initializer_list<T> values, std::string_view (*name)(T)) {
  std::vector<std::string> names;
  for (const T value : values) {
    if (text == name(value)) return value;
    if (!name(value).empty()) names.emplace_back(name(value));
  }
  if (text.empty()) return *values.begin();
  return BadField(field, StrCat("'", text, "' is none of ", absl::StrJoin(names, ", ")));
}

absl::StatusOr<PortType> DecodeType(const std::string& field, const std::string& text) {
  return OneOf(field, text,
               {PortType::kAny, PortType::kNumber, PortType::kInteger, PortType::kText,
                PortType::kBoolean, PortType::kDate},
               spreadsheet::PortTypeName);
}

absl::StatusOr<CellValue> DecodeRuleValue(const std::string& field, const v1::CellValue& value) {
  switch (value.kind_case()) {
    case v1::CellValue::kNumber:
      return value.number();
    case v1::CellValue::kText:
      return value.text();
    case v1::CellValue::kBoolean:
      return value.boolean();
    case v1::CellValue::kDate:
      return value.date();
    case v1::CellValue::kError:
      return BadField(field, "an error value is no rule for inputs");
    case v1::CellValue::KIND_NOT_SET:
      break;
  }
  return CellValue();
}

// An unset rule, or null, is none.
absl::StatusOr<std::optional<CellValue>> DecodeRule(const std::string& field, bool given,
                                                    const v1::CellValue& value) {
  if (!given || value.kind_case() == v1::CellValue::KIND_NOT_SET) return std::nullopt;
  ASSIGN_OR_RETURN(CellValue rule, DecodeRuleValue(field, value));
  return rule;
}

absl::StatusOr<ManifestPort> DecodePort(const v1::ManifestPort& encoded, const std::string& field) {
  ManifestPort port;
  port.name = encoded.name();
  ASSIGN_OR_RETURN(port.direction, OneOf(StrCat(field, ".direction"), encoded.direction(),
                                         {PortDirection::kIn, PortDirection::kOut},
                                         spreadsheet::PortDirectionName));
  ASSIGN_OR_RETURN(port.shape, OneOf(StrCat(field, ".shape"), encoded.shape(),
                                     {PortShape::kScalar, PortShape::kRange, PortShape::kTable},
                                     spreadsheet::PortShapeName));
  port.defined_name = encoded.defined_name();
  port.table = encoded.table();
  port.cells = encoded.cells();
  ASSIGN_OR_RETURN(port.type, DecodeType(StrCat(field, ".type"), encoded.type()));
  port.description = encoded.description();
  port.required = encoded.required();
  ASSIGN_OR_RETURN(port.default_value,
                   DecodeRule(StrCat(field, ".default_value"), encoded.has_default_value(),
                              encoded.default_value()));
  ASSIGN_OR_RETURN(port.minimum,
                   DecodeRule(StrCat(field, ".minimum"), encoded.has_minimum(), encoded.minimum()));
  ASSIGN_OR_RETURN(port.maximum,
                   DecodeRule(StrCat(field, ".maximum"), encoded.has_maximum(), encoded.maximum()));
  for (int i = 0; i < encoded.enum_values_size(); ++i) {
    ASSIGN_OR_RETURN(CellValue value, DecodeRuleValue(StrCat(field, ".enum_values[", i, "]"),
                                                      encoded.enum_values(i)));
    port.allowed.push_back(std::move(value));
  }
  if (encoded.has_max_length()) port.max_length = encoded.max_length();
  for (int i = 0; i < encoded.columns_size(); ++i) {
    spreadsheet::PortColumn column{encoded.columns(i).name(), PortType::kAny};
    ASSIGN_OR_RETURN(column.type, DecodeType(StrCat(field, ".columns[", i, "].type"),
                                             encoded.columns(i).type()));
    port.columns.push_back(std::move(column));
  }
  return port;
}

void EncodeRule(const CellValue& value, v1::CellValue* encoded) {
  if (const double* number = std::get_if<double>(&value)) encoded->set_number(*number);
  if (const std::string* text = std::get_if<std::string>(&value)) encoded->set_text(*text);
  if (const bool* boolean = std::get_if<bool>(&value)) encoded->set_boolean(*boolean);
}

}  // namespace

absl::StatusOr<spreadsheet::Manifest> DecodeManifest(const v1::Manifest& encoded) {
  spreadsheet::Manifest manifest{encoded.name(), encoded.description(), encoded.version(), {}};
  for (int i = 0; i < encoded.ports_size(); ++i) {
    ASSIGN_OR_RETURN(ManifestPort port,
                     DecodePort(encoded.ports(i), StrCat("manifest.ports[", i, "]")));
    manifest.ports.push_back(std::move(port));
  }
  return manifest;
}

void EncodePort(const ManifestPort& port, v1::ManifestPort* encoded) {
  encoded->set_name(port.name);
  encoded->set_direction(std::string(spreadsheet::PortDirectionName(port.direction)));
  encoded->set_shape(std::string(spreadsheet::PortShapeName(port.shape)));
  encoded->set_defined_name(port.defined_name);
  encoded->set_table(port.table);
  encoded->set_cells(port.cells);
  encoded->set_type(std::string(spreadsheet::PortTypeName(port.type)));
  encoded->set_description(port.description);
  if (port.required) encoded->set_required(true);
  if (port.default_value.has_value()) {
    EncodeRule(*port.default_value, encoded->mutable_default_value());
  }
  if (port.minimum.has_value()) EncodeRule(*port.minimum, encoded->mutable_minimum());
  if (port.maximum.has_value()) EncodeRule(*port.maximum, encoded->mutable_maximum());
  for (const CellValue& value : port.allowed) EncodeRule(value, encoded->add_enum_values());
  if (port.max_length.has_value()) encoded->set_max_length(*port.max_length);
  for (const spreadsheet::PortColumn& column : port.columns) {
    v1::PortColumn* added = encoded->add_columns();
    added->set_name(column.name);
    added->set_type(std::string(spreadsheet::PortTypeName(column.type)));
  }
}

}  // namespace sheetgate::workbook

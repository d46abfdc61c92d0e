#include "recalc-service/rpc/port_value_codec.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace sheetgate::recalc {
namespace {

using google::protobuf::ListValue;
using google::protobuf::Value;
using platform::StrCat;
using spreadsheet::CellValue;
using spreadsheet::PortList;
using spreadsheet::PortRecord;
using spreadsheet::PortValue;

absl::Status Wrong(const std::string& name, std::string_view message) {
  return platform::InvalidArgument(platform::ErrorReason::kInvalidArgument,
                                   StrCat("input '", name, "' ", message),
                                   {{"field", StrCat("inputs.", name)}, {"port", name}});
}

// nullopt for lists and objects.
std::optional<CellValue> DecodeScalar(const Value& value) {
  switch (value.kind_case()) {
    case Value::kNumberValue:
      return CellValue(value.number_value());
    case Value::kStringValue:
      return CellValue(value.string_value());
    case Value::kBoolValue:
      return CellValue(value.bool_value());
    case Value::kStructValue:
    case Value::kListValue:
      return std::nullopt;
    default:
      return CellValue();
  }
}

absl::StatusOr<PortList> DecodeList(const std::string& name, const ListValue& list) {
  PortList values;
  for (const Value& value : list.values()) {
    std::optional<CellValue> scalar = DecodeScalar(value);
    if (!scalar.has_value()) {
      return Wrong(name, "is a list of different things; give values, lists of values or objects");
    }
    values.push_back(*std::move(scalar));
  }
  return values;
}

absl::StatusOr<PortRecord> DecodeRecord(const std::string& name, const Value& value) {
  if (!value.has_struct_value()) {
    return Wrong(name, "is a list of objects and other things; give objects only");
  }
  PortRecord record;
  for (const auto& [key, member] : value.struct_value().fields()) {
    std::optional<CellValue> scalar = DecodeScalar(member);
    if (!scalar.has_value()) {
      return Wrong(name, StrCat("has a list or object in '", key, "', where a value is needed"));
    }
    record.emplace_back(key, *std::move(scalar));
  }
  return record;
}

absl::StatusOr<PortValue> DecodeValue(const std::string& name, const Value& value) {
  if (std::optional<CellValue> scalar = DecodeScalar(value)) return PortValue(*std::move(scalar));
  if (value.has_struct_value()) {
    return Wrong(name,
                 "is an object; give a value (dates as \"2026-01-31\"), or a list of objects");
  }
  const ListValue& list = value.list_value();
  if (list.values_size() > 0 && list.values(0).has_struct_value()) {
    std::vector<PortRecord> records;
    for (const Value& one : list.values()) {
      ASSIGN_OR_RETURN(PortRecord record, DecodeRecord(name, one));
      records.push_back(std::move(record));
    }
    return PortValue(std::move(records));
  }
  if (list.values_size() > 0 && list.values(0).has_list_value()) {
    std::vector<PortList> rows;
    for (const Value& one : list.values()) {
      if (!one.has_list_value()) return Wrong(name, "is a list of rows and other things");
      ASSIGN_OR_RETURN(PortList row, DecodeList(name, one.list_value()));
      rows.push_back(std::move(row));
    }
    return PortValue(std::move(rows));
  }
  ASSIGN_OR_RETURN(PortList values, DecodeList(name, list));
  return PortValue(std::move(values));
}

void EncodeScalar(const CellValue& value, Value* encoded) {
  switch (spreadsheet::TypeOf(value)) {
    case spreadsheet::CellType::kEmpty:
      return encoded->set_null_value(google::protobuf::NULL_VALUE);
    case spreadsheet::CellType::kNumber:
      return encoded->set_number_value(std::get<double>(value));
    case spreadsheet::CellType::kText:
      return encoded->set_string_value(std::get<std::string>(value));
    case spreadsheet::CellType::kBoolean:
      return encoded->set_bool_value(std::get<bool>(value));
    case spreadsheet::CellType::kError:
      return encoded->set_string_value(
          std::string(spreadsheet::ErrorText(std::get<spreadsheet::CellError>(value))));
  }
}

void EncodeList(const PortList& values, ListValue* encoded) {
  for (const CellValue& value : values) EncodeScalar(value, encoded->add_values());
}

}  // namespace

absl::StatusOr<std::map<std::string, PortValue>> DecodeInputs(
    const v1::ExecuteManifestRequest& request) {
  std::map<std::string, PortValue> inputs;
  for (const auto& [name, value] : request.inputs()) {
    ASSIGN_OR_RETURN(PortValue input, DecodeValue(name, value));
    inputs.emplace(name, std::move(input));
  }
  return inputs;
}

void EncodePortValue(const PortValue& value, Value* encoded) {
  if (const auto* scalar = std::get_if<CellValue>(&value)) return EncodeScalar(*scalar, encoded);
  ListValue* list = encoded->mutable_list_value();
  if (const auto* values = std::get_if<PortList>(&value)) return EncodeList(*values, list);
  if (const auto* rows = std::get_if<std::vector<PortList>>(&value)) {
    for (const PortList& row : *rows) EncodeList(row, list->add_values()->mutable_list_value());
    return;
  }
  for (const PortRecord& record : std::get<std::vector<PortRecord>>(value)) {
    auto& fields = *list->add_values()->mutable_struct_value()->mutable_fields();
    for (const auto& [key, cell] : record) EncodeScalar(cell, &fields[key]);
  }
}

}  // namespace sheetgate::recalc

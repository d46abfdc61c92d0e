#include "gateway/tools/result_encoder.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include <google/protobuf/struct.pb.h>
#include <nlohmann/json.hpp>

#include "gateway/tools/descriptors.h"
#include "gateway/tools/json_number.h"

namespace sheetgate::gateway {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using nlohmann::json;

json EncodeMessage(const Message& message, bool root);

// The only field that is set, as a bare value.
json EncodeScalar(const Message& message) {
  const auto* type = message.GetDescriptor();
  const Reflection* reflection = message.GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (!reflection->HasField(message, field)) continue;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return DoubleToJson(reflection->GetDouble(message, field));
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->GetBool(message, field);
      default:
        return reflection->GetString(message, field);
    }
  }
  return nullptr;
}

std::string TextOf(const FieldDescriptor& field, const std::string& value) {
  return field.type() == FieldDescriptor::TYPE_BYTES ? absl::Base64Escape(value) : value;
}

// Any value, as it is.
json EncodeJson(const google::protobuf::Value& value) {
  switch (value.kind_case()) {
    case google::protobuf::Value::kNumberValue:
      return DoubleToJson(value.number_value());
    case google::protobuf::Value::kStringValue:
      return value.string_value();
    case google::protobuf::Value::kBoolValue:
      return value.bool_value();
    case google::protobuf::Value::kStructValue: {
      json object = json::object();
      for (const auto& [name, member] : value.struct_value().fields()) {
        object[name] = EncodeJson(member);
      }
      return object;
    }
    case google::protobuf::Value::kListValue: {
      json list = json::array();
      for (const auto& member : value.list_value().values()) list.push_back(EncodeJson(member));
      return list;
    }
    default:
      return nullptr;
  }
}

json EncodeMessageValue(const Message& message) {
  if (IsJsonValue(*message.GetDescriptor())) {
    return EncodeJson(static_cast<const google::protobuf::Value&>(message));
  }
  return IsJsonScalar(*message.GetDescriptor()) ? EncodeScalar(message)
                                                : EncodeMessage(message, /*root=*/false);
}

json EncodeValue(const Message& message, const FieldDescriptor* field) {
  const Reflection* reflection = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection->GetInt32(message, field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection->GetUInt32(message, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return IntegerToJson(reflection->GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return IntegerToJson(reflection->GetUInt64(message, field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return DoubleToJson(reflection->GetDouble(message, field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return DoubleToJson(reflection->GetFloat(message, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(message, field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection->GetEnum(message, field)->name();
    case FieldDescriptor::CPPTYPE_STRING:
      return TextOf(*field, reflection->GetString(message, field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return EncodeMessageValue(reflection->GetMessage(message, field));
  }
  return nullptr;
}

json EncodeElement(const Message& message, const FieldDescriptor* field, int i) {
  const Reflection* reflection = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection->GetRepeatedInt32(message, field, i);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection->GetRepeatedUInt32(message, field, i);
    case FieldDescriptor::CPPTYPE_INT64:
      return IntegerToJson(reflection->GetRepeatedInt64(message, field, i));
    case FieldDescriptor::CPPTYPE_UINT64:
      return IntegerToJson(reflection->GetRepeatedUInt64(message, field, i));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return DoubleToJson(reflection->GetRepeatedDouble(message, field, i));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return DoubleToJson(reflection->GetRepeatedFloat(message, field, i));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetRepeatedBool(message, field, i);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection->GetRepeatedEnum(message, field, i)->name();
    case FieldDescriptor::CPPTYPE_STRING:
      return TextOf(*field, reflection->GetRepeatedString(message, field, i));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return EncodeMessageValue(reflection->GetRepeatedMessage(message, field, i));
  }
  return nullptr;
}

json EncodeMap(const Message& message, const FieldDescriptor* field) {
  const Reflection* reflection = message.GetReflection();
  const FieldDescriptor* key = field->message_type()->map_key();
  const FieldDescriptor* value = field->message_type()->map_value();
  json object = json::object();
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, field, i);
    const json name = EncodeValue(entry, key);
    object[name.is_string() ? name.get<std::string>() : name.dump()] = EncodeValue(entry, value);
  }
  return object;
}

json EncodeList(const Message& message, const FieldDescriptor* field) {
  const int size = message.GetReflection()->FieldSize(message, field);
  json list = json::array();
  list.get_ref<json::array_t&>().reserve(size);
  for (int i = 0; i < size; ++i) list.push_back(EncodeElement(message, field, i));
  return list;
}

json EncodeMessage(const Message& message, bool root) {
  const auto* type = message.GetDescriptor();
  const Reflection* reflection = message.GetReflection();
  json object = json::object();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (root && IsImage(*field)) continue;
    if (field->is_repeated()) {
      if (!root && reflection->FieldSize(message, field) == 0) continue;
      object[field->name()] =
          field->is_map() ? EncodeMap(message, field) : EncodeList(message, field);
    } else if (reflection->HasField(message, field) || IsAlwaysEncoded(*field)) {
      object[field->name()] = EncodeValue(message, field);
    }
  }
  return object;
}

}  // namespace

bool IsAlwaysEncoded(const FieldDescriptor& field) {
  if (field.is_repeated() || field.containing_oneof() != nullptr) return false;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
    case FieldDescriptor::CPPTYPE_ENUM:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return false;
    default:
      return true;
  }
}

json EncodeResult(const Message& result) { return EncodeMessage(result, /*root=*/true); }

json SuccessResult(json structured_content) {
  std::string text = structured_content.dump(-1, ' ', false, json::error_handler_t::replace);
  return {{"content", json::array({{{"type", "text"}, {"text", std::move(text)}}})},
          {"structuredContent", std::move(structured_content)},
          {"isError", false}};
}

}  // namespace sheetgate::gateway

#include "gateway/tools/argument_codec.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include <google/protobuf/struct.pb.h>
#include <nlohmann/json.hpp>

#include "gateway/tools/descriptors.h"
#include "gateway/tools/json_number.h"
#include "gateway/tools/json_path.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/base/suggest.h"
#include "platform/rpc/validate.h"

namespace sheetgate::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using nlohmann::json;
using platform::ErrorReason;
using platform::StrCat;

// Sets one field, or adds one element of a repeated field.
template <typename Value, typename Set, typename Add>
void Store(Message& message, const FieldDescriptor* field, Value value, Set set, Add add) {
  const Reflection* reflection = message.GetReflection();
  if (field->is_repeated()) {
    (reflection->*add)(&message, field, std::move(value));
  } else {
    (reflection->*set)(&message, field, std::move(value));
  }
}

class Decoder {
 public:
  explicit Decoder(const ArgumentLimits& limits) : limits_(limits) {}

  absl::Status DecodeObject(const json& object, const JsonPath& path, int depth, Message& message) {
    if (!object.is_object()) return WrongType(path, object, "an object");
    RETURN_IF_ERROR(Count(path, depth));
    for (const auto& [name, value] : object.items()) {
      const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
      if (field == nullptr || FieldRulesOf(*field).hidden()) {
        return UnknownName(path, name, *message.GetDescriptor());
      }
      RETURN_IF_ERROR(DecodeField(value, JsonPath(path, name), depth, field, message));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status DecodeField(const json& value, const JsonPath& path, int depth,
                           const FieldDescriptor* field, Message& message) {
    const bool scalar_message = field->message_type() != nullptr && !field->is_map() &&
                                IsJsonScalar(*field->message_type());
    if (value.is_null() && (field->is_repeated() || !scalar_message)) return absl::OkStatus();
    if (field->is_map()) return DecodeMap(value, path, depth, field, message);
    if (field->is_repeated()) return DecodeList(value, path, depth, field, message);
    if (const auto* oneof = field->real_containing_oneof(); oneof != nullptr) {
      const FieldDescriptor* set = message.GetReflection()->GetOneofFieldDescriptor(message, oneof);
      if (set != nullptr) {
        return Wrong(path, StrCat("'", path.ToString(), "' and '", set->name(),
                                  "' exclude each other; give one of them"));
      }
    }
    return DecodeValue(value, path, depth, field, message);
  }

  absl::Status DecodeList(const json& list, const JsonPath& path, int depth,
                          const FieldDescriptor* field, Message& message) {
    if (list.is_string() && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      return DecodeValue(list, path, depth, field, message);
    }
    if (!list.is_array()) return WrongType(path, list, "a list");
    RETURN_IF_ERROR(Count(path, depth));
    for (size_t i = 0; i < list.size(); ++i) {
      RETURN_IF_ERROR(DecodeValue(list[i], JsonPath(path, i), depth + 1, field, message));
    }
    return absl::OkStatus();
  }

  // A map field is an object whose keys are the map's (text only).
  absl::Status DecodeMap(const json& object, const JsonPath& path, int depth,
                         const FieldDescriptor* field, Message& message) {
    if (!object.is_object()) return WrongType(path, object, "an object");
    RETURN_IF_ERROR(Count(path, depth));
    const Descriptor* entry = field->message_type();
    for (const auto& [key, value] : object.items()) {
      Message* added = message.GetReflection()->AddMessage(&message, field);
      const JsonPath key_path(path, key);
      RETURN_IF_ERROR(DecodeValue(json(key), key_path, depth + 1, entry->map_key(), *added));
      RETURN_IF_ERROR(DecodeValue(value, key_path, depth + 1, entry->map_value(), *added));
    }
    return absl::OkStatus();
  }

  absl::Status DecodeValue(const json& value, const JsonPath& path, int depth,
                           const FieldDescriptor* field, Message& message) {
    RETURN_IF_ERROR(Count(path, depth));
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return DecodeInteger<int32_t>(value, path, field, message, &Reflection::SetInt32,
                                      &Reflection::AddInt32);
      case FieldDescriptor::CPPTYPE_INT64:
        return DecodeInteger<int64_t>(value, path, field, message, &Reflection::SetInt64,
                                      &Reflection::AddInt64);
      case FieldDescriptor::CPPTYPE_UINT32:
        return DecodeInteger<uint32_t>(value, path, field, message, &Reflection::SetUInt32,
                                       &Reflection::AddUInt32);
      case FieldDescriptor::CPPTYPE_UINT64:
        return DecodeInteger<uint64_t>(value, path, field, message, &Reflection::SetUInt64,
                                       &Reflection::AddUInt64);
      case FieldDescriptor::CPPTYPE_DOUBLE: {
        if (!value.is_number()) return WrongType(path, value, "a number");
        const auto number = ExactDouble(value);
        if (!number) return LosesDigits(path, value);
        Store(message, field, *number, &Reflection::SetDouble, &Reflection::AddDouble);
        return absl::OkStatus();
      }
      case FieldDescriptor::CPPTYPE_FLOAT:
        if (!value.is_number()) return WrongType(path, value, "a number");
        Store(message, field, value.get<float>(), &Reflection::SetFloat, &Reflection::AddFloat);
        return absl::OkStatus();
      case FieldDescriptor::CPPTYPE_BOOL:
        if (!value.is_boolean()) return WrongType(path, value, "true or false");
        Store(message, field, value.get<bool>(), &Reflection::SetBool, &Reflection::AddBool);
        return absl::OkStatus();
      case FieldDescriptor::CPPTYPE_ENUM:
        return DecodeEnum(value, path, field, message);
      case FieldDescriptor::CPPTYPE_STRING:
        return DecodeText(value, path, field, message);
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        Message* child = field->is_repeated()
                             ? message.GetReflection()->AddMessage(&message, field)
                             : message.GetReflection()->MutableMessage(&message, field);
        if (IsJsonValue(*field->message_type())) {
          return DecodeJson(value, path, depth, static_cast<google::protobuf::Value&>(*child));
        }
        return IsJsonScalar(*field->message_type()) ? DecodeScalar(value, path, depth, *child)
                                                    : DecodeObject(value, path, depth + 1, *child);
      }
    }
    return platform::Internal(StrCat("no decoding for ", field->full_name()));
  }

  template <typename Int, typename Set, typename Add>
  absl::Status DecodeInteger(const json& value, const JsonPath& path, const FieldDescriptor* field,
                             Message& message, Set set, Add add) {
    // JavaScript clients cannot write every 64-bit integer as a number, so protobuf's JSON mapping
    // writes them as text.
    const bool text_allowed = sizeof(Int) == 8 && value.is_string();
    if (!value.is_number() && !text_allowed) return WrongType(path, value, "an integer");
    const auto number = ExactInteger<Int>(value);
    if (!number) {
      return WrongType(path, value,
                       StrCat("an integer from ", std::numeric_limits<Int>::min(), " to ",
                              std::numeric_limits<Int>::max()));
    }
    Store(message, field, *number, set, add);
    return absl::OkStatus();
  }

  absl::Status DecodeText(const json& value, const JsonPath& path, const FieldDescriptor* field,
                          Message& message) {
    if (!value.is_string()) return WrongType(path, value, "text in quotes");
    std::string text = value.get<std::string>();
    if (field->type() == FieldDescriptor::TYPE_BYTES) {
      std::string bytes;
      if (!absl::Base64Unescape(text, &bytes)) return WrongType(path, value, "base64 text");
      text = std::move(bytes);
    }
    Store(message, field, std::move(text), &Reflection::SetString, &Reflection::AddString);
    return absl::OkStatus();
  }

  absl::Status DecodeEnum(const json& value, const JsonPath& path, const FieldDescriptor* field,
                          Message& message) {
    const auto* type = field->enum_type();
    const EnumValueDescriptor* found =
        value.is_string() ? type->FindValueByName(value.get<std::string>()) : nullptr;
    if (found == nullptr) {
      std::vector<std::string> names;
      for (int i = 0; i < type->value_count(); ++i) names.push_back(type->value(i)->name());
      return WrongType(path, value, StrCat("one of ", absl::StrJoin(names, ", ")));
    }
    Store(message, field, found, &Reflection::SetEnum, &Reflection::AddEnum);
    return absl::OkStatus();
  }

  absl::Status DecodeScalar(const json& value, const JsonPath& path, int depth, Message& message) {
    if (value.is_null()) return absl::OkStatus();
    if (value.is_object() && value.size() == 1) {
      if (value.begin()->is_null()) {
        return WrongType(JsonPath(path, value.begin().key()), *value.begin(), "a value");
      }
      return DecodeObject(value, path, depth + 1, message);
    }
    const char* name = value.is_number()    ? "number"
                       : value.is_string()  ? "text"
                       : value.is_boolean() ? "boolean"
                                            : nullptr;
    const FieldDescriptor* field =
        name == nullptr ? nullptr : message.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr) {
      return WrongType(path, value,
                       "a number, text, true, false, null, or an object with one entry such as "
                       R"({"date": "2026-01-31"})");
    }
    return DecodeValue(value, path, depth, field, message);
  }

  // Any value, as it is.
  absl::Status DecodeJson(const json& value, const JsonPath& path, int depth,
                          google::protobuf::Value& out) {
    RETURN_IF_ERROR(Count(path, depth));
    if (value.is_object()) {
      auto& fields = *out.mutable_struct_value()->mutable_fields();
      for (const auto& [name, member] : value.items()) {
        RETURN_IF_ERROR(DecodeJson(member, JsonPath(path, name), depth + 1, fields[name]));
      }
    } else if (value.is_array()) {
      auto& list = *out.mutable_list_value();
      for (size_t i = 0; i < value.size(); ++i) {
        RETURN_IF_ERROR(DecodeJson(value[i], JsonPath(path, i), depth + 1, *list.add_values()));
      }
    } else if (value.is_number()) {
      const auto number = ExactDouble(value);
      if (!number) return LosesDigits(path, value);
      out.set_number_value(*number);
    } else if (value.is_string()) {
      out.set_string_value(value.get<std::string>());
    } else if (value.is_boolean()) {
      out.set_bool_value(value.get<bool>());
    } else {
      out.set_null_value(google::protobuf::NULL_VALUE);
    }
    return absl::OkStatus();
  }

  absl::Status Count(const JsonPath& path, int depth) {
    if (depth > limits_.max_depth) {
      return platform::InvalidArgument(
          ErrorReason::kLimitExceeded,
          StrCat("'", path.ToString(), "' is nested deeper than ", limits_.max_depth, " levels"),
          {{"field", path.ToString()}, {"limit", StrCat(limits_.max_depth)}});
    }
    if (++values_ > limits_.max_values) {
      return platform::InvalidArgument(
          ErrorReason::kLimitExceeded,
          StrCat("the arguments hold more than ", limits_.max_values, " values; split the call"),
          {{"limit", StrCat(limits_.max_values)}});
    }
    return absl::OkStatus();
  }

  static absl::Status Wrong(const JsonPath& path, std::string_view message) {
    return platform::InvalidArgument(ErrorReason::kInvalidArgument, message,
                                     {{"field", path.ToString()}});
  }

  static absl::Status WrongType(const JsonPath& path, const json& given,
                                std::string_view expected) {
    const std::string name = path.ToString();
    return Wrong(path, StrCat(name.empty() ? "the arguments" : StrCat("'", name, "'"), " must be ",
                              expected, ", not ", Describe(given)));
  }

  static absl::Status LosesDigits(const JsonPath& path, const json& given) {
    return Wrong(path, StrCat("'", path.ToString(), "' is ", Describe(given),
                              ", which has more digits than a number can hold (15); give it as "
                              "text, in quotes"));
  }

  // The known name that was meant: the nearest in spelling, or one that the name is the beginning
  // of (workbook, sheet).
  static std::string Suggestion(const std::string& name, const std::vector<std::string>& known) {
    std::string near = platform::ClosestMatch(name, known);
    if (!near.empty() || name.empty()) return near;
    const auto longer = std::find_if(known.begin(), known.end(), [&](const std::string& candidate) {
      return absl::StartsWithIgnoreCase(candidate, StrCat(name, "_"));
    });
    return longer == known.end() ? "" : *longer;
  }

  static absl::Status UnknownName(const JsonPath& path, const std::string& name,
                                  const Descriptor& type) {
    std::vector<std::string> known;
    for (int i = 0; i < type.field_count(); ++i) {
      if (!FieldRulesOf(*type.field(i)).hidden()) known.push_back(type.field(i)->name());
    }
    const std::string full = JsonPath(path, name).ToString();
    platform::ErrorMetadata metadata = {{"field", full}};
    std::string message = StrCat("unknown argument '", full, "'");
    if (const std::string near = Suggestion(name, known); !near.empty()) {
      platform::StrAppend(&message, "; did you mean '", near, "'?");
      metadata["did_you_mean"] = near;
    }
    platform::StrAppend(&message,
                        known.empty() ? "; there are no arguments here" : "; known here: ",
                        absl::StrJoin(known, ", "));
    return platform::InvalidArgument(ErrorReason::kUnknownArgument, message, metadata);
  }

  // What was given, short enough for a message.
  static std::string Describe(const json& value) {
    if (value.is_object()) return "an object";
    if (value.is_array()) return "a list";
    if (value.is_null()) return "null";
    constexpr size_t kLongest = 40;
    std::string text = value.dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace);
    if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
    return StrCat(value.is_string() ? "the text " : "", text);
  }

  const ArgumentLimits limits_;
  size_t values_ = 0;
};

}  // namespace

absl::Status DecodeMessage(const json& object, const ArgumentLimits& limits, Message& message) {
  return Decoder(limits).DecodeObject(object, JsonPath(), 1, message);
}

absl::StatusOr<std::unique_ptr<Message>> DecodeArguments(const Tool& tool, const json& arguments) {
  std::unique_ptr<Message> request = NewMessage(*tool.method->input_type());
  absl::Status status;
  if (!arguments.is_null()) status = DecodeMessage(arguments, ArgumentLimits(), *request);
  if (status.ok()) status = platform::ValidateRequest(*request);
  if (!status.ok()) return platform::WithMetadata(std::move(status), "example", tool.example);
  return request;
}

}  // namespace sheetgate::gateway

#include "gateway/tools/json_schema.h"

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "gateway/tools/descriptors.h"
#include "gateway/tools/json_number.h"
#include "gateway/tools/result_encoder.h"

namespace sheetgate::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using nlohmann::json;

enum class Direction { kInput, kOutput };

// Messages inside each other; a recursive one ends here as a free-form object.
constexpr int kMaxDepth = 8;
// The same in brief schemas: the comment of such a field lists what its objects hold.
constexpr int kMaxBriefDepth = 2;

// tools/list has to stay small (20 kB), and a short comment on a result mostly repeats the field's
// name: only comments of at least so many words are kept, shortened to their first sentence.
constexpr int kFewestWords = 8;

// The description of a result's field: the first sentence of its comment without the full stop, or
// nothing.
std::string ResultDescription(const std::string& comment) {
  std::string sentence = comment.substr(0, comment.find(". "));
  if (!sentence.empty() && sentence.back() == '.') sentence.pop_back();
  const auto spaces = std::count(sentence.begin(), sentence.end(), ' ');
  return spaces + 1 < kFewestWords ? "" : sentence;
}

json EnumSchema(const google::protobuf::EnumDescriptor& type) {
  json names = json::array();
  for (int i = 0; i < type.value_count(); ++i) names.push_back(type.value(i)->name());
  return {{"type", "string"}, {"enum", std::move(names)}};
}

// Writes the schemas of one direction.
class SchemaWriter {
 public:
  SchemaWriter(Direction direction, SchemaDetail detail)
      : direction_(direction), brief_(detail == SchemaDetail::kBrief) {}

  json Object(const Descriptor& type, int depth) const {
    json schema = {{"type", "object"}};
    if (depth > (brief_ ? kMaxBriefDepth : kMaxDepth) || (brief_ && !input())) return schema;
    json properties = json::object();
    json required = json::array();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor* field = type.field(i);
      if (input() && FieldRulesOf(*field).hidden()) continue;
      if (!input() && depth == 1 && IsImage(*field)) continue;
      properties[field->name()] = Field(*field, depth);
      if (input() ? FieldRulesOf(*field).required() : depth > 1 && IsAlwaysEncoded(*field)) {
        required.push_back(field->name());
      }
    }
    schema["properties"] = std::move(properties);
    if (!required.empty()) schema["required"] = std::move(required);
    if (input()) schema["additionalProperties"] = false;
    return schema;
  }

 private:
  bool input() const { return direction_ == Direction::kInput; }

  json Field(const FieldDescriptor& field, int depth) const {
    json schema;
    if (field.is_map()) {
      schema = {{"type", "object"},
                {"additionalProperties", Value(*field.message_type()->map_value(), depth)}};
    } else if (field.is_repeated()) {
      schema = {{"type", "array"}, {"items", Value(field, depth)}};
    } else {
      schema = Value(field, depth);
    }
    const std::string comment = DescriptionOf(field);
    const std::string description = input() ? comment : ResultDescription(comment);
    if (!description.empty()) schema["description"] = description;
    if (input()) AddRules(field, schema);
    return schema;
  }

  // The schema of one value of the field: of an element, if it is repeated.
  json Value(const FieldDescriptor& field, int depth) const {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
      case FieldDescriptor::CPPTYPE_INT64:
      case FieldDescriptor::CPPTYPE_UINT32:
      case FieldDescriptor::CPPTYPE_UINT64:
        return {{"type", "integer"}};
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
        return {{"type", "number"}};
      case FieldDescriptor::CPPTYPE_BOOL:
        return {{"type", "boolean"}};
      case FieldDescriptor::CPPTYPE_ENUM:
        return EnumSchema(*field.enum_type());
      case FieldDescriptor::CPPTYPE_STRING:
        if (field.type() == FieldDescriptor::TYPE_BYTES) {
          return {{"type", "string"}, {"contentEncoding", "base64"}};
        }
        return {{"type", "string"}};
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        if (IsJsonValue(*field.message_type())) return json::object();
        if (!IsJsonScalar(*field.message_type())) return Object(*field.message_type(), depth + 1);
        json types = {"string", "number", "boolean", "null"};
        if (input()) types.push_back("object");
        return {{"type", std::move(types)}};
      }
    }
    return json::object();
  }

  void AddRules(const FieldDescriptor& field, json& schema) const {
    const auto& rules = FieldRulesOf(field);
    json& value = field.is_repeated() && !field.is_map() ? schema["items"] : schema;
    // Model APIs refuse schemas with bounds beyond what a JavaScript number holds.
    const bool bounds = !brief_ && field.cpp_type() != FieldDescriptor::CPPTYPE_INT64 &&
                        field.cpp_type() != FieldDescriptor::CPPTYPE_UINT64;
    if (bounds && rules.has_minimum() && !(brief_ && rules.minimum() == 0))
      value["minimum"] = DoubleToJson(rules.minimum());
    if (bounds && rules.has_maximum()) value["maximum"] = DoubleToJson(rules.maximum());
    if (!brief_ && rules.max_length() > 0) value["maxLength"] = rules.max_length();
    if (!brief_ && rules.max_items() > 0) schema["maxItems"] = rules.max_items();
    // Rules are checked by a test to be JSON; what is not is left out here.
    const json preset = json::parse(rules.default_json(), nullptr, /*allow_exceptions=*/false);
    if (!preset.is_discarded()) schema["default"] = preset;
    if (brief_) return;
    const json example = json::parse(rules.example_json(), nullptr, /*allow_exceptions=*/false);
    if (!example.is_discarded()) schema["examples"] = json::array({example});
  }

  const Direction direction_;
  const bool brief_;
};

}  // namespace

json InputSchema(const Descriptor& request, SchemaDetail detail) {
  return SchemaWriter(Direction::kInput, detail).Object(request, 1);
}

json OutputSchema(const Descriptor& result, SchemaDetail detail) {
  return SchemaWriter(Direction::kOutput, detail).Object(result, 1);
}

}  // namespace sheetgate::gateway

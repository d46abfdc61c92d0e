// Rules are compiled once for each message type, so that checking costs little and messages without
// rules nothing.
#include "platform/rpc/validate.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "sheetgate/mcp/v1/annotations.pb.h"

namespace sheetgate::platform {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using mcp::v1::FieldRules;

struct MessagePlan;

struct FieldPlan {
  const FieldDescriptor* field = nullptr;
  const FieldRules* rules = nullptr;  // null: only what is inside is checked
  const MessagePlan* inside = nullptr;
};

struct MessagePlan {
  std::vector<FieldPlan> fields;
  const FieldDescriptor* affinity_key = nullptr;
};

// What is wrong, and where; the place is completed on the way out.
struct Violation {
  ErrorReason reason;
  std::string place;
  std::string what;
  std::string limit;
  const FieldRules* rules;
};
using Result = std::optional<Violation>;

// Thread-safe.
class Plans {
 public:
  const MessagePlan& Get(const Descriptor* descriptor) {
    {
      std::shared_lock lock(mutex_);
      if (const auto found = plans_.find(descriptor); found != plans_.end()) return *found->second;
    }
    std::unique_lock lock(mutex_);
    return *Compile(descriptor);
  }

 private:
  const MessagePlan* Compile(const Descriptor* descriptor) {
    auto [entry, is_new] = plans_.try_emplace(descriptor, nullptr);
    if (!is_new) return entry->second.get();
    entry->second = std::make_unique<MessagePlan>();
    // A message may contain itself: the plan is found before it is complete, and the reference
    // stays good.
    MessagePlan* const plan = entry->second.get();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const FieldDescriptor* const field = descriptor->field(i);
      FieldPlan field_plan{field, nullptr, nullptr};
      if (field->options().HasExtension(mcp::v1::field)) {
        field_plan.rules = &field->options().GetExtension(mcp::v1::field);
        if (field_plan.rules->affinity_key() && IsSingularText(field)) plan->affinity_key = field;
      }
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
          NeedsChecks(field->message_type())) {
        field_plan.inside = Compile(field->message_type());
      }
      if (field_plan.rules != nullptr || field_plan.inside != nullptr) {
        plan->fields.push_back(field_plan);
      }
    }
    return plan;
  }

  // Whether a rule can be reached from the message.
  static bool NeedsChecks(const Descriptor* descriptor) {
    std::vector<const Descriptor*> seen = {descriptor};
    for (size_t next = 0; next < seen.size(); ++next) {
      const Descriptor* const current = seen[next];
      for (int i = 0; i < current->field_count(); ++i) {
        const FieldDescriptor* const field = current->field(i);
        if (field->options().HasExtension(mcp::v1::field)) return true;
        const Descriptor* const inner = field->message_type();
        if (inner != nullptr && std::find(seen.begin(), seen.end(), inner) == seen.end()) {
          seen.push_back(inner);
        }
      }
    }
    return false;
  }

  static bool IsSingularText(const FieldDescriptor* field) {
    return !field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  }

  std::shared_mutex mutex_;
  // Guarded by `mutex_`; plans do not change once the lock is released.
  absl::flat_hash_map<const Descriptor*, std::unique_ptr<MessagePlan>> plans_;
};

Plans& AllPlans() {
  static auto* const plans = new Plans;
  return *plans;
}

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool IsUtf8(std::string_view text) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = p + text.size();
  while (p < end) {
    const unsigned char first = *p++;
    if (first < 0x80) continue;
    const int more = first >= 0xc2 && first <= 0xdf   ? 1
                     : (first & 0xf0) == 0xe0         ? 2
                     : first >= 0xf0 && first <= 0xf4 ? 3
                                                      : 0;
    if (more == 0 || end - p < more) return false;
    if ((first == 0xe0 && p[0] < 0xa0) || (first == 0xed && p[0] > 0x9f) ||
        (first == 0xf0 && p[0] < 0x90) || (first == 0xf4 && p[0] > 0x8f)) {
      return false;
    }
    for (int i = 0; i < more; ++i, ++p) {
      if ((*p & 0xc0) != 0x80) return false;
    }
  }
  return true;
}

Result CheckText(const FieldPlan& plan, std::string_view text, std::string place) {
  const FieldRules& rules = *plan.rules;
  if (rules.max_length() > 0 && text.size() > static_cast<size_t>(rules.max_length())) {
    return Violation{ErrorReason::kLimitExceeded, std::move(place),
                     StrCat("is ", text.size(), " bytes long; the limit is ", rules.max_length()),
                     StrCat(rules.max_length()), &rules};
  }
  if (plan.field->type() == FieldDescriptor::TYPE_STRING && !IsUtf8(text)) {
    return Violation{ErrorReason::kInvalidArgument, std::move(place), "is not valid UTF-8", "",
                     &rules};
  }
  return std::nullopt;
}

// As written: 1048577, 0.5. StrCat keeps six digits of a double only.
std::string NumberText(double number) {
  constexpr double kLargestWhole = 9007199254740992;  // 2^53: above, doubles skip numbers
  if (std::abs(number) <= kLargestWhole && number == std::trunc(number)) {
    return StrCat(static_cast<int64_t>(number));
  }
  return StrCat(number);
}

Result CheckNumber(const FieldPlan& plan, double number, std::string place) {
  const FieldRules& rules = *plan.rules;
  if (std::isnan(number) && (rules.has_minimum() || rules.has_maximum())) {
    return Violation{ErrorReason::kInvalidArgument, std::move(place), "is not a number", "",
                     &rules};
  }
  if (rules.has_minimum() && number < rules.minimum()) {
    return Violation{ErrorReason::kInvalidArgument, std::move(place),
                     StrCat("is ", NumberText(number), "; the smallest allowed is ",
                            NumberText(rules.minimum())),
                     NumberText(rules.minimum()), &rules};
  }
  if (rules.has_maximum() && number > rules.maximum()) {
    return Violation{
        ErrorReason::kLimitExceeded, std::move(place),
        StrCat("is ", NumberText(number), "; the largest allowed is ", NumberText(rules.maximum())),
        NumberText(rules.maximum()), &rules};
  }
  return std::nullopt;
}

// The number of element `index` of a repeated field, or of a singular field for a negative index.
double NumberOf(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection& reflection = *message.GetReflection();
  const bool one = index < 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return one ? reflection.GetInt32(message, field)
                 : reflection.GetRepeatedInt32(message, field, index);
    case FieldDescriptor::CPPTYPE_INT64:
      return static_cast<double>(one ? reflection.GetInt64(message, field)
                                     : reflection.GetRepeatedInt64(message, field, index));
    case FieldDescriptor::CPPTYPE_UINT32:
      return one ? reflection.GetUInt32(message, field)
                 : reflection.GetRepeatedUInt32(message, field, index);
    case FieldDescriptor::CPPTYPE_UINT64:
      return static_cast<double>(one ? reflection.GetUInt64(message, field)
                                     : reflection.GetRepeatedUInt64(message, field, index));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return one ? reflection.GetFloat(message, field)
                 : reflection.GetRepeatedFloat(message, field, index);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return one ? reflection.GetDouble(message, field)
                 : reflection.GetRepeatedDouble(message, field, index);
    default:
      return 0;
  }
}

Result CheckMessage(const Message& message, const MessagePlan& plan);

Result CheckElement(const Message& message, const FieldPlan& plan, int index) {
  const FieldDescriptor* const field = plan.field;
  const Reflection& reflection = *message.GetReflection();
  const auto place = [&] {
    return index < 0 ? field->name() : StrCat(field->name(), "[", index, "]");
  };
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      if (plan.inside == nullptr) return std::nullopt;
      const Message& inner = index < 0 ? reflection.GetMessage(message, field)
                                       : reflection.GetRepeatedMessage(message, field, index);
      Result result = CheckMessage(inner, *plan.inside);
      if (result) result->place = StrCat(place(), ".", result->place);
      return result;
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      if (plan.rules == nullptr) return std::nullopt;
      std::string scratch;
      const std::string& text =
          index < 0 ? reflection.GetStringReference(message, field, &scratch)
                    : reflection.GetRepeatedStringReference(message, field, index, &scratch);
      return CheckText(plan, text, place());
    }
    case FieldDescriptor::CPPTYPE_BOOL:
    case FieldDescriptor::CPPTYPE_ENUM:
      return std::nullopt;
    default:
      return plan.rules == nullptr ? std::nullopt
                                   : CheckNumber(plan, NumberOf(message, field, index), place());
  }
}

Result CheckField(const Message& message, const FieldPlan& plan) {
  const FieldDescriptor* const field = plan.field;
  const Reflection& reflection = *message.GetReflection();
  const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 0;
  const bool given = field->is_repeated() ? size > 0 : reflection.HasField(message, field);
  if (plan.rules != nullptr) {
    const FieldRules& rules = *plan.rules;
    const bool empty_text = given && !field->is_repeated() &&
                            field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                            reflection.GetString(message, field).empty();
    if (rules.required() && (!given || empty_text)) {
      return Violation{ErrorReason::kMissingArgument, field->name(), "is required", "", &rules};
    }
    if (rules.max_items() > 0 && size > rules.max_items()) {
      return Violation{ErrorReason::kLimitExceeded, field->name(),
                       StrCat("has ", size, " entries; the limit is ", rules.max_items()),
                       StrCat(rules.max_items()), &rules};
    }
  }
  if (!given) return std::nullopt;
  if (!field->is_repeated()) return CheckElement(message, plan, -1);
  for (int i = 0; i < size; ++i) {
    if (Result result = CheckElement(message, plan, i)) return result;
  }
  return std::nullopt;
}

Result CheckMessage(const Message& message, const MessagePlan& plan) {
  for (const FieldPlan& field : plan.fields) {
    if (Result result = CheckField(message, field)) return result;
  }
  return std::nullopt;
}

std::string FindAffinityKey(const Message& message, const MessagePlan& plan) {
  const Reflection& reflection = *message.GetReflection();
  if (plan.affinity_key != nullptr) return reflection.GetString(message, plan.affinity_key);
  for (const FieldPlan& field : plan.fields) {
    if (field.inside == nullptr || field.field->is_repeated()) continue;
    if (!reflection.HasField(message, field.field)) continue;
    std::string key = FindAffinityKey(reflection.GetMessage(message, field.field), *field.inside);
    if (!key.empty()) return key;
  }
  return "";
}

}  // namespace

absl::Status ValidateRequest(const Message& request) {
  Result violation = CheckMessage(request, AllPlans().Get(request.GetDescriptor()));
  if (!violation) return absl::OkStatus();
  ErrorMetadata metadata = {{"field", violation->place}};
  if (!violation->limit.empty()) metadata.emplace("limit", violation->limit);
  std::string message = StrCat(violation->place, " ", violation->what);
  if (const std::string& example = violation->rules->example_json(); !example.empty()) {
    metadata.emplace("example", example);
    StrAppend(&message, "; for example ", example);
  }
  return InvalidArgument(violation->reason, message, metadata);
}

std::string AffinityKey(const Message& request) {
  return FindAffinityKey(request, AllPlans().Get(request.GetDescriptor()));
}

}  // namespace sheetgate::platform

#include "workbook-service/session/operation_fields.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/base/suggest.h"

namespace sheetgate::workbook {

using platform::ErrorReason;
using platform::StrCat;

absl::Status BadField(ErrorReason reason, std::string_view field, std::string_view message,
                      std::string_view example) {
  return platform::InvalidArgument(
      reason, StrCat(field, ": ", message, ", for example ", example),
      {{"field", std::string(field)}, {"example", std::string(example)}});
}

absl::Status MissingField(std::string_view kind, std::string_view field, std::string_view example) {
  return BadField(ErrorReason::kMissingArgument, field, StrCat(kind, " needs it"), example);
}

absl::Status CheckOnlyFields(const google::protobuf::Message& operation, std::string_view kind,
                             std::initializer_list<std::string_view> known) {
  std::vector<const google::protobuf::FieldDescriptor*> given;
  operation.GetReflection()->ListFields(operation, &given);
  for (const auto* field : given) {
    const std::string_view name = field->name();
    if (name == "kind" || name == "sheet_name" ||
        std::find(known.begin(), known.end(), name) != known.end()) {
      continue;
    }
    std::string fields = "sheet_name";
    for (const std::string_view one : known) fields += StrCat(", ", one);
    return platform::InvalidArgument(
        ErrorReason::kUnknownArgument,
        StrCat(name, ": ", kind, " does not use it; it takes ", fields),
        {{"field", std::string(name)}});
  }
  return absl::OkStatus();
}

absl::Status UnknownKind(const std::string& kind, const std::vector<std::string>& kinds) {
  std::string list;
  for (const std::string& known : kinds) list += StrCat(list.empty() ? "" : ", ", known);
  const std::string nearest = platform::ClosestMatch(kind, kinds);
  return BadField(ErrorReason::kInvalidArgument, "kind",
                  StrCat("'", kind, "' is no kind of operation",
                         nearest.empty() ? "" : StrCat("; did you mean ", nearest, "?"),
                         " The kinds are ", list),
                  StrCat("\"", kinds.front(), "\""));
}

absl::StatusOr<std::string> ParseColor(std::string_view field, std::string_view color) {
  std::string digits(color);
  if (digits.starts_with('#')) digits.erase(0, 1);
  const bool hexadecimal = std::all_of(digits.begin(), digits.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
  if (!hexadecimal || (digits.size() != 6 && digits.size() != 8 && !digits.empty())) {
    return BadField(ErrorReason::kInvalidArgument, field,
                    StrCat("'", color,
                           "' is no colour; give RRGGBB in hexadecimal digits, or nothing for "
                           "none"),
                    "\"4472C4\"");
  }
  std::transform(digits.begin(), digits.end(), digits.begin(),
                 [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  if (digits.size() == 6) digits.insert(0, "FF");
  return digits;
}

}  // namespace sheetgate::workbook

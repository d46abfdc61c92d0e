// Errors about the fields of a data validation or a conditional format.
#ifndef SHEETGATE_SPREADSHEET_EDIT_RULE_FIELDS_H_
#define SHEETGATE_SPREADSHEET_EDIT_RULE_FIELDS_H_

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/status/status.h"

#include "platform/base/error.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {

// INVALID_ARGUMENT "<field>: <message>, for example <example>" with metadata `field` and `example`.
inline absl::Status BadRuleField(
    std::string_view field, std::string_view message, std::string_view example,
    platform::ErrorReason reason = platform::ErrorReason::kInvalidArgument) {
  return platform::InvalidArgument(
      reason, Concat(field, ": ", message, ", for example ", example),
      {{"field", std::string(field)}, {"example", std::string(example)}});
}

// `value` is in the list `known`; else BadRuleField with all of it.
template <typename List>
absl::Status CheckOneOf(std::string_view field, const std::string& value, const List& known) {
  if (std::find(known.begin(), known.end(), value) != known.end()) return absl::OkStatus();
  std::string names;
  for (const std::string_view name : known) names += Concat(names.empty() ? "" : ", ", name);
  return BadRuleField(field, Concat(Quoted(value), " is none of ", names),
                      Concat("\"", known.front(), "\""));
}

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_RULE_FIELDS_H_

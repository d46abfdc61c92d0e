#include "workbook-service/rpc/arguments.h"

#include <string>

#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace sheetgate::workbook {

absl::Status BadArgument(platform::ErrorReason reason, std::string_view field,
                         std::string_view message, std::string_view example) {
  return platform::InvalidArgument(
      reason, platform::StrCat(field, ": ", message, ", for example ", example),
      {{"field", std::string(field)}, {"example", std::string(example)}});
}

absl::Status InField(const absl::Status& status, std::string_view field, std::string_view example) {
  absl::Status named = platform::WithMetadata(platform::Annotate(status, field), "field", field);
  return platform::WithMetadata(std::move(named), "example", example);
}

}  // namespace sheetgate::workbook

#include "workbook-service/rpc/batch_write.h"

#include "platform/base/error_reason.h"
#include "platform/base/strings.h"
#include "workbook-service/rpc/arguments.h"

namespace sheetgate::workbook {

absl::StatusOr<bool> IsPreview(const std::string& mode) {
  if (mode.empty() || mode == "apply") return false;
  if (mode == "preview") return true;
  return BadArgument(platform::ErrorReason::kInvalidArgument, "mode",
                     platform::StrCat("'", mode,
                                      "' is neither apply nor preview (stage the change and say "
                                      "what it would do)"),
                     "\"preview\"");
}

}  // namespace sheetgate::workbook

// Names of the reasons.
#include "platform/base/error_reason.h"

#include <algorithm>
#include <array>

namespace sheetgate::platform {
namespace {

// Indexed by number.
constexpr std::array<std::string_view, 46> kNames = {
    "UNSPECIFIED",
    "INVALID_ARGUMENT",
    "UNKNOWN_ARGUMENT",
    "MISSING_ARGUMENT",
    "INVALID_ADDRESS",
    "INVALID_RANGE",
    "INVALID_FORMULA",
    "LIMIT_EXCEEDED",
    "INVALID_PAGE_TOKEN",
    "WORKBOOK_NOT_FOUND",
    "SHEET_NOT_FOUND",
    "REVISION_NOT_FOUND",
    "PATH_OUTSIDE_WORKSPACE",
    "FILE_EXISTS",
    "UNSUPPORTED_FORMAT",
    "NOT_A_WORKBOOK",
    "FILE_CORRUPT",
    "FILE_ENCRYPTED",
    "FILE_TOO_LARGE",
    "ZIP_BOMB",
    "REVISION_CONFLICT",
    "BASE_CHANGED",
    "WORKBOOK_READ_ONLY",
    "FORK_LIMIT_REACHED",
    "REQUEST_ID_REUSED",
    "OVERLOADED",
    "QUEUE_TIMEOUT",
    "DEADLINE_EXCEEDED",
    "CANCELLED",
    "SHUTTING_DOWN",
    "ENGINE_NOT_INSTALLED",
    "ENGINE_CRASHED",
    "ENGINE_TIMEOUT",
    "ENGINE_LOAD_FAILED",
    "UPSTREAM_UNAVAILABLE",
    "STORAGE_FAILED",
    "INTERNAL",
    "NOT_A_WORKSHEET",
    "INVALID_PATH",
    "FEATURE_DISABLED",
    "STALE_PREVIEW",
    "NOTHING_TO_UNDO",
    "CHECKPOINT_NOT_FOUND",
    "STAGED_CHANGE_NOT_FOUND",
    "STRUCTURE_CONFLICT",
    "ENGINE_PARTIAL_LOAD",
};
static_assert(kNames[static_cast<int>(ErrorReason::kEnginePartialLoad)] == "ENGINE_PARTIAL_LOAD");

}  // namespace

std::string_view ReasonName(ErrorReason reason) {
  const auto number = static_cast<size_t>(reason);
  return number < kNames.size() ? kNames[number] : kNames[0];
}

ErrorReason ReasonFromName(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  return found == kNames.end() ? ErrorReason::kUnspecified
                               : static_cast<ErrorReason>(found - kNames.begin());
}

}  // namespace sheetgate::platform

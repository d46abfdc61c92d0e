// The errors that the contracts of OpenXlsx, LoadSheet and Apply name.
#include "tests/fuzz/invariant.h"

#include <string>

#include "platform/base/error.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::tests {
namespace {

using platform::ErrorReason;

void RequireMessage(const absl::Status& status) {
  const std::string message(status.message());
  Require(!message.empty(), "an error says what is wrong", status.ToString());
  Require(spreadsheet::IsValidUtf8(message), "an error is valid UTF-8", message);
}

}  // namespace

void RequireRefusal(const absl::Status& status) {
  RequireMessage(status);
  switch (platform::ReasonOf(status)) {
    case ErrorReason::kNotAWorkbook:
    case ErrorReason::kFileEncrypted:
    case ErrorReason::kUnsupportedFormat:
      return Require(status.code() == absl::StatusCode::kInvalidArgument, "code of a refusal",
                     status.ToString());
    case ErrorReason::kFileCorrupt:
      return Require(status.code() == absl::StatusCode::kDataLoss, "code of a refusal",
                     status.ToString());
    case ErrorReason::kFileTooLarge:
    case ErrorReason::kZipBomb:
      return Require(status.code() == absl::StatusCode::kResourceExhausted, "code of a refusal",
                     status.ToString());
    case ErrorReason::kNotAWorksheet:
      return Require(status.code() == absl::StatusCode::kFailedPrecondition, "code of a refusal",
                     status.ToString());
    default:
      Violated("a file is refused for a documented reason", status.ToString());
  }
}

void RequireRefusedEdit(const absl::Status& status) {
  RequireMessage(status);
  Require(status.code() == absl::StatusCode::kInvalidArgument,
          "an edit is refused as an invalid argument", status.ToString());
}

}  // namespace sheetgate::tests

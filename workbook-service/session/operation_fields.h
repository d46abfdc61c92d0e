// The fields of an operation as a client writes it: errors about them, the same for every family of
// operations.
//
// An operation is a message with a `kind` and the fields of all kinds of its family. What a kind
// needs and does not find, or does not know and finds, is a mistake of the caller, which is told.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_OPERATION_FIELDS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_OPERATION_FIELDS_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/base/error_reason.h"

namespace google::protobuf {
class Message;
}

namespace sheetgate::workbook {

// INVALID_ARGUMENT "<field>: <message>, for example <example>" with metadata `field` and `example`.
absl::Status BadField(platform::ErrorReason reason, std::string_view field,
                      std::string_view message, std::string_view example);

// INVALID_ARGUMENT (`MISSING_ARGUMENT`): operations of `kind` need the field.
absl::Status MissingField(std::string_view kind, std::string_view field, std::string_view example);

// INVALID_ARGUMENT (`UNKNOWN_ARGUMENT`) for a field of `operation` that is given and is neither
// `kind`, `sheet_name` nor one of `known`.
absl::Status CheckOnlyFields(const google::protobuf::Message& operation, std::string_view kind,
                             std::initializer_list<std::string_view> known);

// INVALID_ARGUMENT (`INVALID_ARGUMENT`) with the kinds there are and the nearest of them.
absl::Status UnknownKind(const std::string& kind, const std::vector<std::string>& kinds);

// RRGGBB or AARRGGBB in either case, with or without #, as ECMA-376 writes it (18.18.86
// ST_UnsignedIntHex): eight upper-case digits, opaque when no alpha is given. Empty stays empty.
// INVALID_ARGUMENT naming `field`.
absl::StatusOr<std::string> ParseColor(std::string_view field, std::string_view color);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_OPERATION_FIELDS_H_

// Operations on images, made into what the engine applies.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_IMAGE_OPERATIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_IMAGE_OPERATIONS_H_

#include <memory>

#include "absl/status/statusor.h"

#include "sheetgate/workbook/v1/imaging.pb.h"
#include "spreadsheet/edit/operation.h"

namespace sheetgate::workbook {

// INVALID_ARGUMENT naming the field, what is allowed and an example: an unknown kind, a field the
// kind needs and does not have, or one it does not know; and the errors of ReadImageHeader. An
// operation with a path has the file's bytes as data: revisions are made again without the file.
absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>> MakeImageOperation(
    const v1::ImageOperation& operation);

// What get_edits tells of an operation: what the bytes are instead of the bytes.
v1::ImageEdit DescribeImageOperation(const v1::ImageOperation& operation);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_IMAGE_OPERATIONS_H_

#include "workbook-service/session/image_operations.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/edit/image_header.h"
#include "spreadsheet/edit/image_operation.h"
#include "workbook-service/session/operation_fields.h"
#include "workbook-service/session/placement_fields.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using Operation = v1::ImageOperation;
using Made = absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>>;

absl::Status CheckData(const Operation& operation) {
  if (operation.data().empty()) {
    return MissingField(operation.kind(), "data or path", "\"path\": \"logos/company.png\"");
  }
  return spreadsheet::ReadImageHeader(operation.data()).status();
}

absl::StatusOr<spreadsheet::PlacementRequest> PlaceOf(const Operation& operation) {
  ASSIGN_OR_RETURN(spreadsheet::PlacementRequest place, PlacementOf(operation));
  place.scale = operation.scale();
  return place;
}

absl::StatusOr<spreadsheet::ImageTarget> TargetOf(const Operation& operation) {
  if (operation.name().empty()) return MissingField(operation.kind(), "name", "\"Picture 1\"");
  return spreadsheet::ImageTarget{operation.sheet_name(), operation.name(),
                                  std::max(1, operation.occurrence())};
}

Made MakeAdd(const Operation& operation) {
  RETURN_IF_ERROR(
      CheckOnlyFields(operation, operation.kind(),
                      {"data", "path", "cell", "offset_x", "offset_y", "anchor", "width", "height",
                       "columns", "rows", "scale", "name", "alt_text"}));
  RETURN_IF_ERROR(CheckData(operation));
  if (operation.cell().empty()) return MissingField(operation.kind(), "cell", "\"B2\"");
  RETURN_IF_ERROR(CheckXmlText("name", operation.name()));
  RETURN_IF_ERROR(CheckXmlText("alt_text", operation.alt_text()));
  ASSIGN_OR_RETURN(spreadsheet::PlacementRequest place, PlaceOf(operation));
  return std::make_unique<spreadsheet::AddImageOperation>(
      spreadsheet::NewImage{.sheet_name = operation.sheet_name(),
                            .bytes = operation.data(),
                            .place = place,
                            .name = operation.name(),
                            .alt_text = operation.alt_text()});
}

Made MakeMove(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(),
                                  {"name", "occurrence", "cell", "offset_x", "offset_y", "anchor",
                                   "width", "height", "columns", "rows", "scale", "alt_text"}));
  ASSIGN_OR_RETURN(spreadsheet::ImageTarget target, TargetOf(operation));
  ASSIGN_OR_RETURN(const spreadsheet::PlacementRequest place, PlaceOf(operation));
  if (place.empty() && !operation.has_alt_text()) {
    return MissingField(operation.kind(), "cell, a size, anchor or alt_text", "\"cell\": \"B2\"");
  }
  RETURN_IF_ERROR(CheckXmlText("alt_text", operation.alt_text()));
  std::optional<std::string> alt_text;
  if (operation.has_alt_text()) alt_text = operation.alt_text();
  return std::make_unique<spreadsheet::MoveImageOperation>(std::move(target), place,
                                                           std::move(alt_text));
}

Made MakeReplace(const Operation& operation) {
  RETURN_IF_ERROR(
      CheckOnlyFields(operation, operation.kind(), {"name", "occurrence", "data", "path"}));
  ASSIGN_OR_RETURN(spreadsheet::ImageTarget target, TargetOf(operation));
  RETURN_IF_ERROR(CheckData(operation));
  return std::make_unique<spreadsheet::ReplaceImageOperation>(std::move(target), operation.data());
}

Made MakeDelete(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"name", "occurrence"}));
  ASSIGN_OR_RETURN(spreadsheet::ImageTarget target, TargetOf(operation));
  return std::make_unique<spreadsheet::DeleteImageOperation>(std::move(target));
}

struct Kind {
  std::string_view name;
  Made (*make)(const Operation&);
};

constexpr std::array kKinds = {Kind{"add", MakeAdd}, Kind{"move", MakeMove},
                               Kind{"replace", MakeReplace}, Kind{"delete", MakeDelete}};

}  // namespace

Made MakeImageOperation(const v1::ImageOperation& operation) {
  const auto kind = std::ranges::find(kKinds, operation.kind(), &Kind::name);
  if (kind != kKinds.end()) return kind->make(operation);
  std::vector<std::string> names;
  for (const Kind& known : kKinds) names.emplace_back(known.name);
  return UnknownKind(operation.kind(), names);
}

v1::ImageEdit DescribeImageOperation(const v1::ImageOperation& operation) {
  v1::ImageEdit edit;
  *edit.mutable_operation() = operation;
  edit.mutable_operation()->clear_data();
  if (operation.data().empty()) return edit;
  edit.set_size_bytes(static_cast<int64_t>(operation.data().size()));
  const auto header = spreadsheet::ReadImageHeader(operation.data());
  if (header.ok()) edit.set_format(std::string(spreadsheet::ImageFormatName(header->format)));
  return edit;
}

}  // namespace sheetgate::workbook

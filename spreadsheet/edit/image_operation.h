// Images of a sheet: added, moved, replaced and deleted (ECMA-376 part 1, 20.5.2.25 pic).
//
// All refuse with NOT_FOUND (`SHEET_NOT_FOUND`), FAILED_PRECONDITION (`NOT_A_WORKSHEET`), and the
// errors of FindObject, Place and ReadImageHeader.
#ifndef SHEETGATE_SPREADSHEET_EDIT_IMAGE_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_IMAGE_OPERATION_H_

#include <optional>
#include <string>
#include <vector>

#include "spreadsheet/edit/operation.h"
#include "spreadsheet/edit/placement.h"

namespace sheetgate::spreadsheet {

struct NewImage {
  std::string sheet_name;
  std::string bytes;
  PlacementRequest place;  // with a cell
  std::string name;        // empty: the first free "Picture n"
  std::string alt_text;
};

class AddImageOperation : public Operation {
 public:
  explicit AddImageOperation(NewImage image) : image_(std::move(image)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const NewImage image_;
};

// Which image of a sheet.
struct ImageTarget {
  std::string sheet_name;
  std::string name;
  int occurrence = 1;
};

// What is not given of place and text stays.
class MoveImageOperation : public Operation {
 public:
  MoveImageOperation(ImageTarget target, PlacementRequest place,
                     std::optional<std::string> alt_text)
      : target_(std::move(target)), place_(place), alt_text_(std::move(alt_text)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const ImageTarget target_;
  const PlacementRequest place_;
  const std::optional<std::string> alt_text_;
};

// Shows other bytes at the same place, in the same size and with the same cropping and effects.
// FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) for an image that is linked, not embedded.
class ReplaceImageOperation : public Operation {
 public:
  ReplaceImageOperation(ImageTarget target, std::string bytes)
      : target_(std::move(target)), bytes_(std::move(bytes)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const ImageTarget target_;
  const std::string bytes_;
};

class DeleteImageOperation : public Operation {
 public:
  explicit DeleteImageOperation(ImageTarget target) : target_(std::move(target)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const ImageTarget target_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_IMAGE_OPERATION_H_

// Notes on cells (18.7.3 comment): adding, changing and deleting them, with the legacy drawing
// (part 4, 19.1) that shows them.
#ifndef SHEETGATE_SPREADSHEET_EDIT_COMMENT_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_COMMENT_OPERATION_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/edit/operation.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// What an operation says about a note.
struct NoteFields {
  CellRef cell;
  std::optional<std::string> text;
  std::optional<std::string> author;
  std::optional<double> width, height;  // of its box, points
  std::optional<bool> visible;          // always shown
};

// All refuse with FAILED_PRECONDITION (`STRUCTURE_CONFLICT`): a cell that has a threaded comment,
// which only Excel can change, since it belongs to people who sign in; one that has a note already,
// or none. `SHEET_NOT_FOUND`, `NOT_A_WORKSHEET`.

// `text` must be given.
class AddCommentOperation : public Operation {
 public:
  AddCommentOperation(std::string sheet_name, NoteFields fields)
      : sheet_name_(std::move(sheet_name)), fields_(std::move(fields)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const NoteFields fields_;
};

// What is not given stays.
class ChangeCommentOperation : public Operation {
 public:
  ChangeCommentOperation(std::string sheet_name, NoteFields fields)
      : sheet_name_(std::move(sheet_name)), fields_(std::move(fields)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const NoteFields fields_;
};

class DeleteCommentOperation : public Operation {
 public:
  DeleteCommentOperation(std::string sheet_name, CellRef cell)
      : sheet_name_(std::move(sheet_name)), cell_(cell) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const CellRef cell_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_COMMENT_OPERATION_H_

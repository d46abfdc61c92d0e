// The shapes of notes in a VML drawing (part 4, 19.1): without one Excel does not show a note.
//
// VML parts need not be well-formed XML: only shapes of notes are touched, by their text.
#ifndef SHEETGATE_SPREADSHEET_EDIT_NOTE_SHAPES_H_
#define SHEETGATE_SPREADSHEET_EDIT_NOTE_SHAPES_H_

#include <optional>
#include <string>
#include <string_view>

#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// A drawing without shapes. `number` (from 1) keeps the ids of shapes of several drawings apart.
std::string EmptyNoteDrawing(int number);

struct NoteBox {
  double width = 108;  // points
  double height = 59.25;
  bool visible = false;
};

// The drawing with one more note.
std::string AddNoteShape(std::string_view vml, CellRef cell, const NoteBox& box);
// The drawing without the note of a cell.
std::string RemoveNoteShape(std::string_view vml, CellRef cell);
// The drawing with another box for the note of a cell; what is not given stays. As it is when it
// has no such note.
std::string ChangeNoteShape(std::string_view vml, CellRef cell, std::optional<double> width,
                            std::optional<double> height, std::optional<bool> visible);
// Whether there is any shape, of a note or of something else.
bool HasShapes(std::string_view vml);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_NOTE_SHAPES_H_

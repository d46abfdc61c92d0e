// CellReader: the rows and cells between <sheetData> and </sheetData>, one after the other, and
// where each stands.
//
// What nearly all cells look like is taken in one step (NextPlain); Next takes anything.
#ifndef SHEETGATE_SPREADSHEET_EDIT_CELL_READER_H_
#define SHEETGATE_SPREADSHEET_EDIT_CELL_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spreadsheet/edit/tag_reader.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

class CellReader {
 public:
  // `xml` as TagReader takes it.
  explicit CellReader(std::string_view xml) : xml_(xml), tags_(xml) {}

  enum class Event { kRow, kRowEnd, kCell, kEnd };

  // A cell's tag; its formula is read with NextFormula.
  Event Next();

  // Of the last event.
  const XmlTag& tag() const { return tag_; }
  CellRef cell() const { return {row_, column_}; }
  int32_t row() const { return row_; }
  std::optional<std::string_view> reference() const { return reference_; }

  // Skips to the end of the row or cell last met; returns where that is.
  size_t Skip();

  struct Formula {
    XmlTag tag;
    size_t text_begin = 0;
    size_t text_end = 0;
    size_t end = 0;  // of the whole element
  };
  // The formula of the cell last met, if it has one; reads on to its end tag.
  std::optional<Formula> NextFormula();

  // <c r="B7" s="3" t="str"><f>A1</f><v>12</v></c> in a row with a number, with or without style,
  // type, formula and value; the formula may be <f t="shared" si="0"/>.
  struct PlainCell {
    CellRef cell;
    // The row number within the reference.
    size_t row_begin = 0;
    size_t row_end = 0;
    // The formula's text; both 0 when there is none.
    size_t text_begin = 0;
    size_t text_end = 0;
    // Of a member of a shared formula: its group, and where the formula element stands.
    std::optional<uint32_t> group;
    size_t member_begin = 0;
    size_t member_end = 0;
  };
  // Takes the whole cell when what comes next is one like that; else false, and nothing is taken.
  bool NextPlain(PlainCell* cell);

 private:
  std::string_view xml_;
  TagReader tags_;
  XmlTag tag_;
  int32_t row_ = 0;
  int32_t column_ = 0;
  // The number of the present row as it is written; empty when it is not.
  std::string_view row_text_;
  std::optional<std::string_view> reference_;
};

// The group of a shared formula's element (18.3.1.40); nullopt for others.
std::optional<uint32_t> SharedGroupOf(const XmlTag& formula);

// The text of a formula element, references to characters decoded.
std::string DecodedFormula(std::string_view raw);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_CELL_READER_H_

// Rich text: the text of a cell in parts that look different (ECMA-376 part 1, 18.4.4 r).
#ifndef SHEETGATE_SPREADSHEET_MODEL_RICH_TEXT_H_
#define SHEETGATE_SPREADSHEET_MODEL_RICH_TEXT_H_

#include <optional>
#include <string>
#include <vector>

namespace sheetgate::spreadsheet {

// A part. What is not given, or empty, is as the cell's font has it.
struct TextRun {
  std::string text;
  std::string font;
  std::optional<double> font_size;  // points
  std::optional<bool> bold, italic, strikethrough;
  std::string underline;       // a word of 18.18.82
  std::string vertical_align;  // a word of 22.9.2.17
  std::string font_color;      // RRGGBB

  // Whether anything but its text is given.
  bool formatted() const;
  bool operator==(const TextRun&) const = default;
};

// In order.
using RichText = std::vector<TextRun>;

// What the cell's value is.
std::string JoinedText(const RichText& runs);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_RICH_TEXT_H_

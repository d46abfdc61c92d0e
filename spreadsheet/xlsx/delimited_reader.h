// DelimitedReader: the fields of delimited text, one after the other, in one pass.
//
// RFC 4180 as people write it: records end with CR LF, LF or CR, the last one also without; a quote
// counts only at the start of a field; what follows the closing quote belongs to the field; line
// ends inside quotes become LF, the line break of a cell.
//
//   DelimitedReader reader(text, ',');
//   DelimitedField field;
//   while (reader.Next(&field)) { Use(field.text); if (field.ends_record) NextRow(); }
//   if (reader.unclosed_quote() != npos) ...
#ifndef SHEETGATE_SPREADSHEET_XLSX_DELIMITED_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_DELIMITED_READER_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace sheetgate::spreadsheet {

struct DelimitedField {
  std::string_view text;  // unquoted; valid until the next call
  bool quoted = false;
  bool ends_record = false;
};

// Not thread-safe. The text must outlive it.
class DelimitedReader {
 public:
  DelimitedReader(std::string_view text, char delimiter);

  // False at the end of the text and behind a quote that is never closed.
  bool Next(DelimitedField* field);

  // Bytes read.
  size_t position() const { return position_; }
  // Offset of the quote that is never closed; npos while there is none.
  size_t unclosed_quote() const { return unclosed_quote_; }

 private:
  // The end of what is not quoted, from `from`: the next delimiter or line end, or the text's end.
  size_t FindStop(size_t from) const;
  // Reads a quoted field from behind its opening quote; false when that is never closed.
  bool ReadQuoted(DelimitedField* field);
  // Moves behind the delimiter or line end at `stop`.
  void EndField(size_t stop, DelimitedField* field);

  const std::string_view text_;
  const char delimiter_;
  std::array<bool, 256> stops_{};
  size_t position_ = 0;
  bool at_end_;  // nothing follows: no field, not even an empty one
  size_t unclosed_quote_ = std::string_view::npos;
  std::string unquoted_;  // a field that is not a piece of the text
};

// The line, from 1, of an offset; CR LF counts once.
size_t LineOf(std::string_view text, size_t offset);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_DELIMITED_READER_H_

// TagReader: the tags between <sheetData> and </sheetData>, for rewriting them.
//
// For XML known to be well-formed and without comments, CDATA sections and processing
// instructions, it is a few times as fast as XmlScanner, which is for everything else.
#ifndef SHEETGATE_SPREADSHEET_EDIT_TAG_READER_H_
#define SHEETGATE_SPREADSHEET_EDIT_TAG_READER_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace sheetgate::spreadsheet {

// A tag. Positions are in what is read.
struct XmlTag {
  size_t begin = 0;
  size_t end = 0;
  std::string_view text;  // all of it
  std::string_view name;  // local
  bool closing = false;
  bool self_closing = false;

  // The value of an attribute without prefix, undecoded.
  std::optional<std::string_view> Attribute(std::string_view attribute) const;
};

class TagReader {
 public:
  explicit TagReader(std::string_view xml) : xml_(xml) {}

  // False at the end.
  bool Next(XmlTag* tag);
  // Moves behind the end tag of the element `tag`, a start tag just read, and sets *end to it (to
  // `tag` for an empty element). Elements of one name must not nest.
  bool SkipTo(const XmlTag& tag, XmlTag* end);
  size_t position() const { return position_; }
  // Goes on reading at `position`, which is outside of tags.
  void Continue(size_t position) { position_ = position; }

 private:
  std::string_view xml_;
  size_t position_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_TAG_READER_H_

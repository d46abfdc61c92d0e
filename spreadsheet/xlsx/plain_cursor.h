// PlainCursor: a place in the plain XML that nearly all producers write, and steps over it.
//
// Plain: no prefixes on elements, attributes in double quotes without references, no comments,
// sections or processing instructions. A step that meets something else, or the end of the window,
// fails and leaves the cursor there.
#ifndef SHEETGATE_SPREADSHEET_XLSX_PLAIN_CURSOR_H_
#define SHEETGATE_SPREADSHEET_XLSX_PLAIN_CURSOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "spreadsheet/xlsx/content_reader.h"
#include "spreadsheet/xlsx/part_stream.h"

namespace sheetgate::spreadsheet {

// A base for scanners of PartStream windows. Zero bytes behind the window end every loop over
// bytes, so there is no check at each of them.
class PlainCursor {
 protected:
  // An attribute taken apart: views of the window.
  struct Attribute {
    std::string_view name;
    std::string_view value;
  };

  // The names met so far in one tag.
  class AttributeNames {
   public:
    void Clear() {
      seen_ = 0;
      count_ = 0;
    }
    // False for a name that comes twice, and for one too many.
    bool Add(std::string_view name);

   private:
    uint64_t seen_ = 0;  // a bit of a hash for each, so that few are compared
    size_t count_ = 0;
    std::array<std::string_view, 24> names_;
  };

  // Stands at the start of `window`, which is at `offset` of the part.
  void Enter(std::string_view window, uint64_t offset);
  size_t DistanceFrom(const char* at) const { return static_cast<size_t>(at_ - at); }
  uint64_t OffsetOf(const char* at) const { return offset_ + static_cast<uint64_t>(at - window_); }
  // Why a step failed: what is not plain this close to the end of the window may be cut off there.
  ContentScanner::Stop WhyStopped() const;

  // The padding behind the window is longer than anything expected.
  template <size_t kSize>
  bool Take(const char (&expected)[kSize]) {
    static_assert(kSize <= PartStream::kPadding);
    if (std::memcmp(at_, expected, kSize - 1) != 0) return false;
    at_ += kSize - 1;
    return true;
  }
  void SkipSpace() {
    while (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t') ++at_;
  }
  // The next attribute of a tag; false at the tag's end too.
  bool ScanAttribute(Attribute* attribute);
  // The end of a tag.
  bool ScanTagEnd(bool* empty);
  // Attributes of a text element, which are xml:space or none, and the end of its tag.
  bool ScanTextTag(bool* preserve, bool* empty);
  // Character data up to the next <, decoded; into `scratch` where that changes it.
  bool ScanText(std::string* scratch, std::string_view* text);
  // The rest of character data that begins at `begin` and has to be decoded.
  bool ScanDecoded(const char* begin, std::string* scratch);
  // A whole element, with all it contains.
  bool SkipElement();

  const char* window_ = nullptr;
  const char* end_ = nullptr;
  const char* at_ = nullptr;
  AttributeNames names_;

 private:
  uint64_t offset_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_PLAIN_CURSOR_H_

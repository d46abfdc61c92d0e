// NewStrings: the shared strings part (18.4.9) of a workbook made from nothing, while its cells are
// written.
#ifndef SHEETGATE_SPREADSHEET_XLSX_NEW_STRINGS_H_
#define SHEETGATE_SPREADSHEET_XLSX_NEW_STRINGS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sheetgate::spreadsheet {

// Every text is kept once, as XML, which is also what it is found by: 16 bytes and the places of
// the index besides. Not thread-safe.
class NewStrings {
 public:
  NewStrings();

  // The index of `text` (UTF-8), which refers to it once more.
  uint32_t Refer(std::string_view text);

  // Bytes of the part so far.
  size_t size() const { return xml_.size(); }
  // The part; call once, last.
  std::string Finish();

 private:
  // A text as XML, in xml_.
  struct Entry {
    size_t begin = 0;
    uint32_t size = 0;
    uint32_t hash = 0;
  };

  // The place of the entry of `xml`, or the empty one where it belongs.
  size_t FindPlace(std::string_view xml, uint32_t hash) const;
  void Grow();
  std::string_view XmlOf(const Entry& entry) const {
    return std::string_view(xml_).substr(entry.begin, entry.size);
  }

  std::string xml_;
  std::vector<Entry> entries_;
  std::vector<uint32_t> places_;  // a power of two; 0 is empty, else index + 1
  uint64_t references_ = 0;
  size_t counts_at_ = 0;  // where in xml_ there is room for the counts
  std::string escaped_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_NEW_STRINGS_H_

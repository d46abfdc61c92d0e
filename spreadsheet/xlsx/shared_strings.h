// SharedStrings: the string table of a workbook (18.4), one arena that every sheet points into.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHARED_STRINGS_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHARED_STRINGS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/statusor.h"

#include "spreadsheet/xlsx/block_vector.h"
#include "spreadsheet/xlsx/part_stream.h"
#include "spreadsheet/xlsx/text_arena.h"

namespace sheetgate::spreadsheet {

// Immutable after Read. 8 bytes for each string, and its text.
class SharedStrings {
 public:
  SharedStrings() = default;
  // Reads the contents of `part`. Runs of rich text are joined, phonetic runs left out. DATA_LOSS
  // (`FILE_CORRUPT`), or the stream's token's status.
  static absl::StatusOr<std::shared_ptr<const SharedStrings>> Read(std::string_view part,
                                                                   int max_depth,
                                                                   PartStream* stream);

  uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }
  std::string_view text(uint32_t index) const {
    const Entry entry = entries_[index];
    return text_.text(entry.at, entry.size);
  }
  // Whether the entry is text only: no runs, no phonetic hints. Such an entry can stand for any
  // equal text.
  bool plain(uint32_t index) const { return entries_[index].plain != 0; }
  size_t memory_bytes() const { return sizeof(*this) + text_.heap_bytes() + entries_.heap_bytes(); }

 private:
  friend class StringsBuilder;

  struct Entry {
    uint32_t at;
    uint32_t size : 31;
    uint32_t plain : 1;
  };

  BlockVector<Entry> entries_;
  TextArena text_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHARED_STRINGS_H_

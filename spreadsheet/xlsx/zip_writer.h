// Writing zip archives: new members, members copied from another archive, and the central
// directory.
//
// Deterministic: nothing depends on the clock, the machine or the order of pointers. zip64 fields
// appear when a value does not fit, or where they stood before.
#ifndef SHEETGATE_SPREADSHEET_XLSX_ZIP_WRITER_H_
#define SHEETGATE_SPREADSHEET_XLSX_ZIP_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "spreadsheet/xlsx/zip_directory.h"

namespace sheetgate::spreadsheet {

// What a central directory record says of sizes and place.
struct MemberPlacement {
  uint64_t compressed_size = 0;
  uint64_t inflated_size = 0;
  uint64_t local_offset = 0;
};

// `record` (a whole central record) with new sizes and offset. Its zip64 field keeps the values it
// had room for, gains those that no longer fit, and appears when it is first needed; all else
// stays.
std::string RewriteCentralRecord(std::string_view record, const MemberPlacement& placement);

class ZipWriter {
 public:
  // Appends the local header, data and descriptor of `member` of the archive `source`, and its
  // record, unchanged but for the offset.
  void Copy(std::string_view source, const ZipMember& member);
  // The same member with new contents: its name, time and attributes stay.
  void Replace(std::string_view source, const ZipMember& member, std::string_view content);
  // A new member of 1980-01-01, the first date zip knows.
  void Add(std::string_view name, std::string_view content);
  // The archive; call once, last. `zip64`: write the zip64 end record also when it is not needed.
  std::string Finish(std::string_view comment, bool zip64);

  uint64_t size() const { return archive_.size(); }

 private:
  // Appends local header and data; `record` is the member's central record before it got its new
  // values.
  void Write(std::string record, std::string_view content);

  std::string archive_;
  std::string directory_;
  uint64_t members_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_ZIP_WRITER_H_

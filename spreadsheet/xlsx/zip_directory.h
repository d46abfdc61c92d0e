// The members of a zip package, read from its central directory and checked against everything the
// file says twice.
//
// The one rule: what two readers could understand differently is refused. Local headers must agree
// with the directory, members must not overlap, and no two may share a part name with different
// contents.
#ifndef SHEETGATE_SPREADSHEET_XLSX_ZIP_DIRECTORY_H_
#define SHEETGATE_SPREADSHEET_XLSX_ZIP_DIRECTORY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/xlsx/xlsx.h"

namespace sheetgate::spreadsheet {

// Bytes of the package, from `begin` up to but without `end`.
struct ByteSpan {
  uint64_t begin = 0;
  uint64_t end = 0;
  uint64_t size() const { return end - begin; }
  std::string_view In(std::string_view bytes) const { return bytes.substr(begin, size()); }
};

struct ZipMember {
  std::string name;  // the part name: forward slashes, no leading one
  uint16_t flags = 0;
  uint16_t method = 0;
  uint32_t crc = 0;
  uint64_t inflated_size = 0;
  ByteSpan record;  // its record in the central directory
  ByteSpan stored;  // local header, data and descriptor
  ByteSpan data;    // the compressed bytes
  // A directory entry (its name ends with a slash), or a second member with the name and the
  // contents of an earlier one.
  bool is_part = true;
};

struct ZipDirectory {
  std::vector<ZipMember> members;  // in the order of the central directory
  std::string_view comment;        // of the archive; points into the bytes
  bool zip64 = false;              // the archive has a zip64 end record
};

// Reads and checks the directory of `bytes` without inflating anything. DATA_LOSS (`FILE_CORRUPT`)
// with the offset; INVALID_ARGUMENT (`NOT_A_WORKBOOK`: an empty zip, `FILE_ENCRYPTED`,
// `UNSUPPORTED_FORMAT`: a compression method); RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`: too many
// parts, `ZIP_BOMB`).
absl::StatusOr<ZipDirectory> ReadZipDirectory(std::string_view bytes, const XlsxLimits& limits,
                                              const platform::CancellationToken& cancellation);

// The part name a zip entry name stands for: forward slashes, without a leading one.
// INVALID_ARGUMENT-like damage (a `..` segment, a drive letter, a NUL, nothing) is DATA_LOSS
// (`FILE_CORRUPT`).
absl::StatusOr<std::string> NormalizePartName(std::string_view raw);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_ZIP_DIRECTORY_H_

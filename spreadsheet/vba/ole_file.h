// OleFile: the streams of a compound file ([MS-CFB]), the container of a VBA project.
//
// A file may lie about everything: chains of sectors that run in circles or out of the file, trees
// that bite their tail, sizes beyond the file. Whatever it says, reading ends and takes memory in
// proportion to the file.
#ifndef SHEETGATE_SPREADSHEET_VBA_OLE_FILE_H_
#define SHEETGATE_SPREADSHEET_VBA_OLE_FILE_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sheetgate::spreadsheet {

// DATA_LOSS (`FILE_CORRUPT`): "the VBA project is damaged: <what>".
absl::Status DamagedVba(std::string_view what);

// Immutable. The bytes must outlive it.
class OleFile {
 public:
  // DATA_LOSS (`FILE_CORRUPT`) when `bytes` are no compound file of version 3 or 4, or its tables
  // cannot be followed.
  static absl::StatusOr<OleFile> Open(std::string_view bytes);

  // Paths of all streams, storages joined by slashes: "VBA/dir". Sorted as look-ups compare them.
  std::vector<std::string> Streams() const;
  // Look-ups ignore ASCII case.
  bool Has(std::string_view path) const;
  // A stream's bytes. DATA_LOSS when there is none of that path, or its sectors end too early.
  absl::StatusOr<std::string> Read(std::string_view path) const;

 private:
  // 2.6.1: what a directory entry says.
  struct Entry {
    std::string name;  // UTF-8
    uint8_t type = 0;
    uint32_t left = 0, right = 0, child = 0;
    uint32_t start = 0;
    uint64_t size = 0;
  };
  struct Stream {
    std::string path;  // as written
    uint32_t start = 0;
    uint64_t size = 0;
  };

  explicit OleFile(std::string_view bytes) : bytes_(bytes) {}
  absl::Status ReadHeader();
  absl::Status ReadFat();
  absl::Status AddFatSector(uint32_t sector);
  absl::Status ReadDirectory();
  absl::Status AddStreams(const std::vector<Entry>& entries);
  uint32_t Number(size_t at, size_t size) const;
  // A whole sector; empty when it lies outside the file.
  std::string_view Sector(uint32_t sector) const;
  // Follows a chain and joins its sectors until `most` bytes are there or the chain ends.
  absl::StatusOr<std::string> ReadChain(uint32_t start, uint64_t most) const;
  absl::StatusOr<std::string> ReadMini(uint32_t start, uint64_t size) const;

  std::string_view bytes_;
  uint32_t sector_size_ = 512;
  bool long_sizes_ = false;  // version 4
  uint32_t mini_cutoff_ = 4096;
  uint32_t first_directory_ = 0;
  uint32_t first_mini_fat_ = 0;
  std::vector<uint32_t> fat_;
  std::vector<uint32_t> mini_fat_;
  std::string mini_stream_;
  std::map<std::string, Stream> streams_;  // by path in lower case
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_VBA_OLE_FILE_H_

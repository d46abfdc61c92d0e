// Deflate (RFC 1951) and CRC-32: whole parts by libdeflate, streams by ISA-L.
//
// A stream is deflated ten times as fast as a whole part at level 6, and a quarter larger.
#ifndef SHEETGATE_SPREADSHEET_XLSX_DEFLATE_H_
#define SHEETGATE_SPREADSHEET_XLSX_DEFLATE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sheetgate::spreadsheet {

// `size` bytes inflated from all of `compressed`; nullopt when the stream is damaged, yields
// another number of bytes or leaves some over.
std::optional<std::string> Inflate(std::string_view compressed, size_t size);

// Deflated at level 6. Deterministic.
std::string Deflate(std::string_view data);

// The checksum of what `before` is the checksum of, followed by `data`.
uint32_t Crc32(std::string_view data, uint32_t before = 0);
// The checksum of data that begin with what `after` is the checksum of instead of `before`, where
// `crc` is theirs so far. `rest`: bytes that follow, the same in both.
uint32_t Crc32WithOtherBegin(uint32_t crc, uint32_t before, uint32_t after, uint64_t rest);

// What deflated contents inflate to.
struct DeflatedContents {
  uint64_t size = 0;
  uint32_t crc = 0;
  bool operator==(const DeflatedContents&) const = default;
};

// Deflates data given in pieces, at ISA-L's level 1. Deterministic, however the data are cut into
// pieces, for one version of the library and one family of processors: ISA-L finds other matches
// with other vector instructions. Used by one thread.
class StreamDeflater {
 public:
  // Appends to `out`, which must outlive it.
  explicit StreamDeflater(std::string* out);
  ~StreamDeflater();
  StreamDeflater(const StreamDeflater&) = delete;
  StreamDeflater& operator=(const StreamDeflater&) = delete;

  void Append(std::string_view data);
  // Ends the stream, or only the block, so that what is appended to `out` next begins a block on a
  // byte of its own. Call one of these once, last.
  void Finish();
  void Flush();

 private:
  struct State;

  void Feed(std::string_view block);

  std::unique_ptr<State> state_;
  std::string* out_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_DEFLATE_H_

// DeflateBits: puts deflate streams together from blocks of others (RFC 1951).
#ifndef SHEETGATE_SPREADSHEET_XLSX_DEFLATE_BITS_H_
#define SHEETGATE_SPREADSHEET_XLSX_DEFLATE_BITS_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace sheetgate::spreadsheet {

// Used by one thread.
class DeflateBits {
 public:
  // Appends whole bytes to `out`, which must outlive it. Others may append to it while
  // bits_pending() is 0.
  explicit DeflateBits(std::string* out) : out_(out) {}

  // Copies bits [begin, end) of `source`. bits_pending() must be begin % 8: stored blocks are
  // padded to whole bytes of the stream they are in, and stay so.
  void Copy(std::string_view source, uint64_t begin, uint64_t end);
  // Puts empty blocks until bits_pending() is `bits` (less than 8). Where it is not 0, it must be 0
  // before.
  void PadTo(unsigned bits);

  // Bits behind the last whole byte, and their values, in the lowest bits.
  unsigned bits_pending() const { return pending_count_; }
  uint8_t pending() const { return static_cast<uint8_t>(pending_); }

 private:
  void Put(uint32_t value, unsigned bits);
  void PutEmptyStoredBlock();
  void PutEmptyFixedBlock();
  void PutEmptyDynamicBlock();

  std::string* out_;
  uint64_t pending_ = 0;
  unsigned pending_count_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_DEFLATE_BITS_H_

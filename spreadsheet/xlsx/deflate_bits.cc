// Empty blocks have an even number of bits when their codes are the fixed ones, an odd one when
// they bring certain codes of their own: together they reach every bit of a byte.
#include "spreadsheet/xlsx/deflate_bits.h"

#include <cstddef>
#include <initializer_list>

namespace sheetgate::spreadsheet {

void DeflateBits::Copy(std::string_view source, uint64_t begin, uint64_t end) {
  if (begin == end) return;
  auto byte = static_cast<size_t>(begin / 8);
  const auto last_byte = static_cast<size_t>(end / 8);
  const auto begin_bits = static_cast<unsigned>(begin % 8);
  const auto end_bits = static_cast<unsigned>(end % 8);
  const auto bits_of = [&](size_t at) { return static_cast<unsigned char>(source[at]); };
  if (begin_bits != 0) {
    const unsigned stop = byte == last_byte ? end_bits : 8;
    Put((bits_of(byte) >> begin_bits) & ((1u << (stop - begin_bits)) - 1), stop - begin_bits);
    if (byte == last_byte) return;
    ++byte;
  }
  out_->append(source.substr(byte, last_byte - byte));
  if (end_bits != 0) Put(bits_of(last_byte) & ((1u << end_bits) - 1), end_bits);
}

void DeflateBits::PadTo(unsigned bits) {
  if (bits == 0 && pending_count_ != 0) PutEmptyStoredBlock();
  if ((bits ^ pending_count_) % 2 != 0) PutEmptyDynamicBlock();
  while (pending_count_ != bits) PutEmptyFixedBlock();
}

void DeflateBits::Put(uint32_t value, unsigned bits) {
  pending_ |= uint64_t{value} << pending_count_;
  pending_count_ += bits;
  for (; pending_count_ >= 8; pending_count_ -= 8, pending_ >>= 8) {
    out_->push_back(static_cast<char>(pending_));
  }
}

void DeflateBits::PutEmptyStoredBlock() {
  Put(0, 3);
  if (pending_count_ != 0) Put(0, 8 - pending_count_);
  out_->append({'\0', '\0', '\xff', '\xff'});
}

// 10 bits.
void DeflateBits::PutEmptyFixedBlock() {
  Put(0b010, 3);
  Put(0, 7);  // end of block
}

// 99 bits. All its codes are complete: some programs refuse others.
void DeflateBits::PutEmptyDynamicBlock() {
  Put(0b100, 3);
  Put(0, 5);   // 257 literal and length codes
  Put(1, 5);   // 2 distance codes
  Put(14, 4);  // 18 lengths of the codes these lengths are written in:
  // of 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1.
  for (const uint32_t length : {0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2}) {
    Put(length, 3);
  }
  constexpr uint32_t kRepeatZero = 0b0, kLength1 = 0b01, kLength2 = 0b11;
  Put(kRepeatZero, 1);
  Put(138 - 11, 7);
  Put(kRepeatZero, 1);
  Put(116 - 11, 7);  // 0 to 253 have no code
  Put(kLength1, 2);  // 254
  Put(kLength2, 2);  // 255
  Put(kLength2, 2);  // 256, end of block
  Put(kLength1, 2);  // both distances
  Put(kLength1, 2);
  Put(0b11, 2);  // end of block
}

}  // namespace sheetgate::spreadsheet

// A container is a signature byte and chunks of up to 4096 bytes. Within a chunk, a copy token
// names bytes already there: the further on, the more of its bits are the distance.
#include "spreadsheet/vba/vba_decompress.h"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "platform/base/status_macros.h"
#include "spreadsheet/vba/ole_file.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kChunkBytes = 4096;

uint16_t Word(std::string_view bytes, size_t at) {
  return static_cast<uint16_t>(static_cast<uint8_t>(bytes[at]) | static_cast<uint8_t>(bytes[at + 1])
                                                                     << 8);
}

// 2.4.1.3.19: bits of a copy token that are its distance, `done` bytes into the chunk.
int DistanceBits(size_t done) { return std::max(4, static_cast<int>(std::bit_width(done - 1))); }

// Copies what a token names, byte by byte: it may reach into what it makes.
absl::Status CopyToken(uint16_t token, size_t chunk_start, std::string* out) {
  const size_t done = out->size() - chunk_start;
  if (done == 0) return DamagedVba("compressed data begins with a copy");
  const int bits = DistanceBits(done);
  const size_t length = (token & (0xFFFF >> bits)) + 3u;
  const size_t distance = (static_cast<size_t>(token) >> (16 - bits)) + 1;
  if (distance > done || done + length > kChunkBytes) {
    return DamagedVba("compressed data copies from outside its chunk");
  }
  for (size_t i = 0; i < length; ++i) out->push_back((*out)[out->size() - distance]);
  return absl::OkStatus();
}

// 2.4.1.3.2 and .3: flag bytes, each with up to eight tokens.
absl::Status DecompressChunk(std::string_view chunk, std::string* out) {
  const size_t start = out->size();
  size_t at = 0;
  while (at < chunk.size()) {
    const auto flags = static_cast<uint8_t>(chunk[at++]);
    for (int bit = 0; bit < 8 && at < chunk.size(); ++bit) {
      if ((flags >> bit & 1) == 0) {
        if (out->size() - start == kChunkBytes) return DamagedVba("a chunk holds too much");
        out->push_back(chunk[at++]);
        continue;
      }
      if (at + 2 > chunk.size()) return DamagedVba("compressed data ends within a token");
      RETURN_IF_ERROR(CopyToken(Word(chunk, at), start, out));
      at += 2;
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> DecompressVba(std::string_view container) {
  if (container.empty() || container.front() != '\x01') {
    return DamagedVba("compressed data does not begin as such");
  }
  std::string out;
  for (size_t at = 1; at < container.size();) {
    if (at + 2 > container.size()) return DamagedVba("compressed data ends within a chunk's head");
    const uint16_t head = Word(container, at);
    if ((head >> 12 & 7) != 3) return DamagedVba("a chunk of compressed data has no signature");
    // The size counts the head; the last chunk may be said to be longer than it is.
    const size_t size = std::min<size_t>((head & 0xFFF) + 1u, container.size() - at - 2);
    const std::string_view chunk = container.substr(at + 2, size);
    if (out.size() + kChunkBytes > kMaxVbaBytes) return DamagedVba("it holds too much text");
    if ((head & 0x8000) != 0) {
      RETURN_IF_ERROR(DecompressChunk(chunk, &out));
    } else {
      out += chunk;
    }
    at += 2 + size;
  }
  return out;
}

}  // namespace sheetgate::spreadsheet

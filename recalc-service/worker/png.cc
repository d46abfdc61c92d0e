// Filtering, compression and chunks.
#include "recalc-service/worker/png.h"

#include <libdeflate.h>

#include <array>
#include <new>
#include <string_view>

namespace sheetgate::recalc::worker {
namespace {

constexpr size_t kChannels = 3;
constexpr size_t kBytesPerPixel = 4;
// Pictures of sheets are mostly flat: higher levels take twice the time for a few percent.
constexpr int kCompressionLevel = 4;
// Filter type 2 (9.2): rows of a sheet mostly equal the row above.
constexpr uint8_t kFilterUp = 2;

void PutBigEndian(uint32_t value, std::string* out) {
  for (int shift = 24; shift >= 0; shift -= 8) out->push_back(static_cast<char>(value >> shift));
}

void PutChunk(std::string_view type, std::string_view data, std::string* out) {
  PutBigEndian(static_cast<uint32_t>(data.size()), out);
  const size_t start = out->size();
  out->append(type).append(data);
  PutBigEndian(libdeflate_crc32(0, out->data() + start, out->size() - start), out);
}

// The rows as red, green, blue, each behind the filter's type and less the row above.
std::vector<uint8_t> Filter(const Bitmap& bitmap) {
  const auto width = static_cast<size_t>(bitmap.width);
  const auto height = static_cast<size_t>(bitmap.height);
  std::vector<uint8_t> filtered;
  filtered.reserve(height * (width * kChannels + 1));
  const std::vector<uint8_t> none(width * kBytesPerPixel);
  const uint8_t* above = none.data();
  for (size_t y = 0; y < height; ++y) {
    const uint8_t* row = bitmap.pixels.data() + y * width * kBytesPerPixel;
    filtered.push_back(kFilterUp);
    for (size_t at = 0; at < width * kBytesPerPixel; at += kBytesPerPixel) {
      for (const size_t channel : {2, 1, 0}) {
        filtered.push_back(static_cast<uint8_t>(row[at + channel] - above[at + channel]));
      }
    }
    above = row;
  }
  return filtered;
}

std::string Compress(const std::vector<uint8_t>& bytes) {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(kCompressionLevel);
  if (compressor == nullptr) throw std::bad_alloc();
  std::string compressed(libdeflate_zlib_compress_bound(compressor, bytes.size()), '\0');
  compressed.resize(libdeflate_zlib_compress(compressor, bytes.data(), bytes.size(),
                                             compressed.data(), compressed.size()));
  libdeflate_free_compressor(compressor);
  return compressed;
}

}  // namespace

std::string EncodePng(const Bitmap& bitmap) {
  if (bitmap.width <= 0 || bitmap.height <= 0) return "";
  std::string header;
  PutBigEndian(static_cast<uint32_t>(bitmap.width), &header);
  PutBigEndian(static_cast<uint32_t>(bitmap.height), &header);
  // 8 bits, truecolor, and the only methods of compression, filtering and no interlacing (11.2.2).
  header.append(std::string_view("\x08\x02\x00\x00\x00", 5));

  std::string png("\x89PNG\r\n\x1a\n");
  PutChunk("IHDR", header, &png);
  PutChunk("IDAT", Compress(Filter(bitmap)), &png);
  PutChunk("IEND", "", &png);
  return png;
}

}  // namespace sheetgate::recalc::worker

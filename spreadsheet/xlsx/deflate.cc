// States are small beside a part and made anew for each.
#include "spreadsheet/xlsx/deflate.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

#include <isa-l/igzip_lib.h>

namespace sheetgate::spreadsheet {
namespace {

constexpr int kLevel = 6;

struct Free {
  void operator()(libdeflate_decompressor* state) const { libdeflate_free_decompressor(state); }
  void operator()(libdeflate_compressor* state) const { libdeflate_free_compressor(state); }
};

template <typename State>
std::unique_ptr<State, Free> Owned(State* state) {
  if (state == nullptr) throw std::bad_alloc();
  return std::unique_ptr<State, Free>(state);
}

}  // namespace

std::optional<std::string> Inflate(std::string_view compressed, size_t size) {
  const auto state = Owned(libdeflate_alloc_decompressor());
  std::string data(size, '\0');
  size_t used = 0;
  // A null `actual_out_nbytes_ret` makes any other size than `size` an error.
  const libdeflate_result result = libdeflate_deflate_decompress_ex(
      state.get(), compressed.data(), compressed.size(), data.data(), data.size(), &used, nullptr);
  if (result != LIBDEFLATE_SUCCESS || used != compressed.size()) return std::nullopt;
  return data;
}

std::string Deflate(std::string_view data) {
  const auto state = Owned(libdeflate_alloc_compressor(kLevel));
  std::string compressed(libdeflate_deflate_compress_bound(state.get(), data.size()), '\0');
  compressed.resize(libdeflate_deflate_compress(state.get(), data.data(), data.size(),
                                                compressed.data(), compressed.size()));
  return compressed;
}

uint32_t Crc32(std::string_view data, uint32_t before) {
  return libdeflate_crc32(before, data.data(), data.size());
}

namespace {

// Polynomials over GF(2) modulo that of CRC-32, with the highest power in the lowest bit.
constexpr uint32_t kOne = uint32_t{1} << 31;
constexpr uint32_t kX8 = uint32_t{1} << 23;  // x to the 8th: a byte further on

constexpr uint32_t Multiply(uint32_t a, uint32_t b) {
  uint32_t product = 0;
  for (uint32_t bit = kOne; bit != 0; bit >>= 1) {
    if ((a & bit) != 0) product ^= b;
    b = (b & 1) != 0 ? (b >> 1) ^ 0xedb88320 : b >> 1;
  }
  return product;
}

}  // namespace

uint32_t Crc32WithOtherBegin(uint32_t crc, uint32_t before, uint32_t after, uint64_t rest) {
  // Checksums are linear: the difference of the begins, moved on by what follows.
  uint32_t shift = kOne;
  for (uint32_t power = kX8; rest != 0; rest >>= 1) {
    if ((rest & 1) != 0) shift = Multiply(shift, power);
    power = Multiply(power, power);
  }
  return crc ^ Multiply(shift, before ^ after);
}

// ISA-L's output depends on how its input is cut, so it gets blocks of one size. That of a
// PartStream's window: what is copied from one comes in such blocks and is not copied once more.
struct StreamDeflater::State {
  static constexpr size_t kBlock = size_t{128} << 10;
  static constexpr size_t kChunk = size_t{64} << 10;

  isal_zstream stream;
  // Of the sizes ISA-L knows, the smallest that costs nothing: blocks of some 100 KiB, so that a
  // later edit finds places to cut the stream at (deflate_splicer.h).
  std::array<uint8_t, ISAL_DEF_LVL1_SMALL> level_buffer;
  std::array<char, kBlock> pending;
  size_t pending_size = 0;
  std::array<uint8_t, kChunk> chunk;
};

StreamDeflater::StreamDeflater(std::string* out)
    : state_(std::make_unique_for_overwrite<State>()), out_(out) {
  isal_zstream& stream = state_->stream;
  isal_deflate_init(&stream);
  stream.level = 1;
  stream.level_buf = state_->level_buffer.data();
  stream.level_buf_size = static_cast<uint32_t>(state_->level_buffer.size());
}

StreamDeflater::~StreamDeflater() = default;

void StreamDeflater::Append(std::string_view data) {
  State& state = *state_;
  while (!data.empty()) {
    if (state.pending_size == 0 && data.size() >= State::kBlock) {
      Feed(data.substr(0, State::kBlock));
      data.remove_prefix(State::kBlock);
      continue;
    }
    const size_t taken = std::min(data.size(), State::kBlock - state.pending_size);
    std::memcpy(state.pending.data() + state.pending_size, data.data(), taken);
    state.pending_size += taken;
    data.remove_prefix(taken);
    if (state.pending_size == State::kBlock) {
      Feed({state.pending.data(), State::kBlock});
      state.pending_size = 0;
    }
  }
}

void StreamDeflater::Finish() {
  state_->stream.end_of_stream = 1;
  Feed({state_->pending.data(), state_->pending_size});
}

void StreamDeflater::Flush() {
  state_->stream.flush = SYNC_FLUSH;
  Feed({state_->pending.data(), state_->pending_size});
}

void StreamDeflater::Feed(std::string_view block) {
  isal_zstream& stream = state_->stream;
  // ISA-L does not write to its input.
  stream.next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(block.data()));
  stream.avail_in = static_cast<uint32_t>(block.size());
  do {
    stream.next_out = state_->chunk.data();
    stream.avail_out = static_cast<uint32_t>(State::kChunk);
    // Its errors are those of wrong parameters, which these are not.
    isal_deflate(&stream);
    out_->append(reinterpret_cast<const char*>(state_->chunk.data()),
                 State::kChunk - stream.avail_out);
  } while (stream.avail_out == 0);
}

}  // namespace sheetgate::spreadsheet

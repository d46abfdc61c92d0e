// Whole-buffer calls of libdeflate; its state is small beside a part and made anew for each.
#include "spreadsheet/xlsx/deflate.h"

#include <libdeflate.h>

#include <memory>
#include <new>

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

uint32_t Crc32(std::string_view data) { return libdeflate_crc32(0, data.data(), data.size()); }

}  // namespace sheetgate::spreadsheet

// ISA-L through a window rather than libdeflate into one buffer: both inflate at the same speed,
// but a fresh buffer as large as a sheet costs as much again in page faults.
#include "tests/benchmarks/xlsx/floor_package.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

namespace sheetgate::benchmarks {
namespace {

constexpr size_t kWindow = size_t{256} << 10;
constexpr size_t kHugePage = size_t{2} << 20;
// Past the end of what is inflated the scanner loads eight bytes at a time.
constexpr size_t kPadding = 64;

uint32_t Load16(const char* at) {
  uint16_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

uint32_t Load32(const char* at) {
  uint32_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

}  // namespace

std::vector<FloorPart> MapPackage(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY);
  struct stat status;
  if (file < 0 || fstat(file, &status) != 0) return {};
  const size_t size = static_cast<size_t>(status.st_size);
  void* mapped = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  if (mapped == MAP_FAILED) return {};
  const char* bytes = static_cast<const char*>(mapped);
  const char* end_record = bytes + size - 22;
  const char* entry = bytes + Load32(end_record + 16);
  std::vector<FloorPart> parts(Load16(end_record + 10));
  for (FloorPart& part : parts) {
    const char* local = bytes + Load32(entry + 42);
    part.name = {entry + 46, Load16(entry + 28)};
    part.compressed = {local + 30 + Load16(local + 26) + Load16(local + 28), Load32(entry + 20)};
    part.inflated_bytes = Load32(entry + 24);
    entry += 46 + Load16(entry + 28) + Load16(entry + 30) + Load16(entry + 32);
  }
  return parts;
}

HugeBytes MakeHugeBytes(size_t bytes) {
  const size_t pages = (bytes + kHugePage) / kHugePage;
  // As large as this malloc maps afresh, so the bytes are zero.
  HugeBytes room(static_cast<char*>(std::aligned_alloc(kHugePage, pages * kHugePage)), &std::free);
  madvise(room.get(), pages * kHugePage, MADV_HUGEPAGE);
  return room;
}

HugeBytes InflateWhole(const FloorPart& part) {
  HugeBytes bytes = MakeHugeBytes(part.inflated_bytes + kPadding);
  libdeflate_decompressor* inflater = libdeflate_alloc_decompressor();
  libdeflate_deflate_decompress(inflater, part.compressed.data(), part.compressed.size(),
                                bytes.get(), part.inflated_bytes, nullptr);
  libdeflate_free_decompressor(inflater);
  return bytes;
}

FloorWindow::FloorWindow(const FloorPart& part)
    : buffer_(new char[kWindow + kPadding]), end_(buffer_.get()) {
  isal_inflate_init(&state_);
  state_.next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(part.compressed.data()));
  state_.avail_in = static_cast<uint32_t>(part.compressed.size());
}

const char* FloorWindow::Refill(const char* unused) {
  const size_t kept = static_cast<size_t>(end_ - unused);
  std::memmove(buffer_.get(), unused, kept);
  state_.next_out = reinterpret_cast<uint8_t*>(buffer_.get() + kept);
  state_.avail_out = static_cast<uint32_t>(kWindow - kept);
  isal_inflate(&state_);
  end_ = reinterpret_cast<char*>(state_.next_out);
  return buffer_.get();
}

}  // namespace sheetgate::benchmarks

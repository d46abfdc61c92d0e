// Identifiers in a 32-character alphabet, 5 bits a character.
#include "platform/base/ids.h"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>

#include "platform/base/sha256.h"

namespace sheetgate::platform {
namespace {

constexpr std::string_view kAlphabet = "23456789abcdefghijkmnpqrstuvwxyz";
static_assert(kAlphabet.size() == 32);
constexpr size_t kBytes = 10;  // 80 bits

std::string Encode(std::string_view prefix, const uint8_t* bytes) {
  std::string id(prefix);
  uint32_t bits = 0;
  int count = 0;
  for (size_t i = 0; i < kBytes; ++i) {
    bits = (bits << 8) | bytes[i];
    for (count += 8; count >= 5; count -= 5) id += kAlphabet[(bits >> (count - 5)) & 31];
  }
  return id;
}

}  // namespace

std::string RandomId(std::string_view prefix) {
  std::array<uint8_t, kBytes> bytes;
  // Requests of at most 256 bytes are never cut short; they fail only when interrupted before the
  // generator is seeded (getrandom(2)).
  while (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    if (errno != EINTR) std::abort();
  }
  return Encode(prefix, bytes.data());
}

std::string DerivedId(std::string_view prefix, std::string_view data) {
  Sha256 hash;
  hash.Update(data);
  return Encode(prefix, hash.Finish().data());
}

}  // namespace sheetgate::platform

// SHA-256 (FIPS 180-4) by OpenSSL.
#ifndef SHEETGATE_PLATFORM_BASE_SHA256_H_
#define SHEETGATE_PLATFORM_BASE_SHA256_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace sheetgate::platform {

// Incremental hash. Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void Update(std::string_view data);
  // The digest; call once, last.
  std::array<uint8_t, 32> Finish();
  // The digest as 64 lower-case hexadecimal digits; call once, last.
  std::string FinishHex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

// The digest of `data` as 64 lower-case hexadecimal digits.
std::string Sha256Hex(std::string_view data);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_BASE_SHA256_H_

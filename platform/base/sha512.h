// SHA-512 (FIPS 180-4) by OpenSSL.
#ifndef SHEETGATE_PLATFORM_BASE_SHA512_H_
#define SHEETGATE_PLATFORM_BASE_SHA512_H_

#include <string>
#include <string_view>

namespace sheetgate::platform {

// The 64 bytes of the digest of `data`.
std::string Sha512(std::string_view data);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_BASE_SHA512_H_

#include "platform/base/sha512.h"

#include <openssl/evp.h>

#include <array>
#include <cstdlib>

namespace sheetgate::platform {

std::string Sha512(std::string_view data) {
  std::array<unsigned char, 64> digest;
  // Fails only when memory runs out or the library is built without SHA-512.
  if (EVP_Digest(data.data(), data.size(), digest.data(), nullptr, EVP_sha512(), nullptr) != 1) {
    std::abort();
  }
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace sheetgate::platform

#include "workbook-service/session/sheet_password.h"

#include <cstddef>
#include <cstdint>

#include "absl/strings/escaping.h"

#include "platform/base/ids.h"
#include "platform/base/sha512.h"
#include "spreadsheet/edit/protection_operation.h"

namespace sheetgate::workbook {
namespace {

// UTF-8, which requests are known to be, as UTF-16, little endian.
std::string ToUtf16(std::string_view text) {
  std::string out;
  const auto append = [&out](uint32_t unit) {
    out += static_cast<char>(unit & 0xFF);
    out += static_cast<char>(unit >> 8);
  };
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    uint32_t code = bytes == 1 ? lead : lead & (0xFFu >> (bytes + 1));
    for (size_t k = 1; k < bytes && i + k < text.size(); ++k) {
      code = code << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
    }
    i += bytes;
    if (code < 0x10000) {
      append(code);
    } else {
      append(0xD800 + ((code - 0x10000) >> 10));
      append(0xDC00 + ((code - 0x10000) & 0x3FF));
    }
  }
  return out;
}

std::string Base64(std::string_view bytes) {
  return absl::Base64Escape(absl::string_view(bytes.data(), bytes.size()));
}

}  // namespace

std::string HashPassword(std::string_view password, std::string_view salt, uint32_t spins) {
  std::string hash = platform::Sha512(std::string(salt) + ToUtf16(password));
  for (uint32_t i = 0; i < spins; ++i) {
    for (const int shift : {0, 8, 16, 24}) hash += static_cast<char>(i >> shift & 0xFF);
    hash = platform::Sha512(hash);
  }
  return hash;
}

void HidePassword(v1::SheetLayoutOperation* operation) {
  if (operation->kind() != "protect_sheet" || operation->password().empty()) return;
  const std::string salt = platform::RandomId("");
  operation->set_password_salt(Base64(salt));
  operation->set_password_hash(
      Base64(HashPassword(operation->password(), salt, spreadsheet::kPasswordSpins)));
  operation->clear_password();
}

}  // namespace sheetgate::workbook

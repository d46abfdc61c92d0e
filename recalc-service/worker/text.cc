// Conversion between UTF-16 and UTF-8.
#include "recalc-service/worker/text.h"

namespace sheetgate::recalc::worker {

std::string ToUtf8(const rtl::OUString& text) {
  std::string out;
  out.reserve(static_cast<size_t>(text.getLength()));
  for (sal_Int32 i = 0; i < text.getLength(); ++i) {
    uint32_t code = text[i];
    if (code >= 0xD800 && code <= 0xDFFF) {
      const uint32_t next = i + 1 < text.getLength() ? text[i + 1] : 0;
      if (code <= 0xDBFF && next >= 0xDC00 && next <= 0xDFFF) {
        code = 0x10000 + ((code - 0xD800) << 10) + (next - 0xDC00);
        ++i;
      } else {
        code = 0xFFFD;
      }
    }
    if (code < 0x80) {
      out.push_back(static_cast<char>(code));
    } else if (code < 0x800) {
      out.push_back(static_cast<char>(0xC0 | (code >> 6)));
      out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
    } else if (code < 0x10000) {
      out.push_back(static_cast<char>(0xE0 | (code >> 12)));
      out.push_back(static_cast<char>(0x80 | ((code >> 6) & 0x3F)));
      out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
    } else {
      out.push_back(static_cast<char>(0xF0 | (code >> 18)));
      out.push_back(static_cast<char>(0x80 | ((code >> 12) & 0x3F)));
      out.push_back(static_cast<char>(0x80 | ((code >> 6) & 0x3F)));
      out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
    }
  }
  return out;
}

rtl::OUString FromUtf8(std::string_view text) {
  return rtl::OUString(text.data(), static_cast<sal_Int32>(text.size()), RTL_TEXTENCODING_UTF8);
}

}  // namespace sheetgate::recalc::worker

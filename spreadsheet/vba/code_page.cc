// Windows-1252, by far the most frequent, needs no converter.
#include "spreadsheet/vba/code_page.h"

#include <iconv.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr uint32_t kReplacement = 0xFFFD;

struct CloseIconv {
  void operator()(void* converter) const { iconv_close(converter); }
};
using Converter = std::unique_ptr<void, CloseIconv>;

Converter OpenConverter(int code_page) {
  // Windows numbers 10000 Mac OS Roman and 20127 ASCII; the others iconv knows by number.
  std::string name = Concat("CP", code_page);
  if (code_page == 10000) name = "MACINTOSH";
  if (code_page == 20127) name = "ASCII";
  if (code_page == 65001) name = "UTF-8";
  const iconv_t opened = iconv_open("UTF-8", name.c_str());
  return Converter(opened == reinterpret_cast<iconv_t>(-1) ? nullptr : opened);
}

std::string Convert(std::string_view bytes, void* converter) {
  std::string text;
  std::string input(bytes);  // iconv wants what it may, but does not, change
  char* in = input.data();
  size_t left = input.size();
  std::array<char, 4096> buffer;
  while (left > 0) {
    char* out = buffer.data();
    size_t room = buffer.size();
    const size_t result = iconv(converter, &in, &left, &out, &room);
    const int error = errno;
    text.append(buffer.data(), out);
    if (result != static_cast<size_t>(-1) || error == E2BIG) continue;
    AppendUtf8(kReplacement, &text);  // EILSEQ, or EINVAL: the text ends within a character
    ++in;
    --left;
  }
  return text;
}

}  // namespace

std::string DecodeCodePage(std::string_view bytes, int code_page) {
  const Converter converter = code_page == 1252 ? nullptr : OpenConverter(code_page);
  if (converter != nullptr) return Convert(bytes, converter.get());
  std::string text;
  AppendWindows1252(bytes, &text);
  return text;
}

}  // namespace sheetgate::spreadsheet

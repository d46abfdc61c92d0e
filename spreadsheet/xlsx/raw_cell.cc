#include "spreadsheet/xlsx/raw_cell.h"

#include <charconv>
#include <utility>

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
StoredType ParseStoredType(std::string_view text) {
  if (text == "s") return StoredType::kShared;
  if (text == "str") return StoredType::kFormulaText;
  if (text == "b") return StoredType::kBoolean;
  if (text == "e") return StoredType::kError;
  if (text == "inlineStr") return StoredType::kInline;
  if (text == "d") return StoredType::kIsoDate;
  return StoredType::kNumber;
}

std::optional<uint32_t> ParseUnsigned(std::string_view text) {
  uint32_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

bool ParsePlainCellRef(std::string_view text, int32_t* row, int32_t* column) {
  constexpr size_t kMaxLetters = 3;
  constexpr size_t kMaxDigits = 7;
  size_t at = 0;
  int32_t letters = 0;
  while (at < text.size() && text[at] >= 'A' && text[at] <= 'Z') {
    letters = letters * 26 + (text[at] - 'A' + 1);
    if (++at > kMaxLetters) return false;
  }
  const size_t digits_begin = at;
  int32_t digits = 0;
  while (at < text.size() && IsAsciiDigit(text[at])) {
    digits = digits * 10 + (text[at] - '0');
    if (++at - digits_begin > kMaxDigits) return false;
  }
  *row = digits;
  *column = letters;
  return at == text.size() && letters >= 1 && letters <= kMaxColumn && digits >= 1 &&
         digits <= kMaxRow;
}

bool ParseXmlBoolean(std::string_view text) {
  return text == "1" || text == "true" || text == "on";
}

std::string DataTableFormula(const DataTableInputs& inputs) {
  constexpr std::string_view kDeleted = "#REF!";
  const std::string_view first = inputs.first_deleted ? kDeleted : inputs.first;
  const std::string_view second = inputs.second_deleted ? kDeleted : inputs.second;
  if (inputs.two) return Concat("TABLE(", first, ",", second, ")");
  return inputs.row ? Concat("TABLE(", first, ",)") : Concat("TABLE(,", first, ")");
}

std::string_view PlainText(std::string_view text, bool preserve, std::string* scratch) {
  if (!preserve) text = TrimXmlSpace(text);
  if (text.find("_x") == std::string_view::npos) return text;
  std::string decoded(text);
  DecodeXstring(&decoded);
  *scratch = std::move(decoded);
  return *scratch;
}

}  // namespace sheetgate::spreadsheet

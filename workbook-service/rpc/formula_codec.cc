#include "workbook-service/rpc/formula_codec.h"

#include <algorithm>
#include <charconv>

#include "platform/base/strings.h"
#include "workbook-service/rpc/budget.h"

namespace sheetgate::workbook {
namespace {

// Not inside a UTF-8 character.
std::string_view Start(std::string_view text, size_t bytes) {
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

std::string Cut(std::string_view text) {
  if (text.size() <= kLongestFormulaShown) return std::string(text);
  return platform::StrCat(Start(text, kLongestFormulaShown), "...");
}

}  // namespace

std::string ShownFormula(std::string_view formula) {
  return formula.empty() ? std::string() : platform::StrCat("=", Cut(formula));
}

std::string ShownValue(const v1::CellValue& value) {
  switch (value.kind_case()) {
    case v1::CellValue::kNumber: {
      char digits[32];
      const auto end = std::to_chars(digits, digits + sizeof(digits), value.number()).ptr;
      return std::string(digits, end);
    }
    case v1::CellValue::kText:
      return platform::StrCat("\"", Cut(value.text()), "\"");
    case v1::CellValue::kBoolean:
      return value.boolean() ? "TRUE" : "FALSE";
    case v1::CellValue::kError:
      return value.error();
    case v1::CellValue::kDate:
      return value.date();
    case v1::CellValue::KIND_NOT_SET:
      break;
  }
  return {};
}

size_t AddRanges(absl::Span<const spreadsheet::RangeRef> ranges,
                 google::protobuf::RepeatedPtrField<std::string>* out) {
  const size_t shown = std::min(ranges.size(), kMostRangesShown);
  for (const spreadsheet::RangeRef& range : ranges.first(shown)) {
    *out->Add() = spreadsheet::FormatRange(range);
  }
  return ranges.size() - shown;
}

int64_t TextListBytes(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  int64_t bytes = 0;
  for (const std::string& text : texts) bytes += TextBytes(text) + 1;
  return bytes;
}

}  // namespace sheetgate::workbook

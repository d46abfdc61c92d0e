#include "workbook-service/rpc/budget.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace sheetgate::workbook {
namespace {

// A number as JSON (shortest round trip) needs at most 24 characters; its protobuf form 11 bytes
// with the message around it.
int64_t NumberBytes(double number) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), number);
  return std::max<int64_t>(end.ptr - buffer, 11);
}

}  // namespace

bool ResponseBudget::Take(int64_t bytes, int64_t cells) {
  if (full_) return false;
  const bool fits = bytes_ + bytes <= limits_.max_bytes && cells_ + cells <= limits_.max_cells;
  if (!fits && !empty_) {
    full_ = true;
    return false;
  }
  empty_ = false;
  bytes_ += bytes;
  cells_ += cells;
  return true;
}

int64_t TextBytes(std::string_view text) {
  // Two quotes; protobuf's tags and lengths around a short text take more.
  int64_t bytes = static_cast<int64_t>(text.size()) + 6;
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      ++bytes;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      bytes += 5;
    }
  }
  return bytes;
}

int64_t ValueBytes(const v1::CellValue& value) {
  switch (value.kind_case()) {
    case v1::CellValue::kNumber:
      return NumberBytes(value.number()) + 1;
    case v1::CellValue::kText:
      return TextBytes(value.text()) + 1;
    case v1::CellValue::kBoolean:
      return 6;
    case v1::CellValue::kError:
      return TextBytes(value.error()) + 1;
    case v1::CellValue::kDate:
      return TextBytes(value.date()) + 1;
    case v1::CellValue::KIND_NOT_SET:
      break;
  }
  return 5;
}

int64_t FormulaBytes(const v1::CellFormula& formula) {
  constexpr int64_t kNames = 26;  // {"address":,"formula":},
  return kNames + TextBytes(formula.address()) + TextBytes(formula.formula());
}

}  // namespace sheetgate::workbook

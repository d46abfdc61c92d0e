// The first character tells what a field can be, so most texts cost one look.
#include "spreadsheet/xlsx/delimited_value.h"

#include <cstddef>
#include <optional>
#include <string>

#include "spreadsheet/model/dates.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/model/value.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kMaxDigits = 15;

bool IsNumber(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction =
      point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (point == std::string_view::npos ? whole.empty() : fraction.empty()) return false;
  if (whole.size() > 1 && whole.front() == '0') return false;
  size_t significant = 0;
  for (const std::string_view part : {whole, fraction}) {
    for (const char c : part) {
      if (!IsAsciiDigit(c)) return false;
      if (significant > 0 || c != '0') ++significant;
    }
  }
  // Zeros in front of the first other digit cost a double nothing, but 300 of them would.
  constexpr size_t kMaxFraction = 100;
  return significant <= kMaxDigits && fraction.size() <= kMaxFraction;
}

FieldValue ClassifyDate(std::string_view text) {
  constexpr size_t kDate = 10, kMinutes = 16, kSeconds = 19;
  if (text.size() == kDate) {
    const std::optional<double> serial = IsoToSerial(text, DateSystem::k1900);
    return serial.has_value() ? FieldValue{FieldKind::kDate, *serial} : FieldValue{};
  }
  if (text.size() != kMinutes && text.size() != kSeconds) return {};
  if (text[kDate] != ' ' && text[kDate] != 'T') return {};
  std::string iso(text);
  iso[kDate] = 'T';
  const std::optional<double> serial = IsoToSerial(iso, DateSystem::k1900);
  return serial.has_value() ? FieldValue{FieldKind::kDateTime, *serial} : FieldValue{};
}

bool IsError(std::string_view text) {
  const std::optional<CellError> error = ParseError(text);
  // Later errors (#SPILL!) are more than their text: they need rich value parts ([MS-XLSX] 2.3.6).
  return error.has_value() && *error <= CellError::kGettingData && ErrorText(*error) == text;
}

}  // namespace

FieldValue ClassifyField(std::string_view field) {
  constexpr size_t kDateDash = 4;
  if (field.empty()) return {FieldKind::kEmpty};
  const char first = field.front();
  if (IsAsciiDigit(first) || first == '-' || first == '.') {
    if (field.size() > kDateDash && field[kDateDash] == '-') return ClassifyDate(field);
    return {IsNumber(field) ? FieldKind::kNumber : FieldKind::kText};
  }
  if (first == 'T' || first == 'F') {
    return {field == "TRUE" || field == "FALSE" ? FieldKind::kBoolean : FieldKind::kText};
  }
  if (first == '#') return {IsError(field) ? FieldKind::kError : FieldKind::kText};
  return {};
}

}  // namespace sheetgate::spreadsheet

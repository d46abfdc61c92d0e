// Numbers between JSON and protobuf without losing a digit.
#ifndef SHEETGATE_GATEWAY_TOOLS_JSON_NUMBER_H_
#define SHEETGATE_GATEWAY_TOOLS_JSON_NUMBER_H_

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include <nlohmann/json.hpp>

namespace sheetgate::gateway {

// Every integer up to here is a double, and so safe in JavaScript: 2^53 - 1 (RFC 8259 section 6).
inline constexpr int64_t kLargestExactInteger = (int64_t{1} << 53) - 1;

// The integer a JSON number (50, 50.0) or a text of digits is, or nullopt when it is none or out of
// range.
template <typename Int>
std::optional<Int> ExactInteger(const nlohmann::json& value) {
  if (value.is_string()) {
    Int number = 0;
    if (!absl::SimpleAtoi(value.get_ref<const std::string&>(), &number)) return std::nullopt;
    return number;
  }
  if (value.is_number_unsigned()) {
    const auto number = value.get<uint64_t>();
    if (number > static_cast<uint64_t>(std::numeric_limits<Int>::max())) return std::nullopt;
    return static_cast<Int>(number);
  }
  if (value.is_number_integer()) {
    // nlohmann keeps integers >= 0 unsigned when it parses, but not when they are made from int.
    const auto number = value.get<int64_t>();
    if (number >= 0) return ExactInteger<Int>(nlohmann::json(static_cast<uint64_t>(number)));
    if (!std::numeric_limits<Int>::is_signed) return std::nullopt;
    if (number < static_cast<int64_t>(std::numeric_limits<Int>::min())) return std::nullopt;
    return static_cast<Int>(number);
  }
  if (!value.is_number_float()) return std::nullopt;
  const double number = value.get<double>();
  if (std::trunc(number) != number || std::abs(number) > kLargestExactInteger) return std::nullopt;
  return ExactInteger<Int>(nlohmann::json(static_cast<int64_t>(number)));
}

// The double a JSON number is, or nullopt when it is an integer that no double holds.
inline std::optional<double> ExactDouble(const nlohmann::json& value) {
  if (value.is_number_unsigned() && value.get<uint64_t>() > uint64_t{kLargestExactInteger}) {
    return std::nullopt;
  }
  if (value.is_number_integer() && !value.is_number_unsigned() &&
      (value.get<int64_t>() < -kLargestExactInteger ||
       value.get<int64_t>() > kLargestExactInteger)) {
    return std::nullopt;
  }
  return value.get<double>();
}

// A double as JSON: whole numbers without ".0", null for infinities and NaN, which JSON does not
// have.
inline nlohmann::json DoubleToJson(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (std::trunc(value) == value && std::abs(value) <= kLargestExactInteger) {
    return static_cast<int64_t>(value);
  }
  return value;
}

// A 64-bit integer as JSON: a number where every reader gets it exactly, else text.
template <typename Int>
nlohmann::json IntegerToJson(Int value) {
  const bool exact = value <= static_cast<Int>(kLargestExactInteger) &&
                     (value >= 0 || static_cast<int64_t>(value) >= -kLargestExactInteger);
  return exact ? nlohmann::json(value) : nlohmann::json(absl::StrCat(value));
}

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TOOLS_JSON_NUMBER_H_

#include "spreadsheet/manifest/port_type.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include "platform/base/error.h"
#include "spreadsheet/analysis/value_reader.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/model/utf16_length.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

absl::Status Wrong(std::string_view what) {
  return platform::InvalidArgument(ErrorReason::kInvalidArgument, what);
}

// Excel keeps 15 digits: a number that is whole in these is whole.
std::optional<double> Whole(double number) {
  const double rounded = std::round(number);
  const bool whole = std::abs(number - rounded) <= 1e-15 * std::max(1.0, std::abs(number));
  return whole ? std::optional<double>(rounded) : std::nullopt;
}

// "a number", with an example.
std::string_view Expected(PortType type) {
  switch (type) {
    case PortType::kAny:
      break;
    case PortType::kNumber:
      return "a number such as 12.5";
    case PortType::kInteger:
      return "a whole number such as 12";
    case PortType::kText:
      return "text in quotes";
    case PortType::kBoolean:
      return "true or false";
    case PortType::kDate:
      return "a date such as \"2026-01-31\"";
  }
  return "a value";
}

// -1, 0 or 1; nullopt when the two cannot be compared. ISO dates of one form compare as texts.
std::optional<int> Compare(const CellValue& a, const CellValue& b) {
  if (a.index() != b.index()) return std::nullopt;
  if (const double* number = std::get_if<double>(&a)) {
    const double other = std::get<double>(b);
    return *number < other ? -1 : *number > other ? 1 : 0;
  }
  if (const std::string* text = std::get_if<std::string>(&a)) {
    const int order = text->compare(std::get<std::string>(b));
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  return std::nullopt;
}

}  // namespace

std::string DescribeValue(const CellValue& value) {
  switch (TypeOf(value)) {
    case CellType::kEmpty:
      return "empty";
    case CellType::kNumber:
      return ShortestText(std::get<double>(value));
    case CellType::kText:
      return Concat("the text ", Quoted(std::get<std::string>(value)));
    case CellType::kBoolean:
      return std::get<bool>(value) ? "TRUE" : "FALSE";
    case CellType::kError:
      return std::string(ErrorText(std::get<CellError>(value)));
  }
  return "";
}

absl::StatusOr<TypedValue> ToTyped(const CellValue& given, PortType type, DateSystem system) {
  const auto refuse = [&] {
    return Wrong(Concat("must be ", Expected(type), ", not ", DescribeValue(given)));
  };
  switch (TypeOf(given)) {
    case CellType::kEmpty:
      return TypedValue{};
    case CellType::kNumber: {
      const double number = std::get<double>(given);
      if (!std::isfinite(number)) return Wrong("must be a finite number");
      const bool fits = type == PortType::kAny || type == PortType::kNumber ||
                        (type == PortType::kInteger && Whole(number).has_value());
      if (!fits) return refuse();
      return TypedValue{given};
    }
    case CellType::kText: {
      const std::string& text = std::get<std::string>(given);
      if (Utf16Length(text) > kMaxCellText) {
        return Wrong(
            Concat("has ", Utf16Length(text), " characters; a cell holds at most ", kMaxCellText));
      }
      if (type == PortType::kDate) {
        const std::optional<double> serial = IsoToSerial(text, system);
        if (!serial.has_value()) return refuse();
        return TypedValue{*serial, true};
      }
      if (type != PortType::kText && type != PortType::kAny) return refuse();
      return TypedValue{given};
    }
    case CellType::kBoolean:
      if (type != PortType::kBoolean && type != PortType::kAny) return refuse();
      return TypedValue{given};
    case CellType::kError:
      break;
  }
  return refuse();
}

CellValue FromTyped(const CellValue& stored, PortType type, bool shown_as_date, DateSystem system) {
  const double* number = std::get_if<double>(&stored);
  if (number == nullptr) return stored;
  if (type == PortType::kDate || (type == PortType::kAny && shown_as_date)) {
    if (auto iso = SerialToIso(*number, system)) return *std::move(iso);
    return stored;
  }
  if (type == PortType::kInteger) return Whole(*number).value_or(*number);
  return stored;
}

std::optional<std::string> TypeProblem(const CellValue& value, PortType type) {
  const CellType is = TypeOf(value);
  const auto* text = std::get_if<std::string>(&value);
  if (is == CellType::kEmpty || (text != nullptr && text->empty())) return std::nullopt;
  if (is == CellType::kError) return Concat("is ", DescribeValue(value));
  bool fits = true;
  switch (type) {
    case PortType::kAny:
      break;
    case PortType::kNumber:
      fits = is == CellType::kNumber;
      break;
    case PortType::kInteger:
      fits = is == CellType::kNumber && Whole(std::get<double>(value)).has_value();
      break;
    case PortType::kText:
      fits = is == CellType::kText;
      break;
    case PortType::kBoolean:
      fits = is == CellType::kBoolean;
      break;
    case PortType::kDate:
      fits = is == CellType::kText &&
             IsoToSerial(std::get<std::string>(value), DateSystem::k1900).has_value();
      break;
  }
  if (fits) return std::nullopt;
  return Concat("is ", DescribeValue(value), ", not ", Expected(type));
}

absl::Status CheckConstraints(const ManifestPort& port, const CellValue& given) {
  if (TypeOf(given) == CellType::kEmpty) return absl::OkStatus();
  const auto refuse = [&](std::string_view rule, const CellValue& bound) {
    return Wrong(Concat("is ", DescribeValue(given), "; ", rule, " is ", DescribeValue(bound)));
  };
  if (port.minimum.has_value() && Compare(given, *port.minimum).value_or(0) < 0) {
    return refuse("the minimum", *port.minimum);
  }
  if (port.maximum.has_value() && Compare(given, *port.maximum).value_or(0) > 0) {
    return refuse("the maximum", *port.maximum);
  }
  if (const auto* text = std::get_if<std::string>(&given);
      port.max_length.has_value() && text != nullptr && Utf16Length(*text) > *port.max_length) {
    return Wrong(
        Concat("has ", Utf16Length(*text), " characters; max_length is ", *port.max_length));
  }
  if (!port.allowed.empty() && std::ranges::find(port.allowed, given) == port.allowed.end()) {
    constexpr size_t kShown = 20;
    std::string allowed;
    for (size_t i = 0; i < std::min(kShown, port.allowed.size()); ++i) {
      allowed += Concat(i == 0 ? "" : ", ", DescribeValue(port.allowed[i]));
    }
    return Wrong(Concat("is ", DescribeValue(given), ", which is none of ", allowed,
                        port.allowed.size() > kShown ? " and more" : ""));
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet

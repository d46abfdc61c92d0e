// Kind by kind.
#include "recalc-service/rpc/value_codec.h"

#include <cmath>
#include <variant>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/utf16_length.h"
#include "spreadsheet/model/value.h"

namespace sheetgate::recalc {
namespace {

using platform::StrCat;
using spreadsheet::CellError;
using workbook::v1::CellValue;

absl::Status Refused(std::string_view field, std::string_view why) {
  return platform::InvalidArgument(platform::ErrorReason::kInvalidArgument, why,
                                   {{"field", std::string(field)}});
}

}  // namespace

absl::StatusOr<EngineContent> DecodeContent(const CellValue& value,
                                            spreadsheet::DateSystem date_system,
                                            std::string_view field) {
  switch (value.kind_case()) {
    case CellValue::kNumber:
      if (!std::isfinite(value.number())) {
        return Refused(field, "a cell cannot hold an infinite number or NaN");
      }
      return value.number();
    case CellValue::kText:
      if (spreadsheet::Utf16Length(value.text()) > spreadsheet::kMaxCellText) {
        return Refused(field,
                       StrCat("a cell holds at most ", spreadsheet::kMaxCellText, " characters"));
      }
      return value.text();
    case CellValue::kBoolean:
      return value.boolean();
    case CellValue::kError:
      return Refused(field, "an input may be a number, a text, a boolean, a date or null");
    case CellValue::kDate: {
      const auto serial = spreadsheet::IsoToSerial(value.date(), date_system);
      if (!serial.has_value()) {
        return Refused(field, StrCat("'", value.date(),
                                     "' is not an ISO 8601 date within Excel's calendar, such as "
                                     "2026-01-31"));
      }
      return *serial;
    }
    case CellValue::KIND_NOT_SET:
      break;
  }
  return EngineContent();
}

std::string EncodeValue(const EngineValue& from, bool is_date, spreadsheet::DateSystem date_system,
                        CellValue* value) {
  if (const auto* number = std::get_if<double>(&from)) {
    const auto iso = is_date ? spreadsheet::SerialToIso(*number, date_system) : std::nullopt;
    if (iso.has_value()) {
      value->set_date(*iso);
    } else {
      value->set_number(*number);
    }
  } else if (const auto* text = std::get_if<std::string>(&from)) {
    if (!text->empty()) value->set_text(*text);
  } else if (const auto* boolean = std::get_if<bool>(&from)) {
    value->set_boolean(*boolean);
  } else if (const auto* error = std::get_if<CellError>(&from)) {
    value->set_error(std::string(spreadsheet::ErrorText(*error)));
  } else if (const auto* uncertain = std::get_if<UncertainError>(&from)) {
    value->set_error(std::string(spreadsheet::ErrorText(uncertain->likely)));
  } else {
    value->set_error(std::string(spreadsheet::ErrorText(CellError::kNa)));
    return std::get<Uncalculated>(from).reason;
  }
  return "";
}

}  // namespace sheetgate::recalc

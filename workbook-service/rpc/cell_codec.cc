#include "workbook-service/rpc/cell_codec.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "platform/base/strings.h"
#include "spreadsheet/model/utf16_length.h"
#include "workbook-service/rpc/arguments.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using spreadsheet::CellType;
using spreadsheet::FormulaKind;

}  // namespace

void EncodeCell(const spreadsheet::CellView& cell, const spreadsheet::Workbook& workbook,
                v1::CellValue* value) {
  switch (cell.type) {
    case CellType::kEmpty:
      value->clear_kind();
      return;
    case CellType::kNumber:
      if (workbook.IsDate(cell.style)) {
        if (auto iso = spreadsheet::SerialToIso(cell.number, workbook.date_system())) {
          value->set_date(*std::move(iso));
          return;
        }
      }
      value->set_number(cell.number);
      return;
    case CellType::kText:
      value->set_text(std::string(cell.text));
      return;
    case CellType::kBoolean:
      value->set_boolean(cell.boolean);
      return;
    case CellType::kError:
      value->set_error(std::string(spreadsheet::ErrorText(cell.error)));
      return;
  }
}

std::string FormulaText(const spreadsheet::Sheet& sheet, spreadsheet::CellRef cell) {
  std::string formula = sheet.Formula(cell);
  if (!formula.empty()) formula.insert(formula.begin(), '=');
  return formula;
}

std::string_view ValueTypeName(const v1::CellValue& value) {
  switch (value.kind_case()) {
    case v1::CellValue::kNumber:
      return "number";
    case v1::CellValue::kText:
      return "text";
    case v1::CellValue::kBoolean:
      return "boolean";
    case v1::CellValue::kError:
      return "error";
    case v1::CellValue::kDate:
      return "date";
    case v1::CellValue::KIND_NOT_SET:
      break;
  }
  return "empty";
}

std::string_view FormulaKindName(FormulaKind kind) {
  switch (kind) {
    case FormulaKind::kNone:
      return "";
    case FormulaKind::kNormal:
      return "normal";
    case FormulaKind::kShared:
      return "shared";
    case FormulaKind::kArray:
      return "array";
    case FormulaKind::kDataTable:
      return "data_table";
  }
  return "";
}

absl::StatusOr<DecodedValue> DecodeValue(const v1::CellValue& value,
                                         spreadsheet::DateSystem date_system,
                                         std::string_view field) {
  switch (value.kind_case()) {
    case v1::CellValue::kNumber:
      if (!std::isfinite(value.number())) {
        return BadArgument(ErrorReason::kInvalidArgument, field,
                           "a cell cannot hold an infinite number or NaN; write an error value",
                           "{\"error\": \"#NUM!\"}");
      }
      return DecodedValue{value.number()};
    case v1::CellValue::kText:
      if (const int64_t units = spreadsheet::Utf16Length(value.text()); units > kMaxTextUnits) {
        return BadArgument(ErrorReason::kInvalidArgument, field,
                           platform::StrCat("text of ", units, " characters; a cell holds at most ",
                                            kMaxTextUnits, ": split it over several cells"),
                           "\"first part\"");
      }
      return DecodedValue{value.text()};
    case v1::CellValue::kBoolean:
      return DecodedValue{value.boolean()};
    case v1::CellValue::kError: {
      const auto error = spreadsheet::ParseError(value.error());
      if (!error.has_value()) {
        return BadArgument(ErrorReason::kInvalidArgument, field,
                           platform::StrCat("'", value.error(), "' is not an error value of Excel"),
                           "{\"error\": \"#N/A\"}");
      }
      return DecodedValue{*error};
    }
    case v1::CellValue::kDate: {
      const auto serial = spreadsheet::IsoToSerial(value.date(), date_system);
      if (!serial.has_value()) {
        return BadArgument(ErrorReason::kInvalidArgument, field,
                           platform::StrCat("'", value.date(),
                                            "' is not an ISO 8601 date within Excel's calendar"),
                           "{\"date\": \"2026-01-31\"}");
      }
      return DecodedValue{*serial, true};
    }
    case v1::CellValue::KIND_NOT_SET:
      break;
  }
  return DecodedValue{};
}

}  // namespace sheetgate::workbook

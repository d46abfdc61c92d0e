// Error numbers and the decoding of values.
#include "recalc-service/engine/libreoffice/results.h"

#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "recalc-service/worker/protocol.h"

namespace sheetgate::recalc {
namespace {

using spreadsheet::CellError;
using worker::ValueTag;

}  // namespace

EngineValue FromLibreOfficeError(int32_t code) {
  switch (code) {
    case 502:  // illegal argument: #NUM!, #VALUE! or #REF! in Excel, as the function has it
    case 503:  // illegal floating point operation: #NUM! or, of COT(0) and others, #DIV/0!
      return UncertainError{CellError::kNum};
    case 519:  // no value
      return CellError::kValue;
    case 521:  // no code or intersection
      return CellError::kNull;
    case 524:
      return CellError::kRef;
    case 525:
      return CellError::kName;
    case 532:
      return CellError::kDiv0;
    case 32767:
      return CellError::kNa;
    case 522:
      return Uncalculated{"circular reference"};
    case 523:
      return Uncalculated{"the iteration does not converge"};
    case 540:
      return Uncalculated{"refers to external content, which is not fetched"};
    default:
      return Uncalculated{
          platform::StrCat("LibreOffice cannot calculate the formula (Err:", code, ")")};
  }
}

absl::Status DecodeValues(std::string_view payload, std::vector<EngineValue>* values) {
  worker::ByteReader reader(payload);
  bool ok = true;
  while (ok && !reader.empty()) {
    ValueTag tag{};
    ok = reader.Get(&tag);
    if (!ok) break;
    switch (tag) {
      case ValueTag::kNumber: {
        double number = 0;
        ok = reader.Get(&number);
        values->emplace_back(number);
        break;
      }
      case ValueTag::kBoolean: {
        double number = 0;
        ok = reader.Get(&number);
        values->emplace_back(number != 0);
        break;
      }
      case ValueTag::kText: {
        std::string text;
        ok = reader.GetText(&text);
        values->emplace_back(std::move(text));
        break;
      }
      case ValueTag::kError: {
        int32_t code = 0;
        ok = reader.Get(&code);
        values->push_back(FromLibreOfficeError(code));
        break;
      }
      default:
        ok = false;
    }
  }
  return ok ? absl::OkStatus() : platform::Internal("the worker sent malformed values");
}

}  // namespace sheetgate::recalc

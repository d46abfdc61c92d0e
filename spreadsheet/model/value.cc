// Names of error values, comparison and conversion of values.
#include "spreadsheet/model/value.h"

#include <array>
#include <cmath>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// In the order of CellError.
constexpr std::array<std::string_view, 17> kErrorTexts = {
    "#NULL!",    "#DIV/0!",       "#VALUE!",   "#REF!",      "#NAME?",  "#NUM!",
    "#N/A",      "#GETTING_DATA", "#SPILL!",   "#CALC!",     "#FIELD!", "#BLOCKED!",
    "#CONNECT!", "#BUSY!",        "#UNKNOWN!", "#EXTERNAL!", "#PYTHON!"};
static_assert(kErrorTexts.size() == static_cast<size_t>(CellError::kPython) + 1);

}  // namespace

std::string_view ErrorText(CellError error) { return kErrorTexts[static_cast<size_t>(error)]; }

std::optional<CellError> ParseError(std::string_view text) {
  for (size_t i = 0; i < kErrorTexts.size(); ++i) {
    if (EqualsIgnoreAsciiCase(text, kErrorTexts[i])) return static_cast<CellError>(i);
  }
  return std::nullopt;
}

CellType TypeOf(const CellValue& value) {
  struct Visitor {
    CellType operator()(std::monostate) const { return CellType::kEmpty; }
    CellType operator()(double) const { return CellType::kNumber; }
    CellType operator()(const std::string&) const { return CellType::kText; }
    CellType operator()(bool) const { return CellType::kBoolean; }
    CellType operator()(CellError) const { return CellType::kError; }
  };
  return std::visit(Visitor{}, value);
}

CellValue ToValue(const CellView& cell) {
  switch (cell.type) {
    case CellType::kEmpty:
      break;
    case CellType::kNumber:
      return cell.number;
    case CellType::kText:
      return std::string(cell.text);
    case CellType::kBoolean:
      return cell.boolean;
    case CellType::kError:
      return cell.error;
  }
  return std::monostate{};
}

bool SameValue(const CellView& a, const CellView& b) {
  if (a.type != b.type) return false;
  switch (a.type) {
    case CellType::kEmpty:
      return true;
    case CellType::kNumber:
      return a.number == b.number || (std::isnan(a.number) && std::isnan(b.number));
    case CellType::kText:
      return a.text == b.text;
    case CellType::kBoolean:
      return a.boolean == b.boolean;
    case CellType::kError:
      return a.error == b.error;
  }
  return false;
}

}  // namespace sheetgate::spreadsheet

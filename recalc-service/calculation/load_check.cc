// Names of sheets, and constants.
#include "recalc-service/calculation/load_check.h"

#include <optional>
#include <string_view>
#include <unordered_set>
#include <variant>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "recalc-service/calculation/results.h"

namespace sheetgate::recalc {
namespace {

using spreadsheet::CellType;
using spreadsheet::CellView;

absl::Status PartialLoad(std::string_view what) {
  return platform::FailedPrecondition(
      platform::ErrorReason::kEnginePartialLoad,
      platform::StrCat("the engine loaded only a part of the workbook: ", what,
                       "; nothing was changed"));
}

// The number an engine has, which knows truth values only as numbers of a certain format.
std::optional<double> NumberOf(const EngineValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* boolean = std::get_if<bool>(&value)) return *boolean ? 1 : 0;
  return std::nullopt;
}

// Line ends are one thing, whatever they are made of.
std::string WithPlainLineEnds(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      if (i + 1 < text.size() && text[i + 1] == '\n') continue;
      plain.push_back('\n');
    } else {
      plain.push_back(text[i]);
    }
  }
  return plain;
}

bool Arrived(const CellView& stored, const EngineValue& value) {
  const std::optional<double> number = NumberOf(value);
  switch (stored.type) {
    case CellType::kNumber:
      return number.has_value() && SameNumber(stored.number, *number);
    case CellType::kBoolean:
      return number.has_value() && (*number != 0) == stored.boolean;
    case CellType::kText: {
      const auto* text = std::get_if<std::string>(&value);
      return text != nullptr && WithPlainLineEnds(stored.text) == WithPlainLineEnds(*text);
    }
    default:
      return true;
  }
}

}  // namespace

absl::Status CheckSheets(const spreadsheet::Workbook& workbook,
                         const std::vector<std::string>& found) {
  const std::unordered_set<std::string_view> names(found.begin(), found.end());
  for (const spreadsheet::SheetInfo& sheet : workbook.sheets()) {
    if (sheet.kind == spreadsheet::SheetKind::kWorksheet && !names.contains(sheet.name)) {
      return PartialLoad(platform::StrCat("sheet '", sheet.name, "' is missing there"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckProbes(const CalculationPlan& plan, absl::Span<const EngineValue> values) {
  size_t wrong = 0;
  const ProbeCell* last = nullptr;
  for (size_t i = 0; i < values.size(); ++i) {
    const ProbeCell& probe = plan.probes[i];
    const spreadsheet::Sheet& sheet = *plan.sheets[static_cast<size_t>(probe.sheet)];
    if (Arrived(sheet.Find(probe.cell).value_or(CellView{}), values[i])) continue;
    ++wrong;
    last = &probe;
  }
  // An engine lays pivot tables out anew when it loads them, over cells of the file. Then most must
  // be there, not all.
  const size_t tolerated = plan.workbook->features().pivot_tables > 0 ? values.size() / 2 : 0;
  if (wrong <= tolerated) return absl::OkStatus();
  return PartialLoad(platform::StrCat(
      "cell ", spreadsheet::FormatCell(last->cell), " of sheet '",
      plan.workbook->sheets()[static_cast<size_t>(last->sheet)].name, "' has another value there"));
}

}  // namespace sheetgate::recalc

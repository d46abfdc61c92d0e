// From data validations to the rules of inputs, as far as both say the same.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/list_values.h"
#include "spreadsheet/manifest/port_collector.h"
#include "spreadsheet/model/dates.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kMostListValues = 100;

std::optional<double> NumberOf(const std::string& formula) {
  double number = 0;
  if (!absl::SimpleAtod(platform::ToAbsl(formula), &number)) return std::nullopt;
  return number;
}

// A bound of the rule as the port writes it.
std::optional<CellValue> BoundOf(const std::string& formula, PortType type, DateSystem system) {
  const std::optional<double> number = NumberOf(formula);
  if (!number.has_value()) return std::nullopt;
  if (type != PortType::kDate) return CellValue(*number);
  auto iso = SerialToIso(*number, system);
  if (!iso.has_value()) return std::nullopt;
  return CellValue(*std::move(iso));
}

// Whole numbers, decimals and dates between bounds that belong to the range.
void AddBounds(const DataValidation& validation, DateSystem system, ManifestPort* port) {
  const std::string& op = validation.op;
  if (op == "between" || op == "greaterThanOrEqual") {
    port->minimum = BoundOf(validation.formula1, port->type, system);
  }
  if (op == "lessThanOrEqual") {
    port->maximum = BoundOf(validation.formula1, port->type, system);
  }
  if (op == "between") port->maximum = BoundOf(validation.formula2, port->type, system);
}

// The values of a list as the port's type writes them; a list with others gives no rule.
void AddAllowed(const ListValues& list, ManifestPort* port) {
  std::vector<CellValue> allowed;
  for (const std::string& text : list.values) {
    if (port->type == PortType::kNumber) {
      const std::optional<double> number = NumberOf(text);
      if (!number.has_value()) return;
      allowed.emplace_back(*number);
    } else {
      allowed.emplace_back(text);
    }
  }
  port->allowed = std::move(allowed);
}

}  // namespace

absl::Status AddValidationRules(const PortCollector& collector, FoundPort* found) {
  const Workbook& workbook = collector.workbook();
  const CellRef cell = found->cells.range.first;
  ManifestPort& port = found->port;
  ASSIGN_OR_RETURN(const auto features,
                   workbook.LoadFeatures(found->cells.sheet, collector.cancellation()));
  const auto validation =
      std::ranges::find_if(features->validations, [cell](const DataValidation& one) {
        return std::ranges::any_of(one.ranges,
                                   [cell](const RangeRef& range) { return range.Contains(cell); });
      });
  if (validation == features->validations.end()) return absl::OkStatus();
  const bool numbers = validation->type == "whole" || validation->type == "decimal";
  if (numbers && (port.type == PortType::kAny || port.type == PortType::kNumber)) {
    port.type = validation->type == "whole" ? PortType::kInteger : PortType::kNumber;
    AddBounds(*validation, workbook.date_system(), &port);
  } else if (validation->type == "date" &&
             (port.type == PortType::kAny || port.type == PortType::kDate)) {
    port.type = PortType::kDate;
    AddBounds(*validation, workbook.date_system(), &port);
  } else if (validation->type == "list" &&
             (port.type == PortType::kText || port.type == PortType::kNumber)) {
    NameTargets targets(workbook, collector.cancellation());
    ASSIGN_OR_RETURN(const std::optional<ListValues> list,
                     ReadListValues(workbook, found->cells.sheet, *validation, kMostListValues,
                                    &targets, collector.cancellation()));
    if (list.has_value() && list->more == 0) AddAllowed(*list, &port);
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet

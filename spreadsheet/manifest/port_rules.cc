#include "spreadsheet/manifest/port_rules.h"

#include <set>
#include <string>
#include <string_view>

#include "spreadsheet/manifest/port_names.h"
#include "spreadsheet/manifest/port_type.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

class RuleCheck {
 public:
  RuleCheck(const ManifestPort& port, DateSystem system, std::vector<ManifestProblem>* problems)
      : port_(port), system_(system), problems_(*problems) {}

  void Run() {
    if (port_.shape != PortShape::kTable && !port_.columns.empty()) {
      Add(Severity::kError, "has columns, which only a table has", "set shape to table");
    }
    if (port_.shape == PortShape::kTable && port_.type != PortType::kAny) {
      Add(Severity::kError, "is a table with a type", "give types to its columns");
    }
    if (!port_.is_input()) return CheckOutput();
    CheckDefault();
    const bool texts = port_.type == PortType::kText || port_.type == PortType::kBoolean;
    if (texts && (port_.minimum.has_value() || port_.maximum.has_value())) {
      Add(Severity::kError,
          Concat("has a minimum or maximum, which a ", PortTypeName(port_.type), " does not have"),
          "remove it");
    } else {
      CheckBounds();
    }
    if (port_.max_length.has_value() && port_.type != PortType::kText &&
        port_.type != PortType::kAny) {
      Add(Severity::kError, "has a max_length, which only a text has", "remove it");
    }
    for (const CellValue& value : port_.allowed) {
      if (!CheckType("enum_values", value)) return;
    }
    if (port_.shape == PortShape::kTable && HasConstraints()) {
      Add(Severity::kWarning, "has constraints, which are not checked in tables", "remove them");
    }
  }

 private:
  bool HasConstraints() const {
    return port_.minimum.has_value() || port_.maximum.has_value() || !port_.allowed.empty() ||
           port_.max_length.has_value();
  }

  void CheckOutput() {
    if (port_.required || port_.default_value.has_value() || HasConstraints()) {
      Add(Severity::kWarning, "is an output with rules for inputs, which do nothing",
          "remove required, default_value, minimum, maximum, enum_values and max_length");
    }
  }

  void CheckDefault() {
    if (!port_.default_value.has_value()) return;
    if (port_.shape != PortShape::kScalar) {
      return Add(Severity::kError, "has a default_value, which only a scalar has",
                 "remove it; what is not given keeps the workbook's values");
    }
    if (port_.required) {
      Add(Severity::kWarning, "is required, so its default_value is never used",
          "remove one of the two");
    }
    if (!CheckType("default_value", *port_.default_value)) return;
    if (const absl::Status status = CheckConstraints(port_, *port_.default_value); !status.ok()) {
      Add(Severity::kError, Concat("default_value ", std::string(status.message())),
          "change it or the constraint");
    }
  }

  void CheckBounds() {
    if (port_.minimum.has_value() && !CheckType("minimum", *port_.minimum)) return;
    if (port_.maximum.has_value() && !CheckType("maximum", *port_.maximum)) return;
    if (!port_.minimum.has_value() || !port_.maximum.has_value()) return;
    if (*port_.minimum > *port_.maximum) {
      Add(Severity::kError, "has a minimum above its maximum", "swap them");
    }
  }

  // Whether a value of a rule is of the port's type.
  bool CheckType(std::string_view rule, const CellValue& value) {
    const auto typed = ToTyped(value, port_.type, system_);
    if (typed.ok() && TypeOf(value) != CellType::kEmpty) return true;
    Add(Severity::kError,
        Concat(rule, " ", typed.ok() ? "is empty" : std::string(typed.status().message())),
        "give a value of the port's type");
    return false;
  }

  void Add(Severity severity, std::string message, std::string action) {
    problems_.push_back({severity, port_.name, std::move(message), std::move(action)});
  }

  const ManifestPort& port_;
  const DateSystem system_;
  std::vector<ManifestProblem>& problems_;
};

}  // namespace

void CheckPortNames(const Manifest& manifest, std::vector<ManifestProblem>* problems) {
  std::set<std::string> seen;
  bool outputs = false;
  for (const ManifestPort& port : manifest.ports) {
    outputs = outputs || !port.is_input();
    if (!IsPortName(port.name)) {
      problems->push_back({Severity::kError, port.name, "has a name that is no identifier",
                           "begin with a letter and use letters, digits, _, - and ., as in "
                           "growth_rate"});
    }
    if (!seen.insert(port.name).second) {
      problems->push_back(
          {Severity::kError, port.name, "another port has the same name", "rename one of them"});
    }
  }
  if (!outputs) {
    problems->push_back(
        {Severity::kWarning, "", "there is no output", "add a port with the direction out"});
  }
}

void CheckPortRules(const ManifestPort& port, DateSystem system,
                    std::vector<ManifestProblem>* problems) {
  RuleCheck(port, system, problems).Run();
}

}  // namespace sheetgate::spreadsheet

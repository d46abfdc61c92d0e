// Names of ports made from what a workbook calls things.
#ifndef SHEETGATE_SPREADSHEET_MANIFEST_PORT_NAMES_H_
#define SHEETGATE_SPREADSHEET_MANIFEST_PORT_NAMES_H_

#include <string>
#include <string_view>
#include <unordered_set>

namespace sheetgate::spreadsheet {

// Longest name of a port, in bytes.
inline constexpr size_t kMostPortName = 64;

// A letter of any script or _, then letters, digits, _, - and .
bool IsPortName(std::string_view name);

// A name from a label: "Growth rate (%):" -> growth_rate, "2027" -> value_2027; empty when the
// label has neither letters nor digits.
std::string PortNameOf(std::string_view label);

// Gives names that are taken a number: growth, growth_2, ...
class UniquePortNames {
 public:
  std::string Take(const std::string& name);

 private:
  std::unordered_set<std::string> taken_;  // folded
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MANIFEST_PORT_NAMES_H_

#include "spreadsheet/formula/function_names.h"

#include <algorithm>
#include <array>
#include <string>

#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::array<std::string_view, 9> kVolatile = {
    "CELL", "INDIRECT", "INFO", "NOW", "OFFSET", "RAND", "RANDARRAY", "RANDBETWEEN", "TODAY"};

// Arguments as bits: bit 0 is the first.
struct Settings {
  std::string_view function;
  uint8_t arguments;
};

constexpr uint8_t Bits(std::initializer_list<int> numbers) {
  uint8_t bits = 0;
  for (const int number : numbers) bits = static_cast<uint8_t>(bits | 1u << (number - 1));
  return bits;
}

constexpr auto kSettings = std::to_array<Settings>({
    {"ADDRESS", Bits({3, 4})},
    {"AGGREGATE", Bits({1, 2})},
    {"CELL", Bits({1})},
    {"CHOOSE", Bits({1})},
    {"CHOOSECOLS", Bits({2, 3, 4, 5, 6, 7, 8})},
    {"CHOOSEROWS", Bits({2, 3, 4, 5, 6, 7, 8})},
    {"DATE", Bits({2, 3})},
    {"DATEDIF", Bits({3})},
    {"DAYS360", Bits({3})},
    {"DOLLAR", Bits({2})},
    {"DROP", Bits({2, 3})},
    {"FIND", Bits({3})},
    {"FIXED", Bits({2, 3})},
    {"HLOOKUP", Bits({3, 4})},
    {"INDEX", Bits({2, 3, 4})},
    {"INDIRECT", Bits({2})},
    {"INFO", Bits({1})},
    {"LARGE", Bits({2})},
    {"LEFT", Bits({2})},
    {"MATCH", Bits({3})},
    {"MID", Bits({2, 3})},
    {"OFFSET", Bits({2, 3, 4, 5})},
    {"QUARTILE", Bits({2})},
    {"QUARTILE.EXC", Bits({2})},
    {"QUARTILE.INC", Bits({2})},
    {"RANK", Bits({3})},
    {"RANK.AVG", Bits({3})},
    {"RANK.EQ", Bits({3})},
    {"REPLACE", Bits({2, 3})},
    {"RIGHT", Bits({2})},
    {"ROUND", Bits({2})},
    {"ROUNDDOWN", Bits({2})},
    {"ROUNDUP", Bits({2})},
    {"SEARCH", Bits({3})},
    {"SMALL", Bits({2})},
    {"SORT", Bits({2, 3, 4})},
    {"SUBSTITUTE", Bits({4})},
    {"SUBTOTAL", Bits({1})},
    {"TAKE", Bits({2, 3})},
    {"TEXT", Bits({2})},
    {"TEXTAFTER", Bits({3, 4, 5})},
    {"TEXTBEFORE", Bits({3, 4, 5})},
    {"TRUNC", Bits({2})},
    {"VLOOKUP", Bits({3, 4})},
    {"WEEKDAY", Bits({2})},
    {"WEEKNUM", Bits({2})},
    {"XLOOKUP", Bits({5, 6})},
    {"XMATCH", Bits({3, 4})},
    {"YEARFRAC", Bits({3})},
});
static_assert(std::is_sorted(kSettings.begin(), kSettings.end(),
                             [](const Settings& a, const Settings& b) {
                               return a.function < b.function;
                             }));

}  // namespace

std::string_view PlainFunctionName(std::string_view function) {
  function.remove_prefix(SheetPrefixLength(function));
  for (const std::string_view prefix : {"_xlfn.", "_xlws."}) {
    if (EqualsIgnoreAsciiCase(function.substr(0, prefix.size()), prefix)) {
      function.remove_prefix(prefix.size());
    }
  }
  return function;
}

bool IsVolatileFunction(std::string_view name) {
  return std::ranges::any_of(
      kVolatile, [name](std::string_view one) { return EqualsIgnoreAsciiCase(one, name); });
}

bool IsSettingArgument(std::string_view name, int number) {
  if (number < 1 || number > 8) return false;
  const std::string upper = ToUpperAscii(name);
  const auto found =
      std::lower_bound(kSettings.begin(), kSettings.end(), upper,
                       [](const Settings& a, std::string_view b) { return a.function < b; });
  return found != kSettings.end() && found->function == upper &&
         (found->arguments >> (number - 1) & 1) != 0;
}

}  // namespace sheetgate::spreadsheet

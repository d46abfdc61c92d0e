// FormulaCalls: what the functions of a formula mean for the references in it.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_FORMULA_CALLS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_FORMULA_CALLS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sheetgate::spreadsheet {

// Why not everything a formula reads is known before it is calculated.
enum DependencyGap : uint8_t {
  kIndirectGap = 1,  // INDIRECT of a computed text
  kOffsetGap = 2,    // OFFSET
  kComputedGap = 4,  // a range with a computed corner, such as A1:CHOOSE(...)
  kManyGap = 8,      // more references than FormulaReads::kMostRanges
};
inline constexpr DependencyGap kAllGaps[] = {kIndirectGap, kOffsetGap, kComputedGap, kManyGap};
// "INDIRECT", "OFFSET", "a range with a computed corner", "thousands of references".
std::string_view GapName(DependencyGap gap);

struct FormulaCalls {
  // An argument of a call: bytes [begin, end) of the formula.
  struct Argument {
    size_t begin = 0;
    size_t end = 0;
    // Only the place of a reference counts, not what the cells hold: ROW(A1), OFFSET(A1,...).
    bool address_only = false;
    // Of ANCHORARRAY: A1# as files store it.
    bool spills = false;
  };

  std::vector<std::string> functions;  // as FunctionsOf yields them
  uint8_t gaps = 0;                 // of DependencyGap; kComputedGap is for the references to say
  bool changes_always = false;      // volatile: calculated anew with every calculation
  std::vector<Argument> arguments;  // inner ones before those they are in
  // What INDIRECT("Sheet1!A1") names, without quotes: known after all.
  std::vector<std::string_view> indirect_texts;

  // The innermost argument around a byte of the formula; null outside of calls.
  const Argument* ArgumentAt(size_t position) const;
};

// Of any formula, sound or not.
FormulaCalls CallsOf(std::string_view formula);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_FORMULA_CALLS_H_

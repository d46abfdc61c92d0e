// FormatCode: a number format code (ECMA-376 part 1, 18.8.31) taken apart.
//
//   "[Red]#,##0.0;-0%" is two sections: digits and a point with thousands, digits and a percent.
#ifndef SHEETGATE_SPREADSHEET_MODEL_FORMAT_CODE_H_
#define SHEETGATE_SPREADSHEET_MODEL_FORMAT_CODE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sheetgate::spreadsheet {

enum class FormatTokenKind : uint8_t {
  kLiteral,   // text
  kDigit,     // 0, # or ?, in text
  kPoint,     // the decimal point
  kPercent,   // %
  kExponent,  // E+ or E-, in text
  kSlash,     // of a fraction; count: its denominator when it is fixed
  kGeneral,
  kText,   // @
  kComma,  // while parsing
  // Of dates and times; count: how often the letter stands there.
  kYear,
  kBuddhistYear,
  kEra,
  kMonth,
  kDay,
  kHour,
  kMinute,
  kSecond,
  kSubsecond,  // .0 to .000 behind seconds; count: its digits
  kHalfDay,    // AM/PM or A/P, in text
  kElapsedHours,
  kElapsedMinutes,
  kElapsedSeconds,
};

struct FormatToken {
  FormatTokenKind kind = FormatTokenKind::kLiteral;
  std::string text;
  int count = 0;
};

// [<100] and so on.
struct FormatCondition {
  std::string op;  // <, <=, =, <>, >=, >
  double limit = 0;
  bool Holds(double number) const;
  // Whether it holds for negative numbers only.
  bool OnlyNegative() const;
};

struct FormatSection {
  std::vector<FormatToken> tokens;
  std::optional<FormatCondition> condition;
  bool date = false;       // it shows a date or time
  bool has_text = false;   // it has an @
  bool thousands = false;  // digits in groups of three
  int scale = 0;           // thousands the number is divided by: commas behind the digits
  int percent = 0;         // how often it is multiplied by 100
};

// The sections of `code`, at least one and at most four; what stands behind is ignored, as are
// colors, calendars and digits of other scripts. What is no format code still yields something: its
// letters as they are.
std::vector<FormatSection> ParseFormatCode(std::string_view code);

// Whether `code` is a number format code: Excel repairs files with others. Letters that mean
// nothing stand in quotes or behind a backslash; quotes and brackets close; at most four sections.
bool IsNumberFormatCode(std::string_view code);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_FORMAT_CODE_H_

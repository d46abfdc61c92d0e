#include "spreadsheet/analysis/column_look.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "spreadsheet/analysis/column_profile.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr double kMost = 0.9;
constexpr double kNearlyUnique = 0.98;

bool IsMost(int64_t part, int64_t all) {
  return static_cast<double>(part) >= kMost * static_cast<double>(all);
}

// Few values are unique by chance.
constexpr int64_t kFewestIds = 10;

// Estimates get the benefit of their doubt.
bool IsNearlyUnique(const ColumnProfile& profile) {
  constexpr double kDoubt = 0.03;
  const int64_t values = profile.types.values();
  const double least = profile.distinct_estimated ? kNearlyUnique - kDoubt : kNearlyUnique;
  return values > 0 && static_cast<double>(profile.distinct) >= least * static_cast<double>(values);
}

bool IsIdWord(std::string_view word) {
  constexpr std::array<std::string_view, 14> kWords = {"id",   "ids", "no",   "nr",  "nummer",
                                                       "num",  "key", "code", "sku", "uuid",
                                                       "guid", "ref", "isbn", "ean"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end() || word == "number";
}

// Whether a number format shows a currency: a symbol, or [$EUR-407] ([$-407] only is a language).
bool ShowsCurrency(std::string_view code) {
  constexpr std::array<std::string_view, 4> kSymbols = {"€", "£", "¥", "₹"};
  for (const std::string_view symbol : kSymbols) {
    if (code.find(symbol) != std::string_view::npos) return true;
  }
  for (size_t at = code.find('$'); at != std::string_view::npos; at = code.find('$', at + 1)) {
    const bool language = at > 0 && code[at - 1] == '[' && code.substr(at + 1).starts_with("-");
    if (!language) return true;
  }
  return false;
}

}  // namespace

bool IsIdHeader(std::string_view header) {
  std::string word;
  bool lower_before = false;
  for (const char c : header) {
    const bool letter = IsAsciiAlpha(c) || static_cast<unsigned char>(c) >= 0x80;
    // customerId: a capital behind a small letter starts a word.
    const bool capital = c >= 'A' && c <= 'Z';
    if (!letter || (capital && lower_before)) {
      if (IsIdWord(word) || c == '#') return true;
      word.clear();
    }
    if (letter) word += ToLowerAscii(c);
    lower_before = c >= 'a' && c <= 'z';
  }
  return IsIdWord(word);
}

ColumnLook::Format ColumnLook::FormatOf(uint32_t style) {
  constexpr uint32_t kMostStyles = 65536;  // styles of cells are 16 bits wide
  style = std::min(style, kMostStyles);
  if (style >= formats_.size()) formats_.resize(style + 1, Format::kUnknown);
  Format& format = formats_[style];
  if (format == Format::kUnknown) {
    const std::string_view code = workbook_.NumberFormat(style);
    const bool percent = code.find('%') != std::string_view::npos;
    const bool money = ShowsCurrency(code) || code.find("#,##0.00") != std::string_view::npos;
    format = percent ? Format::kPercent : money ? Format::kAmount : Format::kPlain;
  }
  return format;
}

void ColumnLook::AddNumber(const CellView& cell) {
  if (cell.number == std::floor(cell.number)) ++whole_;
  const Format format = FormatOf(cell.style);
  if (format == Format::kPercent) ++percents_;
  if (format == Format::kAmount) ++amounts_;
}

void ColumnLook::AddText(std::string_view text) {
  if (text.find(' ') != std::string_view::npos) ++spaced_;
}

std::string_view ColumnLook::DecideNumbers(const ColumnProfile& profile) const {
  const int64_t count = profile.types.number;
  const bool whole = whole_ == count;
  const bool unique = IsNearlyUnique(profile);
  if (IsMost(percents_, count)) return "percent";
  if (IsMost(amounts_, count)) return "amount";
  const bool sequence =
      profile.numbers->max - profile.numbers->min < 2 * static_cast<double>(count);
  const bool likely = sequence && count >= kFewestIds;
  if (whole && unique && (likely || IsIdHeader(header_))) return "id";
  constexpr int64_t kMostCategories = 20;
  if (whole && profile.distinct <= kMostCategories && profile.distinct * 10 <= count) {
    return "category";
  }
  return "number";
}

std::string_view ColumnLook::DecideTexts(const ColumnProfile& profile) const {
  constexpr double kLongestId = 40;
  constexpr double kLongestCategory = 60;
  constexpr int64_t kMostCategories = 1000;
  const int64_t count = profile.types.text;
  const double length = profile.texts->mean_length;
  const bool codes = count >= kFewestIds && spaced_ * 10 <= count && length <= kLongestId;
  const bool unique = IsNearlyUnique(profile);
  if (unique && (codes || IsIdHeader(header_))) return "id";
  if (profile.distinct * 2 <= count && profile.distinct <= kMostCategories &&
      length <= kLongestCategory) {
    return "category";
  }
  return "text";
}

std::string_view ColumnLook::Decide(const ColumnProfile& profile) const {
  const TypeTally& types = profile.types;
  if (types.values() == 0) return "empty";
  const int64_t values = types.values() - types.error;
  if (values == 0) return "error";
  if (IsMost(types.boolean, values)) return "boolean";
  if (IsMost(types.date, values)) return "date";
  if (IsMost(types.number, values)) return DecideNumbers(profile);
  if (IsMost(types.text, values)) return DecideTexts(profile);
  return "mixed";
}

}  // namespace sheetgate::spreadsheet

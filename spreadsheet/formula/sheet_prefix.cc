// Names are compared where they stand; doubled apostrophes are passed by.
#include "spreadsheet/formula/sheet_prefix.h"

#include <algorithm>

#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kOwnIndex = "[0]";

bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

std::string Unquoted(std::string_view written) {
  std::string plain;
  for (size_t i = 0; i < written.size(); ++i) {
    plain += written[i];
    if (written[i] == '\'') ++i;
  }
  return plain;
}

bool IsPlainNameChar(char c) { return IsAsciiAlpha(c) || IsAsciiDigit(c) || c == '_' || c == '.'; }

bool NeedsQuotes(std::string_view name) {
  if (name.empty() || IsAsciiDigit(name.front()) || name.front() == '.') return true;
  if (!std::all_of(name.begin(), name.end(), IsPlainNameChar)) return true;
  ReferenceCorner corner;
  CornerKind kind;
  return ScanCell(name, &corner) == name.size() || ScanR1C1(name, &corner, &kind) != 0 ||
         EqualsIgnoreAsciiCase(name, "TRUE") || EqualsIgnoreAsciiCase(name, "FALSE");
}

void AppendName(std::string_view name, std::string* out) {
  for (const char c : name) {
    *out += c;
    if (c == '\'') *out += c;
  }
}

}  // namespace

bool ParseSheetPrefix(std::string_view prefix, SheetPrefix* parsed) {
  *parsed = {};
  if (prefix.size() < 2 || prefix.back() != '!' || prefix.front() == '#') return false;
  prefix.remove_suffix(1);
  if (prefix.front() == '\'') {
    parsed->quoted = true;
    prefix = prefix.substr(1, prefix.size() - 2);
  }
  if (prefix.substr(0, kOwnIndex.size()) == kOwnIndex) {
    parsed->own_index = true;
    prefix.remove_prefix(kOwnIndex.size());
  }
  // What sheets cannot be named like is of another workbook, or of none.
  if (prefix.empty() || prefix.find_first_of("[]\\/") != std::string_view::npos) return false;
  if (!parsed->quoted && prefix.front() == '#') return false;  // [0]#REF!
  const size_t colon = prefix.find(':');
  parsed->first = prefix.substr(0, colon);
  if (colon != std::string_view::npos) parsed->last = prefix.substr(colon + 1);
  return true;
}

bool SameName(std::string_view written, bool quoted, std::string_view name) {
  size_t at = 0;
  for (size_t i = 0; i < name.size(); ++i, ++at) {
    if (at >= written.size() || ToLowerAscii(written[at]) != ToLowerAscii(name[i])) {
      const bool ascii = IsAscii(name[i]) && (at >= written.size() || IsAscii(written[at]));
      if (ascii) return false;
      return FoldCase(quoted ? Unquoted(written) : written) == FoldCase(name);
    }
    if (quoted && written[at] == '\'') ++at;
  }
  return at == written.size();
}

std::string FormatSheetPrefix(std::string_view first, std::string_view last, bool own_index) {
  const bool quotes = NeedsQuotes(first) || (!last.empty() && NeedsQuotes(last));
  std::string prefix;
  if (quotes) prefix += '\'';
  if (own_index) prefix += kOwnIndex;
  AppendName(first, &prefix);
  if (!last.empty()) {
    prefix += ':';
    AppendName(last, &prefix);
  }
  if (quotes) prefix += '\'';
  prefix += '!';
  return prefix;
}

}  // namespace sheetgate::spreadsheet

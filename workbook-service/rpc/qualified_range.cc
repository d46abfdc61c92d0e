#include "workbook-service/rpc/qualified_range.h"

#include <algorithm>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/open_sheet.h"

namespace sheetgate::workbook {
namespace {

constexpr char kExample[] = "\"Sheet1!B2\" or \"'My sheet'!B2:B10\"";

// A name with doubled apostrophes inside '', as formulas quote it.
std::string Unquoted(std::string_view name) {
  if (name.size() < 2 || name.front() != '\'' || name.back() != '\'') return std::string(name);
  std::string plain;
  name = name.substr(1, name.size() - 2);
  for (size_t i = 0; i < name.size(); ++i) {
    plain.push_back(name[i]);
    if (name[i] == '\'') ++i;
  }
  return plain;
}

bool NeedsQuotes(std::string_view sheet) {
  const auto plain = [](char c) {
    return spreadsheet::IsAsciiAlpha(c) || spreadsheet::IsAsciiDigit(c) || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  if (sheet.empty() || spreadsheet::IsAsciiDigit(sheet.front())) return true;
  spreadsheet::ReferenceCorner corner;
  return !std::ranges::all_of(sheet, plain) ||
         spreadsheet::ScanCell(sheet, &corner) == sheet.size();
}

}  // namespace

absl::StatusOr<QualifiedRange> ParseQualifiedRange(std::string_view text,
                                                   const std::string& default_sheet,
                                                   const spreadsheet::Workbook& workbook,
                                                   std::string_view field) {
  const size_t mark = text.rfind('!');
  const bool named = mark != std::string_view::npos;
  if (!named && default_sheet.empty()) {
    return BadArgument(platform::ErrorReason::kMissingArgument, field,
                       platform::StrCat("'", text, "' names no sheet, and sheet_name is not given"),
                       kExample);
  }
  const std::string sheet_name = named ? Unquoted(text.substr(0, mark)) : default_sheet;
  const std::string_view sheet_field = named ? field : "sheet_name";
  QualifiedRange place;
  const absl::StatusOr<int> sheet = workbook.FindSheet(sheet_name);
  if (!sheet.ok()) return InField(sheet.status(), sheet_field, kExample);
  place.sheet = *sheet;
  if (const absl::Status status = RequireWorksheet(workbook, *sheet); !status.ok()) {
    return InField(status, sheet_field, kExample);
  }
  const auto range = spreadsheet::ParseRange(named ? text.substr(mark + 1) : text);
  if (!range.ok()) return InField(range.status(), field, kExample);
  place.range = *range;
  return place;
}

std::string QualifiedText(std::string_view sheet, const spreadsheet::RangeRef& range) {
  const std::string cells = spreadsheet::FormatRange(range);
  if (!NeedsQuotes(sheet)) return platform::StrCat(sheet, "!", cells);
  std::string quoted;
  for (const char c : sheet) quoted.append(c == '\'' ? "''" : std::string(1, c));
  return platform::StrCat("'", quoted, "'!", cells);
}

}  // namespace sheetgate::workbook

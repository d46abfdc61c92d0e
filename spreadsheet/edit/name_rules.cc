#include "spreadsheet/edit/name_rules.h"

#include <array>
#include <cstddef>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr size_t kMaxName = 255;
// Excel makes these names itself, under _xlnm. in files.
constexpr std::array<std::string_view, 3> kBuiltIn = {"Print_Area", "Print_Titles",
                                                      "_FilterDatabase"};

absl::Status BadName(std::string_view field, std::string_view name, std::string_view why) {
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument,
      Concat(field, ": ", Quoted(name), " ", why, "; use a name such as TaxRate"),
      {{"field", std::string(field)}, {"example", "\"TaxRate\""}});
}

// Skips an R or C with the digits behind it; false when there is none.
bool SkipLine(char letter, std::string_view* text) {
  if (text->empty() || ToUpperAscii(text->front()) != letter) return false;
  text->remove_prefix(1);
  while (!text->empty() && IsAsciiDigit(text->front())) text->remove_prefix(1);
  return true;
}

// R, C, R5, RC, R1C1, ...: an address in the other style.
bool IsR1C1(std::string_view name) {
  std::string_view rest = name;
  const bool row = SkipLine('R', &rest);
  const bool column = SkipLine('C', &rest);
  return (row || column) && rest.empty();
}

// Whether a formula that is the name alone reads as a name.
bool ReadsAsName(std::string_view name) {
  const absl::StatusOr<std::vector<Token>> tokens = Tokenize(name);
  return tokens.ok() && tokens->size() == 1 && tokens->front().kind == TokenKind::kName;
}

}  // namespace

absl::Status CheckName(std::string_view field, std::string_view name) {
  if (!IsValidUtf8(name)) return BadName(field, "", "is not UTF-8");
  if (name.empty()) return BadName(field, name, "is empty");
  if (CharacterCount(name) > kMaxName) return BadName(field, name, "has more than 255 characters");
  const char first = name.front();
  if (!IsAsciiAlpha(first) && first != '_' && first != '\\' &&
      static_cast<unsigned char>(first) < 0x80) {
    return BadName(field, name, "does not begin with a letter, _ or \\");
  }
  for (const char c : name) {
    if (static_cast<unsigned char>(c) >= 0x80 || IsAsciiAlpha(c) || IsAsciiDigit(c)) continue;
    if (std::string_view("_.\\?").find(c) != std::string_view::npos) continue;
    return BadName(field, name,
                   Concat("has '", std::string_view(&c, 1),
                          "'; letters, digits, _ . \\ and ? are allowed in it"));
  }
  if (TryParseRange(name).has_value() || IsR1C1(name)) {
    return BadName(field, name, "reads as the address of cells");
  }
  if (EqualsIgnoreAsciiCase(name, "TRUE") || EqualsIgnoreAsciiCase(name, "FALSE")) {
    return BadName(field, name, "is a constant");
  }
  for (const std::string_view built_in : kBuiltIn) {
    if (EqualsIgnoreAsciiCase(name, built_in)) return BadName(field, name, "is kept by Excel");
  }
  if (ToLowerAscii(name.substr(0, 3)) == "_xl") return BadName(field, name, "is kept by Excel");
  if (!ReadsAsName(name)) return BadName(field, name, "does not read as one name in a formula");
  return absl::OkStatus();
}

absl::Status CheckNameIsFree(const Document& document, std::string_view field,
                             std::string_view name, int scope, std::string_view but,
                             const platform::CancellationToken& cancellation) {
  const std::string folded = FoldCase(name);
  if (folded == FoldCase(but)) return absl::OkStatus();
  for (const DefinedName& other : document.defined_names()) {
    if (other.sheet == scope && FoldCase(other.name) == folded) {
      return BadName(field, name,
                     scope < 0 ? "is a defined name of the workbook already"
                               : Concat("is a defined name of sheet ",
                                        Quoted(document.sheets()[static_cast<size_t>(scope)].name),
                                        " already"));
    }
  }
  if (scope >= 0) return absl::OkStatus();
  for (size_t i = 0; i < document.sheets().size(); ++i) {
    if (document.sheets()[i].kind != SheetKind::kWorksheet) continue;
    ASSIGN_OR_RETURN(const std::shared_ptr<const SheetFeatures> features,
                     document.LoadFeatures(static_cast<int>(i), cancellation));
    for (const Table& table : features->tables) {
      if (FoldCase(table.name) == folded) return BadName(field, name, "is a table already");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> StoredFormula(std::string_view field, std::string_view text) {
  if (text.starts_with('=')) text.remove_prefix(1);
  if (const absl::Status valid = ValidateFormula(text); !valid.ok()) {
    return platform::Annotate(valid, std::string(field));
  }
  return WithFunctionPrefixes(text);
}

}  // namespace sheetgate::spreadsheet

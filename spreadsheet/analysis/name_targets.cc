// A formula refers to cells only when nothing but commas, parentheses and spaces stands between its
// references.
#include "spreadsheet/analysis/name_targets.h"

#include <algorithm>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/relative_range.h"
#include "spreadsheet/analysis/table_reference.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/structured.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"

namespace sheetgate::spreadsheet {
namespace {

// Names that lead to names: more than people nest, and enough to end every loop.
constexpr int kMaxDepth = 16;

NameTarget OfKind(NameKind kind) {
  NameTarget target;
  target.kind = kind;
  return target;
}

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// What is known of a formula from its references.
struct References {
  // Owned copies: the texts of a reference last until the next.
  struct Cells {
    std::string sheet;
    bool three_dimensional = false;
    bool absolute = false;
    std::optional<RangeRef> range;
  };
  std::vector<Cells> cells;
  bool only = true;  // nothing but references
  bool deleted = false;
  bool external = false;
  bool other = false;  // names, parts of tables, spills, computed ends
  int count = 0;
};

bool OnlyJoins(std::string_view between) {
  return std::ranges::all_of(between,
                             [](char c) { return IsSpace(c) || c == ',' || c == '(' || c == ')'; });
}

bool IsAbsolute(const ReferenceCorner& corner) {
  return (corner.column == 0 || corner.column_absolute) && (corner.row == 0 || corner.row_absolute);
}

References ReferencesIn(std::string_view formula) {
  References found;
  ReferenceReader reader(formula);
  FormulaReference reference;
  size_t end = 0;
  while (reader.Next(&reference)) {
    ++found.count;
    found.only &= OnlyJoins(formula.substr(end, reference.position - end));
    end = reference.position + reference.text.size();
    found.external |= !reference.current_workbook || reference.kind == ReferenceKind::kLink;
    found.deleted |= reference.kind == ReferenceKind::kDeleted;
    const bool area = reference.kind <= ReferenceKind::kRows;
    if (!area || reference.computed || reference.spills) {
      found.other = true;
      continue;
    }
    found.cells.push_back({std::string(reference.sheet), !reference.last_sheet.empty(),
                           IsAbsolute(reference.first) && IsAbsolute(reference.last),
                           reference.Range()});
  }
  found.only &= OnlyJoins(formula.substr(end));
  return found;
}

// Whether `formula` is a constant: literals, with signs.
bool IsConstant(std::string_view formula) {
  const absl::StatusOr<std::vector<Token>> tokens = Tokenize(formula);
  if (!tokens.ok() || tokens->empty()) return false;
  return std::ranges::all_of(*tokens, [](const Token& token) {
    switch (token.kind) {
      case TokenKind::kNumber:
      case TokenKind::kText:
      case TokenKind::kError:
      case TokenKind::kArrayConstant:
      case TokenKind::kSpace:
        return true;
      case TokenKind::kOperator:
        return token.text == "-" || token.text == "+" || token.text == "%";
      case TokenKind::kName:
        return EqualsIgnoreAsciiCase(token.text, "TRUE") ||
               EqualsIgnoreAsciiCase(token.text, "FALSE");
      default:
        return false;
    }
  });
}

// The text in INDIRECT("text"); nullopt for everything else.
std::optional<std::string> IndirectText(std::string_view formula) {
  const absl::StatusOr<std::vector<Token>> tokens = Tokenize(formula);
  if (!tokens.ok()) return std::nullopt;
  std::vector<Token> said;
  for (const Token& token : *tokens) {
    if (token.kind != TokenKind::kSpace) said.push_back(token);
  }
  if (said.size() != 4 || said[0].kind != TokenKind::kFunction ||
      !EqualsIgnoreAsciiCase(said[0].text, "INDIRECT") || said[2].kind != TokenKind::kText ||
      said[2].text.size() < 2) {
    return std::nullopt;
  }
  return std::string(said[2].text.substr(1, said[2].text.size() - 2));
}

NameKind BuiltInKind(std::string_view name) {
  if (EqualsIgnoreAsciiCase(name, "_xlnm.Print_Area")) return NameKind::kPrintArea;
  if (EqualsIgnoreAsciiCase(name, "_xlnm.Print_Titles")) return NameKind::kPrintTitles;
  if (EqualsIgnoreAsciiCase(name, "_xlnm._FilterDatabase")) return NameKind::kFilter;
  return NameKind::kRange;
}

}  // namespace

NameTargets::NameTargets(const Workbook& workbook, const platform::CancellationToken& cancellation)
    : workbook_(workbook), cancellation_(cancellation) {
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    sheets_.emplace(FoldCase(workbook.sheets()[i].name), static_cast<int>(i));
  }
  for (const DefinedName& name : workbook.defined_names()) {
    names_.emplace(std::make_pair(name.sheet, FoldCase(name.name)), &name);
  }
}

int NameTargets::SheetOf(std::string_view name) const {
  const auto found = sheets_.find(FoldCase(name));
  return found == sheets_.end() ? -1 : found->second;
}

const DefinedName* NameTargets::FindName(std::string_view name, int sheet) const {
  const std::string folded = FoldCase(name);
  auto found = names_.find({sheet, folded});
  if (found == names_.end()) found = names_.find({-1, folded});
  return found == names_.end() ? nullptr : found->second;
}

absl::StatusOr<NameTarget> NameTargets::OfName(const DefinedName& name) {
  ASSIGN_OR_RETURN(NameTarget target, Follow(name.refers_to, name.sheet, CellRef{1, 1}, 0));
  const NameKind kind = BuiltInKind(name.name);
  if (target.kind == NameKind::kRange) target.kind = kind;
  return target;
}

absl::StatusOr<NameTarget> NameTargets::OfFormula(std::string_view formula, int sheet, CellRef at) {
  return Follow(formula, sheet, at, 0);
}

absl::StatusOr<NameTarget> NameTargets::Follow(std::string_view formula, int sheet, CellRef at,
                                               int depth) {
  if (depth > kMaxDepth) return OfKind(NameKind::kBroken);
  const References references = ReferencesIn(formula);
  if (references.deleted) return OfKind(NameKind::kBroken);
  if (references.external) return OfKind(NameKind::kExternal);
  if (references.count == 0) {
    if (const std::optional<std::string> text = IndirectText(formula); text.has_value()) {
      ASSIGN_OR_RETURN(NameTarget target, Follow(*text, sheet, at, depth + 1));
      target.plain = false;
      return target;
    }
    return OfKind(IsConstant(formula) ? NameKind::kConstant : NameKind::kFormula);
  }
  if (!references.only) return OfKind(NameKind::kFormula);
  if (references.other) {
    if (references.count > 1) return OfKind(NameKind::kFormula);
    ReferenceReader reader(formula);
    FormulaReference single;
    if (!reader.Next(&single)) return OfKind(NameKind::kFormula);
    return FollowSingle(single, sheet, at, depth);
  }
  NameTarget target = OfKind(NameKind::kRange);
  target.plain = true;
  for (const References::Cells& cells : references.cells) {
    const int on = cells.sheet.empty() ? sheet : SheetOf(cells.sheet);
    if (on < 0 && !cells.sheet.empty()) return OfKind(NameKind::kBroken);
    const bool elsewhere = target.sheet >= 0 && target.sheet != on;
    if (on < 0 || elsewhere || cells.three_dimensional || !cells.range.has_value()) {
      return OfKind(NameKind::kFormula);
    }
    target.sheet = on;
    target.ranges.push_back(*cells.range);
    target.plain &= cells.absolute && !cells.sheet.empty();
  }
  return target;
}

absl::StatusOr<NameTarget> NameTargets::FollowSingle(const FormulaReference& reference, int sheet,
                                                     CellRef at, int depth) {
  if (reference.kind == ReferenceKind::kStructured) return FollowTable(reference, at);
  if (reference.kind != ReferenceKind::kName || reference.computed) {
    return OfKind(NameKind::kFormula);
  }
  const int from = reference.sheet.empty() ? sheet : SheetOf(reference.sheet);
  const DefinedName* name = FindName(reference.name, from);
  if (name == nullptr) return FollowTable(reference, at);
  // What is relative in a name is stored as it reads in A1.
  const std::string here = ShiftFormula(name->refers_to, at.row - 1, at.column - 1);
  ASSIGN_OR_RETURN(NameTarget target, Follow(here, from, at, depth + 1));
  target.plain = false;
  return target;
}

absl::StatusOr<NameTarget> NameTargets::FollowTable(const FormulaReference& reference, CellRef at) {
  RETURN_IF_ERROR(LoadTables());
  const auto found = tables_.find(FoldCase(reference.name));
  if (found == tables_.end()) return OfKind(NameKind::kBroken);
  StructuredReference parts;
  if (reference.kind == ReferenceKind::kStructured) {
    const absl::StatusOr<StructuredReference> parsed = ParseStructuredReference(reference.text);
    if (!parsed.ok()) return OfKind(NameKind::kFormula);
    parts = *parsed;
  }
  std::string missing;
  const std::optional<RelativeRange> cells = TableCells(*found->second.second, parts, &missing);
  if (!cells.has_value()) return OfKind(NameKind::kBroken);
  RangeRef range;
  if (!ReadBy(*cells, RangeRef{at, at}, &range)) return OfKind(NameKind::kFormula);
  NameTarget target = OfKind(NameKind::kRange);
  target.sheet = found->second.first;
  target.ranges.push_back(range);
  return target;
}

absl::Status NameTargets::LoadTables() {
  if (tables_loaded_) return absl::OkStatus();
  tables_loaded_ = true;
  if (workbook_.features().tables == 0) return absl::OkStatus();
  for (size_t i = 0; i < workbook_.sheets().size(); ++i) {
    const auto features = workbook_.LoadFeatures(static_cast<int>(i), cancellation_);
    RETURN_IF_ERROR(cancellation_.Check());
    if (!features.ok()) continue;  // no worksheet, or damaged: its tables cannot be known
    for (const Table& table : (*features)->tables) {
      tables_.emplace(FoldCase(table.name), std::make_pair(static_cast<int>(i), &table));
    }
    features_.push_back(*features);
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet

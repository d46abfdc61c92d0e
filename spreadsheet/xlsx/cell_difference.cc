// Parts, then frames, then cells.
#include "spreadsheet/xlsx/cell_difference.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/sheet_geometry.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/document.h"
#include "spreadsheet/xlsx/package.h"
#include "spreadsheet/xlsx/relationships.h"
#include "spreadsheet/xlsx/sheet_frame.h"
#include "spreadsheet/xlsx/sheet_geometry_reader.h"
#include "spreadsheet/xlsx/xlsx_workbook.h"
#include "spreadsheet/xlsx/zip_directory.h"

namespace sheetgate::spreadsheet {
namespace {

// Compared between looks at the token.
constexpr int32_t kRowsAtATime = 1024;

const Document& DocumentOf(const Workbook& workbook) {
  return static_cast<const XlsxWorkbook&>(workbook).document();
}

// Of a part: what tells that it is the same, without inflating it.
struct PartPrint {
  uint32_t crc = 0;
  uint64_t size = 0;
  bool operator==(const PartPrint&) const = default;
};
using PartPrints = std::map<std::string, PartPrint, std::less<>>;

constexpr std::string_view kContentTypes = "[Content_Types].xml";

// Content types of parts that change no formula's result: these, and images.
constexpr std::string_view kUnread[] = {
    ".theme+xml",       ".drawing+xml",      ".chart+xml",  ".chartshapes+xml",
    ".comments+xml",    ".vmlDrawing",       ".person+xml", ".threadedcomments+xml",
    ".chartstyle+xml",  ".chartex+xml",      ".styles+xml", ".chartcolorstyle+xml",
    ".printerSettings", "relationships+xml",
};

bool IsUnread(const Document& document, std::string_view part) {
  const std::string_view type = document.package().ContentType(part);
  return type.starts_with("image/") ||
         std::ranges::any_of(kUnread, [&](std::string_view end) { return type.ends_with(end); });
}

// Of parts of which another content means no other cell: what is left to the cells themselves, what
// is compared as relationships, and what no formula sees.
bool MayDiffer(const Document& document, DifferenceScope scope, std::string_view part) {
  if (scope == DifferenceScope::kFormulaInputs && IsUnread(document, part)) return true;
  return part == document.shared_strings_part() || part == document.calculation_chain_part() ||
         part == RelationshipsPart(document.workbook_part()) || part == kContentTypes ||
         part.starts_with("docProps/");
}

// Those of the workbook, but for strings and calculation chain, which come and go with the cells.
absl::StatusOr<std::set<std::tuple<std::string, std::string, std::string>>> RelationshipsOf(
    const Document& document) {
  ASSIGN_OR_RETURN(const std::vector<Relationship> all,
                   document.package().Relationships(document.workbook_part()));
  std::set<std::tuple<std::string, std::string, std::string>> relationships;
  for (const Relationship& one : all) {
    if (HasType(one, "sharedStrings") || HasType(one, "calcChain")) continue;
    relationships.emplace(one.id, one.type, one.target);
  }
  return relationships;
}

absl::StatusOr<PartPrints> PrintsOf(const Document& document, DifferenceScope scope,
                                    const platform::CancellationToken& cancellation) {
  const Package& package = document.package();
  ASSIGN_OR_RETURN(const ZipDirectory directory,
                   ReadZipDirectory(*package.bytes(), package.limits(), cancellation));
  PartPrints prints;
  for (const ZipMember& member : directory.members) {
    if (!member.is_part || MayDiffer(document, scope, member.name)) continue;
    prints[member.name] = {member.crc, member.inflated_size};
  }
  return prints;
}

// The xml without the dimension element (18.3.1.35), which follows the cells.
std::string WithoutDimension(std::string xml) {
  const size_t begin = xml.find("<dimension ");
  if (begin == std::string::npos) return xml;
  const size_t end = xml.find("/>", begin);
  if (end != std::string::npos) xml.erase(begin, end + 2 - begin);
  return xml;
}

bool SameSpans(const std::vector<SizeSpan>& a, const std::vector<SizeSpan>& b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(), [](const SizeSpan& x, const SizeSpan& y) {
        return x.first == y.first && x.last == y.last && x.size == y.size && x.hidden == y.hidden;
      });
}

// Functions like SUBTOTAL leave them out.
std::vector<std::pair<int32_t, int32_t>> HiddenRows(const SheetGeometry& geometry) {
  std::vector<std::pair<int32_t, int32_t>> hidden;
  for (const SizeSpan& rows : geometry.rows) {
    if (!rows.hidden) continue;
    if (!hidden.empty() && hidden.back().second + 1 == rows.first) {
      hidden.back().second = rows.last;
    } else {
      hidden.emplace_back(rows.first, rows.last);
    }
  }
  return hidden;
}

int32_t LastRow(const Sheet& sheet) {
  const std::optional<RangeRef> used = sheet.used_range();
  return used.has_value() ? used->last.row : 0;
}

// Some rows of a sheet, to be gone through side by side with those of another.
class SheetRows {
 public:
  SheetRows(const Sheet& sheet, const RangeRef& rows) : sheet_(sheet) {
    sheet.Visit(rows, [this](const CellView& cell) {
      cells_.push_back(cell);
      return true;
    });
    sheet.VisitFormulas(rows, [this](const FormulaView& formula) {
      formulas_.push_back(formula);
      return true;
    });
  }

  const Sheet& sheet() const { return sheet_; }
  const std::vector<CellView>& cells() const { return cells_; }
  // As it is stored; null when there is none. For one cell after the other.
  const FormulaView* FormulaAt(CellRef cell) {
    while (next_ < formulas_.size() && formulas_[next_].ref < cell) ++next_;
    return next_ < formulas_.size() && formulas_[next_].ref == cell ? &formulas_[next_] : nullptr;
  }

 private:
  const Sheet& sheet_;
  std::vector<CellView> cells_;
  std::vector<FormulaView> formulas_;
  size_t next_ = 0;
};

// Texts are made only of formulas that are not stored alike.
bool SameFormula(SheetRows* before, SheetRows* after, CellRef cell) {
  const FormulaView* was = before->FormulaAt(cell);
  const FormulaView* now = after->FormulaAt(cell);
  if (was != nullptr && now != nullptr && was->kind == now->kind && was->origin == now->origin &&
      was->text == now->text) {
    return true;
  }
  return before->sheet().Formula(cell) == after->sheet().Formula(cell);
}

class Differ {
 public:
  Differ(const Workbook& before, const Workbook& after, DifferenceScope scope, size_t most,
         const platform::CancellationToken& cancellation)
      : before_(before), after_(after), scope_(scope), most_(most), cancellation_(cancellation) {}

  // False when the states differ in more than contents of cells.
  absl::StatusOr<bool> Run() {
    if (before_.sheets().size() != after_.sheets().size()) return false;
    ASSIGN_OR_RETURN(const auto relationships_before, RelationshipsOf(DocumentOf(before_)));
    ASSIGN_OR_RETURN(const auto relationships_after, RelationshipsOf(DocumentOf(after_)));
    if (relationships_before != relationships_after) return false;
    ASSIGN_OR_RETURN(PartPrints before, PrintsOf(DocumentOf(before_), scope_, cancellation_));
    ASSIGN_OR_RETURN(PartPrints after, PrintsOf(DocumentOf(after_), scope_, cancellation_));
    for (size_t i = 0; i < before_.sheets().size(); ++i) {
      if (before_.sheets()[i].kind != SheetKind::kWorksheet) continue;
      const std::string& part = DocumentOf(before_).sheet_part(static_cast<int>(i));
      if (part != DocumentOf(after_).sheet_part(static_cast<int>(i))) return false;
      if (before[part] != after[part]) {
        ASSIGN_OR_RETURN(const bool same, SameFrame(static_cast<int>(i), part));
        if (!same) return false;
      }
      before.erase(part);
      after.erase(part);
    }
    if (before != after) return false;
    for (size_t i = 0; i < before_.sheets().size(); ++i) {
      if (before_.sheets()[i].kind != SheetKind::kWorksheet) continue;
      ASSIGN_OR_RETURN(const bool reachable, CompareSheet(static_cast<int>(i)));
      if (!reachable) return false;
    }
    return true;
  }

  std::vector<CellChange> Take() { return std::move(changes_); }

 private:
  absl::StatusOr<bool> SameFrame(int sheet, const std::string& part) {
    ASSIGN_OR_RETURN(const auto sizes_before, LoadSheetGeometry(before_, sheet, cancellation_));
    ASSIGN_OR_RETURN(const auto sizes_after, LoadSheetGeometry(after_, sheet, cancellation_));
    if (scope_ == DifferenceScope::kFormulaInputs) {
      return sizes_before->rows_hidden == sizes_after->rows_hidden &&
             HiddenRows(*sizes_before) == HiddenRows(*sizes_after);
    }
    if (!SameSpans(sizes_before->rows, sizes_after->rows)) return false;
    ASSIGN_OR_RETURN(SheetFrame before,
                     ReadSheetFrame(DocumentOf(before_).package(), part, cancellation_));
    ASSIGN_OR_RETURN(SheetFrame after,
                     ReadSheetFrame(DocumentOf(after_).package(), part, cancellation_));
    return WithoutDimension(std::move(before.xml)) == WithoutDimension(std::move(after.xml));
  }

  absl::StatusOr<bool> CompareSheet(int index) {
    ASSIGN_OR_RETURN(const auto before, before_.LoadSheet(index, cancellation_));
    ASSIGN_OR_RETURN(const auto after, after_.LoadSheet(index, cancellation_));
    if (before == after) return true;
    const int32_t last_row = std::max(LastRow(*before), LastRow(*after));
    for (int32_t row = 1; row <= last_row; row += kRowsAtATime) {
      RETURN_IF_ERROR(cancellation_.Check());
      const RangeRef rows{{row, 1}, {std::min(row + kRowsAtATime - 1, last_row), kMaxColumn}};
      SheetRows was(*before, rows);
      SheetRows now(*after, rows);
      if (!CompareRows(index, &was, &now)) return false;
    }
    return true;
  }

  bool CompareRows(int index, SheetRows* before, SheetRows* after) {
    auto was = before->cells().begin();
    const auto end = before->cells().end();
    for (const CellView& cell : after->cells()) {
      for (; was != end && was->ref < cell.ref; ++was) {
        if (!CompareGone(index, before, *was, after)) return false;
      }
      const bool both = was != end && was->ref == cell.ref;
      const std::optional<CellView> old = both ? *was++ : before->sheet().Find(cell.ref);
      if (!Compare(index, before, old, after, cell)) return false;
    }
    for (; was != end; ++was) {
      if (!CompareGone(index, before, *was, after)) return false;
    }
    return true;
  }

  // Of a cell that has no value and no formula any more, at most a format.
  bool CompareGone(int index, SheetRows* before, const CellView& was, SheetRows* after) {
    const CellView now = after->sheet().Find(was.ref).value_or(CellView{.ref = was.ref});
    return Compare(index, before, was, after, now);
  }

  // Array formulas and data tables fill ranges; they are not set cell by cell.
  static bool IsPartOfMore(const CellView& cell) {
    return cell.formula == FormulaKind::kArray || cell.formula == FormulaKind::kDataTable;
  }

  bool Compare(int index, SheetRows* before, const std::optional<CellView>& was, SheetRows* after,
               const CellView& now) {
    const CellView old = was.value_or(CellView{.ref = now.ref});
    // A cell that was not there looks as its row or column does.
    if (scope_ == DifferenceScope::kAll && was.has_value() && old.style != now.style) return false;
    if (old.has_formula() && now.has_formula()) {
      if (old.formula == FormulaKind::kDataTable || now.formula == FormulaKind::kDataTable) {
        return old.formula == now.formula;
      }
      if (SameFormula(before, after, now.ref)) return IsPartOfMore(old) == IsPartOfMore(now);
      return !IsPartOfMore(old) && !IsPartOfMore(now) && AddFormula(index, after->sheet(), now.ref);
    }
    if (!old.has_formula() && !now.has_formula() && SameValue(old, now)) return true;
    if (IsPartOfMore(old) || IsPartOfMore(now)) return false;
    if (now.has_formula()) return AddFormula(index, after->sheet(), now.ref);
    CellChange change;
    change.sheet = index;
    change.cell = now.ref;
    change.value = ToValue(now);
    return Add(std::move(change));
  }

  bool AddFormula(int index, const Sheet& after, CellRef cell) {
    CellChange change;
    change.sheet = index;
    change.cell = cell;
    change.kind = CellChange::Kind::kFormula;
    change.formula = after.Formula(cell);
    return Add(std::move(change));
  }

  bool Add(CellChange change) {
    if (changes_.size() == most_) return false;
    changes_.push_back(std::move(change));
    return true;
  }

  const Workbook& before_;
  const Workbook& after_;
  const DifferenceScope scope_;
  const size_t most_;
  const platform::CancellationToken& cancellation_;
  std::vector<CellChange> changes_;
};

}  // namespace

absl::StatusOr<std::optional<std::vector<CellChange>>> CellDifference(
    const std::shared_ptr<const Workbook>& before, const std::shared_ptr<const Workbook>& after,
    DifferenceScope scope, size_t most, const platform::CancellationToken& cancellation) {
  Differ differ(*before, *after, scope, most, cancellation);
  ASSIGN_OR_RETURN(const bool reachable, differ.Run());
  if (!reachable) return std::nullopt;
  return differ.Take();
}

}  // namespace sheetgate::spreadsheet

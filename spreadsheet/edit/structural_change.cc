#include "spreadsheet/edit/structural_change.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/block_pass.h"
#include "spreadsheet/edit/cell_pass.h"
#include "spreadsheet/edit/reference_pass.h"
#include "spreadsheet/edit/reference_rules.h"
#include "spreadsheet/edit/vml_pass.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/formula/grid_change.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

std::vector<std::string> SheetNames(const Document& document) {
  std::vector<std::string> names;
  for (const SheetInfo& sheet : document.sheets()) names.push_back(sheet.name);
  return names;
}

class StructuralChange {
 public:
  StructuralChange(const StructuralEdit& edit, PackageEditor* editor)
      : editor_(*editor),
        document_(editor->document()),
        names_(SheetNames(document_)),
        rewriter_(edit, names_),
        grid_(GridChange::Of(edit)) {}

  absl::Status Run() {
    RETURN_IF_ERROR(ReadBlock());
    RETURN_IF_ERROR(Rewrite(document_.workbook_part(), WorkbookRules(), /*sheet=*/-1));
    for (int sheet = 0; sheet < static_cast<int>(names_.size()); ++sheet) {
      RETURN_IF_ERROR(editor_.cancellation().Check());
      const std::string& part = document_.sheet_part(sheet);
      if (!part.empty()) RETURN_IF_ERROR(Sheet(part, sheet));
    }
    RETURN_IF_ERROR(PivotCaches());
    return grid_.has_value() ? DropCalculationChain(&editor_) : absl::OkStatus();
  }

  absl::Status Sheet(const std::string& part, int sheet) {
    RETURN_IF_ERROR(SheetPart(part, sheet));
    RETURN_IF_ERROR(RewriteRelated(part, "table", TableRules(), sheet));
    RETURN_IF_ERROR(RewriteRelated(part, "pivotTable", PivotTableRules(), sheet));
    RETURN_IF_ERROR(Drawings(part, sheet));
    if (!Moves(sheet)) return absl::OkStatus();
    RETURN_IF_ERROR(RewriteRelated(part, "comments", CommentRules(), sheet));
    RETURN_IF_ERROR(RewriteRelated(part, "threadedComment", CommentRules(), sheet));
    ASSIGN_OR_RETURN(const std::vector<std::string> drawings, editor_.Related(part, "vmlDrawing"));
    for (const std::string& drawing : drawings) {
      RETURN_IF_ERROR(editor_.Edit(drawing, [&](const XmlPart& vml) -> absl::StatusOr<std::string> {
        return RewriteVml(vml.xml, rewriter_, sheet);
      }));
    }
    return absl::OkStatus();
  }

 private:
  // Whether the edit moves cells of the sheet.
  bool Moves(int sheet) const {
    return grid_.has_value() && (grid_->sheet() == sheet || grid_->target_sheet() == sheet);
  }

  // Whether single cells move, not whole lines.
  bool MovesBlock() const {
    return grid_.has_value() && !grid_->IsOfLines(Axis::kRows) && !grid_->IsOfLines(Axis::kColumns);
  }

  // The worksheet with nothing but elements.
  absl::StatusOr<std::string> ReadSheet(const std::string& part) const {
    ASSIGN_OR_RETURN(std::string xml, editor_.Read(part));
    if (!HasOnlyElements(xml)) {
      ASSIGN_OR_RETURN(xml, OnlyElements(XmlPart{part, xml, editor_.max_depth()}));
    }
    return xml;
  }

  // What moves, while the sheet is as it was.
  absl::Status ReadBlock() {
    if (!MovesBlock()) return absl::OkStatus();
    const std::string& part = document_.sheet_part(grid_->sheet());
    ASSIGN_OR_RETURN(const std::string xml, ReadSheet(part));
    const auto read = [&](std::string_view rows, std::string*) -> absl::StatusOr<bool> {
      ASSIGN_OR_RETURN(arriving_,
                       ReadMovedCells(rows, rewriter_, grid_->sheet(), editor_.cancellation()));
      return false;
    };
    return RewriteReferences(XmlPart{part, xml, editor_.max_depth()}, rewriter_,
                             {.rules = {}, .sheet = grid_->sheet(), .cells = read})
        .status();
  }

  absl::Status Rewrite(const std::string& part, ReferenceRules rules, int sheet) {
    if (!editor_.Has(part)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::string xml, editor_.Read(part));
    const XmlPart source{part, xml, editor_.max_depth()};
    ASSIGN_OR_RETURN(std::optional<std::string> after,
                     RewriteReferences(source, rewriter_, {.rules = rules, .sheet = sheet}));
    if (after.has_value()) editor_.Write(part, *std::move(after));
    return absl::OkStatus();
  }

  absl::Status RewriteRelated(std::string_view source, std::string_view kind, ReferenceRules rules,
                              int sheet) {
    ASSIGN_OR_RETURN(const std::vector<std::string> parts, editor_.Related(source, kind));
    for (const std::string& part : parts) RETURN_IF_ERROR(Rewrite(part, rules, sheet));
    return absl::OkStatus();
  }

  absl::Status SheetPart(const std::string& part, int sheet) {
    ASSIGN_OR_RETURN(std::string xml, ReadSheet(part));
    if (!Moves(sheet) && grid_.has_value() && !MayNameSheet(xml, grid_->sheet())) {
      return absl::OkStatus();
    }
    const bool block = MovesBlock() && Moves(sheet);
    const std::vector<ArrivingCell> none;
    const std::vector<ArrivingCell>& arriving =
        block && grid_->target_sheet() == sheet ? arriving_ : none;
    if (!arriving.empty()) {
      ASSIGN_OR_RETURN(xml, OpenSheetData(XmlPart{part, xml, editor_.max_depth()}));
    }
    const auto cells = [&](std::string_view rows, std::string* out) {
      return block ? RewriteBlock(rows, rewriter_, sheet, arriving, editor_.cancellation(), out)
                   : RewriteCells(rows, rewriter_, sheet, editor_.cancellation(), out);
    };
    const XmlPart source{part, xml, editor_.max_depth()};
    ASSIGN_OR_RETURN(
        std::optional<std::string> after,
        RewriteReferences(source, rewriter_,
                          {.rules = WorksheetRules(), .sheet = sheet, .cells = cells}));
    if (Moves(sheet) && MovesColumns(rewriter_.edit())) {
      const XmlPart moved{part, after.has_value() ? *after : xml, editor_.max_depth()};
      ASSIGN_OR_RETURN(after, MoveColumnFormats(moved, rewriter_.edit()));
    }
    if (after.has_value() && !arriving.empty()) {
      ASSIGN_OR_RETURN(
          after, WidenDimension(XmlPart{part, *after, editor_.max_depth()}, RangeOf(arriving)));
    }
    if (after.has_value()) editor_.Write(part, *std::move(after));
    return absl::OkStatus();
  }

  static RangeRef RangeOf(const std::vector<ArrivingCell>& cells) {
    RangeRef range = {cells.front().cell, cells.back().cell};
    for (const ArrivingCell& cell : cells) {
      range.first.column = std::min(range.first.column, cell.cell.column);
      range.last.column = std::max(range.last.column, cell.cell.column);
    }
    return range;
  }

  // Whether the part has the characters of the sheet's name: a reference from another sheet does.
  // The search is in the letters of the name alone, since quotes and references to characters may
  // stand between them.
  bool MayNameSheet(const std::string& xml, int sheet) const {
    std::string longest;
    std::string run;
    for (const char c : names_[static_cast<size_t>(sheet)] + '\'') {
      const bool plain = static_cast<unsigned char>(c) >= 0x80 || IsAsciiAlpha(c) ||
                         IsAsciiDigit(c) || c == ' ' || c == '_';
      if (plain) run += c;
      if (!plain) {
        if (run.size() > longest.size()) longest = run;
        run.clear();
      }
    }
    for (const char c : longest) {
      // Other scripts fold to letters of other bytes: looked at formula by formula.
      if (static_cast<unsigned char>(c) >= 0x80) return true;
    }
    const std::string lower = ToLowerAscii(longest);
    const auto found = std::search(xml.begin(), xml.end(), lower.begin(), lower.end(),
                                   [](char a, char b) { return ToLowerAscii(a) == b; });
    // 3-D references name the sheets at their ends only.
    return found != xml.end() || xml.find(':') == std::string::npos || HasSpan(xml);
  }

  // Whether any formula may be a 3-D reference: a colon between names in front of an exclamation
  // mark.
  static bool HasSpan(const std::string& xml) {
    for (size_t mark = xml.find('!'); mark != std::string::npos; mark = xml.find('!', mark + 1)) {
      const size_t stop = xml.find_last_of("<>(,;+-*/=&\"", mark);
      const size_t colon = xml.rfind(':', mark);
      if (colon != std::string::npos && (stop == std::string::npos || colon > stop)) return true;
    }
    return false;
  }

  absl::Status Drawings(const std::string& sheet_part, int sheet) {
    ASSIGN_OR_RETURN(const std::vector<std::string> drawings,
                     editor_.Related(sheet_part, "drawing"));
    for (const std::string& drawing : drawings) {
      RETURN_IF_ERROR(Rewrite(drawing, DrawingRules(), sheet));
      RETURN_IF_ERROR(RewriteRelated(drawing, "chart", ChartRules(), sheet));
      RETURN_IF_ERROR(RewriteRelated(drawing, "chartEx", ChartRules(), sheet));
    }
    return absl::OkStatus();
  }

  // 18.10.1.95 worksheetSource: a sheet's name beside a range of it.
  absl::Status PivotCaches() {
    ASSIGN_OR_RETURN(const std::vector<std::string> caches,
                     editor_.Related(document_.workbook_part(), "pivotCacheDefinition"));
    for (const std::string& cache : caches) {
      RETURN_IF_ERROR(editor_.Edit(cache, [&](const XmlPart& part) { return PivotCache(part); }));
    }
    return absl::OkStatus();
  }

  // The name of a table or a name of the workbook, which stands in place of the cells.
  void RenameSource(const XmlScanner& source, Splicer* splicer) const {
    const auto name = source.Attribute("name");
    if (!name.has_value() || source.PrefixedAttribute("id").has_value()) return;
    std::string from, to;
    if (const auto* table = std::get_if<RenameTable>(&rewriter_.edit()); table != nullptr) {
      from = table->from;
      to = table->to;
    }
    const auto* defined = std::get_if<RenameName>(&rewriter_.edit());
    if (defined != nullptr && defined->sheet < 0) {
      from = defined->from;
      to = defined->to;
    }
    if (to.empty() || FoldCase(Decoded(*name)) != FoldCase(from)) return;
    std::string escaped;
    AppendEscaped(to, &escaped);
    splicer->SetAttribute(source, "name", escaped);
  }

  absl::StatusOr<std::string> PivotCache(const XmlPart& part) const {
    Splicer splicer(part.xml);
    XmlScanner xml(part.xml, part.max_depth);
    while (xml.Next()) {
      if (xml.token() != XmlToken::kStart || xml.local_name() != "worksheetSource") continue;
      RenameSource(xml, &splicer);
      const auto sheet_name = xml.Attribute("sheet");
      const auto ref = xml.Attribute("ref");
      if (!sheet_name.has_value() || xml.PrefixedAttribute("id").has_value()) continue;
      for (size_t i = 0; i < names_.size(); ++i) {
        if (!EqualsIgnoreAsciiCase(names_[i], Decoded(*sheet_name))) continue;
        const int sheet = static_cast<int>(i);
        const auto* rename = std::get_if<RenameSheet>(&rewriter_.edit());
        if (rename != nullptr && rename->sheet == sheet) {
          std::string name;
          AppendEscaped(rename->name, &name);
          splicer.SetAttribute(xml, "sheet", name);
        }
        const auto range = TryParseRange(Decoded(ref.value_or("")));
        if (!range.has_value()) continue;
        const auto after = rewriter_.RewriteRange(sheet, *range);
        if (!after.has_value() || after->range == *range) continue;
        splicer.SetAttribute(xml, "ref", FormatRange(after->range));
      }
    }
    RETURN_IF_ERROR(xml.StatusFor(part.name));
    return splicer.Finish();
  }

  PackageEditor& editor_;
  const Document& document_;
  const std::vector<std::string> names_;
  const StructuralRewriter rewriter_;
  const std::optional<GridChange> grid_;
  // Cells a block edit moves, at their new places.
  std::vector<ArrivingCell> arriving_;
};

}  // namespace

absl::Status RewriteAllReferences(const StructuralEdit& edit, PackageEditor* editor) {
  return StructuralChange(edit, editor).Run();
}

absl::Status RewriteSheetReferences(const StructuralEdit& edit, const std::string& part, int sheet,
                                    PackageEditor* editor) {
  return StructuralChange(edit, editor).Sheet(part, sheet);
}

absl::Status DropCalculationChain(PackageEditor* editor) {
  const std::string& chain = editor->document().calculation_chain_part();
  const std::string& workbook = editor->document().workbook_part();
  if (chain.empty() || !editor->Has(chain)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<Relationship> relationships, editor->Relationships(workbook));
  for (const Relationship& relationship : relationships) {
    if (relationship.external || !EqualsIgnoreAsciiCase(relationship.target, chain)) continue;
    RETURN_IF_ERROR(editor->RemoveRelationship(workbook, relationship.id));
  }
  return editor->Remove(chain);
}

}  // namespace sheetgate::spreadsheet

// CellSplice: the rows of a worksheet part copied, with pieces replaced on the way, and the
// formulas of cells as a structural edit leaves them.
//
// Pieces come in the order they stand; what is between them is copied.
#ifndef SHEETGATE_SPREADSHEET_EDIT_CELL_SPLICE_H_
#define SHEETGATE_SPREADSHEET_EDIT_CELL_SPLICE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/edit/cell_reader.h"
#include "spreadsheet/edit/shared_groups.h"
#include "spreadsheet/formula/structural_edit.h"

namespace sheetgate::spreadsheet {

class CellSplice {
 public:
  // Appends to *out. Everything must outlive this.
  CellSplice(std::string_view xml, const StructuralRewriter& rewriter, int sheet,
             const SharedGroups& groups, std::string* out)
      : xml_(xml), rewriter_(rewriter), sheet_(sheet), groups_(groups), out_(*out) {}

  // Whether anything was replaced or added.
  bool changed() const { return changed_; }

  void CopyTo(size_t position) {
    if (position <= copied_) return;
    out_.append(xml_.substr(copied_, position - copied_));
    copied_ = position;
  }
  // Leaves out everything in front of `position`, without saying that it changed.
  void SkipTo(size_t position) { copied_ = position; }
  void Replace(size_t begin, size_t end, std::string_view with) {
    CopyTo(begin);
    out_.append(with);
    copied_ = end;
    changed_ = true;
  }
  void Drop(size_t begin, size_t end) { Replace(begin, end, ""); }
  // At `position`, or where Add was last called.
  void Add(size_t position, std::string_view text) { Replace(position, position, text); }
  // Says that something was appended to *out besides.
  void Touch() { changed_ = true; }
  size_t OffsetOf(std::string_view view) const {
    return static_cast<size_t>(view.data() - xml_.data());
  }

  // r of the row or cell element `tag`: `number` is its value, nullopt when it has none.
  void SetReference(const XmlTag& tag, std::optional<std::string_view> number,
                    std::string_view after);
  // Takes the spans of a row out (18.3.1.73): a hint for readers only, where it may have become
  // wrong.
  void DropSpans(const XmlTag& row);

  // The formula of the cell that stands at `cell` before the edit.
  void Formula(const CellReader::Formula& formula, CellRef cell);
  // That of a plain one.
  void Formula(const CellReader::PlainCell& plain);

 private:
  // A part of the rows and what comes in its place.
  struct Piece {
    std::string_view text;
    std::string with;
  };

  // An input cell of a data table (18.3.1.40): where it goes, or that it is deleted.
  void AddInput(const XmlTag& tag, CellRef cell, std::string_view input, std::string_view deleted,
                std::vector<Piece>* pieces) const;
  void RewriteText(size_t begin, size_t end, CellRef cell);
  void Expand(uint32_t group, CellRef cell, std::string_view name, size_t begin, size_t end);
  RangeRef RangeAfter(std::optional<uint32_t> group, const RangeRef& range) const;

  const std::string_view xml_;
  const StructuralRewriter& rewriter_;
  const int sheet_;
  const SharedGroups& groups_;
  std::string& out_;
  size_t copied_ = 0;
  bool changed_ = false;
};

// The qualified name of a tag.
std::string_view NameIn(const XmlTag& tag);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_CELL_SPLICE_H_

// RuleTree: the data validations and conditional formats of a worksheet part, in the schema's form
// (18.3.1.32, 18.3.1.18) and Excel 2010's in the extension list ([MS-XLSX] 2.6), to be cut and
// removed in place.
//
//   ASSIGN_OR_RETURN(RuleTree tree, RuleTree::Read(part));
//   tree.Cut(RuleTree::Kind::kValidation, ranges);
//   std::string xml = tree.Finish();
//
// What a rule has that is not understood stays with it; lists go with their last rule.
#ifndef SHEETGATE_SPREADSHEET_EDIT_RULE_TREE_H_
#define SHEETGATE_SPREADSHEET_EDIT_RULE_TREE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/model/address.h"
#include "spreadsheet/xlsx/part_edits.h"
#include "spreadsheet/xlsx/splicer.h"

namespace sheetgate::spreadsheet {

// The cells of `ranges` that are not in `without`, as ranges that do not overlap.
std::vector<RangeRef> Subtract(const std::vector<RangeRef>& ranges,
                               const std::vector<RangeRef>& without);
// The cells of `ranges`, each once.
std::vector<RangeRef> Disjoint(const std::vector<RangeRef>& ranges);
// An ST_Sqref (18.18.76).
std::string FormatSqref(const std::vector<RangeRef>& ranges);
// The cell that the formulas of a rule for `ranges` (at least one) are relative to.
CellRef RuleAnchor(const std::vector<RangeRef>& ranges);

class RuleTree {
 public:
  enum class Kind : uint8_t { kValidation, kFormat };

  // `part` must outlive the tree. DATA_LOSS (`FILE_CORRUPT`).
  static absl::StatusOr<RuleTree> Read(const XmlPart& part);

  // The first range of a rule of the kind that meets one of `ranges`.
  std::optional<RangeRef> FindMeeting(Kind kind, const std::vector<RangeRef>& ranges) const;

  // Takes the cells of `ranges` out of every rule of the kind; rules without cells go. Formulas
  // follow when the cell they are relative to changes. Returns how many lost cells.
  int Cut(Kind kind, const std::vector<RangeRef>& ranges);

  // The ranges of the conditional format whose rule has this priority.
  std::optional<std::vector<RangeRef>> RangesOf(int64_t priority) const;
  // Removes that rule with what extends it.
  void RemoveRule(int64_t priority);
  // Makes room: when a rule has this priority, it and all behind it go one further.
  void FreePriority(int64_t priority);

  // The part afterwards. Use once, last.
  std::string Finish();

 private:
  struct Span {
    size_t begin = 0;
    size_t end = 0;
  };
  // An element of the way to a rule.
  struct Node {
    std::string_view name;
    size_t begin = 0;
    size_t end = 0;
    int parent = -1;
    int children = 0;
    bool removed = false;
    std::optional<Span> count;  // value of its count attribute
    // Of dataValidation and conditionalFormatting.
    std::vector<RangeRef> ranges;
    Span sqref;
    std::vector<Span> formulas;
    // Of cfRule.
    std::optional<int64_t> priority;
    Span priority_span;
    std::string id;  // joins it with the rule that extends it
  };

  // What comes in place of a span of a node.
  struct Text {
    int node = 0;
    Span span;
    std::string text;
  };

  explicit RuleTree(const XmlPart& part) : part_(part) {}

  absl::Status Scan();
  bool IsRule(const Node& node, Kind kind) const;
  void SetRanges(int index, std::vector<RangeRef> ranges);
  void Remove(int index);
  bool IsGone(int index) const;
  std::string Shifted(Span formula, CellRef before, CellRef after) const;

  XmlPart part_;
  std::vector<Node> nodes_;
  std::vector<Text> texts_;  // of several for one place the last counts
};

// The worksheet with `element` (with its own prefixes) as one more validation.
absl::StatusOr<std::string> AppendValidation(const XmlPart& worksheet, std::string_view element);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_RULE_TREE_H_

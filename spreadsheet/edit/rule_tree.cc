#include "spreadsheet/edit/rule_tree.h"

#include <algorithm>
#include <array>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/model/range_relations.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/feature_xml.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// The elements on the way from a worksheet to its rules.
constexpr std::array<std::string_view, 7> kNodes = {"extLst",
                                                    "ext",
                                                    "dataValidations",
                                                    "dataValidation",
                                                    "conditionalFormattings",
                                                    "conditionalFormatting",
                                                    "cfRule"};
// Elements whose text is a formula; those of Excel 2010 have it in a child f.
constexpr std::array<std::string_view, 4> kFormulas = {"formula1", "formula2", "formula", "f"};

template <typename List>
bool Has(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// Appends the cells of `range` that are not in `without`: above, left of, right of and below.
void AppendWithout(const RangeRef& range, const RangeRef& without, std::vector<RangeRef>* out) {
  RangeRef common;
  if (!Intersect(range, without, &common)) {
    out->push_back(range);
    return;
  }
  const auto add = [out](int32_t top, int32_t left, int32_t bottom, int32_t right) {
    if (top <= bottom && left <= right) out->push_back({{top, left}, {bottom, right}});
  };
  add(range.first.row, range.first.column, common.first.row - 1, range.last.column);
  add(common.first.row, range.first.column, common.last.row, common.first.column - 1);
  add(common.first.row, common.last.column + 1, common.last.row, range.last.column);
  add(common.last.row + 1, range.first.column, range.last.row, range.last.column);
}

}  // namespace

std::vector<RangeRef> Subtract(const std::vector<RangeRef>& ranges,
                               const std::vector<RangeRef>& without) {
  std::vector<RangeRef> left = ranges;
  for (const RangeRef& hole : without) {
    std::vector<RangeRef> pieces;
    for (const RangeRef& range : left) AppendWithout(range, hole, &pieces);
    left = std::move(pieces);
  }
  return left;
}

std::vector<RangeRef> Disjoint(const std::vector<RangeRef>& ranges) {
  std::vector<RangeRef> out;
  for (const RangeRef& range : ranges) {
    for (const RangeRef& piece : Subtract({range}, out)) out.push_back(piece);
  }
  return out;
}

std::string FormatSqref(const std::vector<RangeRef>& ranges) {
  std::string text;
  for (const RangeRef& range : ranges) {
    if (!text.empty()) text += ' ';
    text += FormatRange(range);
  }
  return text;
}

CellRef RuleAnchor(const std::vector<RangeRef>& ranges) {
  CellRef anchor = ranges.front().first;
  for (const RangeRef& range : ranges) {
    anchor.row = std::min(anchor.row, range.first.row);
    anchor.column = std::min(anchor.column, range.first.column);
  }
  return anchor;
}

absl::StatusOr<RuleTree> RuleTree::Read(const XmlPart& part) {
  RuleTree tree(part);
  RETURN_IF_ERROR(tree.Scan());
  return tree;
}

absl::Status RuleTree::Scan() {
  XmlScanner xml(part_.xml, part_.max_depth);
  if (!xml.Next()) return xml.StatusFor(part_.name);
  struct Open {
    int node;
    int depth;
  };
  std::vector<Open> open;
  std::string_view text_of;  // the element whose text comes next
  const auto span = [&](std::string_view view) {
    return Span{xml.OffsetOf(view), xml.OffsetOf(view) + view.size()};
  };
  // The innermost open node that is a rule for ranges.
  const auto rule = [&]() -> Node* {
    for (auto it = open.rbegin(); it != open.rend(); ++it) {
      Node& node = nodes_[static_cast<size_t>(it->node)];
      if (node.name == "dataValidation" || node.name == "conditionalFormatting") return &node;
    }
    return nullptr;
  };
  while (xml.Next()) {
    if (xml.token() == XmlToken::kEnd) {
      text_of = {};
      if (!open.empty() && xml.depth() < open.back().depth) {
        nodes_[static_cast<size_t>(open.back().node)].end = xml.end();
        open.pop_back();
      }
      continue;
    }
    if (xml.token() == XmlToken::kText) {
      Node* const owner = rule();
      if (owner == nullptr || text_of.empty()) continue;
      if (text_of == "sqref") {
        owner->ranges = ParseSqref(Decoded(xml.text()));
        owner->sqref = span(xml.text());
      } else if (text_of == "id") {
        Node& inner = nodes_[static_cast<size_t>(open.back().node)];
        inner.id = Decoded(xml.text());
      } else if (!xml.cdata() && !TrimXmlSpace(xml.text()).empty()) {
        owner->formulas.push_back(span(xml.text()));
      }
      continue;
    }
    const std::string_view name = xml.local_name();
    Node* const owner = rule();
    text_of = {};
    if (owner != nullptr && (name == "sqref" || name == "id" || Has(kFormulas, name))) {
      text_of = name;
      continue;
    }
    // The extension list of a rule joins it with another; it is no list of rules.
    if (owner != nullptr && name != "cfRule") continue;
    if (owner == nullptr && !Has(kNodes, name)) {
      if (!open.empty()) ++nodes_[static_cast<size_t>(open.back().node)].children;
      xml.SkipElement();
      continue;
    }
    Node node;
    node.name = name;
    node.begin = xml.begin();
    node.parent = open.empty() ? -1 : open.back().node;
    if (node.parent >= 0) ++nodes_[static_cast<size_t>(node.parent)].children;
    if (const auto count = xml.Attribute("count")) node.count = span(*count);
    if (const auto sqref = xml.Attribute("sqref")) {
      node.ranges = ParseSqref(Decoded(*sqref));
      node.sqref = span(*sqref);
    }
    if (name == "cfRule") {
      node.id = Decoded(xml.Attribute("id").value_or(""));
      if (const auto priority = xml.Attribute("priority")) {
        node.priority_span = span(*priority);
        if (const auto number = ParseUnsigned(*priority)) node.priority = *number;
      }
    }
    nodes_.push_back(std::move(node));
    open.push_back({static_cast<int>(nodes_.size()) - 1, xml.depth()});
  }
  return xml.StatusFor(part_.name);
}

bool RuleTree::IsRule(const Node& node, Kind kind) const {
  return !node.removed && !node.ranges.empty() &&
         node.name == (kind == Kind::kValidation ? "dataValidation" : "conditionalFormatting");
}

std::optional<RangeRef> RuleTree::FindMeeting(Kind kind,
                                              const std::vector<RangeRef>& ranges) const {
  for (const Node& node : nodes_) {
    if (!IsRule(node, kind)) continue;
    for (const RangeRef& range : node.ranges) {
      const bool meets = std::any_of(ranges.begin(), ranges.end(),
                                     [&](const RangeRef& other) { return Meet(range, other); });
      if (meets) return range;
    }
  }
  return std::nullopt;
}

std::string RuleTree::Shifted(Span formula, CellRef before, CellRef after) const {
  const std::string text = Decoded(part_.xml.substr(formula.begin, formula.end - formula.begin));
  std::string escaped;
  AppendEscaped(ShiftFormula(text, after.row - before.row, after.column - before.column), &escaped);
  return escaped;
}

void RuleTree::SetRanges(int index, std::vector<RangeRef> ranges) {
  Node& node = nodes_[static_cast<size_t>(index)];
  const CellRef before = RuleAnchor(node.ranges);
  const CellRef after = RuleAnchor(ranges);
  texts_.push_back({index, node.sqref, FormatSqref(ranges)});
  if (before != after) {
    for (const Span formula : node.formulas) {
      texts_.push_back({index, formula, Shifted(formula, before, after)});
    }
  }
  node.ranges = std::move(ranges);
}

void RuleTree::Remove(int index) {
  Node& node = nodes_[static_cast<size_t>(index)];
  if (node.removed) return;
  node.removed = true;
  if (node.parent < 0) return;
  Node& parent = nodes_[static_cast<size_t>(node.parent)];
  if (--parent.children == 0) {
    Remove(node.parent);
  } else if (parent.count.has_value()) {
    texts_.push_back({node.parent, *parent.count, std::to_string(parent.children)});
  }
}

int RuleTree::Cut(Kind kind, const std::vector<RangeRef>& ranges) {
  int changed = 0;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (!IsRule(nodes_[i], kind)) continue;
    const bool meets =
        std::any_of(nodes_[i].ranges.begin(), nodes_[i].ranges.end(), [&](const RangeRef& range) {
          return std::any_of(ranges.begin(), ranges.end(),
                             [&](const RangeRef& hole) { return Meet(range, hole); });
        });
    if (!meets) continue;
    ++changed;
    std::vector<RangeRef> left = Subtract(nodes_[i].ranges, ranges);
    if (left.empty()) {
      Remove(static_cast<int>(i));
    } else {
      SetRanges(static_cast<int>(i), std::move(left));
    }
  }
  return changed;
}

std::optional<std::vector<RangeRef>> RuleTree::RangesOf(int64_t priority) const {
  for (const Node& node : nodes_) {
    if (node.priority == priority && node.parent >= 0) {
      return nodes_[static_cast<size_t>(node.parent)].ranges;
    }
  }
  return std::nullopt;
}

void RuleTree::RemoveRule(int64_t priority) {
  std::string id;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].priority != priority || nodes_[i].removed) continue;
    id = nodes_[i].id;
    Remove(static_cast<int>(i));
    break;
  }
  if (id.empty()) return;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].name == "cfRule" && nodes_[i].id == id) Remove(static_cast<int>(i));
  }
}

void RuleTree::FreePriority(int64_t priority) {
  const bool taken = std::any_of(nodes_.begin(), nodes_.end(), [&](const Node& node) {
    return !node.removed && node.priority == priority;
  });
  if (!taken) return;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    Node& node = nodes_[i];
    if (node.removed || !node.priority.has_value() || *node.priority < priority) continue;
    node.priority = std::min<int64_t>(*node.priority + 1, 0x7FFFFFFF);
    texts_.push_back({static_cast<int>(i), node.priority_span, std::to_string(*node.priority)});
  }
}

bool RuleTree::IsGone(int index) const {
  for (; index >= 0; index = nodes_[static_cast<size_t>(index)].parent) {
    if (nodes_[static_cast<size_t>(index)].removed) return true;
  }
  return false;
}

std::string RuleTree::Finish() {
  Splicer splicer(part_.xml);
  for (const Node& node : nodes_) {
    if (node.removed && !IsGone(node.parent)) splicer.Replace(node.begin, node.end, "");
  }
  for (auto text = texts_.begin(); text != texts_.end(); ++text) {
    const size_t begin = text->span.begin;
    const bool again = std::any_of(text + 1, texts_.end(),
                                   [&](const Text& later) { return later.span.begin == begin; });
    if (!again && !IsGone(text->node)) splicer.Replace(begin, text->span.end, text->text);
  }
  return splicer.Finish();
}

absl::StatusOr<std::string> AppendValidation(const XmlPart& worksheet, std::string_view element) {
  XmlScanner xml(worksheet.xml, worksheet.max_depth);
  if (!xml.Next()) return xml.StatusFor(worksheet.name);
  const std::string root(xml.name());
  while (xml.NextChild()) {
    if (xml.local_name() != "dataValidations") {
      xml.SkipElement();
      continue;
    }
    const XmlScanner start = xml;
    const bool empty = xml.self_closing();
    int count = 1;
    while (xml.NextChild()) {
      ++count;
      xml.SkipElement();
    }
    RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
    if (empty) break;
    Splicer splicer(worksheet.xml);
    splicer.SetAttribute(start, "count", std::to_string(count));
    splicer.Insert(xml.begin(), std::string(element));
    return splicer.Finish();
  }
  RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
  return SetWorksheetChild(worksheet, "dataValidations",
                           Concat(Tag("<", root, "dataValidations"), " count=\"1\">", element,
                                  Tag("</", root, "dataValidations"), ">"));
}

}  // namespace sheetgate::spreadsheet

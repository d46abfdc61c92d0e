// A copy that lags behind the scanner: what did not change is copied in long pieces, and an element
// that goes is cut off the end of what was written.
#include "spreadsheet/edit/reference_pass.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/formula/sheet_prefix.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr CellRef kFirstCell = {1, 1};

std::vector<RangeRef> ParseRanges(std::string_view list) {
  std::vector<RangeRef> ranges;
  while (!(list = TrimXmlSpace(list)).empty()) {
    const size_t end = std::min(list.find_first_of(" \t\r\n"), list.size());
    if (const auto range = TryParseRange(list.substr(0, end)); range) ranges.push_back(*range);
    list.remove_prefix(end);
  }
  return ranges;
}

// Upper left corner of the box around all ranges: what the formulas of a rule are relative to.
CellRef AnchorOf(const std::vector<RangeRef>& ranges) {
  if (ranges.empty()) return kFirstCell;
  CellRef anchor = ranges.front().first;
  for (const RangeRef& range : ranges) {
    anchor.row = std::min(anchor.row, range.first.row);
    anchor.column = std::min(anchor.column, range.first.column);
  }
  return anchor;
}

// An open element of the part.
struct Frame {
  std::string_view name;  // local
  size_t begin = 0;       // in the part
  size_t out_begin = 0;   // in what is written
  bool gone = false;
  int children_kept = 0;
  int children_gone = 0;
  // The values of its counts of children in what is written.
  struct Count {
    size_t at;
    size_t size;
    uint32_t value;
  };
  std::vector<Count> counts;
  // Of a rule with ranges of its own.
  std::optional<std::pair<CellRef, CellRef>> anchors;
  // Of an auto filter.
  std::optional<RangeRef> range;
  // Its text, if a rule is about it.
  const ReferenceRule* text_rule = nullptr;
  std::optional<size_t> text_begin;
  std::string text;
  int name_sheet = -1;
  // Of an anchor (20.5.2.33): whether its object moves with the cells, and whether it is resized.
  bool fixed = false;
  bool keeps_size = false;
  int32_t moved[2] = {0, 0};  // its upper left corner, in rows and columns
};

class ReferencePass {
 public:
  ReferencePass(const XmlPart& part, const StructuralRewriter& rewriter,
                const ReferencePassOptions& options)
      : part_(part), rewriter_(rewriter), options_(options), xml_(part.xml, part.max_depth) {}

  absl::StatusOr<std::optional<std::string>> Run() {
    while (xml_.Next()) {
      switch (xml_.token()) {
        case XmlToken::kStart:
          Start();
          if (options_.cells.has_value() && frames_.size() == 2 &&
              frames_.back().name == "sheetData" && !xml_.self_closing()) {
            RETURN_IF_ERROR(Cells());
          }
          break;
        case XmlToken::kText:
          Text();
          break;
        case XmlToken::kEnd:
          End();
          break;
      }
    }
    RETURN_IF_ERROR(xml_.StatusFor(part_.name));
    if (!changed_) return std::nullopt;
    CopyTo(part_.xml.size());
    return std::move(out_);
  }

 private:
  // Copies the part up to `position`.
  void CopyTo(size_t position) {
    if (position <= copied_) return;
    out_.append(part_.xml.substr(copied_, position - copied_));
    copied_ = position;
  }
  // Where the byte at `position`, not copied yet, will stand in what is written.
  size_t OutPosition(size_t position) const { return out_.size() + (position - copied_); }

  void Replace(size_t begin, size_t end, std::string_view with) {
    CopyTo(begin);
    AppendEscaped(with, &out_);
    copied_ = end;
    changed_ = true;
  }

  bool Applies(const ReferenceRule& rule) const {
    if (rule.within.empty()) return true;
    return std::any_of(frames_.begin(), frames_.end(),
                       [&](const Frame& frame) { return frame.name == rule.within; });
  }

  void Start() {
    Frame frame;
    frame.name = xml_.local_name();
    frame.begin = xml_.begin();
    frame.out_begin = OutPosition(xml_.begin());
    if (frame.name == "definedName") {
      const auto local = ParseUnsigned(xml_.Attribute("localSheetId").value_or(""));
      if (local.has_value()) frame.name_sheet = static_cast<int>(*local);
    }
    if (frame.name == "autoFilter") {
      frame.range = TryParseRange(Decoded(xml_.Attribute("ref").value_or("")));
    }
    if (frame.name == "twoCellAnchor") {
      const std::string_view edit_as = xml_.Attribute("editAs").value_or("twoCell");
      frame.fixed = edit_as == "absolute";
      frame.keeps_size = edit_as == "oneCell";
    }
    if (frame.name == "conditionalFormatting" || frame.name == "dataValidation" ||
        frame.name == "sparkline") {
      frame.anchors = AnchorsHere();
    }
    frames_.push_back(std::move(frame));
    for (const ReferenceRule& rule : options_.rules) {
      if (rule.element != frames_.back().name || !Applies(rule)) continue;
      if (rule.attribute.empty()) {
        frames_.back().text_rule = &rule;
        continue;
      }
      const auto value = xml_.Attribute(rule.attribute);
      if (!value.has_value()) continue;
      RewriteValue(rule, Decoded(*value), xml_.OffsetOf(*value), value->size());
    }
    NoteCounts();
  }

  void NoteCounts() {
    Frame& frame = frames_.back();
    if (!GoesWithItsChildren(frame.name)) return;
    for (const XmlAttribute& attribute : xml_.attributes()) {
      const bool counts = attribute.name == "count" || attribute.name == "manualBreakCount";
      const auto value = ParseUnsigned(attribute.value);
      const size_t at = xml_.OffsetOf(attribute.value);
      if (!counts || !value.has_value() || at < copied_) continue;
      frame.counts.push_back({OutPosition(at), attribute.value.size(), *value});
    }
  }

  // Anchors of the rule whose start tag the scanner is at: its sqref is an attribute, or in x14 an
  // element behind the formulas.
  std::pair<CellRef, CellRef> AnchorsHere() const {
    std::string list;
    if (const auto sqref = xml_.Attribute("sqref"); sqref.has_value()) {
      list = Decoded(*sqref);
    } else {
      XmlScanner ahead = xml_;
      const int depth = ahead.depth();
      while (ahead.Next() && ahead.depth() >= depth) {
        if (ahead.token() == XmlToken::kStart && ahead.local_name() == "sqref" && ahead.Next() &&
            ahead.token() == XmlToken::kText) {
          list = Decoded(ahead.text());
          break;
        }
      }
    }
    const std::vector<RangeRef> before = ParseRanges(list);
    return {AnchorOf(before), AnchorOf(RangesAfter(before))};
  }

  // Where the cells of ranges are that are still on this sheet. Rules for cells take in what is
  // inserted just behind them; marks on cells do not.
  std::vector<RangeRef> RangesAfter(const std::vector<RangeRef>& before,
                                    InsertBehind behind = InsertBehind::kGrows) const {
    const auto after = rewriter_.RewriteRanges(options_.sheet, before, behind);
    if (!after.has_value()) return before;
    std::vector<RangeRef> ranges;
    for (const PlacedRange& piece : *after) {
      if (piece.sheet == options_.sheet) ranges.push_back(piece.range);
    }
    return ranges;
  }

  // What a rule's value becomes: nullopt when it stays; empty when what it refers to is gone.
  std::optional<std::string> NewValue(const ReferenceRule& rule, const std::string& value) {
    switch (rule.form) {
      case ReferenceForm::kFormula:
        return rewriter_.Rewrite(value, options_.sheet);
      case ReferenceForm::kAnchoredFormula:
        return NewAnchored(value);
      case ReferenceForm::kNameFormula:
        return rewriter_.RewriteAnchored(value, frames_.back().name_sheet, kFirstCell, kFirstCell);
      case ReferenceForm::kLocation:
        return NewLocation(value);
      case ReferenceForm::kPivotSource:
        return NewPivotSource(value);
      case ReferenceForm::kCell:
        return NewCell(value);
      case ReferenceForm::kRange:
        return NewRange(value);
      case ReferenceForm::kRangeList:
        return NewRanges(value);
      case ReferenceForm::kLine:
        return NewLine(value);
      case ReferenceForm::kBreak:
        return NewBreak(value);
      case ReferenceForm::kFilterColumn:
        return NewFilterColumn(value);
    }
    return std::nullopt;
  }

  std::optional<std::string> NewAnchored(const std::string& value) const {
    for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
      if (!frame->anchors.has_value()) continue;
      return rewriter_.RewriteAnchored(value, options_.sheet, frame->anchors->first,
                                       frame->anchors->second);
    }
    return rewriter_.Rewrite(value, options_.sheet);
  }

  std::optional<std::string> NewLocation(const std::string& value) const {
    const bool hash = value.starts_with('#');
    std::optional<std::string> after =
        rewriter_.Rewrite(std::string_view(value).substr(hash ? 1 : 0), options_.sheet);
    if (after.has_value() && hash) after->insert(0, 1, '#');
    return after;
  }

  std::optional<std::string> NewPivotSource(const std::string& value) const {
    const auto* rename = std::get_if<RenameSheet>(&rewriter_.edit());
    const size_t begin = value.find(']') + 1;
    const size_t end = value.rfind('!');
    if (rename == nullptr || end == std::string::npos || end < begin) return std::nullopt;
    const std::string cell =
        FormatSheetPrefix(std::string_view(value).substr(begin, end - begin)) + "A1";
    if (!rewriter_.Rewrite(cell, options_.sheet).has_value()) return std::nullopt;
    return Concat(value.substr(0, begin), rename->name, value.substr(end));
  }

  std::optional<std::string> NewCell(const std::string& value) const {
    const auto cell = TryParseRange(value);
    if (!cell.has_value()) return std::nullopt;
    const auto after = rewriter_.RewriteCell(options_.sheet, cell->first);
    if (!after.has_value() || after->sheet != options_.sheet) return std::string();
    if (after->cell == cell->first) return std::nullopt;
    return FormatCell(after->cell);
  }

  std::optional<std::string> NewRange(const std::string& value) const {
    const auto range = TryParseRange(value);
    if (!range.has_value()) return std::nullopt;
    const auto after = rewriter_.RewriteRange(options_.sheet, *range);
    if (!after.has_value() || after->sheet != options_.sheet) return std::string();
    if (after->range == *range) return std::nullopt;
    // One cell is not merged with anything.
    if (frames_.back().name == "mergeCell" && after->range.cells() == 1) return std::string();
    return FormatRange(after->range);
  }

  std::optional<std::string> NewRanges(const std::string& value) const {
    const bool rule = std::any_of(frames_.begin(), frames_.end(),
                                  [](const Frame& frame) { return frame.anchors.has_value(); });
    const std::vector<RangeRef> before = ParseRanges(value);
    const std::vector<RangeRef> after =
        RangesAfter(before, rule ? InsertBehind::kGrows : InsertBehind::kStays);
    if (after == before) return std::nullopt;
    std::string list;
    for (const RangeRef& range : after) {
      if (!list.empty()) list += ' ';
      list += FormatRange(range);
    }
    return list;
  }

  // The cell whose line `number` (from 1) a marker or break means, in the first line across.
  std::optional<int32_t> LineAfter(int32_t number, bool row) const {
    const auto* insert = std::get_if<InsertLines>(&rewriter_.edit());
    const auto* removal = std::get_if<DeleteLines>(&rewriter_.edit());
    const Axis axis = row ? Axis::kRows : Axis::kColumns;
    const int32_t most = row ? kMaxRow : kMaxColumn;
    if (insert != nullptr && insert->sheet == options_.sheet && insert->axis == axis) {
      return number < insert->first ? number : std::min(number + insert->count, most);
    }
    if (removal != nullptr && removal->sheet == options_.sheet && removal->axis == axis) {
      if (number < removal->first) return number;
      if (number < removal->first + removal->count) return std::nullopt;
      return number - removal->count;
    }
    return number;
  }

  // The anchor the element is in; null outside of one.
  Frame* Anchor() {
    for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
      if (frame->name == "twoCellAnchor") return &*frame;
    }
    return nullptr;
  }

  std::optional<std::string> NewLine(const std::string& value) {
    const auto number = ParseUnsigned(TrimXmlSpace(value));
    if (!number.has_value() || *number >= static_cast<uint32_t>(kMaxRow)) return std::nullopt;
    const auto line = static_cast<int32_t>(*number) + 1;
    const bool row = frames_.back().name == "row";
    Frame* anchor = Anchor();
    if (anchor != nullptr && anchor->fixed) return std::nullopt;
    std::optional<int32_t> after = LineAfter(line, row);
    // A marker in a line that goes stands at where that line was.
    if (!after.has_value()) after = std::get<DeleteLines>(rewriter_.edit()).first;
    if (anchor != nullptr && frames_.size() > 1) {
      const bool upper_left = frames_[frames_.size() - 2].name == "from";
      int32_t& moved = anchor->moved[row ? 0 : 1];
      if (upper_left) moved = *after - line;
      if (!upper_left && anchor->keeps_size) after = line + moved;
    }
    if (*after == line) return std::nullopt;
    return std::to_string(*after - 1);
  }

  std::optional<std::string> NewBreak(const std::string& value) const {
    const auto number = ParseUnsigned(value);
    if (!number.has_value() || *number >= static_cast<uint32_t>(kMaxRow)) return std::nullopt;
    const bool row = frames_.size() > 1 && frames_[frames_.size() - 2].name == "rowBreaks";
    // It comes in front of the next line, and stays with that one.
    const auto line = static_cast<int32_t>(*number) + 1;
    const std::optional<int32_t> after = LineAfter(line, row);
    if (!after.has_value()) return std::string();
    if (*after == line) return std::nullopt;
    return std::to_string(*after - 1);
  }

  // The column of an auto filter, counted from its first.
  std::optional<std::string> NewFilterColumn(const std::string& value) const {
    const auto number = ParseUnsigned(value);
    if (!number.has_value() || *number >= static_cast<uint32_t>(kMaxColumn)) return std::nullopt;
    for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
      if (!frame->range.has_value()) continue;
      const auto after =
          LineAfter(frame->range->first.column + static_cast<int32_t>(*number), /*row=*/false);
      const auto range = rewriter_.RewriteRange(options_.sheet, *frame->range);
      if (!range.has_value()) return std::nullopt;
      if (!after.has_value()) return std::string();
      const int32_t column = *after - range->range.first.column;
      if (column == static_cast<int32_t>(*number)) return std::nullopt;
      return std::to_string(column);
    }
    return std::nullopt;
  }

  void RewriteValue(const ReferenceRule& rule, const std::string& value, size_t begin,
                    size_t size) {
    const std::optional<std::string> after = NewValue(rule, value);
    if (!after.has_value()) return;
    if (!after->empty()) return Replace(begin, begin + size, *after);
    if (rule.when_gone == WhenGone::kKeep || frames_.size() < 2) return;
    Frame& gone =
        rule.when_gone == WhenGone::kRemove ? frames_.back() : frames_[frames_.size() - 2];
    gone.gone = true;
  }

  absl::Status Cells() {
    const std::string end_tag = Tag("</", xml_.name(), "sheetData");
    const size_t begin = xml_.end();
    // From the end: it is close, and what follows has no element of that name. Of a part where it
    // has, the scanner says what is wrong.
    const size_t end = part_.xml.rfind(end_tag);
    if (end == std::string_view::npos || end < begin) return absl::OkStatus();
    out_.reserve(part_.xml.size() + part_.xml.size() / 16);
    CopyTo(begin);
    ASSIGN_OR_RETURN(const bool changed,
                     (*options_.cells)(part_.xml.substr(begin, end - begin), &out_));
    if (changed) {
      copied_ = end;
      changed_ = true;
    }
    xml_.Continue(end);
    return absl::OkStatus();
  }

  void Text() {
    if (frames_.empty() || frames_.back().text_rule == nullptr) return;
    Frame& frame = frames_.back();
    if (!frame.text_begin.has_value()) frame.text_begin = xml_.begin();
    AppendDecoded(xml_.text(), xml_.cdata(), &frame.text);
  }

  void End() {
    if (frames_.empty()) return;
    if (frames_.back().text_rule != nullptr && frames_.back().text_begin.has_value()) {
      const std::string text = std::move(frames_.back().text);
      const size_t begin = *frames_.back().text_begin;
      RewriteValue(*frames_.back().text_rule, text, begin, xml_.begin() - begin);
    }
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    const bool emptied =
        frame.children_gone > 0 && frame.children_kept == 0 && GoesWithItsChildren(frame.name);
    Frame* parent = frames_.empty() ? nullptr : &frames_.back();
    if (parent != nullptr && (frame.gone || emptied)) {
      ++parent->children_gone;
      CopyTo(frame.begin);
      out_.resize(frame.out_begin);
      copied_ = std::max(copied_, xml_.end());
      changed_ = true;
      return;
    }
    if (parent != nullptr) ++parent->children_kept;
    if (frame.children_gone == 0) return;
    CopyTo(xml_.begin());
    const auto gone = static_cast<uint32_t>(frame.children_gone);
    for (auto count = frame.counts.rbegin(); count != frame.counts.rend(); ++count) {
      out_.replace(count->at, count->size,
                   std::to_string(count->value > gone ? count->value - gone : 0));
    }
  }

  const XmlPart& part_;
  const StructuralRewriter& rewriter_;
  const ReferencePassOptions& options_;
  XmlScanner xml_;
  std::vector<Frame> frames_;
  std::string out_;
  size_t copied_ = 0;
  bool changed_ = false;
};

}  // namespace

absl::StatusOr<std::optional<std::string>> RewriteReferences(const XmlPart& part,
                                                             const StructuralRewriter& rewriter,
                                                             const ReferencePassOptions& options) {
  return ReferencePass(part, rewriter, options).Run();
}

}  // namespace sheetgate::spreadsheet

#include "workbook-service/rpc/cell_surroundings.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/look.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/rpc/feature_codec.h"
#include "workbook-service/rpc/object_codec.h"

namespace sheetgate::workbook {
namespace {

using platform::StrCat;
using spreadsheet::CellRef;
using spreadsheet::RangeRef;

constexpr int64_t kFieldBytes = 24;  // "conditional_formats":[12]
constexpr int kMaxRuleRanges = 3;

bool Contains(const RangeRef& range, CellRef cell) {
  return range.first.row <= cell.row && cell.row <= range.last.row &&
         range.first.column <= cell.column && cell.column <= range.last.column;
}
bool Contains(const std::vector<RangeRef>& ranges, CellRef cell) {
  return std::ranges::any_of(ranges, [&](const RangeRef& range) { return Contains(range, cell); });
}

// "Sales[Price]"; an apostrophe takes the special meaning from characters of a column's name
// (ECMA-376 part 1, 18.17.6.2).
std::string ColumnText(std::string_view table, std::string_view column) {
  std::string text = StrCat(table, "[");
  for (const char c : column) {
    if (std::string_view("[]#'@").find(c) != std::string_view::npos) text.push_back('\'');
    text.push_back(c);
  }
  return text + "]";
}

// A rule may be about hundreds of ranges, and the cell that asks is known to be in one of them.
template <typename Info>
void KeepFirstRanges(Info* info) {
  const int more = info->ranges_size() - kMaxRuleRanges;
  if (more <= 0) return;
  info->mutable_ranges()->DeleteSubrange(kMaxRuleRanges, more);
  info->set_more_ranges(info->more_ranges() + more);
}

// Adds the rule to `list`, unless `numbers` has it, and sets its number.
template <typename Rule, typename List, typename Encode>
int64_t AddRule(const Rule& rule, std::map<const Rule*, int>* numbers, List* list, Encode encode,
                google::protobuf::RepeatedField<int32_t>* cell_numbers) {
  const auto [known, fresh] = numbers->try_emplace(&rule, list->size() + 1);
  cell_numbers->Add(known->second);
  if (!fresh) return kFieldBytes;
  auto info = encode();
  KeepFirstRanges(&info);
  // Names of fields and quotes about double what the wire form takes.
  const int64_t bytes = 2 * static_cast<int64_t>(info.ByteSizeLong()) + 120;
  *list->Add() = std::move(info);
  return kFieldBytes + bytes;
}

}  // namespace

absl::StatusOr<CellSurroundings> CellSurroundings::Load(
    const OpenedSheet& sheet, const platform::CancellationToken& cancellation,
    v1::InspectCellsResponse* response) {
  const spreadsheet::Workbook& workbook = *sheet.snapshot->workbook;
  CellSurroundings around(response);
  ASSIGN_OR_RETURN(const int index, workbook.FindSheet(sheet.name));
  ASSIGN_OR_RETURN(around.styles_, workbook.LoadCellStyles(cancellation));
  ASSIGN_OR_RETURN(around.features_, workbook.LoadFeatures(index, cancellation));
  ASSIGN_OR_RETURN(around.objects_, workbook.LoadObjects(index, cancellation));
  response->set_default_look(spreadsheet::UsualLookText(around.styles_->styles.front()));
  return around;
}

int64_t CellSurroundings::Describe(CellRef cell, uint32_t style, v1::CellDetail* detail) {
  int64_t bytes = AddLook(style, detail);
  for (const RangeRef& merge : features_->merges) {
    if (!Contains(merge, cell)) continue;
    detail->set_merged_range(spreadsheet::FormatRange(merge));
    bytes += kFieldBytes + TextBytes(detail->merged_range());
    break;
  }
  bytes += AddTable(cell, detail) + AddComments(cell, detail) + AddLink(cell, detail);
  return bytes + AddValidations(cell, detail) + AddFormats(cell, detail);
}

int64_t CellSurroundings::AddLook(uint32_t style, v1::CellDetail* detail) {
  const spreadsheet::CellStyle& usual = styles_->styles.front();
  const spreadsheet::CellStyle& look = styles_->at(style);
  if (look == usual) return 0;
  const std::string text = spreadsheet::LookText(look, usual);
  const auto [known, fresh] = looks_.try_emplace(text, response_->looks_size() + 1);
  detail->set_look(known->second);
  if (!fresh) return kFieldBytes;
  response_->add_looks(text);
  return kFieldBytes + TextBytes(text) + 1;
}

int64_t CellSurroundings::AddTable(CellRef cell, v1::CellDetail* detail) const {
  for (const spreadsheet::Table& table : features_->tables) {
    if (!Contains(table.range, cell)) continue;
    const auto column = static_cast<size_t>(cell.column - table.range.first.column);
    detail->set_table(column < table.columns.size()
                          ? ColumnText(table.name, table.columns[column].name)
                          : table.name);
    return kFieldBytes + TextBytes(detail->table());
  }
  return 0;
}

int64_t CellSurroundings::AddComments(CellRef cell, v1::CellDetail* detail) const {
  int64_t bytes = 0;
  // A thread comes with a note for programs that know notes only, which says the same.
  const bool has_thread = std::ranges::any_of(
      objects_->comments,
      [&](const spreadsheet::Comment& comment) { return comment.thread && comment.cell == cell; });
  for (const spreadsheet::Comment& comment : objects_->comments) {
    if (comment.cell != cell || comment.thread != has_thread) continue;
    v1::ObjectInfo info = EncodeComment(comment);
    detail->add_comments(std::move(*info.mutable_summary()));
    for (std::string& line : *info.mutable_details()) detail->add_comments(std::move(line));
  }
  for (const std::string& line : detail->comments()) bytes += TextBytes(line) + 1;
  return bytes == 0 ? 0 : kFieldBytes + bytes;
}

int64_t CellSurroundings::AddLink(CellRef cell, v1::CellDetail* detail) const {
  for (const spreadsheet::Hyperlink& link : objects_->hyperlinks) {
    if (!Contains(link.range, cell)) continue;
    detail->set_hyperlink(EncodeHyperlink(link).summary());
    return kFieldBytes + TextBytes(detail->hyperlink());
  }
  return 0;
}

int64_t CellSurroundings::AddValidations(CellRef cell, v1::CellDetail* detail) {
  int64_t bytes = 0;
  for (const spreadsheet::DataValidation& rule : features_->validations) {
    if (!Contains(rule.ranges, cell)) continue;
    bytes += AddRule(
        rule, &validations_, response_->mutable_data_validations(),
        [&] { return EncodeValidation(rule); }, detail->mutable_data_validations());
  }
  return bytes;
}

int64_t CellSurroundings::AddFormats(CellRef cell, v1::CellDetail* detail) {
  int64_t bytes = 0;
  for (const spreadsheet::ConditionalFormat& format : features_->conditional_formats) {
    if (!Contains(format.ranges, cell)) continue;
    for (const spreadsheet::ConditionalRule& rule : format.rules) {
      bytes += AddRule(
          rule, &rules_, response_->mutable_conditional_formats(),
          [&] { return EncodeRule(format, rule); }, detail->mutable_conditional_formats());
    }
  }
  return bytes;
}

}  // namespace sheetgate::workbook

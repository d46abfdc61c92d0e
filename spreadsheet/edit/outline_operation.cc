#include "spreadsheet/edit/outline_operation.h"

#include <algorithm>
#include <string_view>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/column_formats.h"
#include "spreadsheet/edit/element_tree.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/row_pass.h"
#include "spreadsheet/edit/sheet_element.h"
#include "spreadsheet/edit/size_operation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/raw_cell.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using pugi::xml_node;

constexpr uint32_t kMaxLevel = 7;

class Outline {
 public:
  explicit Outline(const OutlineChange& change) : change_(change) {}

  absl::StatusOr<std::string> Run(const XmlPart& worksheet,
                                  const platform::CancellationToken& cancellation) {
    ASSIGN_OR_RETURN(summary_behind_, SummaryBehind(worksheet));
    ASSIGN_OR_RETURN(const std::string grouped,
                     change_.rows ? Rows(worksheet, cancellation) : Columns(worksheet));
    if (!touched_) {
      return Conflict("has no group to end; list_objects tells which rows and columns are grouped");
    }
    if (too_deep_)
      return Conflict(Concat("has ", kMaxLevel, " levels already, the most there are"));
    const XmlPart part{worksheet.name, grouped, worksheet.max_depth};
    return EditSheetElement(part, "sheetFormatPr", [&](xml_node node) {
      // Required (18.3.1.81).
      if (!node.attribute("defaultRowHeight")) SetTreeAttribute(node, "defaultRowHeight", "15");
      const char* name = change_.rows ? "outlineLevelRow" : "outlineLevelCol";
      node.remove_attribute(name);
      if (deepest_ > 0) SetTreeAttribute(node, name, std::to_string(deepest_));
    });
  }

 private:
  absl::StatusOr<bool> SummaryBehind(const XmlPart& worksheet) const {
    bool behind = true;
    const auto read = EditSheetElement(worksheet, "sheetPr", [&](xml_node node) {
      const auto flag =
          ChildNamed(node, "outlinePr").attribute(change_.rows ? "summaryBelow" : "summaryRight");
      if (flag) behind = ParseXmlBoolean(flag.value());
    });
    RETURN_IF_ERROR(read.status());
    return behind;
  }

  absl::Status Conflict(std::string_view what) const {
    const std::string lines =
        change_.rows ? Concat("rows ", change_.first, ":", change_.last)
                     : Concat("columns ", ColumnName(change_.first), ":", ColumnName(change_.last));
    return platform::FailedPrecondition(ErrorReason::kStructureConflict,
                                        Concat("the outline of ", lines, " ", what));
  }

  int32_t Summary() const { return summary_behind_ ? change_.last + 1 : change_.first - 1; }

  void Edit(int32_t line, TagAttributes* tag) {
    const uint32_t level = std::min(tag->Number("outlineLevel").value_or(0), kMaxLevel);
    uint32_t after = level;
    if (line >= change_.first && line <= change_.last) {
      if (change_.group || level > 0) touched_ = true;
      if (change_.group && level == kMaxLevel) too_deep_ = true;
      after = change_.group ? std::min(level + 1, kMaxLevel) : level - std::min(level, 1u);
      if (after != level && after == 0) tag->Remove("outlineLevel");
      if (after != level && after > 0) tag->Set("outlineLevel", std::to_string(after));
      if (change_.group && change_.collapsed) tag->Set("hidden", "1");
      if (!change_.group && level == 1) tag->Remove("hidden");
    }
    if (line == Summary() && change_.group && change_.collapsed) tag->Set("collapsed", "1");
    if (line == Summary() && !change_.group) tag->Remove("collapsed");
    deepest_ = std::max(deepest_, after);
  }

  absl::StatusOr<std::string> Rows(const XmlPart& worksheet,
                                   const platform::CancellationToken& cancellation) {
    RowSpan span{1, 0};
    if (change_.group) {
      span = {std::min(change_.first, std::max(1, Summary())),
              std::min(kMaxRow, std::max(change_.last, Summary()))};
    }
    return EditRows(worksheet, span, cancellation, [&](RowEdit* row) {
      Edit(row->number, &row->tag);
      return absl::OkStatus();
    });
  }

  absl::StatusOr<std::string> Columns(const XmlPart& worksheet) {
    ASSIGN_OR_RETURN(ColumnFormats columns, ColumnFormats::Read(worksheet));
    columns.EditEach(1, kMaxColumn, [&](int32_t column, TagAttributes* tag) { Edit(column, tag); });
    return columns.WriteTo(worksheet);
  }

  const OutlineChange& change_;
  bool summary_behind_ = true;
  bool touched_ = false;
  bool too_deep_ = false;
  uint32_t deepest_ = 0;
};

}  // namespace

absl::Status OutlineOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int index, FindWorksheet(document, change_.sheet_name));
  RETURN_IF_ERROR(document.LoadSheet(index, editor->cancellation()).status());
  if (change_.rows && change_.last - change_.first >= kMaxSizedRows) {
    return platform::ResourceExhausted(
        ErrorReason::kLimitExceeded,
        Concat("rows ", change_.first, ":", change_.last, " are more than ", kMaxSizedRows,
               "; group fewer at a time"));
  }
  const std::string& part = document.sheet_part(index);
  ASSIGN_OR_RETURN(const std::string before, ReadWorksheet(*editor, part));
  ASSIGN_OR_RETURN(
      std::string after,
      Outline(change_).Run(XmlPart{part, before, editor->max_depth()}, editor->cancellation()));
  if (after != before) editor->Write(part, std::move(after));
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet

#include "spreadsheet/edit/sheet_operation.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/shared_parts.h"
#include "spreadsheet/edit/sheet_copy.h"
#include "spreadsheet/edit/structural_change.h"
#include "spreadsheet/edit/table_change.h"
#include "spreadsheet/edit/workbook_sheets.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/sheet_names.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::string_view kWorksheetType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";

std::vector<std::string> NamesOf(const Document& document) {
  std::vector<std::string> names;
  for (const SheetInfo& sheet : document.sheets()) names.push_back(sheet.name);
  return names;
}

absl::Status CheckPosition(int position, size_t sheets) {
  if (position >= 0 && static_cast<size_t>(position) < sheets) return absl::OkStatus();
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument,
      Concat("position is ", position, "; give 0 (in front of all) to ", sheets - 1));
}

// A workbook always shows a sheet.
absl::Status CheckStillVisible(const Document& document, int sheet, std::string_view what) {
  for (size_t i = 0; i < document.sheets().size(); ++i) {
    const bool visible = document.sheets()[i].visibility == SheetVisibility::kVisible;
    if (static_cast<int>(i) != sheet && visible) return absl::OkStatus();
  }
  return platform::FailedPrecondition(
      ErrorReason::kStructureConflict,
      Concat(Quoted(document.sheets()[static_cast<size_t>(sheet)].name),
             " is the only visible sheet and cannot be ", what,
             "; a workbook needs one: create or show another first"));
}

absl::Status CheckCopied(const SheetInfo& sheet) {
  if (sheet.kind == SheetKind::kWorksheet || sheet.kind == SheetKind::kChartsheet) {
    return absl::OkStatus();
  }
  return platform::FailedPrecondition(
      ErrorReason::kStructureConflict,
      Concat(Quoted(sheet.name),
             " is a sheet of an old kind (dialog or macro sheet), which cannot be ",
             "copied; worksheets and chart sheets can"));
}

// The visible sheet nearest to `sheet`, which is another.
int NextVisible(const Document& document, int sheet) {
  const auto count = static_cast<int>(document.sheets().size());
  for (int distance = 1; distance < count; ++distance) {
    for (const int other : {sheet + distance, sheet - distance}) {
      if (other < 0 || other >= count) continue;
      if (document.sheets()[static_cast<size_t>(other)].visibility == SheetVisibility::kVisible) {
        return other;
      }
    }
  }
  return sheet;
}

std::vector<int> Moved(size_t sheets, int sheet, int position) {
  std::vector<int> order(sheets);
  std::iota(order.begin(), order.end(), 0);
  order.erase(order.begin() + sheet);
  order.insert(order.begin() + position, sheet);
  return order;
}

}  // namespace

absl::Status CreateSheetOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  std::vector<std::string> names = NamesOf(document);
  const int count = static_cast<int>(names.size());
  names.push_back(name_);
  RETURN_IF_ERROR(CheckSheetNames(names));
  const int position = position_.value_or(count);
  RETURN_IF_ERROR(CheckPosition(position, names.size()));
  const std::string& workbook = document.workbook_part();
  ASSIGN_OR_RETURN(const std::vector<Relationship> relationships, editor->Relationships(workbook));
  const std::string folder = workbook.substr(0, workbook.rfind('/') + 1);
  const std::string part = editor->NewPartName(Concat(folder, "worksheets/sheet"), ".xml");
  RETURN_IF_ERROR(editor->Add(part, kWorksheetType, EmptyWorksheet(IsStrict(relationships))));
  ASSIGN_OR_RETURN(const std::string id, editor->Relate(workbook, "worksheet", part));
  return editor->Edit(workbook, [&](const XmlPart& before) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(std::string appended, AppendSheet(before, name_, id));
    if (position == count) return appended;
    const XmlPart with{before.name, appended, before.max_depth};
    return ReorderSheets(with, Moved(names.size(), count, position));
  });
}

absl::Status CopySheetOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindSheet(document, name_));
  const SheetInfo& info = document.sheets()[static_cast<size_t>(sheet)];
  RETURN_IF_ERROR(CheckCopied(info));
  std::vector<std::string> names = NamesOf(document);
  const int count = static_cast<int>(names.size());
  const std::string name = new_name_.empty() ? NameOfCopy(info.name, names) : new_name_;
  names.push_back(name);
  RETURN_IF_ERROR(CheckSheetNames(names));
  const int position = position_.value_or(sheet + 1);
  RETURN_IF_ERROR(CheckPosition(position, names.size()));

  ASSIGN_OR_RETURN(const SheetCopy copy, CopySheetParts(sheet, name, editor));
  const std::string& workbook = document.workbook_part();
  const std::string_view kind = info.kind == SheetKind::kChartsheet ? "chartsheet" : "worksheet";
  ASSIGN_OR_RETURN(const std::string id, editor->Relate(workbook, kind, copy.part));
  std::vector<StructuralRewriter> rewriters;
  for (const StructuralEdit& edit : copy.edits) rewriters.emplace_back(edit, NamesOf(document));
  const auto rewrite = [&](const std::string& formula) {
    std::string after = formula;
    for (const StructuralRewriter& rewriter : rewriters) {
      after = rewriter.RewriteAnchored(after, sheet, {1, 1}, {1, 1}).value_or(after);
    }
    return after;
  };
  RETURN_IF_ERROR(editor->Edit(workbook, [&](const XmlPart& before) -> absl::StatusOr<std::string> {
    const auto now = [&](const std::string& xml) {
      return XmlPart{before.name, xml, before.max_depth};
    };
    ASSIGN_OR_RETURN(std::string xml, AppendSheet(before, name, id));
    ASSIGN_OR_RETURN(xml, SetSheetState(now(xml), count, info.visibility));
    ASSIGN_OR_RETURN(xml, CopyNames(now(xml), sheet, count, rewrite));
    if (position == count) return xml;
    return ReorderSheets(now(xml), Moved(names.size(), count, position));
  }));
  return DropCalculationChain(editor);
}

absl::Status DeleteSheetOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindSheet(document, name_));
  RETURN_IF_ERROR(CheckStillVisible(document, sheet, "deleted"));
  if (document.sheets()[static_cast<size_t>(sheet)].kind == SheetKind::kWorksheet) {
    ASSIGN_OR_RETURN(const std::shared_ptr<const SheetFeatures> features,
                     document.LoadFeatures(sheet, editor->cancellation()));
    for (const Table& table : features->tables) {
      const PlacedTable placed{sheet, table};
      RETURN_IF_ERROR(RewriteAllReferences(DeleteTable{placed, /*keep_cells=*/false}, editor));
      RETURN_IF_ERROR(RemoveTablePart(placed, editor));
    }
  }
  RETURN_IF_ERROR(RewriteAllReferences(DeleteSheet{sheet}, editor));
  RETURN_IF_ERROR(DropCalculationChain(editor));
  const std::string& workbook = document.workbook_part();
  std::string id;
  RETURN_IF_ERROR(editor->Edit(workbook, [&](const XmlPart& part) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(id, SheetRelationship(part, sheet));
    std::vector<int> order(document.sheets().size());
    std::iota(order.begin(), order.end(), 0);
    order.erase(order.begin() + sheet);
    if (document.sheets()[static_cast<size_t>(sheet)].visibility != SheetVisibility::kVisible) {
      return ReorderSheets(part, order);
    }
    ASSIGN_OR_RETURN(const std::string left, LeaveSheet(part, sheet, NextVisible(document, sheet)));
    return ReorderSheets(XmlPart{part.name, left, part.max_depth}, order);
  }));
  RETURN_IF_ERROR(editor->RemoveRelationship(workbook, id));
  if (document.sheet_part(sheet).empty()) return absl::OkStatus();
  // Its drawings, comments and the like go with it; media that other sheets show stay.
  return RemoveUnused(editor, document.sheet_part(sheet));
}

absl::Status RenameSheetOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindSheet(document, name_));
  std::vector<std::string> names = NamesOf(document);
  if (names[static_cast<size_t>(sheet)] == new_name_) return absl::OkStatus();
  names[static_cast<size_t>(sheet)] = new_name_;
  RETURN_IF_ERROR(CheckSheetNames(names));
  RETURN_IF_ERROR(RewriteAllReferences(RenameSheet{sheet, new_name_}, editor));
  return editor->Edit(document.workbook_part(),
                      [&](const XmlPart& part) { return SetSheetName(part, sheet, new_name_); });
}

absl::Status MoveSheetOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindSheet(document, name_));
  RETURN_IF_ERROR(CheckPosition(position_, document.sheets().size()));
  if (sheet == position_) return absl::OkStatus();
  RETURN_IF_ERROR(RewriteAllReferences(MoveSheet{sheet, position_}, editor));
  return editor->Edit(document.workbook_part(), [&](const XmlPart& part) {
    return ReorderSheets(part, Moved(document.sheets().size(), sheet, position_));
  });
}

absl::Status SetSheetVisibilityOperation::Apply(PackageEditor* editor,
                                                std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindSheet(document, name_));
  const bool hides = visibility_ != SheetVisibility::kVisible;
  if (hides) RETURN_IF_ERROR(CheckStillVisible(document, sheet, "hidden"));
  if (hides && !document.sheet_part(sheet).empty()) {
    RETURN_IF_ERROR(editor->Edit(document.sheet_part(sheet), DeselectTab));
  }
  return editor->Edit(
      document.workbook_part(), [&](const XmlPart& part) -> absl::StatusOr<std::string> {
        if (!hides) return SetSheetState(part, sheet, visibility_);
        ASSIGN_OR_RETURN(const std::string left,
                         LeaveSheet(part, sheet, NextVisible(document, sheet)));
        return SetSheetState(XmlPart{part.name, left, part.max_depth}, sheet, visibility_);
      });
}

absl::Status SetTabColorOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int sheet, FindWorksheet(document, name_));
  if (document.sheet_part(sheet).empty()) return absl::OkStatus();
  return editor->Edit(document.sheet_part(sheet),
                      [&](const XmlPart& part) { return SetTabColor(part, argb_); });
}

}  // namespace sheetgate::spreadsheet

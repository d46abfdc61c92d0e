// Opening and editing; writing is in write_xlsx.cc.
#include "spreadsheet/xlsx/xlsx_workbook.h"

#include <algorithm>
#include <map>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/suggest.h"
#include "spreadsheet/model/cell_style.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "spreadsheet/xlsx/xlsx.h"

namespace sheetgate::spreadsheet {

using platform::ErrorReason;

XlsxWorkbook::XlsxWorkbook(std::shared_ptr<const Document> document)
    : document_(std::move(document)), edited_(document_->sheets().size()) {}

XlsxWorkbook::XlsxWorkbook(std::shared_ptr<const Document> document,
                           std::vector<AddedFormat> added_formats, EditedSheets edited)
    : document_(std::move(document)),
      added_formats_(std::move(added_formats)),
      edited_(std::move(edited)) {}

absl::StatusOr<int> FindSheetNamed(const std::vector<SheetInfo>& sheets, std::string_view name) {
  constexpr size_t kMaxListed = 50;
  const std::string wanted = FoldCase(name);
  std::vector<std::string> names;
  std::string list;
  for (const SheetInfo& sheet : sheets) {
    if (FoldCase(sheet.name) == wanted) return static_cast<int>(names.size());
    if (names.size() < kMaxListed) list += Concat(names.empty() ? "" : ", ", "'", sheet.name, "'");
    if (names.size() == kMaxListed) list += ", ...";
    names.push_back(sheet.name);
  }
  const std::string nearest = platform::ClosestMatch(name, names);
  const std::string hint = nearest.empty() ? ";" : Concat("; did you mean '", nearest, "'?");
  platform::ErrorMetadata metadata = {{"sheets", list}};
  if (!nearest.empty()) metadata.emplace("did_you_mean", nearest);
  return platform::NotFound(
      ErrorReason::kSheetNotFound,
      Concat("there is no sheet ", Quoted(name), hint, " the sheets are: ", list), metadata);
}

absl::StatusOr<int> XlsxWorkbook::FindSheet(std::string_view name) const {
  return FindSheetNamed(sheets(), name);
}

absl::Status XlsxWorkbook::CheckIndex(int index) const {
  if (index >= 0 && static_cast<size_t>(index) < edited_.size()) return absl::OkStatus();
  return platform::NotFound(ErrorReason::kSheetNotFound,
                            Concat("there is no sheet number ", index, "; the workbook has ",
                                   edited_.size(), ", counted from 0"));
}

absl::StatusOr<std::shared_ptr<const SheetFeatures>> XlsxWorkbook::LoadFeatures(
    int index, const platform::CancellationToken& cancellation) const {
  RETURN_IF_ERROR(CheckIndex(index));
  return document_->LoadFeatures(index, cancellation);
}

absl::StatusOr<std::optional<RangeRef>> XlsxWorkbook::DeclaredRange(
    int index, const platform::CancellationToken& cancellation) const {
  RETURN_IF_ERROR(CheckIndex(index));
  return document_->DeclaredRange(index, cancellation);
}

absl::StatusOr<std::shared_ptr<const CellStyles>> XlsxWorkbook::LoadCellStyles(
    const platform::CancellationToken& cancellation) const {
  ASSIGN_OR_RETURN(std::shared_ptr<const CellStyles> of_file,
                   document_->LoadCellStyles(cancellation));
  if (added_formats_.empty()) return of_file;
  const auto extend = [&]() -> absl::StatusOr<std::shared_ptr<const CellStyles>> {
    auto styles = std::make_shared<CellStyles>(*of_file);
    styles->styles.reserve(styles->styles.size() + added_formats_.size());
    for (const AddedFormat& added : added_formats_) {
      CellStyle style = styles->at(added.base);
      style.number_format = document_->styles().FormatCode(added.number_format_id);
      styles->styles.push_back(std::move(style));
    }
    return styles;
  };
  return derived().Get<CellStyles>("cell styles", cancellation, extend);
}

absl::StatusOr<std::shared_ptr<const SheetObjects>> XlsxWorkbook::LoadObjects(
    int index, const platform::CancellationToken& cancellation) const {
  RETURN_IF_ERROR(CheckIndex(index));
  return document_->LoadObjects(index, cancellation);
}

absl::StatusOr<std::shared_ptr<const WorkbookObjects>> XlsxWorkbook::LoadWorkbookObjects(
    const platform::CancellationToken& cancellation) const {
  return document_->LoadWorkbookObjects(cancellation);
}

absl::StatusOr<std::string> XlsxWorkbook::ReadVbaProject(
    const platform::CancellationToken& cancellation) const {
  return document_->ReadVbaProject(cancellation);
}

absl::StatusOr<std::shared_ptr<const Sheet>> XlsxWorkbook::LoadSheet(
    int index, const platform::CancellationToken& cancellation) const {
  RETURN_IF_ERROR(CheckIndex(index));
  if (const auto& edited = edited_[static_cast<size_t>(index)]; edited != nullptr) return edited;
  return document_->LoadSheet(index, cancellation);
}

absl::StatusOr<std::unique_ptr<SheetEditor>> XlsxWorkbook::EditorFor(
    int sheet, const platform::CancellationToken& cancellation) const {
  if (sheet < 0 || static_cast<size_t>(sheet) >= edited_.size() ||
      sheets()[static_cast<size_t>(sheet)].kind != SheetKind::kWorksheet) {
    return platform::InvalidArgument(ErrorReason::kNotAWorksheet,
                                     Concat("sheet number ", sheet, " is not a worksheet"));
  }
  if (const auto& edited = edited_[static_cast<size_t>(sheet)]; edited != nullptr) {
    return std::make_unique<SheetEditor>(*edited);
  }
  ASSIGN_OR_RETURN(std::shared_ptr<const ParsedSheet> base,
                   document_->LoadSheet(sheet, cancellation));
  return std::make_unique<SheetEditor>(std::move(base));
}

absl::StatusOr<std::shared_ptr<const Workbook>> XlsxWorkbook::Apply(
    absl::Span<const CellChange> changes, const platform::CancellationToken& cancellation) const {
  constexpr size_t kCheckEvery = 1024;
  ASSIGN_OR_RETURN(std::shared_ptr<const Styles> file_styles, document_->LoadStyles(cancellation));
  StyleTable styles(std::move(file_styles), added_formats_);
  std::map<int, std::unique_ptr<SheetEditor>> editors;
  for (size_t i = 0; i < changes.size(); ++i) {
    if (i % kCheckEvery == 0) RETURN_IF_ERROR(cancellation.Check());
    std::unique_ptr<SheetEditor>& editor = editors[changes[i].sheet];
    if (editor == nullptr) {
      ASSIGN_OR_RETURN(editor, EditorFor(changes[i].sheet, cancellation));
    }
    RETURN_IF_ERROR(editor->Apply(changes[i], &styles));
  }
  EditedSheets edited = edited_;
  for (const auto& [sheet, editor] : editors) edited[static_cast<size_t>(sheet)] = editor->Finish();
  return std::make_shared<const XlsxWorkbook>(document_, styles.added(), std::move(edited));
}

size_t XlsxWorkbook::memory_bytes() const {
  size_t bytes = sizeof(*this) + document_->memory_bytes() + derived().memory_bytes();
  for (const auto& edited : edited_) {
    if (edited != nullptr) bytes += edited->edit_memory_bytes();
  }
  return bytes;
}

absl::StatusOr<std::shared_ptr<const Workbook>> OpenXlsx(
    PackageBytes package, const XlsxLimits& limits,
    const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Package> opened,
                   Package::Open(std::move(package), limits, cancellation));
  ASSIGN_OR_RETURN(std::shared_ptr<const Document> document,
                   Document::Open(std::move(opened), cancellation));
  return std::make_shared<const XlsxWorkbook>(std::move(document));
}

}  // namespace sheetgate::spreadsheet

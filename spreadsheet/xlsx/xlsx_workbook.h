// XlsxWorkbook: one state of a workbook: a document and the edits since.
#ifndef SHEETGATE_SPREADSHEET_XLSX_XLSX_WORKBOOK_H_
#define SHEETGATE_SPREADSHEET_XLSX_XLSX_WORKBOOK_H_

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "spreadsheet/model/workbook.h"
#include "spreadsheet/xlsx/document.h"
#include "spreadsheet/xlsx/edited_sheet.h"
#include "spreadsheet/xlsx/styles.h"

namespace sheetgate::spreadsheet {

// As Workbook::FindSheet.
absl::StatusOr<int> FindSheetNamed(const std::vector<SheetInfo>& sheets, std::string_view name);

// Immutable; safe from any thread.
class XlsxWorkbook : public Workbook {
 public:
  // Sheets that were edited; null for the others.
  using EditedSheets = std::vector<std::shared_ptr<const EditedSheet>>;

  explicit XlsxWorkbook(std::shared_ptr<const Document> document);
  XlsxWorkbook(std::shared_ptr<const Document> document, std::vector<AddedFormat> added_formats,
               EditedSheets edited);

  const std::vector<SheetInfo>& sheets() const override { return document_->sheets(); }
  absl::StatusOr<int> FindSheet(std::string_view name) const override;
  absl::StatusOr<std::shared_ptr<const Sheet>> LoadSheet(
      int index, const platform::CancellationToken& cancellation) const override;
  absl::StatusOr<std::shared_ptr<const SheetFeatures>> LoadFeatures(
      int index, const platform::CancellationToken& cancellation) const override;
  absl::StatusOr<std::optional<RangeRef>> DeclaredRange(
      int index, const platform::CancellationToken& cancellation) const override;
  const std::vector<DefinedName>& defined_names() const override {
    return document_->defined_names();
  }
  const WorkbookFeatures& features() const override { return document_->features(); }
  DateSystem date_system() const override { return document_->date_system(); }
  std::string_view NumberFormat(uint32_t style) const override {
    return document_->styles().FormatCode(FormatIdOf(style));
  }
  bool IsDate(uint32_t style) const override {
    return document_->styles().IsDateId(FormatIdOf(style));
  }
  absl::StatusOr<std::shared_ptr<const CellStyles>> LoadCellStyles(
      const platform::CancellationToken& cancellation) const override;
  absl::StatusOr<std::shared_ptr<const SheetObjects>> LoadObjects(
      int index, const platform::CancellationToken& cancellation) const override;
  absl::StatusOr<std::shared_ptr<const WorkbookObjects>> LoadWorkbookObjects(
      const platform::CancellationToken& cancellation) const override;
  absl::StatusOr<std::string> ReadVbaProject(
      const platform::CancellationToken& cancellation) const override;
  absl::StatusOr<std::shared_ptr<const Workbook>> Apply(
      absl::Span<const CellChange> changes,
      const platform::CancellationToken& cancellation) const override;
  size_t memory_bytes() const override;

  const Document& document() const { return *document_; }
  const std::shared_ptr<const Document>& shared_document() const { return document_; }
  // Cell formats behind those of the file.
  const std::vector<AddedFormat>& added_formats() const { return added_formats_; }
  const EditedSheets& edited() const { return edited_; }

 private:
  absl::Status CheckIndex(int index) const;
  uint32_t FormatIdOf(uint32_t style) const {
    return NumberFormatId(document_->styles(), added_formats_, style);
  }
  absl::StatusOr<std::unique_ptr<SheetEditor>> EditorFor(
      int sheet, const platform::CancellationToken& cancellation) const;

  std::shared_ptr<const Document> document_;
  std::vector<AddedFormat> added_formats_;
  EditedSheets edited_;
};

// The document with the edits of `workbook` in its parts; the workbook's own when it has none.
// Errors as WriteXlsx.
absl::StatusOr<std::shared_ptr<const Document>> FoldEdits(
    const XlsxWorkbook& workbook, const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_XLSX_WORKBOOK_H_

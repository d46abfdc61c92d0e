// Document: what a package says, shared by every state of the workbook made from it.
#ifndef SHEETGATE_SPREADSHEET_XLSX_DOCUMENT_H_
#define SHEETGATE_SPREADSHEET_XLSX_DOCUMENT_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/cell_style.h"
#include "spreadsheet/model/load_once.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/model/workbook_objects.h"
#include "spreadsheet/xlsx/package.h"
#include "spreadsheet/xlsx/parsed_sheet.h"
#include "spreadsheet/xlsx/shared_strings.h"
#include "spreadsheet/xlsx/styles.h"

namespace sheetgate::spreadsheet {

struct PartChanges;
struct SheetEntry;

// Thread-safe; immutable but for sheets, shared strings and styles, which are read when first asked
// for.
class Document {
 public:
  // Errors as OpenXlsx.
  static absl::StatusOr<std::shared_ptr<const Document>> Open(
      std::shared_ptr<const Package> package, const platform::CancellationToken& cancellation);

  // The document of `package`, which was made from `before`'s by `changes`. What was read from
  // parts that stayed as they were is shared. Entries of the string table and cell formats that
  // `before` had must be the same. Errors as OpenXlsx.
  static absl::StatusOr<std::shared_ptr<const Document>> Derive(
      const Document& before, std::shared_ptr<const Package> package, const PartChanges& changes,
      const platform::CancellationToken& cancellation);

  const Package& package() const { return *package_; }
  const std::shared_ptr<const Package>& shared_package() const { return package_; }
  const std::vector<SheetInfo>& sheets() const { return sheets_; }
  const std::vector<DefinedName>& defined_names() const { return defined_names_; }
  const WorkbookFeatures& features() const { return features_; }
  DateSystem date_system() const { return date_system_; }
  // LoadStyles without its error: a workbook whose styles cannot be read has none here, and says so
  // when a sheet is loaded.
  const Styles& styles() const;

  // Part names; empty when the package has no such part.
  const std::string& workbook_part() const { return workbook_part_; }
  const std::string& styles_part() const { return styles_part_; }
  const std::string& shared_strings_part() const { return shared_strings_part_; }
  const std::string& calculation_chain_part() const { return calculation_chain_part_; }
  const std::string& sheet_part(int index) const { return slots_[static_cast<size_t>(index)].part; }

  // A part, inflated and decoded to UTF-8.
  absl::StatusOr<std::string> ReadXml(std::string_view part,
                                      const platform::CancellationToken& cancellation) const;
  // Errors as Workbook::LoadSheet. `index` is one of sheets().
  absl::StatusOr<std::shared_ptr<const ParsedSheet>> LoadSheet(
      int index, const platform::CancellationToken& cancellation) const;
  // As the Workbook functions of the same names. `index` is one of sheets().
  absl::StatusOr<std::shared_ptr<const SheetFeatures>> LoadFeatures(
      int index, const platform::CancellationToken& cancellation) const;
  absl::StatusOr<std::optional<RangeRef>> DeclaredRange(
      int index, const platform::CancellationToken& cancellation) const;
  absl::StatusOr<std::shared_ptr<const SheetObjects>> LoadObjects(
      int index, const platform::CancellationToken& cancellation) const;
  absl::StatusOr<std::shared_ptr<const WorkbookObjects>> LoadWorkbookObjects(
      const platform::CancellationToken& cancellation) const;
  absl::StatusOr<std::string> ReadVbaProject(const platform::CancellationToken& cancellation) const;
  absl::StatusOr<std::shared_ptr<const SharedStrings>> LoadSharedStrings(
      const platform::CancellationToken& cancellation) const;
  absl::StatusOr<std::shared_ptr<const Styles>> LoadStyles(
      const platform::CancellationToken& cancellation) const;
  // Those of the file, one for each of LoadStyles. Errors as ReadCellStyles and ReadTheme.
  absl::StatusOr<std::shared_ptr<const CellStyles>> LoadCellStyles(
      const platform::CancellationToken& cancellation) const;

  size_t memory_bytes() const;

 private:
  // Read once, by whichever document that shares it is asked first.
  template <typename T>
  struct Shared {
    std::shared_ptr<LoadOnce<T>> once = std::make_shared<LoadOnce<T>>();
    LoadOnce<T>* operator->() const { return once.get(); }
  };
  struct Slot {
    std::string part;  // empty when the sheet's relationship leads nowhere
    Shared<ParsedSheet> sheet;
    Shared<SheetFeatures> features;
    Shared<SheetObjects> objects;
  };

  absl::Status Init(const platform::CancellationToken& cancellation);
  absl::Status FindWorkbookPart();
  absl::Status AddSheets(const std::vector<Relationship>& relationships,
                         const std::vector<SheetEntry>& entries);
  void FindFeatures();
  // Takes over what `before` has read, or will read, from parts that are the same here.
  void ShareUnchanged(const Document& before, const PartChanges& changes);
  // The part of a sheet of any kind. Errors as LoadSheet.
  absl::StatusOr<std::string_view> PartOfSheet(int index) const;
  // The part of a worksheet. Errors as LoadSheet.
  absl::StatusOr<std::string_view> WorksheetPart(int index) const;
  absl::StatusOr<std::shared_ptr<const CellStyles>> ReadCellStylesPart(
      const platform::CancellationToken& cancellation) const;
  absl::Status CheckUtf16(const std::string& part,
                          const platform::CancellationToken& cancellation) const;
  absl::StatusOr<std::shared_ptr<const ParsedSheet>> ReadSheetPart(
      const std::string& part, const platform::CancellationToken& cancellation) const;

  std::shared_ptr<const Package> package_;
  std::string workbook_part_;
  std::string styles_part_;
  std::string theme_part_;
  std::string shared_strings_part_;
  std::string calculation_chain_part_;
  std::string vba_part_;
  std::vector<SheetInfo> sheets_;
  std::deque<Slot> slots_;  // by sheet
  std::vector<DefinedName> defined_names_;
  WorkbookFeatures features_;
  DateSystem date_system_ = DateSystem::k1900;
  Shared<Styles> styles_;
  mutable std::atomic<const Styles*> read_styles_{nullptr};  // those of styles_, once read
  Shared<CellStyles> cell_styles_;
  Shared<SharedStrings> shared_strings_;
  Shared<WorkbookObjects> objects_;
  mutable std::atomic<int64_t> cells_{0};  // of the sheets read so far
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_DOCUMENT_H_

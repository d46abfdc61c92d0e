// Parts are found by relationships, never by their names.
#include "spreadsheet/xlsx/document.h"

#include <map>
#include <set>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/cell_styles_reader.h"
#include "spreadsheet/xlsx/edited_package.h"
#include "spreadsheet/xlsx/foreign_format.h"
#include "spreadsheet/xlsx/object_parts.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/sheet_features_reader.h"
#include "spreadsheet/xlsx/sheet_frame.h"
#include "spreadsheet/xlsx/sheet_objects_reader.h"
#include "spreadsheet/xlsx/sheet_reader.h"
#include "spreadsheet/xlsx/theme_reader.h"
#include "spreadsheet/xlsx/workbook_objects_reader.h"
#include "spreadsheet/xlsx/workbook_part.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

SheetKind SheetKindOf(const Relationship& relationship) {
  const std::string_view kind = KindOf(relationship);
  if (kind == "chartsheet") return SheetKind::kChartsheet;
  if (kind == "dialogsheet") return SheetKind::kDialogsheet;
  if (kind == "xlMacrosheet" || kind == "xlIntlMacrosheet") return SheetKind::kMacrosheet;
  return SheetKind::kWorksheet;
}

const Relationship* FindKind(const std::vector<Relationship>& relationships,
                             std::string_view kind) {
  for (const Relationship& relationship : relationships) {
    if (!relationship.external && KindOf(relationship) == kind) return &relationship;
  }
  return nullptr;
}

std::string_view FormatOf(std::string_view content_type) {
  const bool macros = content_type.find("macroEnabled") != std::string_view::npos;
  const bool is_template = content_type.find("template") != std::string_view::npos;
  if (is_template) return macros ? "xltm" : "xltx";
  return macros ? "xlsm" : "xlsx";
}

std::string_view KindName(SheetKind kind) {
  switch (kind) {
    case SheetKind::kChartsheet:
      return "chart sheet";
    case SheetKind::kDialogsheet:
      return "dialog sheet";
    case SheetKind::kMacrosheet:
      return "macro sheet";
    case SheetKind::kWorksheet:
      break;
  }
  return "worksheet";
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Document>> Document::Open(
    std::shared_ptr<const Package> package, const platform::CancellationToken& cancellation) {
  auto document = std::make_shared<Document>();
  document->package_ = std::move(package);
  RETURN_IF_ERROR(document->Init(cancellation));
  return document;
}

absl::StatusOr<std::shared_ptr<const Document>> Document::Derive(
    const Document& before, std::shared_ptr<const Package> package, const PartChanges& changes,
    const platform::CancellationToken& cancellation) {
  auto document = std::make_shared<Document>();
  document->package_ = std::move(package);
  RETURN_IF_ERROR(document->Init(cancellation));
  document->ShareUnchanged(before, changes);
  return document;
}

void Document::ShareUnchanged(const Document& before, const PartChanges& changes) {
  std::set<std::string> changed;
  for (const auto& [part, contents] : changes.written) changed.insert(ToLowerAscii(part));
  for (const std::string& part : changes.removed) changed.insert(ToLowerAscii(part));
  const auto same = [&](const std::string& part, const std::string& part_before) {
    const std::string key = ToLowerAscii(part);
    return key == ToLowerAscii(part_before) && !changed.contains(key);
  };
  const bool same_styles = same(styles_part_, before.styles_part_);
  if (same_styles) {
    styles_ = before.styles_;
    read_styles_.store(before.read_styles_.load(std::memory_order_acquire),
                       std::memory_order_release);
  }
  if (same_styles && same(theme_part_, before.theme_part_)) cell_styles_ = before.cell_styles_;
  if (same(shared_strings_part_, before.shared_strings_part_)) {
    shared_strings_ = before.shared_strings_;
  }
  std::map<std::string, const Slot*> slots_before;
  for (const Slot& slot : before.slots_) slots_before.emplace(ToLowerAscii(slot.part), &slot);
  // Objects and features come from many parts: shared only when nothing but the cells of other
  // sheets changed.
  std::set<std::string> others = changed;
  others.erase(ToLowerAscii(shared_strings_part_));
  for (const Slot& slot : slots_) others.erase(ToLowerAscii(slot.part));
  for (Slot& slot : slots_) {
    const std::string key = ToLowerAscii(slot.part);
    const auto found = slots_before.find(key);
    if (key.empty() || found == slots_before.end() || changed.contains(key)) continue;
    slot.sheet = found->second->sheet;
    if (!others.empty()) continue;
    slot.features = found->second->features;
    slot.objects = found->second->objects;
  }
}

absl::Status Document::FindWorkbookPart() {
  ASSIGN_OR_RETURN(const std::vector<Relationship> relationships, package_->Relationships(""));
  const Relationship* workbook = FindKind(relationships, "officeDocument");
  if (workbook == nullptr || !package_->Has(workbook->target)) {
    return platform::InvalidArgument(
        ErrorReason::kNotAWorkbook,
        "the package has no workbook in it; give an .xlsx or .xlsm file that Excel can open");
  }
  workbook_part_ = workbook->target;
  return CheckMainContentType(package_->ContentType(workbook_part_));
}

absl::Status Document::Init(const platform::CancellationToken& cancellation) {
  RETURN_IF_ERROR(FindWorkbookPart());
  const int max_depth = package_->limits().max_xml_depth;
  ASSIGN_OR_RETURN(const std::string xml, ReadXml(workbook_part_, cancellation));
  ASSIGN_OR_RETURN(WorkbookPart workbook, ReadWorkbookPart(workbook_part_, xml, max_depth));
  ASSIGN_OR_RETURN(const std::vector<Relationship> relationships,
                   package_->Relationships(workbook_part_));
  RETURN_IF_ERROR(AddSheets(relationships, workbook.sheets));
  defined_names_ = std::move(workbook.defined_names);
  date_system_ = workbook.date_system;

  const auto find_part = [&](std::string_view kind) {
    const Relationship* found = FindKind(relationships, kind);
    return found != nullptr && package_->Has(found->target) ? found->target : std::string();
  };
  styles_part_ = find_part("styles");
  theme_part_ = find_part("theme");
  shared_strings_part_ = find_part("sharedStrings");
  calculation_chain_part_ = find_part("calcChain");
  vba_part_ = find_part("vbaProject");
  FindFeatures();
  return absl::OkStatus();
}

absl::Status Document::AddSheets(const std::vector<Relationship>& relationships,
                                 const std::vector<SheetEntry>& entries) {
  if (entries.empty()) return CorruptPart(workbook_part_, "it lists no sheets");
  std::set<std::string> parts;
  for (const SheetEntry& entry : entries) {
    const Relationship* target = nullptr;
    for (const Relationship& relationship : relationships) {
      if (relationship.id == entry.relationship_id && !relationship.external)
        target = &relationship;
    }
    SheetInfo info;
    info.name = entry.name;
    info.visibility = entry.visibility;
    if (target != nullptr) info.kind = SheetKindOf(*target);
    Slot& slot = slots_.emplace_back();
    if (target != nullptr && package_->Has(target->target)) slot.part = target->target;
    if (!slot.part.empty() && !parts.insert(ToLowerAscii(slot.part)).second) {
      return CorruptPart(slot.part, "it is said to be two sheets at once");
    }
    sheets_.push_back(std::move(info));
  }
  return absl::OkStatus();
}

void Document::FindFeatures() {
  features_.format = FormatOf(package_->ContentType(workbook_part_));
  for (const std::string& part : package_->part_names()) {
    const std::string_view type = package_->ContentType(part);
    if (type.ends_with("spreadsheetml.table+xml")) ++features_.tables;
    if (type.ends_with("drawingml.chart+xml") || type.ends_with("chartex+xml")) ++features_.charts;
    if (type.ends_with("spreadsheetml.pivotTable+xml")) ++features_.pivot_tables;
    if (type.ends_with("spreadsheetml.externalLink+xml")) ++features_.external_links;
    if (vba_part_.empty() && type == "application/vnd.ms-office.vbaProject") vba_part_ = part;
  }
  features_.macros = !vba_part_.empty();
}

absl::StatusOr<std::string> Document::ReadXml(
    std::string_view part, const platform::CancellationToken& cancellation) const {
  ASSIGN_OR_RETURN(std::string bytes, package_->Read(part, cancellation));
  return DecodeXmlPart(part, std::move(bytes));
}

absl::StatusOr<std::shared_ptr<const SharedStrings>> Document::LoadSharedStrings(
    const platform::CancellationToken& cancellation) const {
  const auto read = [&]() -> absl::StatusOr<std::shared_ptr<const SharedStrings>> {
    if (shared_strings_part_.empty()) return std::make_shared<const SharedStrings>();
    RETURN_IF_ERROR(CheckUtf16(shared_strings_part_, cancellation));
    ASSIGN_OR_RETURN(PartStream stream, package_->Stream(shared_strings_part_, cancellation));
    return SharedStrings::Read(shared_strings_part_, package_->limits().max_xml_depth, &stream);
  };
  return shared_strings_->Get(cancellation, read);
}

absl::StatusOr<std::shared_ptr<const Styles>> Document::LoadStyles(
    const platform::CancellationToken& cancellation) const {
  const auto read = [&]() -> absl::StatusOr<std::shared_ptr<const Styles>> {
    if (styles_part_.empty()) return std::make_shared<const Styles>();
    ASSIGN_OR_RETURN(const std::string xml, ReadXml(styles_part_, cancellation));
    return Styles::Parse(styles_part_, xml, package_->limits().max_xml_depth);
  };
  absl::StatusOr<std::shared_ptr<const Styles>> styles = styles_->Get(cancellation, read);
  if (styles.ok()) read_styles_.store(styles->get(), std::memory_order_release);
  return styles;
}

absl::StatusOr<std::shared_ptr<const CellStyles>> Document::ReadCellStylesPart(
    const platform::CancellationToken& cancellation) const {
  const int max_depth = package_->limits().max_xml_depth;
  Theme theme = DefaultTheme();
  if (!theme_part_.empty()) {
    ASSIGN_OR_RETURN(const std::string xml, ReadXml(theme_part_, cancellation));
    ASSIGN_OR_RETURN(theme, ReadTheme(theme_part_, xml, max_depth, cancellation));
  }
  if (styles_part_.empty()) return PlainCellStyles(std::move(theme));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Styles> formats, LoadStyles(cancellation));
  ASSIGN_OR_RETURN(const std::string xml, ReadXml(styles_part_, cancellation));
  return ReadCellStyles(styles_part_, xml, max_depth, *formats, std::move(theme), cancellation);
}

absl::StatusOr<std::shared_ptr<const CellStyles>> Document::LoadCellStyles(
    const platform::CancellationToken& cancellation) const {
  const auto read = [&] { return ReadCellStylesPart(cancellation); };
  return cell_styles_->Get(cancellation, read);
}

const Styles& Document::styles() const {
  static const Styles& none = *new Styles();
  const Styles* styles = read_styles_.load(std::memory_order_acquire);
  if (styles == nullptr && LoadStyles(platform::CancellationToken()).ok()) {
    styles = read_styles_.load(std::memory_order_acquire);
  }
  return styles == nullptr ? none : *styles;
}

// Expat passes over surrogates that are not sound, which an edit could not write.
absl::Status Document::CheckUtf16(const std::string& part,
                                  const platform::CancellationToken& cancellation) const {
  ASSIGN_OR_RETURN(PartStream stream, package_->Stream(part, cancellation));
  RETURN_IF_ERROR(stream.Fill().status());
  return IsUtf16(stream.window()) ? ReadXml(part, cancellation).status() : absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const ParsedSheet>> Document::ReadSheetPart(
    const std::string& part, const platform::CancellationToken& cancellation) const {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Styles> styles, LoadStyles(cancellation));
  SheetReadOptions options;
  options.part = part;
  options.part_bytes = package_->InflatedSize(part);
  options.style_count = styles->size();
  options.date_system = date_system_;
  options.max_cells = package_->limits().max_cells - cells_.load();
  options.max_depth = package_->limits().max_xml_depth;
  RETURN_IF_ERROR(CheckUtf16(part, cancellation));
  ASSIGN_OR_RETURN(PartStream stream, package_->Stream(part, cancellation));
  ASSIGN_OR_RETURN(std::shared_ptr<const ParsedSheet> sheet,
                   ReadSheet(&stream, options, [&] { return LoadSharedStrings(cancellation); }));
  cells_ += sheet->stored_cells();
  return sheet;
}

absl::StatusOr<std::string_view> Document::WorksheetPart(int index) const {
  const SheetInfo& info = sheets_[static_cast<size_t>(index)];
  if (info.kind != SheetKind::kWorksheet) {
    return platform::FailedPrecondition(
        ErrorReason::kNotAWorksheet,
        Concat("sheet ", Quoted(info.name), " is a ", KindName(info.kind),
               " and has no cells; list_sheets tells which sheets are worksheets"),
        {{"sheet", info.name}});
  }
  return PartOfSheet(index);
}

absl::StatusOr<std::string_view> Document::PartOfSheet(int index) const {
  const Slot& slot = slots_[static_cast<size_t>(index)];
  if (!slot.part.empty()) return slot.part;
  return CorruptPart(workbook_part_,
                     Concat("the part of sheet ", Quoted(sheets_[static_cast<size_t>(index)].name),
                            " is missing from the package"));
}

absl::StatusOr<std::shared_ptr<const ParsedSheet>> Document::LoadSheet(
    int index, const platform::CancellationToken& cancellation) const {
  RETURN_IF_ERROR(WorksheetPart(index).status());
  const Slot& slot = slots_[static_cast<size_t>(index)];
  const auto read = [&] { return ReadSheetPart(slot.part, cancellation); };
  return slot.sheet->Get(cancellation, read);
}

absl::StatusOr<std::shared_ptr<const SheetFeatures>> Document::LoadFeatures(
    int index, const platform::CancellationToken& cancellation) const {
  ASSIGN_OR_RETURN(const std::string_view part, WorksheetPart(index));
  const auto read = [&] {
    return ReadSheetFeatures(*package_, part, package_->limits().max_xml_depth, cancellation);
  };
  return slots_[static_cast<size_t>(index)].features->Get(cancellation, read);
}

absl::StatusOr<std::optional<RangeRef>> Document::DeclaredRange(
    int index, const platform::CancellationToken& cancellation) const {
  ASSIGN_OR_RETURN(const std::string_view part, WorksheetPart(index));
  return ReadDeclaredRange(*package_, part, cancellation);
}

absl::StatusOr<std::shared_ptr<const SheetObjects>> Document::LoadObjects(
    int index, const platform::CancellationToken& cancellation) const {
  ASSIGN_OR_RETURN(const std::string_view part, PartOfSheet(index));
  const auto read = [&] { return ReadSheetObjects(*package_, workbook_part_, part, cancellation); };
  return slots_[static_cast<size_t>(index)].objects->Get(cancellation, read);
}

absl::StatusOr<std::shared_ptr<const WorkbookObjects>> Document::LoadWorkbookObjects(
    const platform::CancellationToken& cancellation) const {
  const auto read = [&] { return ReadWorkbookObjects(*package_, workbook_part_, cancellation); };
  return objects_->Get(cancellation, read);
}

absl::StatusOr<std::string> Document::ReadVbaProject(
    const platform::CancellationToken& cancellation) const {
  if (vba_part_.empty()) return std::string();
  RETURN_IF_ERROR(CheckObjectPart(*package_, vba_part_));
  return package_->Read(vba_part_, cancellation);
}

size_t Document::memory_bytes() const {
  size_t bytes = sizeof(*this) + package_->memory_bytes();
  if (const auto strings = shared_strings_->Peek(); strings != nullptr)
    bytes += strings->memory_bytes();
  if (const auto styles = cell_styles_->Peek(); styles != nullptr) bytes += styles->memory_bytes();
  for (const Slot& slot : slots_) {
    if (const auto sheet = slot.sheet->Peek(); sheet != nullptr) bytes += sheet->own_memory_bytes();
    if (const auto features = slot.features->Peek(); features != nullptr)
      bytes += features->memory_bytes();
    if (const auto objects = slot.objects->Peek(); objects != nullptr)
      bytes += objects->memory_bytes();
  }
  if (const auto objects = objects_->Peek(); objects != nullptr) bytes += objects->memory_bytes();
  for (const DefinedName& name : defined_names_) {
    bytes += sizeof(name) + name.name.capacity() + name.refers_to.capacity();
  }
  return bytes;
}

}  // namespace sheetgate::spreadsheet

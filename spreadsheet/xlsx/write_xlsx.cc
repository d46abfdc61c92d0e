// WriteXlsx: which parts change, and how; every other member of the package is copied as it is.
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/content_types.h"
#include "spreadsheet/xlsx/edited_package.h"
#include "spreadsheet/xlsx/package.h"
#include "spreadsheet/xlsx/part_edits.h"
#include "spreadsheet/xlsx/relationships.h"
#include "spreadsheet/xlsx/rich_text_writer.h"
#include "spreadsheet/xlsx/sheet_writer.h"
#include "spreadsheet/xlsx/string_pool.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "spreadsheet/xlsx/xlsx_workbook.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// Finds the parts that change and makes their new contents: sheets and the string table when the
// package is written, all else before. One use.
class WritePlan {
 public:
  WritePlan(const XlsxWorkbook& workbook, const platform::CancellationToken& cancellation)
      : workbook_(workbook),
        document_(workbook.document()),
        package_(workbook.document().package()),
        cancellation_(cancellation) {}

  // What has to be done to the package; points into this object.
  absl::StatusOr<const PackageEdit*> Make(const WriteOptions& options) {
    RETURN_IF_ERROR(PlanSheets());
    if (!workbook_.added_formats().empty()) RETURN_IF_ERROR(WriteStyles());
    if (drop_chain_ && !document_.calculation_chain_part().empty()) {
      RETURN_IF_ERROR(DropPart(document_.calculation_chain_part()));
    }
    if (options.full_calculation_on_load) {
      RETURN_IF_ERROR(Edit(document_.workbook_part(), SetFullCalculationOnLoad));
    }
    return &edit_;
  }

 private:
  int max_depth() const { return package_.limits().max_xml_depth; }

  // Replaces a part by what `edit` makes of it. A part that stays as it is does not count as
  // changed.
  template <typename Function>
  absl::Status Edit(const std::string& part, Function edit) {
    std::string before;
    const auto changed = edit_.replaced.find(part);
    if (changed != edit_.replaced.end()) {
      before = changed->second;
    } else {
      ASSIGN_OR_RETURN(before, document_.ReadXml(part, cancellation_));
    }
    ASSIGN_OR_RETURN(std::string after, edit(XmlPart{part, before, max_depth()}));
    if (after != before) edit_.replaced[part] = std::move(after);
    return absl::OkStatus();
  }

  absl::Status PlanSheets() {
    const std::string& strings_part = document_.shared_strings_part();
    for (size_t i = 0; i < workbook_.edited().size(); ++i) {
      const std::shared_ptr<const EditedSheet>& sheet = workbook_.edited()[i];
      if (sheet == nullptr) continue;
      std::vector<CellWrite> writes = PlanWrites(*sheet);
      if (writes.empty()) continue;
      drop_chain_ = drop_chain_ || ChangesFormulaCells(*sheet);
      if (!pool_.has_value()) {
        std::shared_ptr<const SharedStrings> strings;
        if (!strings_part.empty()) {
          ASSIGN_OR_RETURN(strings, document_.LoadSharedStrings(cancellation_));
        }
        pool_.emplace(std::move(strings));
      }
      for (CellWrite& write : writes) {
        if (const std::string* text = SharedText(write); text != nullptr) pool_->Want(*text);
        if (write.edit == nullptr || write.edit->runs == nullptr) continue;
        RETURN_IF_ERROR(ReadFonts());
        write.font = fonts_->Of(write.edit->style);
      }
      AddSheet(document_.sheet_part(static_cast<int>(i)), *sheet, std::move(writes));
    }
    if (!pool_.has_value()) return absl::OkStatus();
    RETURN_IF_ERROR(pool_->Resolve(cancellation_));
    if (pool_->added().empty()) return absl::OkStatus();
    // How often its entries are referred to is known when the sheets are written.
    edit_.concluding[strings_part] = [this, &strings_part](ByteSink* out) -> absl::Status {
      ASSIGN_OR_RETURN(const std::string xml, document_.ReadXml(strings_part, cancellation_));
      return AddSharedStrings(XmlPart{strings_part, xml, max_depth()}, pool_->added(),
                              pool_->added_references(), out);
    };
    return absl::OkStatus();
  }

  absl::Status ReadFonts() {
    if (fonts_.has_value()) return absl::OkStatus();
    const std::string& part = document_.styles_part();
    std::string xml = MinimalStyles(/*strict=*/false);
    if (!part.empty()) {
      ASSIGN_OR_RETURN(xml, document_.ReadXml(part, cancellation_));
    }
    ASSIGN_OR_RETURN(fonts_,
                     FormatFonts::Read(XmlPart{part, xml, max_depth()}, workbook_.added_formats()));
    return absl::OkStatus();
  }

  void AddSheet(const std::string& part, const EditedSheet& sheet,
                std::vector<CellWrite> sheet_writes) {
    const std::vector<CellWrite>& writes = writes_.emplace_back(std::move(sheet_writes));
    if (const SheetLayout* layout = sheet.base().layout(); layout != nullptr) {
      edit_.patched[part] = MakeSheetPatches(*layout, writes, &*pool_);
      return;
    }
    // The part has to become UTF-8 before anything can be found in it.
    edit_.streamed[part] = [this, &part, &writes](ByteSink* out) -> absl::Status {
      ASSIGN_OR_RETURN(const std::string xml, document_.ReadXml(part, cancellation_));
      ASSIGN_OR_RETURN(const SheetLayout layout,
                       ReadSheetLayout(part, xml, max_depth(), cancellation_));
      PartStream stream(xml);
      return ApplyPatches(part, MakeSheetPatches(layout, writes, &*pool_).get(), &stream, out,
                          cancellation_);
    };
  }

  absl::Status WriteStyles() {
    const std::vector<AddedFormat>& added = workbook_.added_formats();
    const auto add = [&](const XmlPart& part) { return AddCellFormats(part, added); };
    if (!document_.styles_part().empty()) return Edit(document_.styles_part(), add);
    return CreateStyles(add);
  }

  // The workbook has no styles: it gets a part, its type and its relationship.
  template <typename Function>
  absl::Status CreateStyles(Function add) {
    const std::string& workbook = document_.workbook_part();
    ASSIGN_OR_RETURN(const std::vector<Relationship> relationships,
                     package_.Relationships(workbook));
    bool strict = false;
    for (const Relationship& relationship : relationships) {
      strict = strict || relationship.type.starts_with("http://purl.oclc.org/ooxml/");
    }
    const std::string folder = workbook.substr(0, workbook.rfind('/') + 1);
    std::string name = "styles.xml";
    for (int i = 1; package_.Has(folder + name); ++i) name = Concat("styles", i, ".xml");
    const std::string part = folder + name;
    const std::string minimal = MinimalStyles(strict);
    ASSIGN_OR_RETURN(edit_.added[part], add(XmlPart{part, minimal, max_depth()}));

    const auto is_taken = [&](const std::string& id) {
      for (const Relationship& relationship : relationships) {
        if (relationship.id == id) return true;
      }
      return false;
    };
    std::string id = "rIdStyles";
    for (int i = 1; is_taken(id); ++i) id = Concat("rIdStyles", i);
    const std::string type = Concat(
        strict
            ? "Relationship Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/styles"
            : "Relationship Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
              "relationships/styles",
        "\" Id=\"", id, "\" Target=\"", name, "\"");
    RETURN_IF_ERROR(Edit(RelationshipsPart(workbook),
                         [&](const XmlPart& rels) { return AppendChild(rels, type); }));
    const std::string override_type = Concat(
        "Override PartName=\"/", part,
        "\" "
        "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"");
    return Edit(std::string(kContentTypesPart),
                [&](const XmlPart& types) { return AppendChild(types, override_type); });
  }

  // Removes a part of the workbook with its relationship and its content type.
  absl::Status DropPart(const std::string& part) {
    const std::string& workbook = document_.workbook_part();
    const auto leads_here = [&](const XmlScanner& relationship) {
      const std::string target = Decoded(relationship.Attribute("Target").value_or(""));
      return EqualsIgnoreAsciiCase(ResolveTarget(workbook, target), part);
    };
    RETURN_IF_ERROR(Edit(RelationshipsPart(workbook),
                         [&](const XmlPart& rels) { return RemoveChildren(rels, leads_here); }));
    const std::string part_name = "/" + part;
    const auto is_its_type = [&](const XmlScanner& type) {
      return EqualsIgnoreAsciiCase(Decoded(type.Attribute("PartName").value_or("")), part_name);
    };
    RETURN_IF_ERROR(Edit(std::string(kContentTypesPart),
                         [&](const XmlPart& types) { return RemoveChildren(types, is_its_type); }));
    edit_.removed.insert(part);
    return absl::OkStatus();
  }

  const XlsxWorkbook& workbook_;
  const Document& document_;
  const Package& package_;
  const platform::CancellationToken& cancellation_;
  PackageEdit edit_;
  std::deque<std::vector<CellWrite>> writes_;  // of the edited sheets
  std::optional<StringPool> pool_;             // once a sheet is edited
  std::optional<FormatFonts> fonts_;           // once rich text is written
  bool drop_chain_ = false;
};

absl::StatusOr<const XlsxWorkbook*> AsXlsx(const Workbook& workbook) {
  const auto* xlsx = dynamic_cast<const XlsxWorkbook*>(&workbook);
  if (xlsx == nullptr) return platform::Internal("only a workbook made by OpenXlsx can be written");
  return xlsx;
}

}  // namespace

absl::StatusOr<std::string> WriteXlsx(const Workbook& workbook, const WriteOptions& options,
                                      const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const XlsxWorkbook* xlsx, AsXlsx(workbook));
  WritePlan plan(*xlsx, cancellation);
  ASSIGN_OR_RETURN(const PackageEdit* edit, plan.Make(options));
  return RewritePackage(xlsx->document().package(), *edit, cancellation);
}

absl::Status WriteXlsx(const Workbook& workbook, const WriteOptions& options, ByteSink* out,
                       const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const XlsxWorkbook* xlsx, AsXlsx(workbook));
  WritePlan plan(*xlsx, cancellation);
  ASSIGN_OR_RETURN(const PackageEdit* edit, plan.Make(options));
  return RewritePackage(xlsx->document().package(), *edit, out, cancellation);
}

absl::StatusOr<std::shared_ptr<const Document>> FoldEdits(
    const XlsxWorkbook& workbook, const platform::CancellationToken& cancellation) {
  WritePlan plan(workbook, cancellation);
  ASSIGN_OR_RETURN(const PackageEdit* edit, plan.Make(WriteOptions()));
  const std::shared_ptr<const Document>& before = workbook.shared_document();
  if (edit->empty()) return before;
  ASSIGN_OR_RETURN(const PartChanges changes, MakeChanges(before->package(), *edit, cancellation));
  ASSIGN_OR_RETURN(std::shared_ptr<const Package> package,
                   EditPackage(before->shared_package(), changes));
  return Document::Derive(*before, std::move(package), changes, cancellation);
}

}  // namespace sheetgate::spreadsheet

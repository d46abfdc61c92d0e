// WriteXlsx: which parts change, and how; every other member of the package is copied as it is.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/content_types.h"
#include "spreadsheet/xlsx/package.h"
#include "spreadsheet/xlsx/part_edits.h"
#include "spreadsheet/xlsx/relationships.h"
#include "spreadsheet/xlsx/sheet_writer.h"
#include "spreadsheet/xlsx/string_pool.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "spreadsheet/xlsx/xlsx_workbook.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// Collects the parts that change. One use.
class PackageWriter {
 public:
  PackageWriter(const XlsxWorkbook& workbook, const platform::CancellationToken& cancellation)
      : workbook_(workbook),
        document_(workbook.document()),
        package_(workbook.document().package()),
        cancellation_(cancellation) {}

  absl::StatusOr<std::string> Write(const WriteOptions& options) {
    RETURN_IF_ERROR(WriteSheets());
    if (!workbook_.styles().added().empty()) RETURN_IF_ERROR(WriteStyles());
    if (drop_chain_ && !document_.calculation_chain_part().empty()) {
      RETURN_IF_ERROR(DropPart(document_.calculation_chain_part()));
    }
    if (options.full_calculation_on_load) {
      RETURN_IF_ERROR(Edit(document_.workbook_part(), SetFullCalculationOnLoad));
    }
    if (edit_.replaced.empty() && edit_.added.empty() && edit_.removed.empty()) {
      return std::string(*package_.bytes());
    }
    return RewritePackage(package_, edit_, cancellation_);
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

  absl::Status WriteSheets() {
    std::shared_ptr<const SharedStrings> strings;
    bool any = false;
    for (const auto& edited : workbook_.edited()) any = any || edited != nullptr;
    if (!any) return absl::OkStatus();
    const std::string& strings_part = document_.shared_strings_part();
    if (!strings_part.empty()) {
      ASSIGN_OR_RETURN(strings, document_.LoadSharedStrings(cancellation_));
    }
    StringPool pool(std::move(strings));
    for (size_t i = 0; i < workbook_.edited().size(); ++i) {
      const std::shared_ptr<const EditedSheet>& sheet = workbook_.edited()[i];
      if (sheet == nullptr) continue;
      const std::vector<CellWrite> writes = PlanWrites(*sheet);
      drop_chain_ = drop_chain_ || ChangesFormulaCells(*sheet);
      const auto write = [&](const XmlPart& part) {
        return WriteSheet(part, writes, &pool, cancellation_);
      };
      RETURN_IF_ERROR(Edit(document_.sheet_part(static_cast<int>(i)), write));
    }
    if (pool.added().empty()) return absl::OkStatus();
    return Edit(strings_part, [&](const XmlPart& part) {
      return AddSharedStrings(part, pool.added(), pool.added_references());
    });
  }

  absl::Status WriteStyles() {
    const std::vector<AddedFormat>& added = workbook_.styles().added();
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
  bool drop_chain_ = false;
};

}  // namespace

absl::StatusOr<std::string> WriteXlsx(const Workbook& workbook, const WriteOptions& options,
                                      const platform::CancellationToken& cancellation) {
  const auto* xlsx = dynamic_cast<const XlsxWorkbook*>(&workbook);
  if (xlsx == nullptr) return platform::Internal("only a workbook made by OpenXlsx can be written");
  return PackageWriter(*xlsx, cancellation).Write(options);
}

}  // namespace sheetgate::spreadsheet

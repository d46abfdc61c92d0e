#include "spreadsheet/xlsx/package_editor.h"

#include <algorithm>
#include <set>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/content_types.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/relationships.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kTransitional =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
constexpr std::string_view kStrict = "http://purl.oclc.org/ooxml/officeDocument/relationships/";
constexpr std::string_view kNoRelationships =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "</Relationships>";

std::string Escaped(std::string_view text) {
  std::string out;
  AppendEscaped(text, &out);
  return out;
}

// An empty relationships part. Packages may have no type for those they do not have.
absl::Status AddRelationshipsPart(const std::string& rels, PackageEditor* editor) {
  editor->Write(rels, std::string(kNoRelationships));
  const std::string types_part(kContentTypesPart);
  ASSIGN_OR_RETURN(const std::string xml, editor->Read(types_part));
  ASSIGN_OR_RETURN(const ContentTypes types, ContentTypes::Parse(xml));
  if (!types.TypeOf(rels).empty()) return absl::OkStatus();
  return editor->Edit(types_part, [](const XmlPart& part) {
    return AppendChild(part,
                       "Default Extension=\"rels\" ContentType=\"application/"
                       "vnd.openxmlformats-package.relationships+xml\"");
  });
}

}  // namespace

bool IsStrict(const std::vector<Relationship>& relationships) {
  return std::any_of(relationships.begin(), relationships.end(), [](const Relationship& one) {
    return one.type.starts_with("http://purl.oclc.org/ooxml/");
  });
}

PackageEditor::PackageEditor(std::shared_ptr<const Document> document,
                             const platform::CancellationToken& cancellation)
    : document_(std::move(document)), cancellation_(cancellation) {}

bool PackageEditor::Has(std::string_view part) const {
  if (changes_.written.contains(part)) return true;
  return package().Has(part) && !changes_.removed.contains(part);
}

absl::StatusOr<std::string> PackageEditor::Read(std::string_view part) const {
  const auto written = changes_.written.find(part);
  if (written != changes_.written.end()) return *written->second;
  if (!Has(part)) return CorruptPart(part, "it is missing from the package");
  return document_->ReadXml(part, cancellation_);
}

std::vector<std::string> PackageEditor::PartNames() const {
  std::vector<std::string> names;
  for (std::string& name : package().part_names()) {
    if (!changes_.removed.contains(name)) names.push_back(std::move(name));
  }
  for (const auto& [name, contents] : changes_.written) {
    if (!package().Has(name)) names.push_back(name);
  }
  return names;
}

void PackageEditor::Write(const std::string& part, std::string xml) {
  changes_.removed.erase(part);
  changes_.written[part] = std::make_shared<const std::string>(std::move(xml));
}

absl::Status PackageEditor::Edit(
    const std::string& part, absl::FunctionRef<absl::StatusOr<std::string>(const XmlPart&)> edit) {
  ASSIGN_OR_RETURN(const std::string before, Read(part));
  ASSIGN_OR_RETURN(std::string after, edit(XmlPart{part, before, max_depth()}));
  if (after != before) Write(part, std::move(after));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Relationship>> PackageEditor::Relationships(
    std::string_view source) const {
  const std::string rels = RelationshipsPart(source);
  if (!Has(rels)) return std::vector<Relationship>();
  ASSIGN_OR_RETURN(const std::string xml, Read(rels));
  return ParseRelationships(source, xml, [this](std::string_view target) { return Has(target); });
}

absl::StatusOr<std::vector<std::string>> PackageEditor::Related(std::string_view source,
                                                                std::string_view kind) const {
  ASSIGN_OR_RETURN(const std::vector<Relationship> relationships, Relationships(source));
  std::vector<std::string> parts;
  for (const Relationship& relationship : relationships) {
    if (!relationship.external && HasType(relationship, kind) && Has(relationship.target)) {
      parts.push_back(relationship.target);
    }
  }
  return parts;
}

absl::StatusOr<std::string> PackageEditor::AddRelationship(std::string_view source,
                                                           std::string_view kind,
                                                           std::string_view target, bool external) {
  ASSIGN_OR_RETURN(const std::vector<Relationship> existing, Relationships(source));
  std::set<std::string_view> taken;
  for (const Relationship& relationship : existing) taken.insert(relationship.id);
  size_t number = existing.size() + 1;
  while (taken.contains(Concat("rId", number))) ++number;
  std::string id = Concat("rId", number);

  std::string type(kind);
  if (kind.find("://") == std::string_view::npos) {
    ASSIGN_OR_RETURN(const std::vector<Relationship> of_workbook,
                     Relationships(document_->workbook_part()));
    type = Concat(IsStrict(of_workbook) ? kStrict : kTransitional, kind);
  }
  const std::string element =
      Concat("Relationship Id=\"", id, "\" Type=\"", type, "\" Target=\"", Escaped(target), "\"",
             external ? " TargetMode=\"External\"" : "");
  const std::string rels = RelationshipsPart(source);
  if (!Has(rels)) RETURN_IF_ERROR(AddRelationshipsPart(rels, this));
  RETURN_IF_ERROR(Edit(rels, [&](const XmlPart& part) { return AppendChild(part, element); }));
  return id;
}

absl::StatusOr<std::string> PackageEditor::Relate(std::string_view source, std::string_view kind,
                                                  std::string_view target_part) {
  return AddRelationship(source, kind, RelativeTarget(source, target_part), /*external=*/false);
}

absl::StatusOr<std::string> PackageEditor::RelateExternal(std::string_view source,
                                                          std::string_view kind,
                                                          std::string_view target) {
  return AddRelationship(source, kind, target, /*external=*/true);
}

absl::Status PackageEditor::RemoveRelationship(std::string_view source, std::string_view id) {
  return Edit(RelationshipsPart(source), [&](const XmlPart& part) {
    return RemoveChildren(part, [&](const XmlScanner& relationship) {
      return Decoded(relationship.Attribute("Id").value_or("")) == id;
    });
  });
}

absl::Status PackageEditor::Add(const std::string& part, std::string_view content_type,
                                std::string contents) {
  Write(part, std::move(contents));
  const std::string element =
      Concat("Override PartName=\"/", Escaped(part), "\" ContentType=\"", content_type, "\"");
  return Edit(std::string(kContentTypesPart),
              [&](const XmlPart& types) { return AppendChild(types, element); });
}

absl::Status PackageEditor::Remove(const std::string& part) {
  const std::string part_name = "/" + part;
  RETURN_IF_ERROR(Edit(std::string(kContentTypesPart), [&](const XmlPart& types) {
    return RemoveChildren(types, [&](const XmlScanner& type) {
      return EqualsIgnoreAsciiCase(Decoded(type.Attribute("PartName").value_or("")), part_name);
    });
  }));
  for (const std::string& gone : {part, RelationshipsPart(part)}) {
    if (!Has(gone)) continue;
    changes_.written.erase(gone);
    if (package().Has(gone)) changes_.removed.insert(gone);
  }
  return absl::OkStatus();
}

std::string PackageEditor::NewPartName(std::string_view stem, std::string_view extension) const {
  size_t number = 1;
  while (Has(Concat(stem, number, extension))) ++number;
  return Concat(stem, number, extension);
}

absl::StatusOr<std::shared_ptr<const Document>> PackageEditor::Finish() {
  if (changes_.empty()) return document_;
  ASSIGN_OR_RETURN(std::shared_ptr<const Package> package,
                   EditPackage(document_->shared_package(), changes_));
  return Document::Derive(*document_, std::move(package), changes_, cancellation_);
}

}  // namespace sheetgate::spreadsheet

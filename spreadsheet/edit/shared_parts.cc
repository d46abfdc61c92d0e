#include "spreadsheet/edit/shared_parts.h"

#include <algorithm>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/relationships.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kRelsSuffix = ".rels";
constexpr std::string_view kRelsFolder = "_rels/";

// "xl/drawings/_rels/drawing1.xml.rels" -> "xl/drawings/drawing1.xml"; empty for other parts.
std::string SourceOf(std::string_view part) {
  const size_t folder = part.rfind(kRelsFolder);
  if (folder == std::string_view::npos || !part.ends_with(kRelsSuffix)) return {};
  const size_t name = folder + kRelsFolder.size();
  return Concat(part.substr(0, folder), part.substr(name, part.size() - name - kRelsSuffix.size()));
}

absl::StatusOr<bool> IsTarget(const PackageEditor& editor, std::string_view part) {
  for (const std::string& rels : editor.PartNames()) {
    if (!rels.ends_with(kRelsSuffix)) continue;
    RETURN_IF_ERROR(editor.cancellation().Check());
    ASSIGN_OR_RETURN(const std::vector<Relationship> relationships,
                     editor.Relationships(SourceOf(rels)));
    const bool found = std::ranges::any_of(relationships, [&](const Relationship& one) {
      return !one.external && EqualsIgnoreAsciiCase(one.target, part);
    });
    if (found) return true;
  }
  return false;
}

absl::StatusOr<bool> Uses(const PackageEditor& editor, const std::string& source,
                          std::string_view id) {
  ASSIGN_OR_RETURN(const std::string bytes, editor.Read(source));
  XmlScanner xml(bytes, editor.max_depth());
  while (xml.Next()) {
    if (xml.token() != XmlToken::kStart) continue;
    const bool used = std::ranges::any_of(xml.attributes(), [&](const XmlAttribute& attribute) {
      return attribute.name.find(':') != std::string_view::npos && Decoded(attribute.value) == id;
    });
    if (used) return true;
  }
  RETURN_IF_ERROR(xml.StatusFor(source));
  return false;
}

}  // namespace

absl::Status RemoveUnused(PackageEditor* editor, std::string part) {
  std::vector<std::string> candidates = {std::move(part)};
  while (!candidates.empty()) {
    const std::string candidate = std::move(candidates.back());
    candidates.pop_back();
    if (!editor->Has(candidate)) continue;
    ASSIGN_OR_RETURN(const bool used, IsTarget(*editor, candidate));
    if (used) continue;
    ASSIGN_OR_RETURN(const std::vector<Relationship> targets, editor->Relationships(candidate));
    RETURN_IF_ERROR(editor->Remove(candidate));
    for (const Relationship& target : targets) {
      if (!target.external) candidates.push_back(target.target);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> RelateMedia(PackageEditor* editor, std::string_view source,
                                        ImageFormat format, std::string_view bytes) {
  const Package& package = editor->document().package();
  const std::string& workbook = editor->document().workbook_part();
  const std::string stem =
      Concat(std::string_view(workbook).substr(0, workbook.rfind('/') + 1), "media/image");
  const std::string extension = Concat(".", ImageFormatName(format));
  const std::string type = Concat("image/", ImageFormatName(format));
  std::string part;
  for (const std::string& name : package.part_names()) {
    if (package.ContentType(name) != type ||
        package.InflatedSize(name) != static_cast<int64_t>(bytes.size()))
      continue;
    ASSIGN_OR_RETURN(const std::string contents, package.Read(name, editor->cancellation()));
    if (contents != bytes) continue;
    part = name;
    break;
  }
  if (part.empty()) {
    part = editor->NewPartName(stem, extension);
    RETURN_IF_ERROR(editor->Add(part, type, std::string(bytes)));
  }
  ASSIGN_OR_RETURN(const std::vector<Relationship> existing, editor->Relationships(source));
  for (const Relationship& one : existing) {
    if (!one.external && HasType(one, "image") && EqualsIgnoreAsciiCase(one.target, part)) {
      return one.id;
    }
  }
  return editor->Relate(source, "image", part);
}

absl::Status ReleaseRelationship(PackageEditor* editor, const std::string& source,
                                 std::string_view id) {
  ASSIGN_OR_RETURN(const std::vector<Relationship> existing, editor->Relationships(source));
  const auto found = std::ranges::find(existing, id, &Relationship::id);
  if (found == existing.end()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool used, Uses(*editor, source, id));
  if (used) return absl::OkStatus();
  RETURN_IF_ERROR(editor->RemoveRelationship(source, id));
  if (found->external || !editor->Has(found->target)) return absl::OkStatus();
  return RemoveUnused(editor, found->target);
}

}  // namespace sheetgate::spreadsheet

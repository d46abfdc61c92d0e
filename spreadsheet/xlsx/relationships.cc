// Targets are resolved as Excel does, which forgives more than the standard.
#include "spreadsheet/xlsx/relationships.h"

#include <algorithm>
#include <array>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/small_xml.h"

namespace sheetgate::spreadsheet {
namespace {

// The folder of a part with its slash, "" at the root.
std::string_view FolderOf(std::string_view part) {
  const size_t slash = part.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : part.substr(0, slash + 1);
}

int HexDigit(char c) {
  if (IsAsciiDigit(c)) return c - '0';
  const char lower = ToLowerAscii(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string PercentDecoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
        HexDigit(text[i + 2]) >= 0) {
      out += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string FindTarget(std::string_view source, std::string_view target,
                       absl::FunctionRef<bool(std::string_view)> has_part) {
  std::string resolved = ResolveTarget(source, target);
  if (has_part(resolved)) return resolved;
  const std::string decoded = PercentDecoded(target);
  for (std::string candidate : {ResolveTarget(source, decoded), ResolveTarget("", decoded)}) {
    if (has_part(candidate)) return candidate;
  }
  return resolved;
}

}  // namespace

bool HasType(const Relationship& relationship, std::string_view kind) {
  constexpr std::array<std::string_view, 3> kAuthorities = {
      "http://schemas.openxmlformats.org/",  // transitional, and part 2
      "http://purl.oclc.org/ooxml/",         // strict
      "http://schemas.microsoft.com/office/",
  };
  constexpr std::string_view kFolder = "/relationships/";
  const std::string_view type = relationship.type;
  if (type.size() < kind.size() + kFolder.size()) return false;
  const size_t kind_at = type.size() - kind.size();
  return type.substr(kind_at) == kind &&
         type.substr(kind_at - kFolder.size(), kFolder.size()) == kFolder &&
         std::any_of(kAuthorities.begin(), kAuthorities.end(), [&](std::string_view authority) {
           return type.substr(0, authority.size()) == authority;
         });
}

std::string RelationshipsPart(std::string_view part) {
  const std::string_view folder = FolderOf(part);
  return Concat(folder, "_rels/", part.substr(folder.size()), ".rels");
}

std::string ResolveTarget(std::string_view source, std::string_view target) {
  std::string path(target.substr(0, target.find('#')));
  std::replace(path.begin(), path.end(), '\\', '/');
  if (path.empty() || path.front() != '/') path.insert(0, FolderOf(source));

  std::vector<std::string_view> segments;
  for (std::string_view rest = path; !rest.empty();) {
    const size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view segment = rest.substr(0, slash);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    if (segment == "..") {
      if (!segments.empty()) segments.pop_back();
    } else if (!segment.empty() && segment != ".") {
      segments.push_back(segment);
    }
  }
  std::string resolved;
  for (const std::string_view segment : segments) {
    if (!resolved.empty()) resolved += '/';
    resolved += segment;
  }
  return resolved;
}

std::string RelativeTarget(std::string_view source, std::string_view part) {
  std::string_view folder = FolderOf(source);
  std::string target;
  while (part.substr(0, folder.size()) != folder) {
    target += "../";
    folder = FolderOf(folder.substr(0, folder.size() - 1));
  }
  return target.append(part.substr(folder.size()));
}

absl::StatusOr<std::vector<Relationship>> ParseRelationships(
    std::string_view source, std::string_view xml,
    absl::FunctionRef<bool(std::string_view part)> has_part) {
  const std::string part = RelationshipsPart(source);
  pugi::xml_document document;
  RETURN_IF_ERROR(ParseSmallXml(part, xml, &document));
  const pugi::xml_node root = document.document_element();
  if (LocalName(root) != "Relationships") {
    return CorruptPart(
        part, Concat("its root element is ", Quoted(root.name()), " instead of 'Relationships'"));
  }
  std::vector<Relationship> relationships;
  for (const pugi::xml_node& element : root.children()) {
    if (LocalName(element) != "Relationship") continue;
    Relationship relationship;
    relationship.id = element.attribute("Id").value();
    relationship.type = element.attribute("Type").value();
    const std::string_view target = element.attribute("Target").value();
    relationship.external =
        EqualsIgnoreAsciiCase(element.attribute("TargetMode").value(), "External");
    relationship.target = relationship.external || target.substr(0, 1) == "#"
                              ? std::string(target)
                              : FindTarget(source, target, has_part);
    relationships.push_back(std::move(relationship));
  }
  return relationships;
}

}  // namespace sheetgate::spreadsheet

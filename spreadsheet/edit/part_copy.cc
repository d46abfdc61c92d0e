// A copy lies in the folder of its original, so that targets relative to it stay right.
#include "spreadsheet/edit/part_copy.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/relationships.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// Kinds of relationships by what becomes of their targets.
constexpr std::array<std::string_view, 19> kCopied = {
    "drawing",       "vmlDrawing",      "comments",          "threadedComment", "table",
    "pivotTable",    "printerSettings", "customProperty",    "chart",           "chartEx",
    "chartStyle",    "chartColorStyle", "chartUserShapes",   "themeOverride",   "diagramData",
    "diagramLayout", "diagramColors",   "diagramQuickStyle", "diagramDrawing"};
constexpr std::array<std::string_view, 3> kShared = {"image", "hyperlink", "pivotCacheDefinition"};
// What people made of the original: tasks in its comments, views of their own.
constexpr std::array<std::string_view, 2> kLeft = {"documenttask", "namedSheetView"};
// What people call the others.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kRefused = {
    {{"slicer", "slicers"},
     {"timeline", "timelines"},
     {"control", "ActiveX controls"},
     {"ctrlProp", "form controls"},
     {"oleObject", "embedded or linked objects"},
     {"package", "embedded objects"},
     {"queryTable", "tables of external queries"},
     {"tableSingleCells", "cells mapped to XML"}}};

template <size_t kSize>
bool Among(const Relationship& relationship, const std::array<std::string_view, kSize>& kinds) {
  return std::ranges::any_of(kinds,
                             [&](std::string_view kind) { return HasType(relationship, kind); });
}

absl::Status Refuse(const std::string& part, const Relationship& relationship) {
  std::string what =
      Concat("parts of the kind ", relationship.type.substr(relationship.type.rfind('/') + 1));
  for (const auto& [kind, name] : kRefused) {
    if (HasType(relationship, kind)) what = name;
  }
  return platform::FailedPrecondition(platform::ErrorReason::kStructureConflict,
                                      Concat("the sheet has ", what, " (", part,
                                             "), which cannot be copied; copy its cells to a new ",
                                             "sheet instead (create_sheet, then copy_range)"));
}

// "xl/charts/chart12.xml" -> "xl/charts/chart", ".xml".
std::pair<std::string_view, std::string_view> SplitName(std::string_view part) {
  const size_t folder = part.rfind('/') + 1;
  const size_t dot = std::min(part.find('.', folder), part.size());
  size_t stem = dot;
  while (stem > folder && IsAsciiDigit(part[stem - 1])) --stem;
  return {part.substr(0, stem), part.substr(dot)};
}

class PartCopier {
 public:
  explicit PartCopier(PackageEditor* editor) : editor_(*editor) {}

  absl::StatusOr<std::string> Copy(const std::string& part) {
    if (const auto found = copies_.find(part); found != copies_.end()) return found->second;
    RETURN_IF_ERROR(editor_.cancellation().Check());
    const Package& package = editor_.document().package();
    const std::string type(package.ContentType(part));
    // Drawings of notes are changed as text, though they need not be XML.
    const bool text = type.ends_with("xml") || type.ends_with("vmlDrawing");
    ASSIGN_OR_RETURN(std::string contents,
                     text ? editor_.Read(part) : package.Read(part, editor_.cancellation()));
    const auto [stem, extension] = SplitName(part);
    const std::string copy = editor_.NewPartName(stem, extension);
    copies_[part] = copy;
    RETURN_IF_ERROR(editor_.Add(copy, type, std::move(contents)));
    RETURN_IF_ERROR(CopyRelationships(part, copy));
    return copy;
  }

  std::map<std::string, std::string> Take() { return std::move(copies_); }

 private:
  absl::Status CopyRelationships(const std::string& part, const std::string& copy) {
    const std::string original = RelationshipsPart(part);
    if (!editor_.Has(original)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::vector<Relationship> relationships, editor_.Relationships(part));
    std::map<std::string, std::string> targets;  // by id; empty: left out
    for (const Relationship& relationship : relationships) {
      if (Among(relationship, kShared)) continue;
      if (Among(relationship, kLeft)) {
        targets[relationship.id];
      } else if (!Among(relationship, kCopied)) {
        return Refuse(part, relationship);
      } else if (!relationship.external && editor_.Has(relationship.target)) {
        ASSIGN_OR_RETURN(targets[relationship.id], Copy(relationship.target));
      }
    }
    ASSIGN_OR_RETURN(const std::string before, editor_.Read(original));
    ASSIGN_OR_RETURN(std::string after,
                     SetTargets(XmlPart{original, before, editor_.max_depth()}, copy, targets));
    editor_.Write(RelationshipsPart(copy), std::move(after));
    return absl::OkStatus();
  }

  // The relationships `list` as those of `source`, with other targets.
  static absl::StatusOr<std::string> SetTargets(const XmlPart& list, const std::string& source,
                                                const std::map<std::string, std::string>& targets) {
    Splicer splicer(list.xml);
    XmlScanner xml(list.xml, list.max_depth);
    if (!xml.Next()) return xml.StatusFor(list.name);
    while (xml.NextChild()) {
      const auto target = targets.find(Decoded(xml.Attribute("Id").value_or("")));
      const size_t begin = xml.begin();
      if (target != targets.end() && !target->second.empty()) {
        std::string escaped;
        AppendEscaped(RelativeTarget(source, target->second), &escaped);
        splicer.SetAttribute(xml, "Target", escaped);
      }
      xml.SkipElement();
      if (target != targets.end() && target->second.empty()) splicer.Replace(begin, xml.end(), "");
    }
    RETURN_IF_ERROR(xml.StatusFor(list.name));
    return splicer.Finish();
  }

  PackageEditor& editor_;
  std::map<std::string, std::string> copies_;
};

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> CopyParts(const std::string& part,
                                                             PackageEditor* editor) {
  PartCopier copier(editor);
  RETURN_IF_ERROR(copier.Copy(part).status());
  return copier.Take();
}

}  // namespace sheetgate::spreadsheet

// Packages with objects for tests: parts and their relationships by hand.
//
//   ObjectPackage package;
//   package.Sheet("Data", "<sheetData/><drawing r:id=\"rId1\"/>")
//       .Relate("xl/worksheets/sheet1.xml", {{"rId1", "drawing", "../drawings/drawing1.xml"}})
//       .Part("xl/drawings/drawing1.xml", "<wsDr/>");
//   OpenXlsx(package.Build(), {}, {});
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_OBJECT_PACKAGE_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_OBJECT_PACKAGE_H_

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/testing/zip_builder.h"

namespace sheetgate::tests {

class ObjectPackage {
 public:
  struct Relation {
    std::string_view id, kind, target;
    bool external = false;
  };

  // The n-th sheet is xl/worksheets/sheet<n>.xml; `content` are the children of its root.
  ObjectPackage& Sheet(std::string_view name, std::string_view content,
                       std::string_view kind = "worksheet") {
    sheets_.push_back({std::string(name), std::string(kind)});
    const std::string root(kind == "chartsheet" ? "chartsheet" : "worksheet");
    return Part(SheetPart(sheets_.size()),
                spreadsheet::Concat("<", root, " xmlns=\"", kMain, "\" xmlns:r=\"", kRelations,
                                    "\" xmlns:mc=\"mc\" xmlns:x14=\"x14\" xmlns:xm=\"xm\">",
                                    content, "</", root, ">"));
  }
  // Children of the workbook behind its sheets.
  ObjectPackage& Workbook(std::string_view content) {
    workbook_ = content;
    return *this;
  }
  ObjectPackage& Part(std::string_view name, std::string_view content,
                      std::string_view type = "application/xml") {
    parts_.push_back({std::string(name), std::string(content), std::string(type)});
    return *this;
  }
  // Relationships of a part; those of the workbook go behind those of its sheets, those of ""
  // behind that of the workbook.
  ObjectPackage& Relate(std::string_view part, std::initializer_list<Relation> relations) {
    std::string xml;
    for (const Relation& relation : relations) {
      xml += spreadsheet::Concat("<Relationship Id=\"", relation.id, "\" Type=\"", kRelations, "/",
                                 relation.kind, "\" Target=\"", relation.target, "\"",
                                 relation.external ? " TargetMode=\"External\"/>" : "/>");
    }
    if (part == "xl/workbook.xml") {
      workbook_relations_ += xml;
    } else if (part.empty()) {
      root_relations_ += xml;
    } else {
      const size_t slash = part.rfind('/') + 1;
      Part(spreadsheet::Concat(part.substr(0, slash), "_rels/", part.substr(slash), ".rels"),
           Relationships(xml), "application/vnd.openxmlformats-package.relationships+xml");
    }
    return *this;
  }

  std::shared_ptr<const std::string> Build() const {
    using spreadsheet::Concat;
    std::string types, sheets, relations;
    for (size_t i = 1; i <= sheets_.size(); ++i) {
      const auto& [name, kind] = sheets_[i - 1];
      sheets += Concat("<sheet name=\"", name, "\" sheetId=\"", i, "\" r:id=\"s", i, "\"/>");
      relations += Concat("<Relationship Id=\"s", i, "\" Type=\"", kRelations, "/", kind,
                          "\" Target=\"/", SheetPart(i), "\"/>");
    }
    for (const PartEntry& part : parts_) {
      types += Concat("<Override PartName=\"/", part.name, "\" ContentType=\"", part.type, "\"/>");
    }
    ZipBuilder zip;
    zip.Add("[Content_Types].xml",
            Concat("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                   "<Default Extension=\"rels\" ContentType=\"application/"
                   "vnd.openxmlformats-package.relationships+xml\"/><Override "
                   "PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-"
                   "officedocument.spreadsheetml.sheet.main+xml\"/>",
                   types, "</Types>"));
    zip.Add("_rels/.rels", Relationships(Concat("<Relationship Id=\"rId1\" Type=\"", kRelations,
                                                "/officeDocument\" Target=\"xl/workbook.xml\"/>",
                                                root_relations_)));
    zip.Add("xl/workbook.xml",
            Concat("<workbook xmlns=\"", kMain, "\" xmlns:r=\"", kRelations, "\"><sheets>", sheets,
                   "</sheets>", workbook_, "</workbook>"));
    zip.Add("xl/_rels/workbook.xml.rels", Relationships(relations + workbook_relations_));
    for (const PartEntry& part : parts_) zip.Add(part.name, part.content);
    return std::make_shared<const std::string>(zip.Build().bytes);
  }

 private:
  static constexpr std::string_view kMain =
      "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  static constexpr std::string_view kRelations =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  struct PartEntry {
    std::string name, content, type;
  };

  static std::string SheetPart(size_t number) {
    return spreadsheet::Concat("xl/worksheets/sheet", number, ".xml");
  }
  static std::string Relationships(std::string_view content) {
    return spreadsheet::Concat(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
        content, "</Relationships>");
  }

  std::vector<std::pair<std::string, std::string>> sheets_;
  std::vector<PartEntry> parts_;
  std::string workbook_, workbook_relations_, root_relations_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_OBJECT_PACKAGE_H_

// Small .xlsx packages for tests, from the XML of their parts.
//
//   const PackageBytes bytes = PackageBuilder()
//       .Sheet("Data", "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>")
//       .Build();
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_PACKAGE_BUILDER_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_PACKAGE_BUILDER_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/testing/zip_builder.h"

namespace sheetgate::tests {

inline constexpr std::string_view kMainSpace =
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
inline constexpr std::string_view kRelationshipSpace =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
inline constexpr std::string_view kXmlDeclaration =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

// `xml` as UTF-16, little endian, with a byte order mark. ASCII only.
inline std::string ToUtf16(std::string_view xml) {
  std::string out = "\xFF\xFE";
  for (const char c : xml) out += {c, '\0'};
  return out;
}

class PackageBuilder {
 public:
  // Adds a worksheet with these children of its root.
  PackageBuilder& Sheet(std::string_view name, std::string_view content,
                        std::string_view attributes = "") {
    return RawSheet(name,
                    spreadsheet::Concat(kXmlDeclaration, "<worksheet xmlns=\"", kMainSpace, "\">",
                                        content, "</worksheet>"),
                    "worksheet", attributes);
  }
  // Adds a sheet with this part, a relationship of this kind and these attributes in the workbook.
  PackageBuilder& RawSheet(std::string_view name, std::string_view part,
                           std::string_view kind = "worksheet", std::string_view attributes = "") {
    sheets_.push_back(
        {std::string(name), std::string(part), std::string(kind), std::string(attributes)});
    return *this;
  }
  // The <si> elements of the string table.
  PackageBuilder& SharedStrings(std::string_view items, std::string_view attributes = "") {
    return WorkbookPart("sharedStrings",
                        spreadsheet::Concat(kXmlDeclaration, "<sst xmlns=\"", kMainSpace, "\"",
                                            attributes, ">", items, "</sst>"));
  }
  // The children of styleSheet.
  PackageBuilder& Styles(std::string_view content) {
    return WorkbookPart("styles", spreadsheet::Concat(kXmlDeclaration, "<styleSheet xmlns=\"",
                                                      kMainSpace, "\">", content, "</styleSheet>"));
  }
  // Adds a part xl/<kind>.xml with a relationship from the workbook and a content type.
  PackageBuilder& WorkbookPart(std::string_view kind, std::string_view part) {
    parts_.push_back({std::string(kind), std::string(part)});
    return *this;
  }
  // Adds a part with a content type of its own and no relationship.
  PackageBuilder& Part(std::string_view name, std::string_view content,
                       std::string_view content_type) {
    others_.push_back({std::string(name), std::string(content), std::string(content_type)});
    return *this;
  }
  // Children of the workbook before and behind <sheets>.
  PackageBuilder& WorkbookContent(std::string_view before, std::string_view behind) {
    before_ = before;
    behind_ = behind;
    return *this;
  }

  std::shared_ptr<const std::string> Build() const {
    using spreadsheet::Concat;
    constexpr std::string_view kType =
        "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    std::string types =
        Concat(kXmlDeclaration,
               "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
               "<Default Extension=\"rels\" "
               "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
               "<Default Extension=\"xml\" ContentType=\"application/xml\"/>");
    std::string relationships = OpenRelationships();
    std::string sheets;
    const auto declare = [&](std::string_view part, std::string_view type) {
      types += Concat("<Override PartName=\"/", part, "\" ContentType=\"", type, "\"/>");
    };
    int id = 0;
    const auto relate = [&](std::string_view kind, std::string_view target) {
      relationships += Concat("<Relationship Id=\"rId", ++id, "\" Type=\"", kRelationshipSpace, "/",
                              kind, "\" Target=\"", target, "\"/>");
    };
    ZipBuilder zip;
    std::vector<std::pair<std::string, std::string>> members;
    declare("xl/workbook.xml", Concat(kType, "sheet.main+xml"));
    for (size_t i = 0; i < sheets_.size(); ++i) {
      const std::string target = Concat("worksheets/sheet", i + 1, ".xml");
      declare("xl/" + target, Concat(kType, "worksheet+xml"));
      relate(sheets_[i].kind, target);
      sheets += Concat("<sheet name=\"", sheets_[i].name, "\" sheetId=\"", i + 1, "\" ",
                       sheets_[i].attributes, " r:id=\"rId", id, "\"/>");
      members.emplace_back("xl/" + target, sheets_[i].part);
    }
    for (const WorkbookRelated& part : parts_) {
      const std::string target = part.kind + ".xml";
      declare("xl/" + target, Concat(kType, part.kind, "+xml"));
      relate(part.kind, target);
      members.emplace_back("xl/" + target, part.content);
    }
    for (const Other& other : others_) {
      declare(other.name, other.type);
      members.emplace_back(other.name, other.content);
    }
    zip.Add("[Content_Types].xml", types + "</Types>");
    zip.Add("_rels/.rels",
            Concat(OpenRelationships(), "<Relationship Id=\"rId1\" Type=\"", kRelationshipSpace,
                   "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"));
    zip.Add("xl/workbook.xml", Concat(kXmlDeclaration, "<workbook xmlns=\"", kMainSpace,
                                      "\" xmlns:r=\"", kRelationshipSpace, "\">", before_,
                                      "<sheets>", sheets, "</sheets>", behind_, "</workbook>"));
    zip.Add("xl/_rels/workbook.xml.rels", relationships + "</Relationships>");
    for (const auto& [name, content] : members) zip.Add(name, content);
    return std::make_shared<const std::string>(zip.Build().bytes);
  }

 private:
  struct SheetPart {
    std::string name, part, kind, attributes;
  };
  struct WorkbookRelated {
    std::string kind, content;
  };
  struct Other {
    std::string name, content, type;
  };

  static std::string OpenRelationships() {
    return spreadsheet::Concat(
        kXmlDeclaration, "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/",
        "relationships\">");
  }

  std::vector<SheetPart> sheets_;
  std::vector<WorkbookRelated> parts_;
  std::vector<Other> others_;
  std::string before_, behind_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_PACKAGE_BUILDER_H_

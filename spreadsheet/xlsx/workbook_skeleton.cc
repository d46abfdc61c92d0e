// The order of members is the one Excel writes: [Content_Types].xml first, then the relationships,
// so that the kind of the file shows in its first bytes.
#include "spreadsheet/xlsx/workbook_skeleton.h"

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/content_types.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kDeclaration =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view kRelationshipTypes =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view kPackageSpace = "http://schemas.openxmlformats.org/package/2006";

// The Normal style, the two fills Excel takes for granted (18.8.21), and the formats that
// kNewDateFormat and kNewDateTimeFormat are.
constexpr std::string_view kStyles =
    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
    "<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy-mm-dd\"/>"
    "<numFmt numFmtId=\"165\" formatCode=\"yyyy-mm-dd hh:mm:ss\"/></numFmts>"
    "<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>"
    "</fonts>"
    "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
    "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"
    "</cellStyleXfs>"
    "<cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
    "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyNumberFormat=\"1\"/></cellXfs>"
    "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>"
    "</styleSheet>";

std::string ContentTypesXml(size_t sheets) {
  constexpr std::string_view kType = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  std::string xml = Concat(kDeclaration, "<Types xmlns=\"", kPackageSpace,
                           "/content-types\"><Default Extension=\"rels\" "
                           "ContentType=\"application/vnd.openxmlformats-package.relationships+xml"
                           "\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>");
  const auto declare = [&](std::string_view part, std::string_view type) {
    xml += Concat("<Override PartName=\"/", part, "\" ContentType=\"", kType, type, "+xml\"/>");
  };
  declare("xl/workbook.xml", "sheet.main");
  for (size_t i = 0; i < sheets; ++i) declare(WorksheetPartName(i), "worksheet");
  declare("xl/styles.xml", "styles");
  declare(kSharedStringsPart, "sharedStrings");
  return xml + "</Types>";
}

// A relationship by its kind; `target` is relative to the source.
std::string RelationshipXml(std::string_view id, std::string_view kind, std::string_view target) {
  return Concat("<Relationship Id=\"", id, "\" Type=\"", kRelationshipTypes, "/", kind,
                "\" Target=\"", target, "\"/>");
}

std::string RelationshipsXml(std::string_view relationships) {
  return Concat(kDeclaration, "<Relationships xmlns=\"", kPackageSpace, "/relationships\">",
                relationships, "</Relationships>");
}

}  // namespace

std::string WorksheetPartName(size_t index) {
  return Concat("xl/worksheets/sheet", index + 1, ".xml");
}

void AddSkeleton(const std::vector<std::string>& sheet_names, ZipWriter* zip) {
  std::string sheets, relationships;
  for (size_t i = 0; i < sheet_names.size(); ++i) {
    const std::string id = Concat("rId", i + 1);
    sheets += "<sheet name=\"";
    AppendEscaped(sheet_names[i], &sheets);
    sheets += Concat("\" sheetId=\"", i + 1, "\" r:id=\"", id, "\"/>");
    relationships += RelationshipXml(id, "worksheet", Concat("worksheets/sheet", i + 1, ".xml"));
  }
  const size_t next = sheet_names.size() + 1;
  relationships += RelationshipXml(Concat("rId", next), "styles", "styles.xml");
  relationships += RelationshipXml(Concat("rId", next + 1), "sharedStrings", "sharedStrings.xml");

  zip->Add(kContentTypesPart, ContentTypesXml(sheet_names.size()));
  zip->Add("_rels/.rels",
           RelationshipsXml(RelationshipXml("rId1", "officeDocument", "xl/workbook.xml")));
  zip->Add(
      "xl/workbook.xml",
      Concat(kDeclaration,
             "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
             "xmlns:r=\"",
             kRelationshipTypes, "\"><workbookPr/><bookViews><workbookView/></bookViews><sheets>",
             sheets, "</sheets></workbook>"));
  zip->Add("xl/_rels/workbook.xml.rels", RelationshipsXml(relationships));
  zip->Add("xl/styles.xml", Concat(kDeclaration, kStyles));
}

}  // namespace sheetgate::spreadsheet

// Small workbooks for tests: sheets given as the XML between <sheetData>
// tags.
//
//   const std::string bytes = MakeXlsx({{"Data", R"(<row r="1"><c r="A1"><v>1</v></c></row>)"}});
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_MADE_PACKAGE_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_MADE_PACKAGE_H_

#include <string>
#include <utility>
#include <vector>

#include "tests/spreadsheet/testing/zip_builder.h"

namespace sheetgate::tests {

struct SheetXml {
  std::string name;
  std::string rows;
  // Cut the part off after this many bytes of its XML; 0: whole.
  size_t cut = 0;
  // XML before <sheetData>, such as <cols>, and behind it, such as <pageSetup>.
  std::string before = "";
  std::string after = "";
};

// `styles` is the XML inside <styleSheet>; none when empty. `properties` is what stands before
// <sheets> in <workbook>, `behind` what follows: names, <calcPr>.
inline std::string MakeXlsx(const std::vector<SheetXml>& sheets, const std::string& styles = "",
                            const std::string& properties = "", const std::string& behind = "") {
  const std::string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const std::string packages = "http://schemas.openxmlformats.org/package/2006/";
  const std::string spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  const std::string declaration = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";
  std::string types =
      declaration + "<Types xmlns=\"" + packages +
      "content-types\"><Default Extension=\"rels\" ContentType=\"application/"
      "vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" "
      "ContentType=\"" +
      spreadsheet + "sheet.main+xml\"/>";
  std::string list;
  std::string links;
  ZipBuilder zip;
  for (size_t i = 0; i < sheets.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    const std::string part = "worksheets/sheet" + number + ".xml";
    types += "<Override PartName=\"/xl/" + part + "\" ContentType=\"" + spreadsheet +
             "worksheet+xml\"/>";
    list += "<sheet name=\"" + sheets[i].name + "\" sheetId=\"" + number + "\" r:id=\"rId" +
            number + "\"/>";
    links += "<Relationship Id=\"rId" + number + "\" Type=\"" + office + "/worksheet\" Target=\"" +
             part + "\"/>";
    std::string xml = declaration + "<worksheet xmlns=\"" + main + "\">" + sheets[i].before +
                      "<sheetData>" + sheets[i].rows + "</sheetData>" + sheets[i].after +
                      "</worksheet>";
    if (sheets[i].cut != 0) xml.resize(sheets[i].cut);
    zip.Add("xl/" + part, xml);
  }
  if (!styles.empty()) {
    types +=
        "<Override PartName=\"/xl/styles.xml\" ContentType=\"" + spreadsheet + "styles+xml\"/>";
    links +=
        "<Relationship Id=\"rIdStyles\" Type=\"" + office + "/styles\" Target=\"styles.xml\"/>";
    zip.Add("xl/styles.xml",
            declaration + "<styleSheet xmlns=\"" + main + "\">" + styles + "</styleSheet>");
  }
  zip.Add("[Content_Types].xml", types + "</Types>");
  zip.Add("_rels/.rels", declaration + "<Relationships xmlns=\"" + packages +
                             "relationships\"><Relationship Id=\"rId1\" Type=\"" + office +
                             "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
  zip.Add("xl/workbook.xml", declaration + "<workbook xmlns=\"" + main + "\" xmlns:r=\"" + office +
                                 "\">" + properties + "<sheets>" + list + "</sheets>" + behind +
                                 "</workbook>");
  zip.Add("xl/_rels/workbook.xml.rels", declaration + "<Relationships xmlns=\"" + packages +
                                            "relationships\">" + links + "</Relationships>");
  return zip.Build().bytes;
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_MADE_PACKAGE_H_

// The parts are written out rather than assembled: what a target replaces must be plain to see.
#include "tests/fuzz/fixture.h"

#include <memory>

#include "tests/spreadsheet/testing/zip_builder.h"

namespace sheetgate::tests {
namespace {

constexpr std::string_view kFixtureContentTypes = R"(<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>
<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/>
<Override PartName="/xl/tables/table1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"/>
</Types>)";

constexpr std::string_view kFixturePackageRelationships = R"(<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
</Relationships>)";

constexpr std::string_view kFixtureWorkbook = R"(<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets><definedNames>
<definedName name="Rate">Data!$A$1</definedName></definedNames><calcPr calcId="191029"/>
</workbook>)";

constexpr std::string_view kFixtureWorkbookRelationships = R"(<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>
<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="/xl/sharedStrings.xml"/>
<Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/>
</Relationships>)";

constexpr std::string_view kFixtureSheet = R"(<?xml version="1.0" encoding="UTF-8"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<dimension ref="A1:F6"/><cols><col min="3" max="3" width="9" style="2"/></cols><sheetData>
<row r="1" spans="1:6"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" s="2">
<v>45000.5</v></c><c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><v>#DIV/0!</v></c>
<c r="F1" t="str"><f>A1&amp;"x"</f><v>x</v></c></row><row r="2"><c r="A2" s="1"><v>-1.5E-7</v>
</c><c r="B2"><f t="shared" ref="B2:B3" si="0">A2*2</f><v>4</v></c><c r="C2" t="inlineStr"><is>
<t xml:space="preserve"> in </t></is></c></row><row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3">
<f t="shared" si="0"/><v>6</v></c><c r="D3" t="d" s="3"><v>2024-02-29T12:00:00</v></c></row>
<row r="5" s="3" customFormat="1"><c r="A5"><f t="array" ref="A5:B5">ROW(1:2)</f><v>1</v></c>
<c r="B5"><v>2</v></c><c r="C5" s="5"/></row><row><c><v>7</v></c><c t="s"><v>3</v></c></row>
</sheetData><tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>)";

constexpr std::string_view kFixtureSheetRelationships = R"(<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/table" Target="../tables/table1.xml"/>
</Relationships>)";

constexpr std::string_view kFixtureStyles = R"(<?xml version="1.0" encoding="UTF-8"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/>
<numFmt numFmtId="165" formatCode="0.0&quot; d&quot;"/></numFmts><fonts count="1"><font/>
</fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="2" applyNumberFormat="1"/><xf numFmtId="14"/><xf numFmtId="164"><alignment/></xf>
<xf numFmtId="165"/><xf numFmtId="49"/></cellXfs></styleSheet>)";

constexpr std::string_view kFixtureSharedStrings = R"(<?xml version="1.0" encoding="UTF-8"?>
<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="4" uniqueCount="4">
<si><t>Name</t></si><si><t>Caf&#233; &amp; Co</t></si><si><r><t>rich </t></r><r>
<t xml:space="preserve">text </t></r></si><si><t/></si></sst>)";

constexpr std::string_view kFixtureCalculationChain = R"(<?xml version="1.0" encoding="UTF-8"?>
<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="F1" i="1"/>
<c r="B2"/><c r="B3"/><c r="A5" a="1"/></calcChain>)";

constexpr std::string_view kFixtureTable = R"(<?xml version="1.0" encoding="UTF-8"?>
<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" name="T" displayName="T" ref="A1:B3" totalsRowShown="0">
<autoFilter ref="A1:B3"/><tableColumns count="2"><tableColumn id="1" name="Name"/>
<tableColumn id="2" name="Caf&#233; &amp; Co">
<calculatedColumnFormula>A2*2</calculatedColumnFormula></tableColumn></tableColumns></table>)";

}  // namespace

const Parts& FixtureParts() {
  static const auto* parts =
      new Parts{{std::string(kContentTypes), std::string(kFixtureContentTypes)},
                {std::string(kPackageRelationships), std::string(kFixturePackageRelationships)},
                {std::string(kWorkbook), std::string(kFixtureWorkbook)},
                {std::string(kWorkbookRelationships), std::string(kFixtureWorkbookRelationships)},
                {std::string(kSheet), std::string(kFixtureSheet)},
                {std::string(kSheetRelationships), std::string(kFixtureSheetRelationships)},
                {std::string(kStyles), std::string(kFixtureStyles)},
                {std::string(kSharedStrings), std::string(kFixtureSharedStrings)},
                {"xl/calcChain.xml", std::string(kFixtureCalculationChain)},
                {std::string(kTable), std::string(kFixtureTable)}};
  return *parts;
}

spreadsheet::PackageBytes Pack(const Parts& parts, std::string_view deflated) {
  ZipBuilder zip;
  for (const auto& [name, content] : parts) {
    ZipOptions options;
    options.deflate = name == deflated;
    zip.Add(name, content, options);
  }
  return std::make_shared<const std::string>(zip.Build().bytes);
}

}  // namespace sheetgate::tests
